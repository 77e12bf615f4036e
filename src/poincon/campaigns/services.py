"""Installing a programme and opening a campaign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from poincon.cahier.basics.numbers import Number, fraction_text
from poincon.cahier.loading import load_package, package_files
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.journal import services as journal


def install_programme(folder: Path, *, actor: str, now: datetime) -> ProgrammeVersion:
    """Keep the package of a folder; the one already kept when it is the same. Raises `Unusable`."""
    package = load_package(folder)
    with transaction.atomic():
        version, created = ProgrammeVersion.objects.get_or_create(
            digest=package.digest,
            defaults={
                "programme": package.programme.id,
                "version": package.programme.version,
                "title": package.programme.title,
                "files": package_files(folder),
                "installed_at": now,
            },
        )
        if created:
            journal.record(version, "programme_installed", actor=actor, details={"version": version.version}, now=now)
    return version


def open_campaign(
    version: ProgrammeVersion,
    *,
    year: int,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    parameters: dict[str, Number],
    actor: str,
    now: datetime,
) -> Campaign:
    """Open a programme for a year. Only parameters that the programme leaves to campaigns may be set."""
    allowed = {parameter.id for parameter in version.package.programme.parameters if parameter.campaign}
    refused = sorted(parameters.keys() - allowed)
    if refused:
        raise ValueError(f"not for a campaign to set: {', '.join(refused)}")
    with transaction.atomic():
        campaign = Campaign.objects.create(
            programme_version=version,
            year=year,
            title=title,
            opens_at=opens_at,
            closes_at=closes_at,
            parameters={name: fraction_text(value) for name, value in parameters.items()},
            state=Campaign.State.OPEN,
        )
        details = {"programme": version.digest, "year": year, "closes_at": closes_at.isoformat()}
        journal.record(campaign, "campaign_opened", actor=actor, details=details, now=now)
    return campaign
