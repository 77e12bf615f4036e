"""Preparing a campaign, opening it, changing it, closing it. Installing a programme has its own room: `installing`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number, fraction_text
from poincon.campaigns import changes
from poincon.campaigns.changes import ChangeRuling, Values, state_of
from poincon.campaigns.figures import parameters_of
from poincon.campaigns.installing import install_files, install_programme
from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.locking import locked, locked_if_there
from poincon.workflow.refusals import Allowed, Decision, NotAllowed, Outdated, Refused, Unfit, require

__all__ = [
    "AlreadyThere",
    "NotThisChange",
    "change_campaign",
    "close_campaign",
    "discard_campaign",
    "install_files",
    "install_programme",
    "may_close",
    "open_campaign",
    "open_prepared",
    "prepare_campaign",
]


class AlreadyThere(Outdated):
    """A campaign of that programme, year and title exists: a second click, or a colleague."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(_("Cette campagne existait déjà : la voici."))
        self.campaign = campaign


class NotThisChange(Unfit):
    """The change is refused: `ruling` says what, and why."""

    def __init__(self, ruling: ChangeRuling) -> None:
        super().__init__(" ".join(ruling.refused.values()) or changes.reason_due())
        self.ruling = ruling


def open_campaign(
    version: ProgrammeVersion,
    *,
    year: int,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    parameters: dict[str, Number],
    actor: str | Person,
    now: datetime,
    calendar: Mapping[str, datetime] | None = None,
) -> Campaign:
    """Open a programme for a year, at once. Only what the programme leaves to campaigns may be set.

    `actor`: a person, whose right is checked, or the platform's own name. Raises `ValueError`, `NotAllowed`.
    """
    values = Values(year, title, opens_at, closes_at, dict(calendar or {}), parameters)
    return _create(version, values, Campaign.State.OPEN, "campaign_opened", actor, now)


def prepare_campaign(version: ProgrammeVersion, values: Values, *, actor: Person, now: datetime) -> Campaign:
    """A campaign that only those who run campaigns see, until it is opened. Raises `NotAllowed`, `AlreadyThere`."""
    with transaction.atomic():
        version = locked(ProgrammeVersion.objects, pk=version.pk)
        twin = Campaign.objects.filter(
            programme_version__programme=version.programme, year=values.year, title=values.title
        ).first()
        if twin is not None:
            raise AlreadyThere(twin)
        return _create(version, values, Campaign.State.DRAFT, "campaign_prepared", actor, now)


def _create(
    version: ProgrammeVersion, values: Values, state: Campaign.State, event: str, actor: str | Person, now: datetime
) -> Campaign:
    if isinstance(actor, Person):
        require(can_run_campaigns(actor, version.programme, timezone.localdate(now)))
    programme = version.package.programme
    allowed = {parameter.id for parameter in parameters_of(programme)}
    refused = sorted(values.parameters.keys() - allowed)
    unknown = sorted(
        values.calendar.keys() - {milestone.id for milestone in programme.calendar if milestone.effect is None}
    )
    if refused or unknown:
        raise ValueError(f"not for a campaign to set: {', '.join([*refused, *unknown])}")
    with transaction.atomic():
        campaign = Campaign.objects.create(
            programme_version=version,
            year=values.year,
            title=values.title,
            opens_at=values.opens_at,
            closes_at=values.closes_at,
            calendar=_stored(values.calendar),
            parameters={name: fraction_text(value) for name, value in values.parameters.items()},
            state=state,
        )
        details = {"programme": version.digest, "year": values.year, "closes_at": values.closes_at.isoformat()}
        journal.record(campaign, event, actor=_name(actor), details=details, now=now)
    return campaign


def open_prepared(campaign_id: int, *, actor: Person, now: datetime) -> Campaign:
    """Announce a prepared campaign. A second click finds it open. Raises `NotAllowed`."""
    with transaction.atomic():
        campaign = _locked(campaign_id, actor, now)
        if campaign.state == Campaign.State.OPEN:
            return campaign
        if campaign.state == Campaign.State.CLOSED:
            raise NotAllowed(_("Cette campagne est close : elle ne s’ouvre plus."))
        if campaign.closes_at <= now:
            raise NotAllowed(_("La clôture prévue est déjà passée : changez-la avant d’ouvrir."))
        campaign.state = Campaign.State.OPEN
        campaign.save(update_fields=["state"])
        details = {"programme": campaign.programme_version_id, "closes_at": campaign.closes_at.isoformat()}
        journal.record(campaign, "campaign_opened", actor=_name(actor), details=details, now=now)
    return campaign


