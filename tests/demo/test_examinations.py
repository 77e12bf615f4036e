"""What the demonstration shows after a submission: each state with its proof, who handles what, what was said."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import docx
import pytest
from django.test import override_settings
from django.utils import timezone

from poincon.admissibility.course import course_of
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import examine
from poincon.admissibility.models import PrerequisiteCheck
from poincon.casework import departures
from poincon.casework.assignments import Handling, Roster, handling
from poincon.casework.load import loads
from poincon.casework.models import Assignment
from poincon.correspondence.letters import letters_about
from poincon.correspondence.models import DossierMessage, OfficialNote
from poincon.correspondence.querysets import unread_counts
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.standing import standing, standing_for, standing_of
from poincon.dossiers.validation import validation_asked
from poincon.files.services import content_path
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets.differences import differences
from tests.platform_fixtures import NOW

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


def in_state(state: State) -> list[Dossier]:
    return list(Dossier.objects.with_context().filter(state=state))


def officer(name: str) -> Person:
    return Person.objects.prefetch_related("memberships").get(full_name=name)


def head_of(dossier: Dossier) -> Person:
    colleagues = Person.objects.filter(memberships__organisation=dossier.organisation)
    return colleagues.prefetch_related("memberships").get(memberships__role=Role.STRUCTURE_HEAD)


def handled(dossier: Dossier, now: datetime) -> Handling:
    return handling(dossier, now)


# states


def test_dossiers_are_in_every_state() -> None:
    assert {dossier.state for dossier in Dossier.objects.all()} == set(State)


def test_a_head_is_asked_to_validate_and_another_has_validated() -> None:
    dossiers = [dossier for dossier in in_state(State.DRAFT) if validation_asked(dossier)]
    assert len(dossiers) == 1
    assert standing(dossiers[0], NOW).may_be_submitted
    (validated,) = in_state(State.VALIDATED)
    assert validated.validated_by == head_of(validated)


def test_one_was_withdrawn_before_its_submission_and_another_after() -> None:
    withdrawn = in_state(State.WITHDRAWN)
    assert {dossier.was_received for dossier in withdrawn} == {True, False}
    assert all(dossier.transitions.get(event=Event.WITHDRAW).reason for dossier in withdrawn)
    (given_up,) = [dossier for dossier in withdrawn if not dossier.was_received]
    again = Dossier.objects.get(campaign=given_up.campaign, organisation=given_up.organisation, state=State.DRAFT)
    assert again.created_at > given_up.transitions.get(event=Event.WITHDRAW).made_at


def test_one_is_submitted_and_nobody_has_looked_at_it(demonstration: datetime) -> None:
    untouched = [
        dossier
        for dossier in in_state(State.SUBMITTED)
        if course_of(dossier.package.programme).completeness and not dossier.assignments.exists()
    ]
    assert len(untouched) == 1
    assert untouched[0].submitted_at is not None
    assert untouched[0].submitted_at > demonstration - timedelta(days=3)


def test_changes_are_asked_of_one_who_is_late_and_of_one_who_soon_will_be(demonstration: datetime) -> None:
    waiting = list(ChangeRequest.objects.filter(sent_at__isnull=False, ended_at__isnull=True).order_by("due_at"))
    late, soon = waiting
    assert late.due_at is not None
    assert soon.due_at is not None
    assert late.due_at < demonstration < soon.due_at < demonstration + timedelta(days=3)
    for request in waiting:
        assert request.items.count() == 2
        dossier = Dossier.objects.with_context().get(pk=request.dossier_id)
        assert dossier.state == State.TO_CORRECT
        own, shown = (
            standing(dossier, demonstration),
            standing_for(officer("Bérénice Astorgue"), dossier, demonstration),
        )
        frozen = {attachment.name: attachment.file.digest for attachment in shown.attachments}
        changed = own.answers != shown.answers or frozen != {
            attachment.name: attachment.file.digest for attachment in own.attachments
        }
        assert changed, "its structure has begun, and nobody else sees it"


def test_changes_have_come_with_what_differs() -> None:
    (answered,) = ChangeRequest.objects.filter(after__isnull=False)
    assert answered.before is not None
    assert answered.after is not None
    dossier = Dossier.objects.with_context().get(pk=answered.dossier_id)
    assert dossier.state == State.SUBMITTED
    assert dossier.transitions.values_list("event", flat=True).last() == Event.RESUBMIT
    before, after = standing_of(answered.before, dossier), standing_of(answered.after, dossier)
    changed = differences(before, after, "fr", lambda section, name: True)
    assert {difference.name for difference in changed} == {"laboratoires", "conventions_laboratoires"}
    assert [point.name for point in answered.items.exclude(answer="")] == ["resultats_enquete"]


def test_prerequisites_are_still_to_be_checked_on_a_complete_dossier() -> None:
    (complete,) = in_state(State.COMPLETE)
    assert len(examine(complete).pending) == 4


def test_an_override_is_kept_with_its_reason() -> None:
    (override,) = [check for check in PrerequisiteCheck.objects.all() if check.is_override]
    assert override.dossier.state == State.ADMISSIBLE
    assert len(override.reason) > 80
    plain = Dossier.objects.filter(state=State.ADMISSIBLE, prerequisite_checks__isnull=False).exclude(
        pk=override.dossier_id
    )
    assert plain.exists()


def test_the_other_label_has_no_prerequisites_and_is_examined_for_the_whole_country(demonstration: datetime) -> None:
    of_label = Dossier.objects.filter(sheet__programme_version__programme="pole-innovation-artisanat-2009")
    admissible = of_label.get(state=State.ADMISSIBLE)
    assert not admissible.prerequisite_checks.exists()
    examined = handled(of_label.get(state=State.SUBMITTED), demonstration).officer
    assert examined is not None
    assert examined.roles_on(timezone.localdate(demonstration)) == {Role.MINISTRY}


def test_the_answers_of_a_local_authority_settle_whether_its_request_is_admissible(demonstration: datetime) -> None:
    of_label = Dossier.objects.with_context().filter(
        sheet__programme_version__programme="label-risques-collectivites-2012"
    )
    received = of_label.get(state=State.SUBMITTED)
    examiner = handled(received, demonstration).officer
    assert examiner is not None
    assert examiner.roles_on(timezone.localdate(demonstration)) == {Role.MINISTRY}
    assert standing(received, demonstration).assessment.results["pre_decision"].value == "recevable"
    statuses = {prerequisite.id: prerequisite.computed for prerequisite in examine(received).prerequisites}
    assert statuses.pop("suivi_a_temps") is Verdict.NOT_APPLICABLE
    assert set(statuses.values()) == {Verdict.MET}


def test_a_request_that_fails_is_closed_by_its_letter(demo_files: Path) -> None:
    (closed,) = in_state(State.NOT_PROCESSED)
    letter = letters_about(closed.journal_subject).get()
    (failing,) = examine(closed).failing
    assert failing.id == "effectif"
    assert failing.computed is failing.retained
    with override_settings(FILES_ROOT=demo_files):
        pdf, word = (content_path(file.digest).read_bytes() for file in (letter.pdf, letter.docx))
    assert pdf.startswith(b"%PDF-")
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    assert "4,6\u202fETP, au moins 5\u202fETP" in text
    assert closed.organisation.name in text
    assert "§4.1.2" in text


# who handles what


def test_colleagues_of_a_region_share_its_dossiers(demonstration: datetime) -> None:
    day = timezone.localdate(demonstration)
    shared = {
        region: {load.handler for load in loads(officer(name), demonstration, Roster(day)) if load.handler}
        for region, name in (("53", "Maëlle Quintreau"), ("84", "Ghislain Tarbouriel"))
    }
    assert shared["53"] == {officer("Tanguy Belléac").pk}
    assert shared["84"] == {officer("Ghislain Tarbouriel").pk, officer("Judith Salvagnac").pk}


def test_whoever_left_handles_nothing_any_more(demonstration: datetime) -> None:
    leaver = officer("Fulbert Orcival")
    assert leaver.memberships_on(timezone.localdate(demonstration)) == []
    had = Assignment.objects.filter(officer=leaver)
    assert had.count() == 2
    assert all(assignment.ends_at and handled(assignment.dossier, demonstration).officer is None for assignment in had)
    assert departures.release(demonstration) == 0


# what was said


def test_both_sides_have_messages_to_read_and_documents_to_open(demonstration: datetime, demo_files: Path) -> None:
    written = DossierMessage.objects.all()
    assert written.count() > 10
    with override_settings(FILES_ROOT=demo_files):
        files = [file.file for message in written for file in message.attachments.all()]
        assert len(files) >= 3
        assert all(content_path(file.digest).exists() for file in files)
    late = ChangeRequest.objects.filter(sent_at__isnull=False, ended_at__isnull=True).order_by("due_at")
    from_structure, from_authority = (request.dossier_id for request in late)
    assert unread_counts(officer("Tanguy Belléac"), [from_structure], from_authority=False) == {from_structure: 1}
    head = head_of(Dossier.objects.get(pk=from_authority))
    assert unread_counts(head, [from_authority], from_authority=True) == {from_authority: 2}
    assert OfficialNote.objects.filter(
        dossier__in=Dossier.objects.received_by(officer("Tanguy Belléac"), timezone.localdate(demonstration))
    )


def test_a_request_is_being_prepared_and_is_not_sent() -> None:
    (prepared,) = ChangeRequest.objects.filter(sent_at__isnull=True)
    assert prepared.dossier.state == State.SUBMITTED
    assert prepared.items.count() == 1
