"""What is known of a structure: its sites, kept by whoever leads it; its identity, by officials."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from poincon.journal.services import record
from poincon.people.memberships import locked_organisation, reread
from poincon.people.models import Organisation, Person, Site
from poincon.people.permissions import handles_region, may_lead
from poincon.workflow.refusals import require

IDENTITY = ("name", "siren", "city", "region", "kind")


def save_site(
    organisation: Organisation,
    site: Site | None,
    actor: Person,
    *,
    name: str,
    siret: str,
    address: str,
    city: str,
    now: datetime,
) -> Site:
    """Add a site, or change one. Raises `NotAllowed`, `ValidationError`, `Site.DoesNotExist`."""
    with transaction.atomic():
        locked = _led(organisation, actor, now)
        row = Site(organisation=locked) if site is None else locked.sites.get(pk=site.pk)
        row.name, row.siret, row.address, row.city = name.strip(), siret, address.strip(), city.strip()
        row.full_clean()
        row.save()
        event = "site_added" if site is None else "site_changed"
        record(locked, event, actor=str(actor.pk), details={"site": row.pk}, now=now)
    return row


def remove_site(organisation: Organisation, site: int, actor: Person, *, now: datetime) -> None:
    """Take a site off the list; one that is off already stays so. Raises `NotAllowed`."""
    with transaction.atomic():
        locked = _led(organisation, actor, now)
        removed, _each = locked.sites.filter(pk=site).delete()
        if removed:
            record(locked, "site_removed", actor=str(actor.pk), details={"site": site}, now=now)


def _led(organisation: Organisation, actor: Person, now: datetime) -> Organisation:
    locked = locked_organisation(organisation)
    require(may_lead(reread(actor), locked, timezone.localdate(now)))
    return locked


def correct_identity(
    organisation: Organisation,
    actor: Person,
    *,
    name: str,
    siren: str,
    city: str,
    region: str,
    kind: str,
    now: datetime,
) -> Organisation:
    """What an official found wrong. Moving it to another region needs to handle both.

    Raises `NotAllowed`, `ValidationError`.
    """
    day = timezone.localdate(now)
    with transaction.atomic():
        locked = locked_organisation(organisation)
        require(handles_region(actor, locked.region, day))
        require(handles_region(actor, region, day))
        identity = {"name": name.strip(), "siren": siren, "city": city.strip(), "region": region, "kind": kind}
        changed = [part for part in IDENTITY if getattr(locked, part) != identity[part]]
        if not changed:
            return locked
        for part in changed:
            setattr(locked, part, identity[part])
        locked.full_clean()
        locked.save(update_fields=changed)
        for path in settings.ORGANISATION_LISTS:
            import_string(path)(locked)
        record(locked, "organisation_corrected", actor=str(actor.pk), details={"changed": changed}, now=now)
    return locked
