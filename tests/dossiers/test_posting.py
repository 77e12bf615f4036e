"""What is posted to a section: as a form, as JSON, and as nobody's page would send it."""

from __future__ import annotations

import errno
import json
import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from poincon.dossiers.models import Dossier
from poincon.sheets.models import Comment, SectionAnswers
from poincon.ui.moments import moment_words
from tests.dossiers.factories import PDF, Structure, Typed, address, autosave, campaign, dossier, kept, save, upload
from tests.pages import flat
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ours: Structure) -> Dossier:
    return dossier(ours)


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def post(editor: Client, draft: Dossier, section: str = "etal", **data: Any) -> Any:
    named = {name.replace("__", "."): value for name, value in data.items()}
    return editor.post(address("section", draft, section), named)


# the form


def test_a_form_keeps_what_a_french_hand_types(editor: Client, draft: Dossier) -> None:
    data = {"loyer": "1 250 000,50 €", "remise": "25 %", "ouverture": "31/12/2021", "annees.2022.ventes": " 12,5 "}
    response = post(editor, draft, **data)
    assert response.status_code == 200
    assert "Vos réponses sont enregistrées." in response.content.decode()
    assert kept(draft) == {
        "loyer": "1250000.50",
        "remise": "0.25",
        "ouverture": "2021-12-31",
        "annees.2022.ventes": "12.5",
    }


def test_the_form_shows_again_what_it_could_not_read(editor: Client, draft: Dossier) -> None:
    page = post(editor, draft, loyer="douze <b>").content.decode()
    assert 'value="douze &lt;b&gt;"' in page
    assert "n’est pas un nombre" in page
    assert 'href="#champ-loyer"' in page
    assert kept(draft) == {"loyer": "douze <b>"}


def test_boxes_that_were_all_unticked_are_emptied(editor: Client, draft: Dossier) -> None:
    post(editor, draft, cases=["services"], services=["eau", "gaz"])
    assert kept(draft) == {"services": ["eau", "gaz"]}
    post(editor, draft, version="1", loyer="1")
    assert kept(draft)["services"] == ["eau", "gaz"]
    post(editor, draft, version="2", cases=["services", "accueil_1", "inconnu", "plan", "depenses[]"])
    assert kept(draft) == {"loyer": "1"}


@pytest.mark.parametrize("version", ["", "x", "-1", "1e9", "9" * 40, "²"])
def test_a_version_that_is_none_has_seen_nothing(editor: Client, draft: Dossier, ours: Structure, version: str) -> None:
    save(draft, 0, {"loyer": "1"}, ours.head)
    response = post(editor, draft, version=version, loyer="2")
    assert response.status_code == 409
    assert kept(draft) == {"loyer": "1"}