def change_campaign(
    campaign_id: int, values: Values, *, fingerprint: str, reason: str, actor: Person, now: datetime
) -> Campaign:
    """Change a campaign. `fingerprint`: its `changes.fingerprint` when the page was made.

    Raises `NotAllowed`, `Outdated`, `NotThisChange`.
    """
    with transaction.atomic():
        campaign = _locked(campaign_id, actor, now)
        before, after = state_of(campaign), _wanted(campaign, values)
        if before == after:
            return campaign  # a second click
        if changes.fingerprint(campaign) != fingerprint:
            raise Outdated(
                _(
                    "Une autre personne a changé cette campagne pendant que vous écriviez : rien n’est encore "
                    "enregistré. Comparez, puis enregistrez de nouveau."
                )
            )
        ruling = changes.judge(campaign, before, after, now)
        if ruling.refused or (ruling.needs_reason and not reason):
            raise NotThisChange(ruling)
        announced = campaign.state != Campaign.State.DRAFT
        _write(campaign, after)
        if announced:
            CampaignChange.objects.create(
                campaign=campaign,
                before={name: before[name] for name in ruling.changed if name in before},
                after={name: after[name] for name in ruling.changed if name in after},
                reason=reason,
                made_at=now,
                made_by=actor,
            )
        names = [name for name in ruling.changed if name != "title"]
        details = {
            "changed": list(ruling.changed),
            "before": {name: before[name] for name in names if name in before},
            "after": {name: after[name] for name in names if name in after},
        }
        journal.record(campaign, "campaign_changed", actor=_name(actor), details=details, now=now)
    return campaign


def close_campaign(campaign_id: int, *, actor: Person, now: datetime) -> Campaign:
    """Close a campaign whose deadline has passed; before it, only one in which nobody has opened a dossier.

    The time given to a structure outlives it. A second click finds it closed. Raises `NotAllowed`.
    """
    with transaction.atomic():
        campaign = _locked(campaign_id, actor, now)
        if campaign.state == Campaign.State.CLOSED:
            return campaign
        require(may_close(campaign, now))
        campaign.state = Campaign.State.CLOSED
        campaign.save(update_fields=["state"])
        details = {"closes_at": campaign.closes_at.isoformat()}
        journal.record(campaign, "campaign_closed", actor=_name(actor), details=details, now=now)
    return campaign


def may_close(campaign: Campaign, now: datetime) -> Decision:
    """Whether it is time to close it, whoever asks."""
    if campaign.state == Campaign.State.DRAFT:
        return Refused(_("Cette campagne n’a pas été ouverte : supprimez-la plutôt."))
    if now >= campaign.closes_at or not Campaign.objects.filter(pk=campaign.pk, dossiers__isnull=False).exists():
        return Allowed()
    return Refused(
        _(
            "Des structures ont un dossier et comptent sur la clôture annoncée : clore avant elle les priverait de "
            "leur délai."
        )
    )


def discard_campaign(campaign_id: int, *, actor: Person, now: datetime) -> None:
    """Take a prepared campaign away: nobody else has seen it. Raises `NotAllowed`."""
    with transaction.atomic():
        campaign = _locked(campaign_id, actor, now)
        if campaign.state != Campaign.State.DRAFT:
            raise NotAllowed(_("Cette campagne a été ouverte : elle ne se supprime plus."))
        details = {"programme": campaign.programme_version_id, "year": campaign.year}
        journal.record(campaign, "campaign_discarded", actor=_name(actor), details=details, now=now)
        campaign.delete()


def _locked(campaign_id: int, actor: Person, now: datetime) -> Campaign:
    """The campaign, alone to be changed until the transaction ends. Raises `NotAllowed`."""
    campaign = locked_if_there(Campaign.objects.select_related("programme_version"), pk=campaign_id)
    if campaign is None:
        raise NotAllowed(_("Cette campagne n’existe plus : quelqu’un l’a supprimée."))
    require(can_run_campaigns(actor, campaign.programme_version.programme, timezone.localdate(now)))
    return campaign


def _wanted(campaign: Campaign, values: Values) -> dict[str, str]:
    """The state that is asked for. What only another version reads is not in the form, and stays."""
    programme = campaign.programme_version.package.programme
    names = {f"calendar.{milestone.id}" for milestone in programme.calendar if milestone.effect is None}
    names |= {f"parameters.{parameter.id}" for parameter in parameters_of(programme)}
    before = state_of(campaign)
    remainder = {
        name: text
        for name, text in before.items()
        if name.startswith(("calendar.", "parameters.")) and name not in names
    }
    state = {
        "title": values.title,
        "year": str(values.year),
        "opens_at": values.opens_at.isoformat(),
        "closes_at": values.closes_at.isoformat(),
        **remainder,
        **{f"calendar.{name}": text for name, text in _stored(values.calendar).items()},
        **{f"parameters.{name}": fraction_text(value) for name, value in values.parameters.items()},
    }
    return {name: before[name] if changes.same(before.get(name), text, name) else text for name, text in state.items()}


def _write(campaign: Campaign, after: dict[str, str]) -> None:
    def part(head: str) -> dict[str, str]:
        return {name.removeprefix(head): text for name, text in after.items() if name.startswith(head)}

    campaign.title, campaign.year = after["title"], int(after["year"])
    campaign.opens_at = changes.instant_of(after["opens_at"])
    campaign.closes_at = changes.instant_of(after["closes_at"])
    campaign.calendar, campaign.parameters = part("calendar."), part("parameters.")
    campaign.save(update_fields=["title", "year", "opens_at", "closes_at", "calendar", "parameters"])


def _stored(calendar: Mapping[str, datetime]) -> dict[str, str]:
    return {name: moment.isoformat() for name, moment in calendar.items()}


def _name(actor: str | Person) -> str:
    return str(actor.pk) if isinstance(actor, Person) else actor
