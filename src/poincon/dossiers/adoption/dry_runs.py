"""The dry run: what a version would change for every live dossier of a campaign, worked out before it is adopted.

It keeps which outcomes change and which answers cannot follow; why is told when somebody reads it, in their language,
of the dossiers that they may see. Drafts are their structures' alone: of them only totals are told to others.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns
from poincon.dossiers.adoption.bulk_reading import readings_of
from poincon.dossiers.adoption.findings import Findings
from poincon.dossiers.adoption.value_totals import RuleTotals, totals_of
from poincon.dossiers.enums import LIVE, State
from poincon.dossiers.models import Dossier, DryRun
from poincon.dossiers.querysets import DossierQuerySet
from poincon.jobs.tasks import background, instant
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.answers import parse_name
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

FEW = 50
"""Dossiers that are looked at while the person waits; more of them go to a job."""
PROGRESS_EVERY = 200


@dataclass(frozen=True, slots=True)
class Staleness:
    """What has changed since a dry run was asked.

    `superseded`: the campaign took another version, it says nothing any more. `figures`: those of the campaign are no
    longer the same. `dossiers`: how many were changed, opened or moved.
    """

    superseded: bool
    figures: bool
    dossiers: int

    def __bool__(self) -> bool:
        return self.superseded or self.figures or self.dossiers > 0


def live_dossiers(campaign: Campaign) -> DossierQuerySet:
    return Dossier.objects.filter(campaign=campaign, state__in=LIVE).select_related("sheet")


def ask_dry_run(campaign_id: int, version: ProgrammeVersion, *, actor: Person, now: datetime) -> DryRun:
    """Work out what that version would change: at once when dossiers are few, else in a job.

    A second click gives the run that goes on. Raises `NotAllowed`.
    """
    with transaction.atomic():
        campaign = locked(Campaign.objects.select_related("programme_version"), pk=campaign_id)
        current = campaign.programme_version
        require(can_run_campaigns(actor, current.programme, timezone.localdate(now)))
        if version.programme != current.programme:
            raise NotAllowed(_("Cette version est celle d’un autre programme."))
        if version.pk == current.pk:
            raise NotAllowed(_("La campagne est déjà dans cette version."))
        running = campaign.dry_runs.filter(version=version, against=current, state=DryRun.State.RUNNING).first()
        if running is not None:
            return running
        total = live_dossiers(campaign).count()
        run = DryRun.objects.create(
            campaign=campaign,
            version=version,
            against=current,
            asked_at=now,
            asked_by=actor,
            content={"progress": [0, total], "parameters": campaign.parameters},
        )
        details = {"dry_run": run.pk, "version": version.pk, "against": current.pk, "dossiers": total}
        journal.record(campaign, "dry_run_asked", actor=str(actor.pk), details=details, now=now)
        if total <= FEW:
            _work_out(run, now)
        else:
            work_out.later(run.pk)
    return run


def given_up(run_id: int) -> None:
    """The job failed for good: the page says so, and it can be asked again."""
    DryRun.objects.filter(pk=run_id, state=DryRun.State.RUNNING).update(state=DryRun.State.FAILED, done_at=instant())


@background(attempts=3, label=gettext_lazy("Essai à blanc d’une version"), given_up=given_up)
def work_out(run_id: int) -> None:
    """The job: from the beginning each time, since what it writes before its end is only how far it is."""
    run = DryRun.objects.filter(pk=run_id, state=DryRun.State.RUNNING).first()
    if run is not None:
        _work_out(run, instant())


def _work_out(run: DryRun, now: datetime) -> None:
    campaign = run.campaign
    live = live_dossiers(campaign).order_by("pk")
    total, findings = live.count(), Findings(run.asked_at)
    for count, reading in enumerate(readings_of(_sharing(run, live.iterator(chunk_size=PROGRESS_EVERY))), start=1):
        findings.add(reading, run.version)
        if count % PROGRESS_EVERY == 0:
            _tell_progress(run, count, total)
    content = {"parameters": run.content.get("parameters", {}), **findings.to_json()}
    DryRun.objects.filter(pk=run.pk, state=DryRun.State.RUNNING).update(
        content=content, state=DryRun.State.DONE, done_at=now
    )
    run.refresh_from_db()


def _sharing(run: DryRun, dossiers: Iterable[Dossier]) -> Iterator[Dossier]:
    """Dossiers that share their campaign and their versions, whose files would be read anew for each of them."""
    versions = {run.version.pk: run.version, run.against.pk: run.against}
    for dossier in dossiers:
        key = dossier.sheet.programme_version_id
        if key not in versions:
            versions[key] = ProgrammeVersion.objects.get(pk=key)
        dossier.campaign, dossier.sheet.programme_version = run.campaign, versions[key]
        yield dossier


def _tell_progress(run: DryRun, count: int, total: int) -> None:
    content = {**run.content, "progress": [count, total]}
    DryRun.objects.filter(pk=run.pk, state=DryRun.State.RUNNING).update(content=content)


# reading it


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A dossier of which an outcome changes, an answer cannot follow, or one more is required."""

    dossier: uuid.UUID
    state: str
    changes: tuple[tuple[str, str, str], ...]
    """Rule, status before, status after."""
    values: tuple[str, ...]
    """Rules whose value changes: a number, a day, a verdict in words."""
    leftovers: tuple[tuple[str, str], ...]
    """Name of the answer, cause."""
    lacking: tuple[str, ...]
    """Fields that this version requires, that are not filled, and that its own did not require."""

    @property
    def follows(self) -> bool:
        """Whether that dossier would follow, or keep the version that it was handed over under."""
        return State(self.state).is_prepared

    @property
    def rules(self) -> frozenset[str]:
        """The rules whose outcome changes."""
        return frozenset((*(rule for rule, _before, _after in self.changes), *self.values))