def test_a_conflict_shows_both_values_and_who_wrote_the_other(editor: Client, draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1000"}, ours.head)
    response = post(editor, draft, version="0", loyer="2 000", apport="3")
    page = response.content.decode()
    assert response.status_code == 409
    assert "2\u202f000\u202f€" in page
    assert "1\u202f000\u202f€" in page
    assert ours.head.full_name in page
    assert kept(draft) == {"loyer": "1000", "apport": "3"}


def test_conflicts_of_every_kind_of_field_are_told(editor: Client, draft: Dossier, ours: Structure) -> None:
    first: Typed = {
        "services": ["eau"],
        "halle": "couverte",
        "depenses[0].montant": "1",
        "annees.2022.complet": "oui",
    }
    save(draft, 0, first, ours.head)
    changes = {"services": ["gaz"], "halle": "plein_air", "depenses[0].montant": "2", "annees.2022.complet": "non"}
    assert editor.post(address("section", draft, "etal"), {"version": "0", **changes}).status_code == 409
    answer = autosave(editor, draft, {"version": 0, "changes": changes})
    assert {conflict["name"]: conflict["theirs"] for conflict in answer.json()["conflicts"]} == first
    assert all(
        conflict["label"] != conflict["name"] or "[" not in conflict["name"] for conflict in answer.json()["conflicts"]
    )
    save(draft, 0, {"autre.intitule": "A", "autre.reponse": "++"}, ours.head, "accueil")
    assert post(editor, draft, "accueil", autre__intitule="B", autre__reponse="-").status_code == 409


def test_rows_are_added_and_removed_without_a_script(editor: Client, draft: Dossier) -> None:
    response = editor.post(address("section", draft, "etal"), {"ajouter_ligne:depenses": "1", "loyer": "1"})
    assert response["Location"].endswith("/rubriques/etal/#champ-depenses")
    data = {"version": "2", "depenses[0].partie": "A", "ajouter_ligne:depenses": "1"}
    editor.post(address("section", draft, "etal"), data)
    assert kept(draft) == {"loyer": "1", "depenses[]": "2", "depenses[0].partie": "A"}
    editor.post(address("section", draft, "etal"), {"version": "4", "retirer_ligne:depenses:0": "1"})
    assert kept(draft) == {"loyer": "1", "depenses[]": "1"}


@pytest.mark.parametrize(
    "action",
    [
        "ajouter_ligne:", "ajouter_ligne:inconnu", "ajouter_ligne:loyer", "retirer_ligne:inconnu:0",
        "ajouter_ligne:<script>", "retirer_ligne:::", "ajouter_ligne:annees.1900.ventes",
    ],
)  # fmt: skip
def test_a_forged_row_is_refused_in_french_and_what_was_typed_is_kept(
    editor: Client, draft: Dossier, action: str
) -> None:
    response = editor.post(address("section", draft, "etal"), {action: "1", "loyer": "77"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Ce tableau n’existe pas dans cette rubrique" in page
    assert 'value="77"' in page
    assert "<script>" not in page


@pytest.mark.parametrize("action", ["retirer_ligne:depenses:9999999999999999999999", "retirer_ligne:depenses:²"])
def test_a_row_that_is_not_there_is_not_removed(editor: Client, draft: Dossier, ours: Structure, action: str) -> None:
    save(draft, 0, {"depenses[0].partie": "A", "depenses[1].partie": "B"}, ours.editor)
    assert editor.post(address("section", draft, "etal"), {"version": "1", action: "1"}).status_code in (302, 403)
    assert "B" in kept(draft).values()


def test_a_closed_campaign_shows_again_what_was_typed(editor: Client, ours: Structure) -> None:
    draft = dossier(ours, closing := campaign())
    type(closing).objects.update(state="closed")
    response = post(editor, draft, loyer="31", **{"depenses[]": "99999999", "stock[]": "²"})
    assert response.status_code == 403
    assert "La campagne est close" in response.content.decode()
    assert 'value="31"' in response.content.decode()
    answer = autosave(editor, draft, {"version": 0, "changes": {"loyer": "31"}})
    assert (answer.status_code, answer.json()["error"]) == (403, "closed")
    assert "La campagne est close" in answer.json()["message"]
    assert kept(draft) == {}


def test_nul_and_broken_characters_are_left_out(editor: Client, draft: Dossier) -> None:
    post(editor, draft, enseigne="Chez\0 Paul")
    answer = autosave(editor, draft, '{"version": 1, "changes": {"slogan": "beau\\u0000 \\ud800"}}')
    assert answer.status_code == 200
    assert kept(draft) == {"enseigne": "Chez Paul", "slogan": "beau ?"}
    assert editor.get(address("section", draft, "etal")).status_code == 200


def test_a_form_too_large_is_refused_and_not_read(editor: Client, draft: Dossier) -> None:
    response = post(editor, draft, adresse="a" * (3 * 1024 * 1024))
    assert response.status_code == 400
    assert post(editor, draft, **{f"x{number}": "1" for number in range(20_001)}).status_code == 400
    assert kept(draft) == {}


def test_an_answer_too_long_is_told_in_french(editor: Client, draft: Dossier) -> None:
    long = "a" * 100_001
    assert "100000 caractères" in post(editor, draft, adresse=long).content.decode()
    answer = autosave(editor, draft, {"version": 0, "changes": {"adresse": long}})
    assert answer.status_code == 403
    assert "100000 caractères" in answer.json()["message"]
    assert kept(draft) == {}


# JSON


def test_an_autosave_is_acknowledged_with_its_version_and_its_outcomes(editor: Client, draft: Dossier) -> None:
    answer = autosave(editor, draft, {"version": 0, "changes": {"loyer": "10", "apport": "100", "services": ["eau"]}})
    reply = answer.json()
    keys = ["outcomes_html", "questions", "saved_at", "unprintable", "version"]
    assert (answer.status_code, sorted(reply)) == (200, keys)
    assert reply["version"] == 1
    assert "poids" in reply["outcomes_html"]
    assert "<html" not in reply["outcomes_html"]
    assert kept(draft) == {"loyer": "10", "apport": "100", "services": ["eau"]}


def test_an_autosave_meets_a_conflict_then_decides(editor: Client, draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.head)
    answer = autosave(editor, draft, {"version": 0, "changes": {"loyer": "2", "apport": None}})
    reply = answer.json()
    assert (answer.status_code, reply["version"]) == (409, 1)
    (conflict,) = reply["conflicts"]
    assert (conflict["name"], conflict["mine"], conflict["theirs"]) == ("loyer", "2", "1")
    assert conflict["by"] == ours.head.full_name
    again = autosave(editor, draft, {"version": reply["version"], "changes": {"loyer": "2"}})
    assert (again.status_code, kept(draft)) == (200, {"loyer": "2"})


DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "nothing": "",
    "half": '{"version": 0, "changes": {',
    "not json": "version=0",
    "not text": b"\xff\xfe\x00",
    "null": "null",
    "a list": "[]",
    "a text": '"changes"',
    "a number": "12",
    "no version": '{"changes": {}}',
    "no changes": '{"version": 0}',
    "version null": '{"version": null, "changes": {}}',
    "version text": '{"version": "0", "changes": {}}',
    "version true": '{"version": true, "changes": {}}',
    "version fraction": '{"version": 0.5, "changes": {}}',
    "version infinite": '{"version": 1e999, "changes": {}}',
    "version nan": '{"version": NaN, "changes": {}}',
    "version huge": '{"version": ' + "9" * 5000 + ', "changes": {}}',
    "changes null": '{"version": 0, "changes": null}',
    "changes a list": '{"version": 0, "changes": ["loyer"]}',
    "changes a text": '{"version": 0, "changes": "loyer"}',
    "a value that is a map": '{"version": 0, "changes": {"loyer": {"a": 1}}}',
    "a value that is a number": '{"version": 0, "changes": {"loyer": 12}}',
    "a value that is true": '{"version": 0, "changes": {"ouvert": true}}',
    "a list of numbers": '{"version": 0, "changes": {"services": [1]}}',
    "a list of lists": '{"version": 0, "changes": {"services": [["eau"]]}}',
    "deep": DEEP,
    "deep in a value": '{"version": 0, "changes": {"loyer": ' + DEEP + "}}",
    "huge": '{"version": 0, "changes": {"adresse": "' + "a" * (5 * 1024 * 1024) + '"}}',
}


@pytest.mark.parametrize("kind", BODIES)
def test_what_no_page_of_ours_sends_is_malformed(editor: Client, draft: Dossier, kind: str) -> None:
    assert autosave(editor, draft, BODIES[kind]).status_code == 400
    assert kept(draft) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"inconnu": 12, "loyer": "1"},
        {"loyer": "1", "accueil_1": "++", "plan": "x.pdf", "depenses[]": "400", "": "a", "annees.2022": "b"},
        {"loyer": ["9", "1"]},
    ],
)
def test_names_that_are_not_asked_are_ignored(editor: Client, draft: Dossier, changes: dict[str, Any]) -> None:
    assert autosave(editor, draft, {"version": 0, "changes": changes}).status_code == 200
    assert kept(draft) == {"loyer": "1"}


