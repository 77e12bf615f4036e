"""Completeness: a checklist, changes asked point by point by several officials, declaring complete, going back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from poincon.admissibility import completeness
from poincon.admissibility.deciding import ReasonNeeded
from poincon.admissibility.mail_kinds import ADMISSIBLE
from poincon.dossiers import changes, clock, services, snapshots
from poincon.dossiers.enums import CONCLUDED, Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.mail_kinds import CHANGES_ASKED
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier, Transition
from poincon.dossiers.standing import standing
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import Allowed, NotAllowed, Outdated, Refused
from tests.admissibility.factories import (
    ELSEWHERE,
    LATER,
    PAST,
    REGION,
    Scene,
    address,
    answered,
    asked,
    complete,
    examined_campaign,
    officer,
    page,
    scene,
    signed_in,
)
from tests.dossiers.factories import name_in, save_typed, structure
from tests.dossiers.threads import together
from tests.people.makers import person

pytestmark = pytest.mark.django_db


def declare(here: Scene, reason: str = "", digest: str = "", by: Any = None) -> None:
    completeness.declare_complete(here.dossier.pk, reason, digest=digest or here.seen, actor=by or here.ines, now=LATER)


def lacking_scene() -> Scene:
    """A dossier handed over without its name, which is required: as one judged by an older version may be."""
    ours, into = structure("Maison Alpha", REGION), examined_campaign()
    draft = services.open_dossier(into, ours.organisation, ours.head, PAST)
    save_typed(draft.pk, "etal", 0, {"loyer": "12", "etals": "quatre"}, ours.editor, PAST)
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(of=("self",)).with_context().get(pk=draft.pk)
        snapshots.take(locked, standing(locked), ours.head, PAST)
        move(locked, Event.SUBMIT, ours.head, PAST)
    return Scene(ours, locked, officer("Inès Région"), officer("Paul Ost"))


# the checklist


def test_the_checklist_shows_every_answer_with_its_documents() -> None:
    here = scene(answers={"loyer": "1250.50", "depenses[0].poste": "Éclairage", "depenses[0].montant": "30"}, plan=True)
    text = unescape(page(here.ines, "completeness", here.dossier))
    file = here.dossier.attachments.get().file
    for shown in ("Chez Paul", "1\u202f250,50\u202f€", "Éclairage", "plan.pdf", f"sha256:{file.digest}", "1\u202fko"):
        assert shown in text
    assert f"/dossiers/{here.dossier.pk}/documents/{file.pk}/" in text
    assert "Tout ce qui est obligatoire est donné" in text


def test_what_lacks_and_what_cannot_be_read_come_first_with_where_they_are() -> None:
    here = lacking_scene()
    text = page(here.ines, "completeness", here.dossier)
    assert "2 réponses obligatoires manquent ou ne se lisent pas" in text
    links = re.findall(r'<li><a href="(#[^"]+)">([^<]+)</a></li>', text)
    assert [(target, unescape(label)) for target, label in links] == [
        ("#champ-etals", "etals – Illisible"),
        ("#champ-nom", "nom – Manque"),
    ]
    assert all(f'id="{target[1:]}"' in text for target, _label in links)
    assert "Réponse obligatoire, pas donnée" in text


def test_what_is_not_asked_of_this_structure_is_only_counted() -> None:
    from tests.admissibility.real import real_submitted

    ours = structure("Centre", REGION)
    dossier = real_submitted("crt-2022", ours, PAST)
    text = page(officer(), "completeness", dossier)
    assert re.search(r"\d+ réponses ne sont pas demandées à cette structure", text)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.TO_CORRECT, "La structure complète ce dossier"),
        (State.COMPLETE, "Ce dossier est déclaré complet."),
        (State.ADMISSIBLE, "Ce dossier est déclaré recevable"),
        (State.NOT_PROCESSED, "Cette demande est close"),
        (State.WITHDRAWN, "La structure a retiré ce dossier"),
    ],
)
def test_why_nothing_is_asked_any_more_is_said_in_plain_words(state: State, sentence: str) -> None:
    here = scene()
    concluded = LATER if state in CONCLUDED else None
    Dossier.objects.filter(pk=here.dossier.pk).update(state=state, concluded_at=concluded)
    for name in ("completeness", "request"):
        text = unescape(page(here.ines, name, here.dossier))
        assert sentence in text
        assert "n’est plus possible" not in text
    if state in (State.ADMISSIBLE, State.NOT_PROCESSED, State.WITHDRAWN):
        assert sentence in unescape(page(here.ines, "prerequisites", here.dossier))


def test_who_only_reads_is_told_in_their_language_who_decides() -> None:
    from tests.admissibility.real import real_submitted

    dossier = real_submitted("crt-2022", structure("Centre", REGION), PAST)
    with translation.override("en"):
        decision = completeness.may_check(person((Role.MINISTRY, None)), dossier, LATER)
    assert isinstance(decision, Refused)
    assert "Regional delegation" in decision.reason


# points of a request


def add(here: Scene, by: Any, name: str = "loyer", text: str = "Donnez le loyer.", section: str = "etal") -> Any:
    data = {"rubrique": section, "reponse": name, "texte": text}
    return signed_in(by).post(address("add_item", here.dossier), data)


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


# sending


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
    assert [signed_in(here.ines).post(url, posted).status_code for _twice in range(2)] == [302, 302]
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


# the structure's turn, and its answer


def test_officials_read_what_was_submitted_and_never_the_work_in_progress() -> None:
    here = scene(answers={"slogan": "Toujours frais"})
    asked(here, ("etal", "slogan", "Un autre slogan."))
    row = here.dossier.sections.get(section="etal")
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
    assert [client.post(url, {"motif": "Envoyée par erreur"}).status_code for _twice in range(2)] == [302, 302]
    assert here.again().state == State.SUBMITTED
    assert here.dossier.transitions.get(event=Event.TAKE_BACK).reason == "Envoyée par erreur"
    answer = signed_in(here.paul).post(url, {"motif": "Moi aussi"})
    assert answer.status_code == 409
    assert "Moi aussi" in answer.content.decode()
    assert "Inès Région" in unescape(answer.content.decode())


# declaring complete


def test_a_dossier_is_declared_complete() -> None:
    here = scene()
    declare(here)
    assert here.again().state == State.COMPLETE
    moved = here.dossier.transitions.get(event=Event.DECLARE_COMPLETE)
    assert (moved.actor, moved.made_at, moved.reason) == (here.ines, LATER, "")
    act = Act.objects.get(event="dossier_complete")
    assert (act.actor, act.details) == (str(here.ines.pk), {"snapshot": here.seen, "lacking": []})


def test_with_something_lacking_it_takes_a_reason() -> None:
    here = lacking_scene()
    with pytest.raises(ReasonNeeded):
        declare(here, "  ")
    client, url = signed_in(here.ines), address("complete", here.dossier)
    asked_for = client.get(url).content.decode()
    assert "etals" in asked_for
    assert "Pourquoi le dossier peut s’en passer" in asked_for
    assert client.post(url, {"motif": "", "vu": here.seen}).status_code == 422
    assert client.post(url, {"motif": "x" * 2001, "vu": here.seen}).status_code == 409
    assert client.post(url, {"motif": "Le nom est sur la pièce.", "vu": here.seen}).status_code == 302
    assert here.dossier.transitions.get(event=Event.DECLARE_COMPLETE).reason == "Le nom est sur la pièce."
    act = Act.objects.get(event="dossier_complete")
    assert act.details["lacking"] == ["etals", "nom"]
    assert "pièce" not in json.dumps(act.details)


def test_a_request_in_preparation_is_not_forgotten() -> None:
    here = scene()
    add(here, here.paul)
    with pytest.raises(NotAllowed, match="1 point"):
        declare(here)
    answer = signed_in(here.ines).post(address("complete", here.dossier), {"vu": here.seen})
    assert answer.status_code == 409
    assert here.again().state == State.SUBMITTED


def test_what_is_declared_complete_is_what_was_read() -> None:
    here = scene()
    before = here.seen
    asked(here, ("etal", "slogan", "Un slogan."))
    answered(here, {"slogan": "Le voici"})
    with pytest.raises(Outdated):
        declare(here, digest=before)
    answer = signed_in(here.paul).post(address("complete", here.dossier), {"vu": before})
    assert answer.status_code == 409
    assert "relisez le dossier" in unescape(answer.content.decode())


def test_declaring_twice_is_once_and_a_second_official_is_told_who_did() -> None:
    here = scene()
    url, posted = address("complete", here.dossier), {"vu": here.seen, "motif": "Mon motif"}
    assert [signed_in(here.ines).post(url, posted).status_code for _twice in range(2)] == [302, 302]
    answer = signed_in(here.paul).post(url, posted)
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Inès Région" in text
    assert "Mon motif" in text
    assert Transition.objects.filter(event=Event.DECLARE_COMPLETE).count() == 1


def test_without_prerequisites_a_complete_dossier_is_admissible_at_once() -> None:
    here = scene(examined_campaign("completude"))
    assert "aussitôt recevable" in page(here.ines, "complete", here.dossier)
    declare(here)
    dossier = here.again()
    assert (dossier.state, dossier.concluded_at) == (State.ADMISSIBLE, LATER)
    assert [transition.event for transition in dossier.transitions.all()][-2:] == [Event.DECLARE_COMPLETE, Event.ADMIT]
    assert Mail.objects.filter(kind=ADMISSIBLE.id).count() == 2


def test_pressing_twice_is_once_there_too() -> None:
    here = scene(examined_campaign("completude"))
    url, posted = address("complete", here.dossier), {"vu": here.seen}
    assert [signed_in(here.ines).post(url, posted).status_code for _twice in range(2)] == [302, 302]
    assert Mail.objects.filter(kind=ADMISSIBLE.id).count() == 2


@pytest.mark.parametrize("answers", [{}, {"assure": "non"}])
def test_going_back_to_completeness_takes_a_reason(answers: dict[str, str]) -> None:
    here = complete(answers)
    with pytest.raises(ReasonNeeded):
        completeness.recheck(here.dossier.pk, "", actor=here.paul, now=LATER)
    client, url = signed_in(here.paul), address("recheck", here.dossier)
    assert client.post(url, {"motif": ""}).status_code == 422
    assert [client.post(url, {"motif": "Une pièce est illisible"}).status_code for _twice in range(2)] == [302, 302]
    assert here.again().state == State.SUBMITTED
    assert here.dossier.transitions.get(event=Event.RECHECK).reason == "Une pièce est illisible"
    answer = signed_in(here.ines).post(url, {"motif": "Moi aussi"})
    assert (answer.status_code, "Moi aussi" in answer.content.decode()) == (409, True)


def test_no_going_back_after_the_conclusion() -> None:
    here = scene(examined_campaign("completude"))
    declare(here)
    with pytest.raises(NotThatWay):
        completeness.recheck(here.dossier.pk, "Trop tard", actor=here.ines, now=LATER)


@pytest.mark.parametrize(
    ("make_person", "why"),
    [
        (lambda here: officer(region=ELSEWHERE), "Régie des marchés"),
        (lambda here: person((Role.MINISTRY, None)), "Régie des marchés"),
        (lambda here: person((Role.COMMITTEE_MEMBER, REGION)), "Régie des marchés"),
        (lambda here: person((Role.EXPERT, None)), "Régie des marchés"),
        (lambda here: person((Role.ADMINISTRATOR, None)), "Régie des marchés"),
        (lambda here: here.structure.head, "Vous faites partie de cette structure"),
    ],
)
def test_nobody_else_declares_complete_or_goes_back(make_person: Callable[[Scene], Any], why: str) -> None:
    here = scene()
    by = make_person(here)
    with pytest.raises(NotAllowed, match=why):
        declare(here, by=by)
    with pytest.raises(NotAllowed, match=why):
        completeness.recheck(here.dossier.pk, "x", actor=by, now=LATER)
    for event in (Event.ASK_CHANGES, Event.TAKE_BACK, Event.DECLARE_COMPLETE):
        assert not completeness.may(event, by, here.dossier, LATER)


# many


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


@pytest.mark.django_db(transaction=True)
def test_officials_who_declare_at_once_declare_once() -> None:
    here = scene()
    digest = here.seen

    def work(writer: int) -> str:
        try:
            declare(here, digest=digest, by=(here.ines, here.paul)[writer % 2])
        except NotThatWay:
            return "told"
        return "done"

    assert sorted(together(work)) == ["done", "told", "told", "told"]
    assert Transition.objects.filter(event=Event.DECLARE_COMPLETE).count() == 1
