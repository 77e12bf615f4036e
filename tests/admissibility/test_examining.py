"""Who examines, as each programme says it; and the official's home of a dossier: where it stands, what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from poincon.admissibility import completeness, letters, prerequisites
from poincon.admissibility.course import course_of
from poincon.admissibility.permissions import may_instruct
from poincon.cahier.model import Phase
from poincon.casework.assignments import assign
from poincon.dossiers import changes, withdrawal
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import Allowed
from tests.admissibility.factories import (
    ELSEWHERE,
    LATER,
    PAST,
    REGION,
    Scene,
    address,
    also,
    answered,
    asked,
    complete,
    confirmed,
    examined_campaign,
    officer,
    page,
    scene,
    signed_in,
)
from tests.admissibility.real import real_submitted
from tests.dossiers.factories import dossier, save_typed, structure
from tests.people.makers import give, person

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def main_action(text: str) -> str:
    """The button of « Et maintenant »; empty when there is none."""
    panel = text.partition('id="maintenant-titre"')[2].partition("</section>")[0]
    match = re.search(r'<a class="button" href="[^"]+">([^<]+)</a>', panel)
    return unescape(match[1]) if match else ""


# who examines


@pytest.mark.parametrize(
    ("function", "role", "scope", "may"),
    [
        ("instruction_regionale", Role.REGIONAL_OFFICER, REGION, True),
        ("instruction_regionale", Role.REGIONAL_OFFICER, ELSEWHERE, False),
        ("instruction_regionale", Role.MINISTRY, None, False),
        ("instruction_regionale", Role.ADMINISTRATOR, None, False),
        ("ministere", Role.MINISTRY, None, True),
        ("ministere", Role.REGIONAL_OFFICER, REGION, False),
    ],
)
def test_who_may_act_is_what_the_programme_says(function: str, role: Role, scope: str | None, may: bool) -> None:
    here = scene(examined_campaign(function=function))
    by = person((role, scope))
    for phase in (Phase.COMPLETENESS, Phase.PREREQUISITES):
        assert bool(may_instruct(by, here.dossier, phase, LATER)) is may


@pytest.mark.parametrize(
    ("function", "role", "scope", "may"),
    [
        ("comite_regional", Role.COMMITTEE_MEMBER, REGION, True),
        ("comite_regional", Role.COMMITTEE_MEMBER, ELSEWHERE, False),
        ("comite_regional", Role.MINISTRY, None, False),
        ("expertise", Role.EXPERT, None, True),
        ("expertise", Role.EXPERT, REGION, True),
        ("expertise", Role.EXPERT, ELSEWHERE, False),
    ],
)
def test_who_may_evaluate_is_what_the_programme_says(function: str, role: Role, scope: str | None, may: bool) -> None:
    here = scene(examined_campaign("evaluation", function))
    assert bool(may_instruct(person((role, scope)), here.dossier, Phase.EVALUATION, LATER)) is may


def test_nobody_examines_their_own_structure() -> None:
    here = scene()
    both = also(here.structure.editor, Role.REGIONAL_OFFICER, REGION)
    decision = may_instruct(both, here.dossier, Phase.COMPLETENESS, LATER)
    assert "Vous faites partie de cette structure" in getattr(decision, "reason", "")
    assert not Dossier.objects.received_by(both, LATER.date()).filter(pk=here.dossier.pk).exists()
    page(both, "show", here.dossier, status=404)
    other = scene(examined_campaign(title="Autre"))
    assert may_instruct(both, other.dossier, Phase.COMPLETENESS, LATER)


def test_a_role_of_another_programme_gives_nothing() -> None:
    here = scene()
    by = officer()
    by.memberships.update(programme="autre-programme")
    by = Person.objects.get(pk=by.pk)
    assert not may_instruct(by, here.dossier, Phase.COMPLETENESS, LATER)
    page(by, "show", here.dossier, status=404)
    by.memberships.update(programme="marche")
    assert may_instruct(Person.objects.get(pk=by.pk), here.dossier, Phase.COMPLETENESS, LATER)


def test_a_role_that_ended_gives_nothing() -> None:
    here, by = scene(), person()
    give(by, Role.REGIONAL_OFFICER, REGION, ends=PAST.date())
    assert may_instruct(by, here.dossier, Phase.COMPLETENESS, PAST)
    assert not may_instruct(Person.objects.get(pk=by.pk), here.dossier, Phase.COMPLETENESS, LATER)


def test_a_draft_is_nobody_s_to_examine() -> None:
    ours, into = structure(region=REGION), examined_campaign()
    draft = dossier(ours, into)
    assert not may_instruct(officer(), draft, Phase.COMPLETENESS, LATER)
    page(officer(), "show", draft, status=404)


# what programmes have


@pytest.mark.parametrize(
    ("name", "completeness_", "prerequisites_", "role"),
    [
        ("crt-2022", True, True, Role.REGIONAL_OFFICER),
        ("pole-innovation-artisanat-2009", True, False, Role.MINISTRY),
        ("dd-poles-2012", False, False, None),
    ],
)
def test_each_programme_is_examined_as_it_says(
    name: str, completeness_: bool, prerequisites_: bool, role: Role | None
) -> None:
    dossier = real_submitted(name, structure("Centre de l’Essai", REGION), PAST)
    course = course_of(dossier.package.programme)
    assert (course.completeness, course.prerequisites) == (completeness_, prerequisites_)
    people = {Role.REGIONAL_OFFICER: officer(), Role.MINISTRY: person((Role.MINISTRY, None))}
    for each, by in people.items():
        assert bool(completeness.may_check(by, dossier, LATER)) is (each == role)
        text = page(by, "show", dossier)
        assert main_action(text) == ("Examiner la complétude" if each == role else "")
        assert (address("completeness", dossier) in text) is completeness_
        assert (address("prerequisites", dossier) in text) is prerequisites_


def test_a_programme_without_an_examination_says_that_submitting_is_the_end() -> None:
    dossier = real_submitted("dd-poles-2012", structure(region=REGION), PAST)
    by = officer()
    for route in ("show", "completeness", "prerequisites", "letter", "request", "complete", "recheck"):
        text = plain(page(by, route, dossier))
        assert "ne prévoit pas cette étape" in text or "il n’y a rien à instruire" in text
    posted = signed_in(by).post(address("complete", dossier), {"vu": dossier.sheet.snapshots.get().digest})
    assert (posted.status_code, dossier.transitions.count()) == (403, 1)


def test_a_national_programme_goes_from_complete_to_admissible() -> None:
    dossier = real_submitted("pole-innovation-artisanat-2009", structure(region=REGION), PAST)
    ministry = person((Role.MINISTRY, None))
    digest = dossier.sheet.snapshots.get().digest
    completeness.declare_complete(dossier.pk, "", digest=digest, actor=ministry, now=LATER)
    assert Dossier.objects.get(pk=dossier.pk).state == State.ADMISSIBLE
    assert "est recevable" in plain(page(ministry, "show", dossier))


# the official's home


def _sent(here: Scene) -> Scene:
    asked(here, ("etal", "slogan", "Un slogan."))
    return here


def _answered(here: Scene) -> Scene:
    answered(_sent(here), {"slogan": "Le voici"})
    return here


def _prepared(here: Scene) -> Scene:
    changes.prepare_item(here.dossier.pk, "etal", "slogan", "?", here.ines, PAST, allowed=Allowed())
    return here


def _admitted(here: Scene) -> Scene:
    prerequisites.admit(here.dossier.pk, digest=here.seen, actor=here.ines, now=LATER)
    return here


def _closed(here: Scene) -> Scene:
    drawn = letters.draft(here.again(), here.ines, LATER)
    letters.send(here.dossier.pk, fingerprint=drawn.fingerprint, actor=here.ines, now=LATER)
    return here


def _withdrawn(here: Scene) -> Scene:
    withdrawal.withdraw(here.dossier.pk, "", here.structure.head, LATER)
    return here


STORIES: dict[str, tuple[Callable[[], Scene], str, str]] = {
    "submitted": (scene, "Examiner la complétude", "Vérifiez que tout est là"),
    "prepared": (lambda: _prepared(scene()), "Relire et envoyer la demande", "avec 1 point"),
    "asked": (lambda: _sent(scene()), "Voir ce qui est demandé", "Vous serez prévenu"),
    "answered": (lambda: _answered(scene()), "Relire les compléments", "relisez ce qui a changé"),
    "complete": (complete, "Examiner les prérequis", "3 prérequis sont à confirmer"),
    "holding": (confirmed, "Déclarer le dossier recevable", "vous pouvez conclure"),
    "failing": (lambda: confirmed({"assure": "non"}), "Préparer la lettre", "se ferme par une lettre"),
    "admissible": (lambda: _admitted(confirmed()), "", "il attend son évaluation"),
    "closed": (lambda: _closed(confirmed({"assure": "non"})), "Voir les suites", "le dossier est clos"),
    "withdrawn": (lambda: _withdrawn(scene()), "", "La structure a retiré ce dossier"),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_home_says_the_one_thing_to_do_next(story: str) -> None:
    make, action, words = STORIES[story]
    here = make()
    text = page(here.ines, "show", here.dossier)
    assert (main_action(text), words in plain(text)) == (action, True)
    reader = page(person((Role.MINISTRY, None)), "show", here.dossier)
    if action in ("Examiner la complétude", "Examiner les prérequis", "Préparer la lettre", "Relire les compléments"):
        assert main_action(reader) == ""
        assert "Régie des marchés" in plain(reader)


def test_the_home_says_who_holds_it_since_when_and_how_long_the_structure_has() -> None:
    here = _sent(scene())
    text = plain(page(here.ines, "show", here.dossier))
    assert "À compléter" in text
    assert "mardi 17 mars 2026 à 23 h 59 (heure de Paris)" in text
    assert "Envoyée le lundi 2 mars 2026 à 10 h 00 (heure de Paris), 1 point" in text


def test_the_home_says_who_handles_it_and_who_has_it_open_now() -> None:
    here = scene()
    assert "Personne n’instruit encore ce dossier" in plain(page(here.ines, "show", here.dossier))
    assign(here.dossier.pk, here.paul, here.ines, timezone.now() - timedelta(days=1), shown_assignment="")
    text = plain(page(here.paul, "show", here.dossier))
    assert "Vous instruisez ce dossier" in text
    assert "Inès Région a aussi ouvert ce dossier" in text
    assert "Paul Ost a aussi ouvert" in plain(page(here.ines, "prerequisites", here.dossier))


def test_the_history_holds_what_was_done_and_not_what_passed_inside_the_structure() -> None:
    from poincon.dossiers import services, validation
    from tests.admissibility.factories import GOOD

    ours, into = structure("Maison Alpha", REGION), examined_campaign()
    draft = services.open_dossier(into, ours.organisation, ours.head, PAST)
    save_typed(draft.pk, "etal", 0, GOOD, ours.editor, PAST)
    validation.ask_validation(draft.pk, ours.editor, PAST)
    services.submit(draft.pk, ours.head, PAST)
    history = plain(page(officer(), "show", draft).partition('id="historique-titre"')[2])
    assert "Dépôt" in history
    assert "alidation" not in history


def test_a_letter_is_on_the_home_and_in_the_history() -> None:
    here = _closed(confirmed({"assure": "non"}))
    text = page(here.paul, "show", here.dossier)
    assert text.count(address("letter_file", here.dossier, "pdf")) == 2
    assert address("letter_file", here.dossier, "docx") in text


def test_to_the_structure_the_pages_of_officials_do_not_exist() -> None:
    here = _closed(confirmed({"assure": "non"}))
    for by in (here.structure.head, here.structure.editor):
        for route in ("show", "completeness", "request", "complete", "recheck", "take_back", "prerequisites", "letter"):
            page(by, route, here.dossier, status=404)
        assert "/instruction/" not in page(by, "outcome", here.dossier).replace(address("messages", here.dossier), "")


def test_the_home_asks_as_often_after_a_long_story_as_before() -> None:
    counts = []
    long = _answered(scene(examined_campaign(title="Longue")))
    asked(long, ("etal", "enseigne", "Une enseigne."), now=LATER)
    answered(long, {"enseigne": "La voilà"}, LATER)
    for here in (scene(), long):
        client, url = signed_in(here.ines), address("show", here.dossier)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[1] <= counts[0] + 2
    assert counts[0] < 45