def test_a_section_that_does_not_exist_is_not_found(editor: Client, draft: Dossier) -> None:
    for section in ("inconnue", "etal%00", "..", "é"):
        assert editor.get(f"/dossiers/{draft.pk}/rubriques/{section}/").status_code == 404
        assert autosave(editor, draft, {"version": 0, "changes": {}}, section).status_code == 404


def test_a_session_that_ended_is_told_to_the_script(client: Client, draft: Dossier) -> None:
    answer = autosave(client, draft, {"version": 0, "changes": {"loyer": "1"}})
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")


def test_a_form_from_another_site_is_refused(ours: Structure, draft: Dossier) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ours.editor)
    assert strict.post(address("section", draft, "etal"), {"loyer": "1"}).status_code == 403
    assert autosave(strict, draft, {"version": 0, "changes": {"loyer": "1"}}).status_code in (401, 403)
    assert kept(draft) == {}


# documents and notes


def test_a_document_is_given_with_the_form(editor: Client, draft: Dossier) -> None:
    response = post(editor, draft, loyer="1", plan=upload())
    assert response.status_code == 200
    assert "plan.pdf" in response.content.decode()
    assert [attachment.name for attachment in draft.sheet.attachments.all()] == ["plan"]


def test_a_document_that_is_refused_is_told_at_its_field_and_the_rest_is_kept(editor: Client, draft: Dossier) -> None:
    response = post(editor, draft, loyer="1", plan=SimpleUploadedFile("plan.pdf", b"MZ\x90 not a document"))
    assert response.status_code == 422
    assert "Le contenu de ce document" in response.content.decode()
    assert 'href="#champ-plan"' in response.content.decode()
    assert kept(draft) == {"loyer": "1"}
    assert not draft.sheet.attachments.exists()


