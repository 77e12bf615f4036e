"""The page of what was asked: what is typed comes back, what lacks is said, and it is sent once."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from poincon.dossiers import changes, services
from poincon.dossiers.enums import State
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.withdrawal import withdraw
from poincon.sheets.models import Snapshot
from poincon.workflow.refusals import Allowed
from tests.dossiers.factories import (
    Structure,
    address,
    asked,
    autosave,
    campaign,
    conditional_folder,
    dossier,
    officer,
    programme,
    reread,
    save,
    structure,
)
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
POINTS = (("etal", "loyer"), ("accueil", ""))


@pytest.fixture
def submission(ours: Structure) -> Dossier:
    sent = dossier(ours, submitted=True, answers={"etal": {"loyer": "10"}})
    asked(sent, officer(), *POINTS)
    return reread(sent)


@pytest.fixture
def head(ours: Structure) -> Client:
    client = Client()
    client.force_login(ours.head)
    return client


def item(name: str = "loyer") -> ChangeItem:
    return ChangeItem.objects.get(name=name)


def text(response: Any) -> str:
    return unescape(response.content.decode())


def test_each_point_has_its_place_and_its_link(submission: Dossier, head: Client) -> None:
    page = text(head.get(address("changes", submission)))
    assert f'href="{address("section", submission, "etal")}#champ-loyer"' in page
    assert f'href="{address("section", submission, "accueil")}"' in page
    for words in ("Revoyez loyer.", "Revoyez accueil.", "À faire", "Merci de compléter.", "Déposer les compléments"):
        assert words in page
    assert "À compléter avant le mardi 30 mars 2027" in page.replace("\xa0", " ")


def test_an_answer_is_kept_and_shown_at_its_point(submission: Dossier, head: Client) -> None:
    response = head.post(address("answer", submission, item().pk), {"reponse": "Il est <b>juste</b>.", "vue": ""})
    assert (response.status_code, response["Location"]) == (302, f"{address('changes', submission)}#point-{item().pk}")
    page = head.get(address("changes", submission)).content.decode()
    assert "Il est &lt;b&gt;juste&lt;/b&gt;." in page
    assert "Réponse écrite" in page


def test_a_colleague_s_answer_is_not_overwritten_and_mine_comes_back(
    submission: Dossier, head: Client, ours: Structure
) -> None:
    changes.answer_item(item().pk, "La sienne.", ours.editor, NOW)
    refused = head.post(address("answer", submission, item().pk), {"reponse": "La mienne.", "vue": ""})
    page = text(refused)
    assert refused.status_code == 409
    for words in ("La sienne.", "La mienne.", "Une autre personne vient d’écrire"):
        assert words in page
    assert item().answer == "La sienne."
    again = head.post(address("answer", submission, item().pk), {"reponse": "La mienne.", "vue": "La sienne."})
    assert (again.status_code, item().answer) == (302, "La mienne.")


def test_an_answer_too_long_comes_back_whole(submission: Dossier, head: Client) -> None:
    refused = head.post(address("answer", submission, item().pk), {"reponse": "é" * 2001, "vue": ""})
    assert refused.status_code == 403
    assert "é" * 2001 in text(refused)
    assert "2000 caractères" in text(refused)


def test_points_of_which_nothing_is_said_are_listed_with_their_place(
    submission: Dossier, head: Client, ours: Structure
) -> None:
    save(submission, 1, {"loyer": "11"}, ours.editor)
    refused = head.post(address("resubmit", submission), {"confirmation": "1"})
    page = text(refused)
    assert refused.status_code == 422
    assert f'href="#reponse-{item("").pk}"' in page
    assert f'href="#reponse-{item().pk}"' not in page
    assert 'role="alert"' in page
    assert reread(submission).state == State.TO_CORRECT


def test_it_is_sent_once_it_is_certified(submission: Dossier, head: Client, ours: Structure) -> None:
    save(submission, 1, {"loyer": "11"}, ours.editor)
    changes.answer_item(item("").pk, "Rien à ajouter.", ours.editor, NOW)
    unticked = head.post(address("resubmit", submission))
    assert unticked.status_code == 422
    assert "Cochez cette case" in text(unticked)
    for _ in range(2):
        response = head.post(address("resubmit", submission), {"confirmation": "1"})
        assert (response.status_code, response["Location"]) == (302, address("receipt", submission))
    assert Snapshot.objects.count() == 2
    page = text(head.get(address("changes", submission)))
    assert "Compléments déposés le" in page
    assert "Déposer les compléments" not in page


def test_what_lacks_is_listed_and_nothing_is_sent(ours: Structure, head: Client) -> None:
    into = campaign(programme(conditional_folder()))
    submission = dossier(ours, into, submitted=True)
    asked(submission, officer(), ("etal", "surveille"))
    assert autosave(head, submission, {"version": 1, "changes": {"surveille": "oui"}}).status_code == 200
    page = text(head.get(address("changes", submission)))
    for anchor in ("champ-surveillant", "champ-contrat"):
        assert f'href="{address("section", submission, "etal")}#{anchor}"' in page
    assert 'name="confirmation"' not in page
    refused = head.post(address("resubmit", submission), {"confirmation": "1"})
    assert refused.status_code == 422
    assert "Des réponses obligatoires manquent encore" in text(refused)


def test_an_editor_asks_the_head_to_send(submission: Dossier, ours: Structure) -> None:
    client = Client()
    client.force_login(ours.editor)
    page = text(client.get(address("changes", submission)))
    assert "Seule la direction de la structure peut déposer les compléments." in page
    assert client.post(address("ask_validation", submission)).status_code == 302
    page = text(client.get(address("changes", submission)))
    assert f"{ours.editor.full_name} a demandé la validation" in page
    assert "Demander la validation" not in page
    assert client.post(address("resubmit", submission), {"confirmation": "1"}).status_code == 403


def test_a_request_that_ended_says_how(ours: Structure, submission: Dossier, head: Client) -> None:
    changes.take_back(submission.pk, "Par erreur.", officer(), NOW, allowed=Allowed())
    assert "Retirée par le service qui instruit le" in text(head.get(address("changes", submission)))
    closed = head.post(address("answer", submission, item().pk), {"reponse": "Trop tard.", "vue": ""})
    assert closed.status_code == 403
    again = asked(submission, officer(), ("etal", "nom"))
    withdraw(submission.pk, "", ours.head, NOW + timedelta(hours=1))
    page = text(head.get(address("changes", submission)))
    assert "Sans suite : la structure a retiré son dossier le" in page.replace("\xa0", " ")
    assert ChangeRequest.objects.get(pk=again.pk).ended_at


def test_a_point_of_another_dossier_is_not_found(submission: Dossier, head: Client) -> None:
    theirs = dossier(structure(), submission.campaign, submitted=True)
    other = asked(theirs, officer()).items.get()
    assert head.post(address("answer", submission, other.pk), {"reponse": "x"}).status_code == 404
    assert head.post(address("answer", theirs, other.pk), {"reponse": "x"}).status_code == 404
    (unsent,) = [changes.prepare_item(_fresh(submission).pk, "etal", "nom", "x", officer(), NOW, allowed=Allowed())]
    assert head.post(address("answer", unsent.request.dossier, unsent.pk), {"reponse": "x"}).status_code == 404
    for beyond in (0, 10**12, 10**30):
        assert head.post(address("answer", submission, beyond), {"reponse": "x"}).status_code == 404


def _fresh(submission: Dossier) -> Dossier:
    """Another dossier of the same structure, in another campaign."""
    head = submission.organisation.memberships.select_related("person").get(role="structure_head").person
    editor = submission.organisation.memberships.select_related("person").get(role="structure_editor").person
    return dossier(
        Structure(submission.organisation, head, editor),
        campaign(submission.sheet.programme_version, title="Autre"),
        submitted=True,
    )


def test_each_submission_keeps_its_receipt(submission: Dossier, head: Client, ours: Structure) -> None:
    save(submission, 1, {"loyer": "11"}, ours.editor)
    changes.answer_item(item("").pk, "Rien à ajouter.", ours.editor, NOW)
    changes.resubmit(submission.pk, ours.head, NOW + timedelta(days=2))
    first, second = submission.sheet.snapshots.all()
    last = text(head.get(address("receipt", submission)))
    assert second.digest in last
    assert first.digest not in last
    older = text(head.get(address("receipt", submission) + "?depot=1"))
    assert first.digest in older
    assert "Un dépôt plus récent remplace celui-ci" in older
    asked_for = {"0": 404, "3": 404, "999": 404, "²": 200, "-1": 200, "x": 200, "9" * 30: 200, "\0": 200}
    statuses = {text: head.get(address("receipt", submission), {"depot": text}).status_code for text in asked_for}
    assert statuses == asked_for
    pdfs = [head.get(f"{address('receipt_pdf', submission)}?depot={number}").content for number in (1, 2)]
    assert all(pdf.startswith(b"%PDF-") for pdf in pdfs)
    assert pdfs[0] != pdfs[1]


def test_pages_answer_in_english_too(submission: Dossier, ours: Structure) -> None:
    reader = person()
    services.submit(submission.pk, ours.head, NOW)
    for someone in (ours.head, officer()):
        type(reader).objects.filter(pk=someone.pk).update(language="en")
        client = Client()
        client.force_login(type(reader).objects.get(pk=someone.pk))
        for page in ("show", "changes", "check", "results", "receipt"):
            response = client.get(address(page, submission))
            assert response.status_code == 200
            assert '<html lang="en"' in response.content.decode()
