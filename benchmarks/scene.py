"""What a benchmark of the platform finds in its database, all made by services: structures, campaigns, dossiers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks.visitors import Request, Visitor, visitor
from poincon.cahier.loading import library_folder
from poincon.cahier.model import Field, FieldKind

if TYPE_CHECKING:
    from poincon.campaigns.models import Campaign
    from poincon.dossiers.models import Dossier
    from poincon.people.models import Organisation, Person

REGION = "27"
YEAR = 2022
LABEL, GRID, GRANT = "crt-2022", "dd-poles-2012", "subvention-pole-2012"
_KINDS = (FieldKind.EUROS, FieldKind.LONG_TEXT, FieldKind.TEXT, FieldKind.STATEMENT)
"""What a save changes: the first field of the first of these kinds that the programme has."""


@dataclass
class Desk:
    """A person who heads a structure, with a filled dossier of each programme, not submitted."""

    visitor: Visitor
    dossiers: dict[str, Dossier]
    versions: dict[UUID, int] = field(default_factory=dict)
    saved: int = 0

    def section_path(self, dossier: Dossier) -> str:
        return f"/dossiers/{dossier.pk}/rubriques/{_changed(dossier).section}/"

    def save(self, dossier: Dossier) -> Saved:
        """One autosave of one new answer. Raises when it is not acknowledged; the next one is then another answer."""
        form_field = _changed(dossier)
        name = f"annees.{dossier.sheet.reference_year}.{form_field.id}" if form_field.yearly else form_field.id
        if dossier.pk not in self.versions:
            self.versions[dossier.pk] = _version(dossier, form_field.section)
        self.saved += 1
        value = _value(form_field, dossier, self.saved)
        content = {"version": self.versions[dossier.pk], "changes": {name: value}}
        answer = self.visitor.post_json(f"{self.section_path(dossier)}enregistrer/", content)
        if answer.status != 200:
            raise RuntimeError(f"save: {answer.status}")
        version = int(json.loads(answer.body)["version"])
        self.versions[dossier.pk] = version
        return Saved(str(dossier.pk), form_field.section, name, value, version)

    def saving(self, dossier: Dossier) -> Request:
        return lambda: self.save(dossier)


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that the server acknowledged."""

    dossier: str
    section: str
    name: str
    value: str
    version: int


@dataclass(frozen=True, slots=True)
class Scene:
    """`ready`: filled dossiers of other structures, each with the only person who may submit it."""

    desks: list[Desk]
    officer: Visitor
    ready: list[tuple[Visitor, Dossier]]
    programmes: tuple[str, ...]
    database: str


def make_scene(port: int, *, desks: int, ready: int, programmes: tuple[str, ...] = (LABEL, GRID, GRANT)) -> Scene:
    """As many desks, and as many dossiers of the grid ready to be submitted."""
    from django.db import connection
    from django.utils import timezone

    from poincon.people.enums import Role
    from tests.people import makers

    now = timezone.now()
    campaigns = {programme: _campaign(programme, now) for programme in programmes}
    models: dict[str, Dossier] = {}
    open_desks = [_desk(port, campaigns, models, now) for _ in range(desks)]
    ready_dossiers = [_ready(port, campaigns[GRID], models[GRID], now) for _ in range(ready)]
    officer = visitor(port, makers.person((Role.REGIONAL_OFFICER, REGION), now=now))
    return Scene(open_desks, officer, ready_dossiers, programmes, connection.display_name)


def _campaign(programme: str, now: datetime) -> Campaign:
    from poincon.campaigns.services import install_programme, open_campaign

    version = install_programme(library_folder() / programme, actor="systeme", now=now)
    closes = now + timedelta(days=40)
    return open_campaign(
        version, year=YEAR, title=version.title, opens_at=now, closes_at=closes, parameters={}, actor="systeme", now=now
    )


def _head(now: datetime) -> tuple[Organisation, Person]:
    from poincon.people.enums import Role
    from poincon.people.models import Person
    from poincon.people.services import register_person
    from tests.people import makers

    structure = makers.organisation(region=REGION, now=now)
    head = register_person(None, email=f"{structure.siren}@essai.example", full_name=structure.name, now=now)
    makers.give(head, Role.STRUCTURE_HEAD, structure, starts=date(2020, 1, 1), now=now)
    # As a request finds them: with the memberships that were just given.
    return structure, Person.objects.get(pk=head.pk)


def _desk(port: int, campaigns: dict[str, Campaign], models: dict[str, Dossier], now: datetime) -> Desk:
    """The first desk's dossiers are filled field by field, and are the models of all that follow."""
    from tests.browser.filling import fill

    structure, head = _head(now)
    dossiers = {}
    for programme, campaign in campaigns.items():
        dossiers[programme] = _opened(campaign, structure, head, now)
        if programme in models:
            _copy(models[programme], dossiers[programme], head, now)
        else:
            fill(dossiers[programme], head, now)
            models[programme] = dossiers[programme]
    return Desk(visitor(port, head), dossiers)


def _ready(port: int, campaign: Campaign, model: Dossier, now: datetime) -> tuple[Visitor, Dossier]:
    structure, head = _head(now)
    dossier = _opened(campaign, structure, head, now)
    _copy(model, dossier, head, now)
    return visitor(port, head), dossier


def _opened(campaign: Campaign, structure: Organisation, head: Person, now: datetime) -> Dossier:
    from poincon.dossiers.models import Dossier
    from poincon.dossiers.services import open_dossier

    opened = open_dossier(campaign, structure, head, now)
    return Dossier.objects.with_context().get(pk=opened.pk)


def _copy(model: Dossier, dossier: Dossier, head: Person, now: datetime) -> None:
    """The same answers and documents in another dossier, by the services that people use."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from poincon.dossiers import saving, services
    from poincon.files.services import content_path
    from poincon.sheets.answers import count_of, named

    for row in model.sheet.sections.all():
        answers = named(row.answers, dossier.package.programme)
        for name, answer in answers.items():
            for _ in range(count_of(answer) if name.counts_rows else 0):
                saving.add_row(dossier.pk, row.section, name.whole, head, now)
        version = _version(dossier, row.section)
        saving.save_section(dossier.pk, row.section, version, dict(answers), head, now)
    for document in model.sheet.attachments.select_related("file"):
        upload = SimpleUploadedFile(document.file.name, content_path(document.file.digest).read_bytes())
        services.attach(dossier.pk, document.name, upload, head, now)


def _version(dossier: Dossier, section: str) -> int:
    return dossier.sheet.sections.filter(section=section).values_list("version", flat=True).first() or 0


def _changed(dossier: Dossier) -> Field:
    fields = dossier.campaign.programme_version.package.programme.fields.values()
    return next(each for kind in _KINDS for each in fields if each.kind is kind)


def _value(form_field: Field, dossier: Dossier, number: int) -> str:
    if form_field.kind is FieldKind.EUROS:
        return str(1_000_000 + number)
    if form_field.kind is FieldKind.STATEMENT:
        scale = dossier.campaign.programme_version.package.programme.scale[form_field.scale or ""]
        return scale.levels[number % 2].id
    return f"Réponse {number}"
