"""What the people of a structure learn in their digest: their programme changed of version, their campaign of dates."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poincon.campaigns.changes import instant_of
from poincon.campaigns.models import CampaignChange
from poincon.dossiers import news_kinds
from poincon.dossiers.enums import PREPARED, Event
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.notifications.items import Item
from poincon.people.models import Person
from poincon.sheets.models import SectionRevision
from poincon.ui.moments import day_and_hour


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """From the dossiers of the person's structures, as on their pages."""
    own = Dossier.objects.of_structures_of(person, timezone.localdate(now))
    return [*_passages(own, since, now), *_deadlines(own, since, now)]


def _passages(own: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """The dossiers that followed their campaign to another version."""
    revisions = SectionRevision.objects.filter(
        answers__sheet__dossier__in=own, followed_from__isnull=False, made_at__gt=since, made_at__lte=now
    )
    passages = set(revisions.order_by().values_list("answers__sheet__dossier", "made_at"))
    by_pk = own.with_versions().in_bulk({dossier for dossier, _at in passages})
    return [_passage(by_pk[dossier], at) for dossier, at in sorted(passages, key=lambda passage: passage[1])]


def _passage(dossier: Dossier, at: datetime) -> Item:
    aside = dossier.sheet.set_aside.filter(set_aside_at=at).count()
    reopened = dossier.transitions.filter(event=Event.REOPEN, made_at=at).exists()
    figures = {"number": dossier.number, "version": dossier.sheet.programme_version.version, "count": aside}
    sentence = _("Le dossier %(number)s passe à la version %(version)s du programme") % figures
    if aside:
        more = ngettext(" ; %(count)d réponse est mise de côté", " ; %(count)d réponses sont mises de côté", aside)
        sentence += more % figures
    if reopened:
        sentence += _(" ; la direction doit le relire et le valider de nouveau")
    address = reverse("adoption:set_aside" if aside else "dossiers:show", args=[dossier.pk])
    return Item(news_kinds.CAMPAIGN_CHANGED, sentence, address, at)


def _deadlines(own: DossierQuerySet, since: datetime, now: datetime) -> list[Item]:
    """The deadlines that moved, of dossiers that are still in preparation."""
    items = []
    changes = CampaignChange.objects.filter(made_at__gt=since, made_at__lte=now).order_by("made_at", "pk")
    for change in [change for change in changes.select_related("campaign") if "closes_at" in change.after]:
        closes = day_and_hour(instant_of(change.after["closes_at"]))
        for dossier in own.filter(campaign=change.campaign_id, state__in=PREPARED, created_at__lt=change.made_at):
            sentence = _("Le dossier %(number)s peut être déposé jusqu’au %(closes)s") % {
                "number": dossier.number,
                "closes": closes,
            }
            address = reverse("dossiers:show", args=[dossier.pk])
            items.append(Item(news_kinds.CAMPAIGN_CHANGED, sentence, address, change.made_at))
    return items
