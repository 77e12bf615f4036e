"""Versions of programmes, campaigns and extensions as subjects (`settings.SUBJECTS`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from poincon.cahier.explanation import Names
from poincon.campaigns.models import Campaign, Extension, PackageReading, ProgrammeVersion
from poincon.people.enums import STRUCTURE_ROLES
from poincon.people.memberships import holding
from poincon.people.models import Person
from poincon.ui.language import language
from poincon.workflow.subjects import SubjectKind


def _title_of_version(version: ProgrammeVersion) -> str:
    return f"{Names(version.package.programme, language()).title()} · {version.version}"


def _title_of_extension(extension: Extension) -> str:
    return f"{extension.campaign.title} · {extension.organisation.name}"


def _extensions_of_own_structures(person: Person, now: datetime) -> QuerySet[Extension]:
    """Those given to the structures whose people that person is one of."""
    memberships = holding(timezone.localdate(now)).filter(person=person, role__in=STRUCTURE_ROLES)
    return Extension.objects.filter(organisation__in=memberships.values("organisation"))


PROGRAMME_VERSION = SubjectKind("programme_version", ProgrammeVersion, _title_of_version, reach=None)
CAMPAIGN = SubjectKind("campaign", Campaign, str, reach=None)
EXTENSION = SubjectKind("extension", Extension, _title_of_extension, _extensions_of_own_structures)
PACKAGE_READING = SubjectKind("package_reading", PackageReading, str, reach=None)

KINDS = (PROGRAMME_VERSION, CAMPAIGN, EXTENSION, PACKAGE_READING)
