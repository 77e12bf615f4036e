"""The demonstration: everybody can sign in, every state is there, and what it tells is true."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import Count, DateTimeField, F, Model, QuerySet
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import override
from stdnum.fr import siren

from poincon.cahier.basics.identifiers import ending_of
from poincon.cahier.dossiers import Absence
from poincon.cahier.model import Status
from poincon.campaigns.mail_kinds import EXTENSION
from poincon.campaigns.models import Campaign, CampaignChange, Extension, PackageReading
from poincon.correspondence.models import Letter, MessageAttachment
from poincon.demo.build import NotDemonstration, build
from poincon.demo.sign_ins import sign_ins
from poincon.dossiers.enums import RECEIVED, State
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.permissions import may_edit
from poincon.dossiers.standing import standing
from poincon.files.models import StoredFile
from poincon.files.services import content_path
from poincon.files.types import content_matches
from poincon.journal.models import Act, DailyRoot
from poincon.journal.verification import verify
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.people.models import AccountRequest, Invitation, Organisation, Person
from poincon.sheets.enums import SectionState
from poincon.sheets.models import Attachment, Comment, Presence, SectionAnswers, SectionRevision, Snapshot
from poincon.sheets.snapshots import digest_of
from poincon.sheets.standing import Standing
from poincon.workflow.subjects import SubjectKind, subject_kinds
from tests.sheets.owners import orphans
from tests.workflow.subjects import missing, subjects_of, tables

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def standings(demonstration: datetime) -> list[Standing]:
    """Every dossier of a campaign that is open, as its pages would show it."""
    return [
        standing(dossier, demonstration)
        for dossier in Dossier.objects.with_context().filter(campaign__closes_at__gt=demonstration)
    ]


def section_states(standing: Standing) -> set[SectionState]:
    return {standing.section_state(section) for section in standing.package.programme.sections}


def is_incoherent(standing: Standing) -> bool:
    results = standing.assessment.results.values()
    return any(result.checked.rule.kind.value == "coherence" and result.status is Status.NOT_MET for result in results)


# people


def test_everybody_listed_can_sign_in() -> None:
    entries = sign_ins()
    assert len({entry["email"] for entry in entries}) == len(entries) >= 7
    emails = [entry["email"] for entry in entries]
    assert Person.objects.filter(email__in=emails, is_active=True).count() == len(entries)
    # One hash for all of them: checking it twice is enough, and hashing is slow.
    assert Person.objects.filter(email__in=emails).values("password").distinct().count() == 1
    for entry in (entries[0], entries[-1]):
        person = authenticate(username=entry["email"], password=entry["password"])
        assert isinstance(person, Person)


def test_every_role_is_listed_with_its_scope(demonstration: datetime) -> None:
    entries = sign_ins()
    assert {entry["role"] for entry in entries} == set(Role.values)
    people = {person.email: person for person in Person.objects.prefetch_related("memberships__organisation")}
    for entry in entries:
        (membership,) = people[entry["email"]].memberships_on(timezone.localdate(demonstration))
        organisation = membership.organisation
        assert membership.role == entry["role"]
        assert (organisation.name if organisation else "") == entry["organisation"]
        assert (organisation.region if organisation else membership.region) == entry["region"]


def test_no_address_is_anybodys() -> None:
    addresses = [*Person.objects.filter(erased_at=None).values_list("email", flat=True)]
    addresses += AccountRequest.objects.values_list("email", flat=True)
    addresses += Invitation.objects.values_list("email", flat=True)
    assert all(email.endswith(".example") for email in addresses)
    texts = [str(answer) for row in SectionAnswers.objects.all() for answer in row.answers.values()]
    assert all(text.endswith(".example") for text in texts if "@" in text)


def test_thirty_to_forty_structures_in_five_regions() -> None:
    structures = list(Organisation.objects.all())
    assert 30 <= len(structures) <= 40
    assert len({structure.region for structure in structures}) == 5
    assert all(siren.is_valid(structure.siren) and structure.siren.startswith("0") for structure in structures)
    assert len({structure.siren for structure in structures}) == len(structures)
    assert all(number.startswith("0") for number in AccountRequest.objects.values_list("siren", flat=True))


# campaigns and dossiers


def test_five_programmes_are_open(demonstration: datetime) -> None:
    open_now = Campaign.objects.open_at(demonstration)
    days = sorted(
        (timezone.localdate(campaign.closes_at) - timezone.localdate(demonstration)).days for campaign in open_now
    )
    assert days == [3, 24, 40, 58, 200]
    assert open_now.values("programme_version__programme").distinct().count() == 5
    assert set(open_now.values_list("year", flat=True)) == {demonstration.year}


def test_campaigns_are_in_every_state(demonstration: datetime, standings: list[Standing]) -> None:
    closed = list(Campaign.objects.filter(state=Campaign.State.CLOSED).order_by("closes_at"))
    assert [campaign.dossiers.filter(state=State.SUBMITTED).count() > 5 for campaign in closed] == [True, False]
    assert all(campaign.closes_at < demonstration for campaign in closed)
    (prepared,) = Campaign.objects.filter(state=Campaign.State.DRAFT)
    assert prepared.year == demonstration.year + 1
    assert not prepared.dossiers.exists()
    assert CampaignChange.objects.filter(campaign__state=Campaign.State.OPEN).exclude(reason="").count() == 2


def test_a_structure_still_fills_its_dossier_after_the_end(demonstration: datetime) -> None:
    (extension,) = Extension.objects.all()
    assert extension.campaign.closes_at < demonstration < extension.until
    dossier = Dossier.objects.with_context().get(campaign=extension.campaign, organisation=extension.organisation)
    head = Person.objects.get(memberships__organisation=dossier.organisation, memberships__role=Role.STRUCTURE_HEAD)
    assert may_edit(head, dossier, demonstration)
    assert Mail.objects.filter(person=head, kind=EXTENSION.id).exists()


def test_dossiers_are_in_every_state_of_their_preparation(standings: list[Standing]) -> None:
    drafts = [standing for standing in standings if standing.sheet.dossier.is_draft]
    received = [standing for standing in standings if standing.sheet.dossier.state in RECEIVED]
    state_sets = Counter(frozenset(section_states(standing)) for standing in drafts)
    assert len(received) > len(standings) / 2
    untouched = {SectionState.TO_START, SectionState.OPTIONAL}
    assert any(states <= untouched for states in state_sets), "one that was just opened"
    assert any(SectionState.IN_PROGRESS in states for states in state_sets), "one that is half filled"
    assert any(SectionState.TO_CORRECT in states for states in state_sets), "one with answers to correct"
    assert any(standing.may_be_submitted and section_states(standing) == {SectionState.COMPLETE} for standing in drafts)
    assert all(standing.may_be_submitted for standing in received)
    assert Organisation.objects.filter(dossiers__isnull=True).exists(), "a structure that has not begun"


def test_each_programme_has_its_drafts_and_its_submitted_dossiers(standings: list[Standing]) -> None:
    pairs = {
        (standing.sheet.dossier.campaign.programme_version.programme, standing.sheet.dossier.state)
        for standing in standings
    }
    assert {programme for programme, state in pairs if state == State.DRAFT} == {name for name, _state in pairs}
    assert {programme for programme, state in pairs if state == State.SUBMITTED} == {name for name, _state in pairs}


def test_what_was_submitted_holds_together(standings: list[Standing]) -> None:
    assert [
        str(standing.sheet.dossier)
        for standing in standings
        if standing.sheet.dossier.state in RECEIVED and is_incoherent(standing)
    ] == []


def test_some_structures_say_which_documents_they_do_not_have(standings: list[Standing]) -> None:
    absences = {
        name
        for current in standings
        if current.sheet.dossier.state in RECEIVED
        for answers in (current.assessment.dossier.answers, *current.assessment.dossier.years.values())
        for name, answer in answers.items()
        if isinstance(answer, Absence)
    }
    assert absences == {"piece_theses_communes", "bilan_certifie", "documentation_commerciale"}


def test_targets_are_met_missed_and_met_exactly(standings: list[Standing]) -> None:
    statuses_by_rule: dict[str, set[Status | None]] = {}
    on_the_line = 0
    for current in standings:
        for name, result in current.assessment.results.items():
            if result.target is not None:
                statuses_by_rule.setdefault(name, set()).add(result.status)
                on_the_line += result.value == result.target.value
    assert sum({Status.MET, Status.NOT_MET} <= statuses for statuses in statuses_by_rule.values()) >= 5
    assert on_the_line >= 5


def test_every_sheet_is_somebody_s(demonstration: datetime) -> None:
    assert not orphans().exists()


def test_two_persons_argued(demonstration: datetime) -> None:
    rows = SectionAnswers.objects.annotate(people=Count("revisions__made_by", distinct=True), saves=Count("revisions"))
    assert rows.filter(people=2, saves__gte=3, sheet__dossier__state=State.DRAFT).exists()
    changed_again = SectionRevision.objects.filter(answers__sheet__dossier__state=State.DRAFT).order_by(
        "answers", "version"
    )
    assert any(value for revision in changed_again for value in revision.previous.values())


def test_documents_are_what_their_names_say(demo_files: Path) -> None:
    files = list(StoredFile.objects.all())
    assert {"pdf", "xlsx"} <= {ending_of(file.name) for file in files}
    for file in files:
        with override_settings(FILES_ROOT=demo_files):
            content = content_path(file.digest).read_bytes()
        assert len(content) == file.size
        assert content_matches(ending_of(file.name), content[:8192])
    letters = 2 * Letter.objects.count()
    assert Attachment.objects.count() + MessageAttachment.objects.count() + letters == len(files)


@pytest.mark.parametrize("model", tables(), ids=lambda model: model.__name__)
def test_every_row_is_about_something_that_is_there(model: type[Model]) -> None:
    """The journal outlives what is forgotten, but the demonstration forgets nothing."""
    assert subjects_of(model)
    assert missing(model) == []


FORGOTTEN = {"package_reading": PackageReading(pk=7, label="pole.zip")}
"""A row of a kind that is forgotten after some days: the demonstration has none."""


@pytest.mark.parametrize("kind", subject_kinds().values(), ids=lambda kind: kind.id)
def test_people_call_a_subject_otherwise_than_machines_do(kind: SubjectKind[Any]) -> None:
    rows: Any = QuerySet(kind.model).order_by("pk")
    row = FORGOTTEN[kind.id] if kind.id in FORGOTTEN else rows[0]
    for language in ("fr", "en"):
        with override(language):
            title = kind.title(row)
        assert title.strip()
        assert str(row.pk) not in title


def test_colleagues_talk_and_are_there(demonstration: datetime) -> None:
    assert Comment.objects.count() > 20
    assert Presence.objects.filter(seen_at=demonstration).exists()


# the truth of it


def test_the_journal_holds_and_its_days_are_sealed(demo_files: Path) -> None:
    with override_settings(FILES_ROOT=demo_files):
        report = verify()
    assert report.faults == []
    assert report.acts == Act.objects.count() > 500
    assert report.days == DailyRoot.objects.count() > 300
    acts = list(Act.objects.values_list("subject_kind", "subject_id", "at"))
    assert [after for before, after in pairwise(acts) if before[:2] == after[:2] and before[2] > after[2]] == []
    events = set(Act.objects.values_list("event", flat=True))
    assert {"dossier_opened", "section_saved", "document_added", "dossier_submitted", "campaign_opened"} <= events


def test_each_snapshot_is_what_its_digest_says() -> None:
    snapshots = list(Snapshot.objects.all())
    answered = ChangeRequest.objects.filter(after__isnull=False).count()
    assert len(snapshots) == Dossier.objects.filter(submitted_at__isnull=False).count() + answered
    assert all(digest_of(snapshot.content) == snapshot.digest for snapshot in snapshots)


ENDS = {
    "Campaign.opens_at",
    "Campaign.closes_at",
    "ChangeRequest.due_at",
    "QueueEntry.due",
    "Extension.until",
    "Invitation.expires_at",
}
"""What may be to come."""


def test_nothing_is_dated_later_than_now_but_what_is_to_come(demonstration: datetime) -> None:
    moments = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, DateTimeField) and model.__module__.startswith("poincon.")
    ]
    late = {
        f"{model.__name__}.{name}"
        for model, name in moments
        if model._default_manager.filter(**{f"{name}__gt": demonstration}).exists()
    }
    assert late == ENDS


def test_nothing_happens_out_of_its_campaign(demonstration: datetime) -> None:
    assert not Dossier.objects.filter(created_at__lt=F("campaign__opens_at")).exists()
    assert not Dossier.objects.filter(submitted_at__gte=F("campaign__closes_at")).exists()
    assert not Dossier.objects.filter(changed_at__lt=F("created_at")).exists()
    recent = demonstration - timedelta(days=14)
    assert Dossier.objects.filter(changed_at__gte=recent).count() > 5


def test_building_again_changes_nothing(demonstration: datetime) -> None:
    before = Act.objects.count()
    assert build(demonstration + timedelta(days=1)) == sign_ins()
    assert Act.objects.count() == before


def test_no_other_database_gets_these_passwords(demonstration: datetime) -> None:
    with override_settings(DEMO=False), pytest.raises(NotDemonstration):
        build(demonstration)
