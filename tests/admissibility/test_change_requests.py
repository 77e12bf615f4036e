"""Changes asked point by point by several officials: prepared together, read again, sent, answered, taken back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poincon.dossiers import changes, clock
from poincon.dossiers.enums import Event, State
from poincon.dossiers.mail_kinds import CHANGES_ASKED
from poincon.dossiers.models import ChangeItem, ChangeRequest, Transition
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.workflow.refusals import Allowed
from tests.admissibility.change_points import add
from tests.admissibility.factories import (
    LATER,
    PAST,
    Scene,
    address,
    answered,
    asked,
    examined_campaign,
    page,
    pressed_twice,
    scene,
    signed_in,
)
from tests.dossiers.factories import name_in, save_typed
from tests.people.makers import person

pytestmark = pytest.mark.django_db


def test_officials_prepare_one_request_together_and_see_who_added_what() -> None:
    here = scene()
    assert add(here, here.ines)["Location"] == address("completeness", here.dossier) + "#champ-loyer"
    assert add(here, here.paul, "", "Reprenez toute la vision.", "vision").status_code == 302
    assert ChangeRequest.objects.count() == 1
    text = unescape(page(here.paul, "request", here.dossier))
    for shown in ("Donnez le loyer.", "Ajouté par Inès Région", "Reprenez toute la vision.", "Ajouté par Paul Ost"):
        assert shown in text
    assert "Donnez le loyer." in unescape(page(here.paul, "completeness", here.dossier))
    assert not Mail.objects.filter(kind=CHANGES_ASKED.id).exists()


def test_nothing_of_a_request_in_preparation_reaches_the_structure() -> None:
    here = scene()
    add(here, here.ines, text="Un texte qui n’est pas prêt")
    client = signed_in(here.structure.head)
    for url in (f"/dossiers/{here.dossier.pk}/", f"/dossiers/{here.dossier.pk}/rubriques/etal/"):
        assert "pas prêt" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("section", "name", "text", "refusal"),
    [
        ("etal", "loyer", "  ", "vide"),
        ("etal", "loyer", "x" * 2001, "2000"),
        ("etal", "inconnu", "bonjour", "n’existe pas"),
        ("nulle_part", "", "bonjour", "n’existe pas"),
        ("vision", "loyer", "bonjour", "n’existe pas"),
        ("etal", "depenses[0].poste", "bonjour", "n’existe pas"),
        ("etal", "annees.1999.ventes", "bonjour", "pas demandée"),
        ("etal", "\0", "bonjour\0", ""),
    ],
)
def test_a_point_that_makes_no_sense_is_refused_and_what_was_typed_stays(
    section: str, name: str, text: str, refusal: str
) -> None:
    here = scene()
    response = add(here, here.ines, name, text, section)
    if refusal:
        assert response.status_code == 422
        assert refusal in unescape(response.content.decode())
        assert ChangeItem.objects.count() == 0
    if refusal and name == "loyer":
        assert text.strip() in response.content.decode()
        assert 'href="#demande-texte"' in response.content.decode()


def test_two_officials_on_one_answer_are_told_of_each_other() -> None:
    here = scene()
    add(here, here.ines)
    again = add(here, here.ines)
    assert again.status_code == 302
    answer = add(here, here.paul, text="Donnez le loyer hors charges.")
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Inès Région a déjà écrit ici" in text
    assert "Donnez le loyer hors charges." in text
    assert ChangeItem.objects.get().text == "Donnez le loyer."


def test_a_point_is_reworded_or_taken_out() -> None:
    here = scene()
    add(here, here.ines)
    item = ChangeItem.objects.get()
    client, url = signed_in(here.paul), address("edit_item", here.dossier, item.pk)
    assert client.post(url, {"texte": "Donnez le loyer annuel.", "vu": "Donnez le loyer."}).status_code == 302
    stale = client.post(url, {"texte": "Autre chose", "vu": "Donnez le loyer."})
    text = unescape(stale.content.decode())
    assert (stale.status_code, "Donnez le loyer annuel." in text, "Autre chose" in text) == (409, True, True)
    empty = client.post(url, {"texte": "", "vu": "Donnez le loyer annuel."})
    assert empty.status_code == 422
    assert client.post(url, {"retirer": "1"}).status_code == 302
    assert ChangeItem.objects.count() == 0
    late_answer = client.post(url, {"texte": "Écrit trop tard", "vu": "Donnez le loyer annuel."})
    assert (late_answer.status_code, "Écrit trop tard" in late_answer.content.decode()) == (409, True)


def test_a_text_that_was_not_saved_is_in_the_request_that_is_read_again() -> None:
    here = scene()
    add(here, here.ines)
    item = ChangeItem.objects.get()
    posted = {f"texte-{item.pk}": "Donnez le loyer annuel.", f"vu-{item.pk}": "Donnez le loyer.", "etape": "relire"}
    shown = signed_in(here.ines).post(address("request", here.dossier), {**posted, "message": "Merci."})
    text = unescape(shown.content.decode())
    assert "Voici ce que la structure recevra" in text
    assert "Donnez le loyer annuel." in text
    assert ChangeItem.objects.get().text == "Donnez le loyer annuel."
    stale = signed_in(here.paul).post(
        address("request", here.dossier), {**posted, f"texte-{item.pk}": "Autre chose", "message": "Un mot pour vous"}
    )
    text = unescape(stale.content.decode())
    assert stale.status_code == 409
    assert all(
        sentence in text for sentence in ("Autre chose", "«\u00a0Donnez le loyer annuel.\u00a0»", "Un mot pour vous")
    )


def test_saving_one_point_keeps_what_was_typed_in_the_rest_of_the_page() -> None:
    here = scene()
    add(here, here.ines)
    add(here, here.ines, "", "Reprenez toute la vision.", "vision")
    first, second = ChangeItem.objects.order_by("pk")
    typed = {
        f"texte-{first.pk}": "Donnez le loyer annuel.",
        f"vu-{first.pk}": "Donnez le loyer.",
        f"texte-{second.pk}": "Reprenez le début.",
        f"vu-{second.pk}": "Reprenez toute la vision.",
        "message": "Un mot pour vous",
    }
    url = address("edit_item", here.dossier, first.pk)
    saved = signed_in(here.ines).post(url, typed)
    text = unescape(saved.content.decode())
    assert all(sentence in text for sentence in ("Donnez le loyer annuel.", "Reprenez le début.", "Un mot pour vous"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, second.text) == ("Donnez le loyer annuel.", "Reprenez toute la vision.")


def test_a_request_read_again_changes_the_points_of_its_own_dossier_only() -> None:
    here, there = scene(), scene(examined_campaign(title="Autre"))
    add(there, there.ines)
    item = ChangeItem.objects.get()
    posted = {f"texte-{item.pk}": "Un autre texte", f"vu-{item.pk}": "Donnez le loyer.", "etape": "relire"}
    assert signed_in(here.ines).post(address("request", here.dossier), posted).status_code == 409
    assert ChangeItem.objects.get().text == "Donnez le loyer."


def test_the_address_of_a_refused_form_leads_back_to_its_page() -> None:
    here = scene()
    add(here, here.ines)
    item = ChangeItem.objects.get().pk
    pages: dict[str, list[tuple[Any, ...]]] = {
        "completeness": [("add_item",)],
        "request": [("edit_item", item)],
        "prerequisites": [("retain", "assurance"), ("confirm_prerequisites",), ("admit",)],
    }
    client = signed_in(here.ines)
    for name, addresses in pages.items():
        for route, *more in addresses:
            assert client.get(address(route, here.dossier, *more)).headers["Location"] == address(name, here.dossier)
            assert client.put(address(route, here.dossier, *more)).status_code == 405
    assert client.get(reverse("casework:assign_many")).headers["Location"] == reverse("casework:queue")


def test_a_point_of_a_request_that_was_sent_no_longer_changes() -> None:
    here = scene()
    sent = asked(here, ("etal", "slogan", "Un slogan."))
    url = address("edit_item", here.dossier, sent.items.get().pk)
    for posted in ({"texte": "Un autre texte", "vu": "Un slogan."}, {"retirer": "1"}):
        answer = signed_in(here.ines).post(url, posted)
        assert answer.status_code == 409
    assert "Un autre texte" in signed_in(here.ines).post(url, {"texte": "Un autre texte"}).content.decode()
    assert sent.items.get().text == "Un slogan."


def test_a_point_is_changed_through_its_own_dossier_only() -> None:
    here, there = scene(), scene(examined_campaign(title="Autre"))
    add(here, here.ines)
    item = ChangeItem.objects.get()
    signed_in(there.ines).post(address("edit_item", there.dossier, item.pk), {"retirer": "1"})
    assert ChangeItem.objects.filter(pk=item.pk).exists()


def test_who_only_reads_is_told_why_and_loses_nothing() -> None:
    here = scene()
    ministry = person((Role.MINISTRY, None))
    text = unescape(page(ministry, "completeness", here.dossier))
    assert "Régie des marchés" in text
    assert "Demander un changement" not in text
    refused = add(here, ministry, text="Un long texte")
    assert refused.status_code == 403
    assert "Un long texte" in refused.content.decode()
    assert ChangeItem.objects.count() == 0


def reread(here: Scene, by: Any, message: str = "Bonjour,\nmerci.", due: str = "") -> dict[str, str]:
    """What the last step before sending posts."""
    data = {"message": message, "echeance": due, "etape": "relire"}
    text = signed_in(by).post(address("request", here.dossier), data).content.decode()
    inputs = dict(re.findall(r'type="hidden" name="(message|echeance|points)" value="([^"]*)"', text))
    return {name: unescape(value) for name, value in inputs.items()} | {"etape": "envoyer"}


def test_the_preview_says_what_each_person_of_the_structure_receives() -> None:
    here = scene()
    add(here, here.ines, text="Donnez le loyer,\nhors charges.")
    add(here, here.ines, "", "Tout est à revoir.", "vision")
    data = {"message": "Bonjour & merci.", "etape": "relire"}
    preview = signed_in(here.ines).post(address("request", here.dossier), data)
    shown = "".join(unescape(re.sub("<[^>]+>", " ", preview.content.decode())).split())
    posted = reread(here, here.ines, "Bonjour & merci.")
    assert signed_in(here.ines).post(address("request", here.dossier), posted).status_code == 302
    mails = Mail.objects.filter(kind=CHANGES_ASKED.id)
    assert {mail.person for mail in mails} == {here.structure.head, here.structure.editor}
    for mail in mails:
        sentences = [
            mail.title,
            *(paragraph if isinstance(paragraph, str) else " ".join(paragraph) for paragraph in mail.paragraphs),
        ]
        assert [text for text in sentences if "".join(text.split()) not in shown] == []


def test_sending_unlocks_and_gives_the_time_that_the_clock_leaves() -> None:
    here = scene()
    add(here, here.ines)
    least = clock.due_for(here.dossier, timezone.now())
    posted = reread(here, here.ines)
    assert posted["echeance"] == f"{timezone.localdate(least):%Y-%m-%d}"
    signed_in(here.ines).post(address("request", here.dossier), posted)
    sent = ChangeRequest.objects.get()
    assert (sent.due_at, sent.message, sent.sent_by) == (least, "Bonjour,\nmerci.", here.ines)
    assert here.again().state == State.TO_CORRECT
    rent = name_in(here.dossier, "loyer")
    assert rent is not None
    assert changes.unlocked(here.again()).allows(rent)
    assert "Bonjour" not in json.dumps([act.details for act in Act.objects.all()])


def test_more_time_may_be_given_and_less_may_not() -> None:
    here = scene()
    add(here, here.ines)
    least = timezone.localdate(clock.due_for(here.dossier, timezone.now()))
    url = address("request", here.dossier)
    for wrong in (f"{least - timedelta(days=1)}", "hier", "2026-13-40", f"{least + timedelta(days=800)}"):
        refused = signed_in(here.ines).post(url, {"message": "Gardé", "echeance": wrong, "etape": "relire"})
        assert refused.status_code == 422
        assert "Gardé" in refused.content.decode()
        assert 'href="#champ-echeance"' in refused.content.decode()
    later = least + timedelta(days=7)
    signed_in(here.ines).post(url, reread(here, here.ines, due=f"{later}"))
    due = ChangeRequest.objects.get().due_at
    assert due is not None
    assert timezone.localdate(due) == later


def test_what_is_sent_is_what_was_read() -> None:
    here = scene()
    add(here, here.ines)
    posted = reread(here, here.ines)
    add(here, here.paul, "apport", "Et l’apport ?")
    answer = signed_in(here.ines).post(address("request", here.dossier), posted)
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "vient de changer les points" in text
    assert "Et l’apport ?" in text
    assert here.again().state == State.SUBMITTED


def test_a_request_sent_twice_is_sent_once_and_a_second_official_is_told() -> None:
    here = scene()
    add(here, here.ines)
    posted, other_form = reread(here, here.ines), reread(here, here.paul, "Autre message")
    url = address("request", here.dossier)
    assert pressed_twice(here.ines, url, posted) == address("show", here.dossier)
    answer = signed_in(here.paul).post(url, other_form)
    assert answer.status_code == 409
    assert "Autre message" in answer.content.decode()
    assert ChangeRequest.objects.count() == 1
    assert Mail.objects.filter(kind=CHANGES_ASKED.id).count() == 2
    assert Transition.objects.filter(event=Event.ASK_CHANGES).count() == 1


def test_an_empty_request_is_not_sent() -> None:
    here = scene()
    answer = signed_in(here.ines).post(address("request", here.dossier), {"message": "", "etape": "envoyer"})
    assert answer.status_code == 409
    assert here.again().state == State.SUBMITTED


def test_officials_read_what_was_submitted_and_never_the_work_in_progress() -> None:
    here = scene(answers={"slogan": "Toujours frais"})
    asked(here, ("etal", "slogan", "Un autre slogan."))
    row = here.dossier.sheet.sections.get(section="etal")
    save_typed(here.dossier.pk, "etal", row.version, {"slogan": "Pas encore déposé"}, here.structure.editor, LATER)
    for route in ("completeness", "request", "show", "prerequisites"):
        text = page(here.ines, route, here.dossier)
        assert "Pas encore déposé" not in text
    assert "Toujours frais" in page(here.ines, "completeness", here.dossier)


def test_an_answer_is_shown_beside_what_was_asked_before_and_after() -> None:
    here = scene(answers={"slogan": "Toujours frais", "depenses[0].poste": "Éclairage", "depenses[0].montant": "30"})
    sent = asked(
        here, ("etal", "slogan", "Un autre slogan."), ("etal", "depenses", "Détaillez."), ("etal", "nom", "Le nom ?")
    )
    changes.answer_item(sent.items.get(name="nom").pk, "C’est bien ce nom.", here.structure.head, LATER)
    answered(here, {"slogan": "Toujours sec", "depenses[1].poste": "Chauffage", "depenses[1].montant": "12"})
    for text in (
        page(here.ines, "completeness", here.dossier),
        page(here.ines, "past_request", here.dossier, sent.pk),
    ):
        plain = " ".join(unescape(re.sub("<[^>]+>", " ", text)).split())
        assert "Avant Toujours frais Après Toujours sec" in plain
        assert "2 ajoutée" in plain
        assert "Chauffage" in plain
        assert "Réponse de la structure C’est bien ce nom. Rien n’a changé." in plain
    assert page(here.ines, "completeness", here.dossier).count("Modifiée</span>") == 2


def test_a_request_is_taken_back_with_a_reason() -> None:
    here = scene()
    asked(here, ("etal", "slogan", "Un slogan."))
    url, client = address("take_back", here.dossier), signed_in(here.ines)
    assert client.post(url, {"motif": " "}).status_code == 422
    assert here.again().state == State.TO_CORRECT
    assert pressed_twice(here.ines, url, {"motif": "Envoyée par erreur"}) == address("show", here.dossier)
    assert here.again().state == State.SUBMITTED
    assert here.dossier.transitions.get(event=Event.TAKE_BACK).reason == "Envoyée par erreur"
    answer = signed_in(here.paul).post(url, {"motif": "Moi aussi"})
    assert answer.status_code == 409
    assert "Moi aussi" in answer.content.decode()
    assert "Inès Région" in unescape(answer.content.decode())


def queries(here: Scene, route: str) -> int:
    client = signed_in(here.ines)
    client.get(address(route, here.dossier))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(route, here.dossier)).status_code == 200
    return len(captured)


@pytest.mark.parametrize("route", ["completeness", "request", "show"])
def test_pages_ask_as_often_for_many_points_as_for_one(route: str) -> None:
    here = scene()
    names = ["loyer", "apport", "caution", "etals", "gardiens", "remise", "enseigne", "slogan", "halle", "services"]
    changes.prepare_item(here.dossier.pk, "etal", names[0], "?", here.ines, PAST, allowed=Allowed())
    before = queries(here, route)
    for name in names[1:]:
        changes.prepare_item(here.dossier.pk, "etal", name, "?", here.paul, PAST, allowed=Allowed())
    assert queries(here, route) <= before + 1  # texts of the second author