@dataclass(frozen=True)
class Report:
    """A dry run that is done, read back."""

    run: DryRun
    lines: tuple[ReportLine, ...]
    states: Mapping[str, int]
    versions: Mapping[str, int]
    """How many dossiers each version judges, by its digest: each is compared with its own."""
    values: Mapping[str, RuleTotals]
    """How the values of each rule move, where some do."""
    incomplete: Mapping[str, int]
    """By state, how many dossiers lack nothing under their version, and something under this one."""

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def following(self) -> int:
        return sum(count for state, count in self.states.items() if State(state).is_prepared)

    def by_outcome(self) -> dict[str, Counter[tuple[str, str]]]:
        """How many dossiers go from a status to another, rule by rule."""
        counts: dict[str, Counter[tuple[str, str]]] = {}
        for line in self.lines:
            for rule, before, after in line.changes:
                counts.setdefault(rule, Counter())[before, after] += 1
        return counts

    def by_field(self) -> dict[tuple[str, str], int]:
        """How many dossiers that follow have an answer that cannot, by field (or column) and cause."""
        programme = self.run.against.package.programme
        counts: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            if line.follows:
                pairs = set()
                for name, cause in line.leftovers:
                    parsed = parse_name(name, programme)
                    column = f".{parsed.part}" if parsed is not None and parsed.row is not None else ""
                    pairs.add((f"{parsed.field.id}{column}" if parsed is not None else name, cause))
                counts.update(pairs)
        return dict(counts)

    def by_required_field(self) -> dict[str, Counter[bool]]:
        """By field that this version requires more, how many dossiers lack it: those that follow (True), and others."""
        counts: dict[str, Counter[bool]] = {}
        for line in self.lines:
            for name in line.lacking:
                counts.setdefault(name, Counter())[line.follows] += 1
        return counts


def report_of(run: DryRun) -> Report:
    """A dry run, read back. Raises `ValueError` as long as it is not done."""
    if run.state != DryRun.State.DONE:
        raise ValueError(f"dry run {run.pk} is {run.state}")
    content = run.content
    outcomes, statuses, fields = content["outcomes"], content["statuses"], content.get("fields", ())
    lines = tuple(
        ReportLine(
            uuid.UUID(key),
            entry["state"],
            tuple(
                (outcomes[rule], statuses[before], statuses[after]) for rule, before, after in entry.get("changes", ())
            ),
            tuple(outcomes[rule] for rule in entry.get("values", ())),
            tuple((name, cause) for name, cause in entry.get("left", ())),
            tuple(fields[field] for field in entry.get("lacking", ())),
        )
        for key, entry in content["dossiers"].items()
    )
    return Report(
        run,
        lines,
        content["states"],
        content.get("versions", {}),
        totals_of(content.get("values", {})),
        content.get("incomplete", {}),
    )


def staleness(run: DryRun, campaign: Campaign) -> Staleness:
    """What has changed since it was asked."""
    since = Q(changed_at__gt=run.asked_at) | Q(created_at__gt=run.asked_at)
    return Staleness(
        superseded=run.against_id != campaign.programme_version_id,
        figures=run.content.get("parameters", {}) != campaign.parameters,
        dossiers=Dossier.objects.filter(since, campaign=campaign).exclude(state=State.WITHDRAWN).count(),
    )


def progress_of(run: DryRun) -> tuple[int, int]:
    """Dossiers looked at, and how many there are."""
    count, total = run.content.get("progress", [0, 0])
    return int(count), int(total)
