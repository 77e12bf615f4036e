"""Installing a version of a programme: the one way in, whoever asks. A version number says one thing for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.cahier.comparison import Difference, compare
from poincon.cahier.loading import Package, load_package, package_files, package_from_files
from poincon.campaigns.models import ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns
from poincon.journal import services as journal
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed, require


@dataclass(frozen=True, slots=True)
class Prospect:
    """What installing a package would do. `installed`: the same content, already there. `other`: that version number
    with another content, which forbids it. `nearest`: what it is compared with, the last installed of its programme."""

    package: Package
    installed: ProgrammeVersion | None
    other: ProgrammeVersion | None
    nearest: ProgrammeVersion | None

    @property
    def differences(self) -> list[Difference]:
        """What changes since the last version installed, in words."""
        return [] if self.nearest is None else compare(self.nearest.package, self.package)


def prospect(package: Package) -> Prospect:
    """Look, and write nothing."""
    programme = package.programme
    versions = ProgrammeVersion.objects.filter(programme=programme.id)
    installed = versions.filter(digest=package.digest).first()
    other = versions.filter(version=programme.version).exclude(digest=package.digest).first()
    nearest = versions.exclude(digest=package.digest).order_by("-installed_at", "-digest").first()
    return Prospect(package, installed, other, nearest)


def install_programme(folder: Path, *, actor: str | Person, now: datetime) -> ProgrammeVersion:
    """Keep the package of a folder; the one already kept when it is the same.

    `actor`: a person, whose right is checked, or the platform's own name. Raises `Unusable`, `NotAllowed`.
    """
    return install_package(load_package(folder), package_files(folder), actor=actor, now=now)


def install_files(files: Mapping[str, str], label: str, *, actor: str | Person, now: datetime) -> ProgrammeVersion:
    """The same, from texts by name. `label`: how messages name what they came from. Raises `Unusable`, `NotAllowed`."""
    package = package_from_files(files, label)
    return install_package(package, dict(files), actor=actor, now=now)


def install_package(package: Package, files: dict[str, str], *, actor: str | Person, now: datetime) -> ProgrammeVersion:
    """The same, of a package that is read already from these files. Raises `NotAllowed`."""
    programme = package.programme
    if isinstance(actor, Person):
        require(can_run_campaigns(actor, programme.id, timezone.localdate(now)))
    if prospect(package).other is not None:
        raise _says_another_thing(package)
    try:
        with transaction.atomic():
            version, created = ProgrammeVersion.objects.get_or_create(
                digest=package.digest,
                defaults={
                    "programme": programme.id,
                    "version": programme.version,
                    "title": programme.title,
                    "files": files,
                    "installed_at": now,
                },
            )
            if created:
                name = str(actor.pk) if isinstance(actor, Person) else actor
                details = {"programme": version.programme, "version": version.version}
                journal.record(version, "programme_installed", actor=name, details=details, freezes=[version], now=now)
    except IntegrityError as error:  # somebody else installed another content under that number at the same instant
        raise _says_another_thing(package) from error
    return version


def _says_another_thing(package: Package) -> NotAllowed:
    sentence = _(
        "La version %(version)s de « %(programme)s » est déjà installée, avec un autre contenu. Un numéro de version "
        "ne dit qu’une chose : donnez-lui un nouveau numéro dans programme.yaml."
    )
    return NotAllowed(sentence % {"version": package.programme.version, "programme": package.programme.id})
