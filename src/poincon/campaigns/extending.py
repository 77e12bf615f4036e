"""More time for one structure, after the deadline of all."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.campaigns.mail_kinds import EXTENSION
from poincon.campaigns.models import Campaign, Extension
from poincon.campaigns.permissions import can_extend
from poincon.journal import services as journal
from poincon.notifications.audiences import people_of_organisation
from poincon.notifications.mails import Values, tell
from poincon.people.models import Organisation, Person
from poincon.ui.moments import moment_words
from poincon.workflow.locking import locked
from poincon.workflow.refusals import NotAllowed, require

LONGEST_REASON = 2_000


def grant_extension(
    campaign_id: int, organisation: Organisation, until: datetime, reason: str, *, actor: Person, now: datetime
) -> Extension:
    """Give that structure until then, and tell its people at once. Twice is once. Raises `NotAllowed`."""
    with transaction.atomic():
        campaign = locked(Campaign.objects.select_related("programme_version"), pk=campaign_id)
        require(can_extend(actor, campaign.programme_version.programme, timezone.localdate(now)))
        twin = campaign.extensions.filter(organisation=organisation, until=until).first()
        if twin is not None:
            return twin
        refused = why_not(campaign, organisation, until, reason, now)
        if refused:
            raise NotAllowed(refused)
        extension = Extension.objects.create(
            campaign=campaign,
            organisation=organisation,
            until=until,
            reason=reason,
            granted_at=now,
            granted_by=actor,
        )
        details = {"extension": extension.pk, "organisation": str(organisation.pk), "until": until.isoformat()}
        journal.record(campaign, "extension_granted", actor=str(actor.pk), details=details, now=now)
        _tell(extension, actor, now)
    return extension


def why_not(campaign: Campaign, organisation: Organisation, until: datetime, reason: str, now: datetime) -> str:
    """What stands in the way, in words; empty when nothing does."""
    if campaign.state == Campaign.State.DRAFT:
        return _("Cette campagne n’est pas ouverte : changez plutôt sa clôture.")
    if campaign.opens_at > now:
        return _("Les dépôts ne sont pas ouverts : changez plutôt la clôture.")
    if until <= now:
        return _("Cet instant est déjà passé : choisissez-en un qui vient.")
    if until <= campaign.closes_at:
        return _("Toutes les structures ont déjà jusque-là : choisissez un instant après la clôture.")
    if until <= campaign.closes_for(organisation.pk):
        return _("Cette structure a déjà plus de temps : un délai accordé ne se raccourcit pas.")
    if not reason.strip():
        return _("Dites pourquoi : la structure lira ce motif.")
    if len(reason) > LONGEST_REASON:
        return _("Ce motif dépasse %(most)d caractères.") % {"most": LONGEST_REASON}
    return ""


def _tell(extension: Extension, actor: Person, now: datetime) -> None:
    def values(names: Names) -> Values:
        return {
            "structure": extension.organisation.name,
            "programme": names.title(),
            "campagne": extension.campaign.title,
            "cloture": moment_words(extension.until, names.language),
            "motif": extension.reason,
            "adresse": settings.BASE_URL + reverse(settings.STRUCTURE_HOME_URL),
        }

    tell(
        EXTENSION,
        people_of_organisation(extension.organisation.pk, timezone.localdate(now)),
        values,
        about=extension.journal_subject,
        programme=extension.campaign.programme_version.package.programme,
        now=now,
        actor=str(actor.pk),
    )
