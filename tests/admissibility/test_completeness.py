"""Completeness: the checklist, declaring complete, going back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from poincon.admissibility import completeness
from poincon.admissibility.deciding import ReasonNeeded
from poincon.admissibility.mail_kinds import ADMISSIBLE
from poincon.dossiers import services, snapshots
from poincon.dossiers.enums import CONCLUDED, Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.standing import standing
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed, Outdated, Refused
from tests.admissibility.change_points import add
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
    pressed_twice,
    scene,
    signed_in,
)
from tests.admissibility.real import real_submitted
from tests.dossiers.factories import save_typed, structure
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
        snapshots.take(locked, standing(locked, PAST), ours.head, PAST)
        move(locked, Event.SUBMIT, ours.head, PAST)
    return Scene(ours, locked, officer("Inès Région"), officer("Paul Ost"))


def test_the_checklist_shows_every_answer_with_its_documents() -> None:
    here = scene(answers={"loyer": "1250.50", "depenses[0].poste": "Éclairage", "depenses[0].montant": "30"}, plan=True)
    text = unescape(page(here.ines, "completeness", here.dossier))
    file = here.dossier.sheet.attachments.get().file
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

    dossier = real_submitted("crt-2022", structure("Centre", REGION), PAST)
    with translation.override("en"):
        decision = completeness.may_check(person((Role.MINISTRY, None)), dossier, LATER)
    assert isinstance(decision, Refused)
    assert "Regional delegation" in decision.reason


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
    unprintable = client.post(url, {"motif": "Le nom y est 😀", "vu": here.seen})
    assert (unprintable.status_code, "Le nom y est 😀</textarea>" in unprintable.content.decode()) == (422, True)
    assert "ne peut pas être imprimé" in unprintable.content.decode()
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
    assert pressed_twice(here.ines, url, posted) == address("show", here.dossier)
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
    assert pressed_twice(here.ines, url, posted) == address("show", here.dossier)
    assert Mail.objects.filter(kind=ADMISSIBLE.id).count() == 2


@pytest.mark.parametrize("answers", [{}, {"assure": "non"}])
def test_going_back_to_completeness_takes_a_reason(answers: dict[str, str]) -> None:
    here = complete(answers)
    with pytest.raises(ReasonNeeded):
        completeness.recheck(here.dossier.pk, "", actor=here.paul, now=LATER)
    client, url = signed_in(here.paul), address("recheck", here.dossier)
    assert client.post(url, {"motif": ""}).status_code == 422
    assert pressed_twice(here.paul, url, {"motif": "Une pièce est illisible"}) == address("completeness", here.dossier)
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
