"""A campaign takes a version, and its dossiers in preparation follow, each in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.explanation import Names
from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns
from poincon.dossiers.adoption.bulk_reading import Held, held_by
from poincon.dossiers.adoption.dry_runs import FEW, documents_after, staleness
from poincon.dossiers.adoption.following import Followed, Left, follow
from poincon.dossiers.adoption.outcomes import judged, same_for_its_head
from poincon.dossiers.answers import Answer, Answers, Name, by_text
from poincon.dossiers.enums import PREPARED, Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import Dossier, DryRun, SectionAnswers, SectionRevision, SetAsideAnswer
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.standing import campaign_parameters
from poincon.jobs.tasks import background, instant
from poincon.journal import services as journal
from poincon.people.models import Person
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
    dossiers = Dossier.objects.filter(state__in=PREPARED).exclude(programme_version=F("campaign__programme_version"))
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
        if not State(dossier.state).is_prepared or dossier.programme_version_id == version.pk:
            return False
        adopted = dossier.campaign.dry_runs.filter(version=version, adopted_by__isnull=False).first()
        if adopted is None or adopted.adopted_by is None:
            raise ValueError(f"campaign {dossier.campaign_id} took a version that nobody adopted")
        _Passage(dossier, version, adopted.adopted_by, now).make()
    return True


class _Passage:
    """The passage of a dossier, which the caller has locked."""

    def __init__(self, dossier: Dossier, version: ProgrammeVersion, actor: Person, now: datetime) -> None:
        self.dossier, self.old, self.new = dossier, dossier.programme_version, version
        self.actor, self.now = actor, now
        self.reading: Held = next(held_by([dossier]))
        programmes = self.old.package.programme, version.package.programme
        self.followed: Followed = follow(self.reading.contents, *programmes, dossier.reference_year)

    def make(self) -> None:
        reopened = self.dossier.state == State.VALIDATED and not self._same_for_its_head()
        aside = self._set_aside()
        restored = self._restore()
        self._write_sections()
        self.dossier.programme_version = self.new
        self.dossier.save(update_fields=["programme_version"])
        if reopened:
            move(self.dossier, Event.REOPEN, self.actor, self.now, reason=self._why_reopened())
        details = {
            "from": self.old.pk,
            "to": self.new.pk,
            "set_aside": aside,
            "restored": restored,
            "reopened": reopened,
        }
        journal.record(self.dossier, "version_followed", actor=str(self.actor.pk), details=details, now=self.now)

    # what changes for whoever validated

    def _same_for_its_head(self) -> bool:
        if self.followed.leftovers or self.followed.leftover_documents or self.followed.restored:
            return False
        year, parameters = self.dossier.reference_year, campaign_parameters(self.dossier)
        before = judged(self.old.package, *self.reading.by_name(), year, parameters)
        documents = documents_after(self.reading, self.followed)
        after = judged(self.new.package, self.followed.answers, documents, year, parameters)
        return same_for_its_head(before, after)

    def _why_reopened(self) -> str:
        sentence = _(
            "Le programme passe de la version %(old)s à la version %(new)s, ce qui change des résultats, des réponses "
            "obligatoires ou des réponses de ce dossier : la direction doit le relire et le valider de nouveau."
        )
        return sentence % {"old": self.old.version, "new": self.new.version}

    # answers

    def _set_aside(self) -> list[str]:
        """Keep what is left, with its label; documents leave the answers and stay stored."""
        names = Names(self.old.package.programme, "fr")
        leftovers = [*self.followed.leftovers, *self.followed.leftover_documents]
        SetAsideAnswer.objects.bulk_create(
            SetAsideAnswer(
                dossier=self.dossier,
                section=leftover.section,
                name=leftover.name,
                label=_label(leftover, names),
                value=leftover.value,
                asked_by=self.old,
                set_aside_at=self.now,
            )
            for leftover in leftovers
        )
        document_names = [leftover.name for leftover in self.followed.leftover_documents]
        self._current().filter(name__in=document_names).update(removed_at=self.now)
        return sorted({leftover.name for leftover in leftovers})

    def _restore(self) -> list[str]:
        """Put back what is asked for again: its row leaves what was set aside, its document is current again."""
        rows = SetAsideAnswer.objects.filter(dossier=self.dossier, pk__in=self.followed.restored)
        back = list(rows)
        documents = {answer.key for answer in self.reading.contents.set_aside if answer.is_document}
        for row in back:
            if row.pk in documents:
                removed = self.dossier.attachments.filter(name=row.name, removed_at=row.set_aside_at).last()
                if removed is not None:
                    removed.removed_at = None
                    removed.save(update_fields=["removed_at"])
        rows.delete()
        return sorted({row.name for row in back})

    def _current(self) -> Any:
        return self.dossier.attachments.filter(removed_at__isnull=True)

    def _write_sections(self) -> None:
        """Every section of either version is one version further: a page made before then knows that it is old."""
        rows = {row.section: row for row in self.dossier.sections.select_for_update(of=("self",))}
        programmes = (self.old.package.programme, self.new.package.programme)
        identifiers = {section.id for programme in programmes for section in programme.sections}
        for section in sorted(identifiers | rows.keys()):
            row = rows.get(section) or SectionAnswers(dossier=self.dossier, section=section)
            before = dict(row.answers)
            row.answers = by_text(self.followed.sections.get(section, {}))
            row.version += 1
            row.save()
            SectionRevision.objects.create(
                answers=row,
                version=row.version,
                previous=_previous(before, row.answers),
                made_at=self.now,
                made_by=self.actor,
                followed_from=self.old,
            )


def _previous(before: Answers, after: Answers) -> dict[str, Answer | None]:
    """The values before, of the names that changed."""
    return {name: before.get(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _label(leftover: Left, names: Names) -> str:
    """What was asked, as the version that asked it said: the label of a table for its rows."""
    return (leftover.name if leftover.before is None else label_of(leftover.before, names))[:500]


def label_of(name: Name, names: Names) -> str:
    """What an answer is the answer to, in words."""
    if name.counts_rows:
        return _("%(table)s : nombre de lignes") % {"table": names.path(name.base)}
    return names.path(name.text)
