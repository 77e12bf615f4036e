"""Prerequisites: computed, confirmed or overridden with a reason, decided by those that the programme names."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poincon.admissibility import completeness, prerequisites
from poincon.admissibility.deciding import ReasonNeeded
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import summaries_of
from poincon.admissibility.models import PrerequisiteCheck
from poincon.admissibility.prerequisites import DecidedMeanwhile
from poincon.dossiers.enums import Event, State
from poincon.journal.models import Act
from poincon.people.enums import Role
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.admissibility.factories import (
    ELSEWHERE,
    LATER,
    REGION,
    address,
    answered,
    asked,
    complete,
    confirmed,
    examined_campaign,
    officer,
    package,
    page,
    pressed_twice,
    retain,
    scene,
    signed_in,
)
from tests.admissibility.verdicts import ASIDE, MET, NOT_MET, UNDETERMINED, UNKNOWN, admit, computed, retained
from tests.dossiers.factories import programme
from tests.dossiers.threads import together
from tests.pages import flat
from tests.people.makers import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, (MET, MET, ASIDE, MET)),
        ({"assure": "non"}, (NOT_MET, MET, ASIDE, NOT_MET)),
        ({"etals": "2"}, (MET, NOT_MET, ASIDE, NOT_MET)),
        ({"ouvert": "oui"}, (MET, MET, UNKNOWN, UNKNOWN)),
        ({"ouvert": "oui", "caution": "99"}, (MET, MET, NOT_MET, NOT_MET)),
        ({"ouvert": "oui", "assure": "non"}, (NOT_MET, MET, UNKNOWN, NOT_MET)),
        ({"ouvert": ""}, (MET, MET, UNKNOWN, UNKNOWN)),
    ],
)
def test_each_is_computed_on_what_was_submitted(answers: dict[str, str], expected: tuple[Verdict, ...]) -> None:
    assert tuple(computed(complete(answers)).values()) == expected


def test_what_only_sums_up_others_is_known_by_its_formula() -> None:
    assert summaries_of(programme(package()).package.rulebook) == {"recevabilite"}
    from tests.dossiers.factories import real_programme

    assert summaries_of(real_programme("crt-2022").package.rulebook) == {"recevabilite"}
    assert "delai_encore_ouvert" not in summaries_of(real_programme("subvention-pole-2012").package.rulebook)


@pytest.mark.parametrize("answers", [{}, {"assure": "non"}, {"etals": "2"}, {"ouvert": "oui", "caution": "100"}])
def test_a_summary_follows_from_what_is_retained_as_the_evaluator_would_have_it(answers: dict[str, str]) -> None:
    here = complete(answers)
    assert set(retained(here).values()) <= {None}
    prerequisites.confirm_all(here.dossier.pk, digest=here.seen, actor=here.ines, now=LATER)
    assert retained(here) == computed(here)


def test_overriding_one_changes_what_follows_from_it() -> None:
    here = confirmed({"assure": "non"})
    assert retained(here)["recevabilite"] is NOT_MET
    retain(here, "assurance", MET, "L’attestation est jointe au message du 3 mars.")
    assert retained(here)["recevabilite"] is MET
    retain(here, "assurance", ASIDE, "La halle est assurée par la ville.")
    assert retained(here)["recevabilite"] is MET
    with pytest.raises(NotAllowed, match="ne se décide pas"):
        retain(here, "recevabilite", NOT_MET, "Non")


def test_a_result_is_confirmed_in_one_press() -> None:
    here = complete({"assure": "non"})
    data = {"retenu": "not_met", "version": "0", "vu": here.seen}
    response = signed_in(here.ines).post(address("retain", here.dossier, "assurance"), data)
    assert response["Location"] == address("prerequisites", here.dossier) + "#prerequis-assurance"
    check = PrerequisiteCheck.objects.get()
    assert (check.computed, check.retained, check.reason, check.made_by) == (NOT_MET, NOT_MET, "", here.ines)
    assert not check.is_override
    assert Act.objects.filter(event="prerequisite_confirmed").count() == 1


def test_going_against_the_computation_takes_a_reason_and_keeps_what_was_typed() -> None:
    here = complete({"assure": "non"})
    with pytest.raises(ReasonNeeded):
        retain(here, "assurance", MET, "  ")
    url, client = address("retain", here.dossier, "assurance"), signed_in(here.ines)
    refused = client.post(url, {"retenu": "met", "version": "0", "vu": here.seen, "motif": ""})
    text = unescape(flat(refused.content.decode()))
    assert refused.status_code == 422
    assert 'href="#motif-assurance"' in text
    assert 'id="prerequis-assurance-met" name="retenu" value="met" checked' in text
    too_long = client.post(url, {"retenu": "met", "version": "0", "vu": here.seen, "motif": "x" * 2001})
    assert too_long.status_code == 409
    assert "x" * 2001 in too_long.content.decode()
    nothing = client.post(url, {"version": "0", "vu": here.seen, "motif": "Un motif"})
    assert (nothing.status_code, "Un motif" in nothing.content.decode()) == (422, True)
    assert PrerequisiteCheck.objects.count() == 0
    client.post(url, {"retenu": "met", "version": "0", "vu": here.seen, "motif": "Attestation reçue."})
    check = PrerequisiteCheck.objects.get()
    assert (check.retained, check.reason, check.is_override) == (MET, "Attestation reçue.", True)


def test_a_reason_that_the_letter_could_not_print_is_asked_about_and_comes_back() -> None:
    here = complete({"assure": "non"})
    url, client = address("retain", here.dossier, "assurance"), signed_in(here.ines)
    refused = client.post(url, {"retenu": "met", "version": "0", "vu": here.seen, "motif": "Bravo 😀"})
    text = unescape(flat(refused.content.decode()))
    assert refused.status_code == 422
    assert text.count("«\u00a0😀\u00a0» ne peut pas être imprimé") == 2
    assert 'href="#motif-assurance"' in text
    assert "Bravo 😀</textarea>" in text
    assert PrerequisiteCheck.objects.count() == 0


def test_the_journal_says_what_was_retained_and_never_why() -> None:
    here = complete({"assure": "non"})
    retain(here, "assurance", MET, "Un motif très personnel")
    act = Act.objects.get(event="prerequisite_overridden")
    assert act.details == {
        "rule": "assurance",
        "computed": "not_met",
        "retained": "met",
        "snapshot": here.seen,
        "version": 1,
    }
    assert "personnel" not in json.dumps([act.details for act in Act.objects.all()])


def test_what_is_undetermined_is_decided_with_a_reason() -> None:
    here = confirmed(UNDETERMINED)
    assert retained(here)["terrasse"] is None
    text = unescape(page(here.ines, "prerequisites", here.dossier))
    assert "1 prérequis reste à confirmer" in text
    assert "Il manque : caution" in " ".join(text.replace("\u00a0", " ").split())
    with pytest.raises(ReasonNeeded):
        retain(here, "terrasse", NOT_MET)
    with pytest.raises(NotAllowed):
        retain(here, "terrasse", UNKNOWN, "Je ne sais pas")
    retain(here, "terrasse", NOT_MET, "La caution n’a pas été versée.")
    assert retained(here)["terrasse"] is NOT_MET


def test_all_computed_results_are_confirmed_at_once_and_decisions_stay() -> None:
    here = complete({"assure": "non", **UNDETERMINED})
    retain(here, "assurance", MET, "Attestation reçue.", by=here.paul)
    url = address("confirm_prerequisites", here.dossier)
    assert pressed_twice(here.ines, url, {"vu": here.seen}) == address("prerequisites", here.dossier)
    assert retained(here) == {"assurance": MET, "surface": MET, "terrasse": None, "recevabilite": None}
    assert PrerequisiteCheck.objects.get(rule="assurance").made_by == here.paul
    assert Act.objects.filter(event="prerequisite_confirmed").count() == 1


def test_a_decision_can_be_changed_until_the_conclusion() -> None:
    here = confirmed({"assure": "non"})
    retain(here, "assurance", MET, "Attestation reçue.")
    retain(here, "assurance", NOT_MET)
    check = PrerequisiteCheck.objects.get(rule="assurance")
    assert (check.retained, check.reason, check.version) == (NOT_MET, "", 3)


def test_the_same_again_changes_nothing() -> None:
    here = complete({"assure": "non"})
    for by in (here.ines, here.ines, here.paul):
        retain(here, "assurance", NOT_MET, by=by, version=0)
    check = PrerequisiteCheck.objects.get()
    assert (check.version, check.made_by) == (1, here.ines)


def test_a_stale_decision_is_refused_with_both_shown() -> None:
    here = complete({"assure": "non"})
    retain(here, "assurance", MET, "Attestation reçue.", by=here.paul, version=0)
    with pytest.raises(DecidedMeanwhile):
        retain(here, "assurance", NOT_MET, "Périmée.", version=0)
    url, client = address("retain", here.dossier, "assurance"), signed_in(here.ines)
    data = {"retenu": "not_met", "version": "0", "vu": here.seen, "motif": "Elle est périmée."}
    answer = client.post(url, data)
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    for shown in (
        "Paul Ost a retenu « rempli »".replace(" »", "\u00a0»").replace("« ", "«\u00a0"),
        "Attestation reçue.",
    ):
        assert shown in text
    assert "Elle est périmée." in text
    assert 'name="version" value="1"' in text
    assert PrerequisiteCheck.objects.get().retained == MET
    assert client.post(url, data | {"version": "1"}).status_code == 302
    assert PrerequisiteCheck.objects.get().retained == NOT_MET


@pytest.mark.django_db(transaction=True)
def test_of_decisions_at_once_one_is_kept_and_the_others_are_told() -> None:
    here = complete({"assure": "non"})
    digest = here.seen

    def work(writer: int) -> str:
        try:
            prerequisites.retain(
                here.dossier.pk,
                "assurance",
                MET,
                f"Motif {writer}",
                version=0,
                digest=digest,
                actor=here.ines,
                now=LATER,
            )
        except DecidedMeanwhile:
            return "told"
        return "kept"

    assert sorted(together(work)) == ["kept", "told", "told", "told"]
    assert PrerequisiteCheck.objects.get().version == 1


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.COMMITTEE_MEMBER, Role.EXPERT, Role.ADMINISTRATOR])
def test_only_those_that_the_programme_names_decide(role: Role) -> None:
    here = complete()
    by = person((role, REGION if role == Role.COMMITTEE_MEMBER else None))
    with pytest.raises(NotAllowed, match="Régie des marchés"):
        retain(here, "assurance", MET, by=by)
    with pytest.raises(NotAllowed, match="Régie des marchés"):
        admit(here, by)
    with pytest.raises(NotAllowed):
        admit(here, officer(region=ELSEWHERE))


def test_who_only_reads_is_told_whose_it_is_and_loses_nothing() -> None:
    here, ministry = complete({"assure": "non"}), person((Role.MINISTRY, None))
    assert "Confirmer" not in page(ministry, "prerequisites", here.dossier)
    data = {"retenu": "met", "version": "0", "vu": here.seen, "motif": "Un long motif"}
    refused = signed_in(ministry).post(address("retain", here.dossier, "assurance"), data)
    assert (refused.status_code, "Un long motif" in refused.content.decode()) == (403, True)


def test_they_are_not_examined_before_the_dossier_is_complete() -> None:
    here = scene()
    with pytest.raises(NotAllowed):
        retain(here, "assurance", MET)
    with pytest.raises(NotThatWay):
        admit(here)
    assert "déclaré complet" in unescape(page(here.ines, "prerequisites", here.dossier))


def test_without_an_examination_of_completeness_they_are_examined_at_once() -> None:
    here = scene(examined_campaign("prerequis non_traitee"))
    prerequisites.confirm_all(here.dossier.pk, digest=here.seen, actor=here.ines, now=LATER)
    admit(here)
    assert here.again().state == State.ADMISSIBLE
    assert [transition.event for transition in here.dossier.transitions.all()][-2:] == [
        Event.DECLARE_COMPLETE,
        Event.ADMIT,
    ]


def test_in_a_national_programme_the_ministry_decides_and_no_region() -> None:
    here = scene(examined_campaign(function="ministere"))
    ministry = person((Role.MINISTRY, None))
    completeness.declare_complete(here.dossier.pk, "", digest=here.seen, actor=ministry, now=LATER)
    prerequisites.confirm_all(here.dossier.pk, digest=here.seen, actor=ministry, now=LATER)
    with pytest.raises(NotAllowed):
        admit(here)
    admit(here, ministry)
    assert here.again().state == State.ADMISSIBLE


def test_what_was_retained_of_an_earlier_submission_is_shown_and_decided_again() -> None:
    here = confirmed({"assure": "non"})
    retain(here, "assurance", MET, "Attestation reçue.")
    completeness.recheck(here.dossier.pk, "Une pièce manque", actor=here.ines, now=LATER)
    asked(here, ("etal", "etals", "Combien ?"), now=LATER)
    before = here.seen
    answered(here, {"etals": "7"})
    completeness.declare_complete(here.dossier.pk, "", digest=here.seen, actor=here.ines, now=LATER)
    assert set(retained(here).values()) == {None}
    text = unescape(page(here.ines, "prerequisites", here.dossier))
    assert "Sur le dépôt précédent" in text
    assert "Attestation reçue." in text
    with pytest.raises(Outdated):
        admit(here, digest=before)


def test_going_back_and_forth_without_a_new_submission_keeps_decisions() -> None:
    here = confirmed()
    completeness.recheck(here.dossier.pk, "Je relis", actor=here.ines, now=LATER)
    completeness.declare_complete(here.dossier.pk, "", digest=here.seen, actor=here.ines, now=LATER)
    assert None not in retained(here).values()


def test_pages_ask_as_often_whatever_was_decided() -> None:
    counts = []
    for here in (complete(), confirmed({"assure": "non"}, examined_campaign(title="Autre"))):
        client, url = signed_in(here.ines), address("prerequisites", here.dossier)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] < 40


def test_an_unknown_prerequisite_and_odd_numbers_are_refused() -> None:
    here = complete()
    client = signed_in(here.ines)
    for rule, data in (("inconnu", {}), ("assurance", {"version": "-1"}), ("assurance", {"version": "9" * 40})):
        posted = {"retenu": "met", "version": "0", "vu": here.seen, "motif": ""} | data
        assert client.post(address("retain", here.dossier, rule), posted).status_code in (302, 409)