def test_a_document_that_the_disk_does_not_take_is_told_at_its_field_and_the_rest_is_kept(
    editor: Client, draft: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    response = post(editor, draft, loyer="1", plan=upload())
    assert response.status_code == 422
    assert "Ce document n’a pas pu être gardé" in response.content.decode()
    assert 'href="#champ-plan"' in response.content.decode()
    assert kept(draft) == {"loyer": "1"}
    assert not draft.sheet.attachments.exists()


def test_a_name_that_no_dossier_takes_is_refused_when_it_is_sent(editor: Client, draft: Dossier) -> None:
    response = post(editor, draft, loyer="1", plan=upload("..pdf"))
    assert response.status_code == 422
    assert "« ..pdf » n’est pas un nom de document" in flat(response.content.decode()).replace("\u00a0", " ")
    assert kept(draft) == {"loyer": "1"}
    assert not draft.sheet.attachments.exists()


def test_the_name_of_a_document_is_the_same_however_a_machine_spells_it(editor: Client, draft: Dossier) -> None:
    post(editor, draft, plan=upload("E\u0301cole.pdf"))
    assert [attachment.file.name for attachment in draft.sheet.attachments.all()] == ["École.pdf"]


@pytest.mark.parametrize("name", ["loyer", "inconnu", "plan[]", "accueil_1", "annees.2022.plan", "plan.reponse"])
def test_a_document_under_a_forged_name_is_refused(editor: Client, draft: Dossier, name: str) -> None:
    response = editor.post(address("section", draft, "etal"), {name: upload()})
    assert response.status_code == 403
    assert "Aucun document n" in response.content.decode()
    assert not draft.sheet.attachments.exists()


def test_a_document_is_taken_back(editor: Client, draft: Dossier) -> None:
    post(editor, draft, plan=upload(content=PDF))
    editor.post(address("section", draft, "etal"), {"retirer_document:plan": "1"})
    assert not draft.sheet.attachments.filter(removed_at__isnull=True).exists()
    assert draft.sheet.attachments.count() == 1


def test_a_note_is_left_for_colleagues(editor: Client, draft: Dossier, ours: Structure) -> None:
    for text in ("Voir <b>Paul</b>\0", "   ", "x" * 6000):
        assert editor.post(address("comment", draft, "etal"), {"texte": text}).status_code == 302
    assert [len(comment.text) for comment in Comment.objects.all()] == [16, 5000]
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert "Voir &lt;b&gt;Paul&lt;/b&gt;" in page


def test_a_section_that_holds_a_document_alone_says_when_it_was_saved(editor: Client, draft: Dossier) -> None:
    post(editor, draft, plan=upload())
    page = flat(editor.get(address("section", draft, "etal")).content.decode())
    assert "Enregistré à" in page
    assert "Rien d’enregistré pour l’instant</p>" not in page


def test_what_was_saved_another_day_says_which(editor: Client, draft: Dossier) -> None:
    post(editor, draft, loyer="1")
    SectionAnswers.objects.update(updated_at=NOW)
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert f"Enregistré le {moment_words(NOW, 'fr')}" in page


def test_answers_kept_though_wrong_are_not_said_to_be_all_right(editor: Client, draft: Dossier) -> None:
    page = post(editor, draft, loyer="douze").content.decode()
    assert "Vos réponses sont enregistrées, même celles qui sont à corriger." in page


def test_a_note_says_its_moment_as_every_page_does(editor: Client, draft: Dossier) -> None:
    editor.post(address("comment", draft, "etal"), {"texte": "Voir Paul"})
    Comment.objects.update(made_at=NOW)
    assert f">{moment_words(NOW, 'fr')}</time>" in editor.get(address("section", draft, "etal")).content.decode()


def test_who_else_has_a_section_open_is_shown(draft: Dossier, ours: Structure) -> None:
    page = ""
    for person in (ours.head, ours.editor):
        browser = Client()
        browser.force_login(person)
        page = browser.get(address("section", draft, "etal")).content.decode()
    assert f"aussi ouverte par {ours.head.full_name}" in page


def test_what_nobody_sees_is_not_kept_in_a_value_nor_for_an_answer(editor: Client, draft: Dossier) -> None:
    answers = {"loyer": "1250000\u200b", "ouverture": "31/12/2021\ufeff", "services": ["eau\u200b"], "slogan": "\u200b"}
    autosave(editor, draft, {"version": 0, "changes": answers})
    assert kept(draft) == {"loyer": "1250000", "ouverture": "2021-12-31", "services": ["eau"]}


def test_json_that_is_acknowledged_is_text(editor: Client, draft: Dossier) -> None:
    answer = autosave(editor, draft, {"version": 0, "changes": {"slogan": "été ☀ \u2028 🎪"}})
    assert json.loads(answer.content)["version"] == 1
    assert kept(draft) == {"slogan": "été ☀ \u2028 🎪"}
