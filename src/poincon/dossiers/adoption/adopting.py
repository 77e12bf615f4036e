"""A campaign takes a version, and its dossiers in preparation follow, each in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns
from poincon.dossiers.adoption.bulk_reading import Reading, readings_of
from poincon.dossiers.adoption.dry_runs import FEW, staleness
from poincon.dossiers.enums import PREPARED, Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier, DryRun
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.standing import campaign_parameters, filing_day
from poincon.jobs.tasks import background, instant
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.sheets.versions.following import FollowedAnswers, follow
from poincon.sheets.versions.outcomes import before_and_after, reads_the_same
from poincon.sheets.versions.passage import pass_to
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, Outdated, require


def adopt(run_id: int, *, actor: Person, now: datetime) -> DryRun:
    """The campaign takes the version that was tried. A second click does nothing more. Raises `NotAllowed`."""
    with transaction.atomic():
        run = DryRun.objects.select_related("version", "against").get(pk=run_id)
        campaign = locked(Campaign.objects.select_related("programme_version"), pk=run.campaign_id)
        run = locked(DryRun.objects.select_related("version", "against"), pk=run_id)
        require(can_run_campaigns(actor, campaign.programme_version.programme, timezone.localdate(now)))
        if run.adopted_at is not None:
            return run
        if run.state != DryRun.State.DONE:
            raise NotAllowed(_("L’essai n’est pas terminé : attendez son résultat avant d’adopter cette version."))
        if staleness(run, campaign).superseded:
            raise Outdated(_("La campagne a changé de version depuis cet essai : refaites-le d’abord."))
        _take(campaign, run, actor, now)
        few = behind(campaign).count() <= FEW
        follow_campaign.later(campaign.pk)
    if few:
        follow_all(campaign.pk, now)
    return run


def _take(campaign: Campaign, run: DryRun, actor: Person, now: datetime) -> None:
    campaign.programme_version = run.version
    campaign.save(update_fields=["programme_version"])
    run.adopted_at, run.adopted_by = now, actor
    run.save(update_fields=["adopted_at", "adopted_by"])
    if campaign.state != Campaign.State.DRAFT:
        CampaignChange.objects.create(
            campaign=campaign,
            before={"version": run.against.version},
            after={"version": run.version.version},
            made_at=now,
            made_by=actor,
        )
    details = {"from": run.against_id, "to": run.version_id, "dry_run": run.pk}
    journal.record(campaign, "version_adopted", actor=str(actor.pk), details=details, now=now)


def behind(campaign: Campaign | None = None) -> DossierQuerySet:
    """Dossiers in preparation that are not in the version of their campaign yet."""
    dossiers = Dossier.objects.filter(state__in=PREPARED).exclude(
        sheet__programme_version=F("campaign__programme_version")
    )
    return dossiers if campaign is None else dossiers.filter(campaign=campaign)


@background(attempts=8, label=gettext_lazy("Passage des dossiers à une nouvelle version"))
def follow_campaign(campaign_id: int) -> None:
    """The job. Killed in the middle, it goes on with those that are still behind."""
    follow_all(campaign_id, instant())


def follow_all(campaign_id: int, now: datetime) -> int:
    """Each dossier that is behind follows. Gives how many did."""
    campaign = Campaign.objects.get(pk=campaign_id)
    waiting = list(behind(campaign).order_by("pk").values_list("pk", flat=True))
    return sum(follow_one(pk, now) for pk in waiting)


def sweep(now: datetime) -> int:
    """Whatever stayed behind, in any campaign: a dossier opened at the very instant of an adoption. A periodic job."""
    campaigns = sorted(set(behind().values_list("campaign_id", flat=True)))
    return sum(follow_all(pk, now) for pk in campaigns)


def follow_one(dossier_id: uuid.UUID, now: datetime) -> bool:
    """Make a dossier in preparation take the version of its campaign, with all that can follow. False: it was done."""
    with transaction.atomic():
        dossier = locked(Dossier.objects.with_context(), pk=dossier_id)
        version = dossier.campaign.programme_version
        if not State(dossier.state).is_prepared or dossier.sheet.programme_version_id == version.pk:
            return False
        adopted = dossier.campaign.dry_runs.filter(version=version, adopted_by__isnull=False).first()
        if adopted is None or adopted.adopted_by is None:
            raise ValueError(f"campaign {dossier.campaign_id} took a version that nobody adopted")
        _Following(dossier, version, adopted.adopted_by, now).make()
    return True


class _Following:
    """A dossier, which the caller has locked, on its way to the version of its campaign."""

    def __init__(self, dossier: Dossier, version: ProgrammeVersion, actor: Person, now: datetime) -> None:
        self.dossier, self.old, self.new = dossier, dossier.sheet.programme_version, version
        self.actor, self.now = actor, now
        self.reading: Reading = next(readings_of([dossier]))
        programmes = self.old.package.programme, version.package.programme
        self.followed: FollowedAnswers = follow(self.reading.contents, *programmes, dossier.sheet.reference_year)

    def make(self) -> None:
        reopened = self.dossier.state == State.VALIDATED and not self._same_for_its_head()
        names = pass_to(self.dossier.sheet, self.new, self.reading.contents, self.followed, self.actor, self.now)
        frozen = []
        if reopened:
            frozen.append(move(self.dossier, Event.REOPEN, self.actor, self.now, reason=self._why_reopened()))
        details = {
            "from": self.old.pk,
            "to": self.new.pk,
            "set_aside": list(names.set_aside),
            "restored": list(names.restored),
            "reopened": reopened,
        }
        journal.record(
            self.dossier, "version_followed", actor=str(self.actor.pk), details=details, freezes=frozen, now=self.now
        )

    # what changes for whoever validated

    def _same_for_its_head(self) -> bool:
        if self.followed.leftovers or self.followed.leftover_documents or self.followed.restored:
            return False
        versions = self.old.package, self.new.package
        year, parameters = self.dossier.sheet.reference_year, campaign_parameters(self.dossier)
        filed = filing_day(self.dossier, self.now)
        assessments = before_and_after(self.reading.contents, self.followed, versions, year, parameters, filed)
        return reads_the_same(*assessments)

    def _why_reopened(self) -> str:
        sentence = _(
            "Le programme passe de la version %(old)s à la version %(new)s, ce qui change des résultats, des réponses "
            "obligatoires ou des réponses de ce dossier : la direction doit le relire et le valider de nouveau."
        )
        return sentence % {"old": self.old.version, "new": self.new.version}
