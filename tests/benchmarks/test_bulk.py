"""Dossiers that a benchmark copies are those that the services write: row by row, in every table."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from benchmarks import lives
from benchmarks.bulk import Country, Plan, region_of, subjects_of
from benchmarks.copying import rows_about
from poincon.casework.models import QueueTally
from poincon.correspondence.models import DossierMessage, Letter, OfficialNote
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.files.models import StoredFile
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.sheets.models import Snapshot
from tests.casework.desk import examined_folder

pytestmark = pytest.mark.django_db

WINTER = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
"""The hour does not change between the days of these lives: a deadline at 23:59 in Paris moves by whole days."""
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_WEEKDAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DAY = re.compile(rf"(?:(?:{_WEEKDAYS}).)?\d{{1,2}}(?:er)?.(?:{_MONTHS}).\d{{4}}(?: à \d{{1,2}}.h.\d\d)?")
"""A day in words: mails and letters that are copied have those of the life that was lived."""
_FOLLOWING = {"Act": ("digest", "previous", "frozen"), "StoredFile": ("digest", "size")}
"""Columns that hold digests of what has numbers, names and days in it: `verify_journal` judges them."""
_LETTER = {"text", "pdf", "docx"}
"""What an act says of a letter: digests, likewise."""


@pytest.mark.long
def test_copies_are_what_the_services_write() -> None:
    country = Country(WINTER, (Plan(examined_folder(), 0, 1, lives.EXAMINED),))
    kinds = country.kinds
    country.add_structures(len(kinds))
    before = counts()
    numbers = [country.plan(kind) for kind in kinds]
    country.write()
    rows_copied = counts() - before
    casts = [
        country.cast(country.register(f"V{place}", region_of(place)), kind.campaign, place)
        for place, kind in enumerate(kinds)
    ]
    before = counts()
    lived = [
        kind.life.live(kind.campaign, cast, kind.filling, kind.opening(place))
        for place, (kind, cast) in enumerate(zip(kinds, casts, strict=True))
    ]
    lives.settle()
    assert counts() - before == rows_copied
    for number, dossier in zip(numbers, lived, strict=True):
        copied_rows, lived_rows = plain_rows(Dossier.objects.get(number=number)), plain_rows(dossier)
        assert [pair for pair in zip(copied_rows, lived_rows, strict=True) if pair[0] != pair[1]] == []
    call_command("verify_journal", stdout=StringIO())


def test_a_country_grows_to_as_many_dossiers_as_asked_and_more() -> None:
    country = Country(WINTER, (Plan(examined_folder(), 0, 1, (lives.FILLED, lives.ADMITTED)),))
    country.grow_to(30)
    country.grow_to(20)
    assert Dossier.objects.count() == country.count == 30
    more = country.more(lives.FILLED, 3, "marche")
    assert [dossier.state for dossier in more] == ["draft"] * 3
    assert Dossier.objects.values("organisation").distinct().count() == 33


def counts() -> Counter[str]:
    """Rows of all tables, but for lines of totals: how many there are says nothing, and their sum is held elsewhere."""
    models = (model for model in apps.get_models() if model is not QueueTally)
    return Counter({model._meta.label: model._default_manager.count() for model in models})


def plain_rows(dossier: Dossier) -> list[str]:
    """All rows of a dossier, with what is its alone under another name: numbers, names, digests that follow."""
    dossier = Dossier.objects.with_context().get(pk=dossier.pk)
    rows = list(rows_about(subjects_of(dossier)))
    names = {str(dossier.pk): "DOSSIER", str(dossier.sheet_id): "SHEET", dossier.number: "NUMBER"}
    names |= {dossier.organisation.name: "STRUCTURE", str(dossier.organisation_id): "STRUCTURE'S"}
    for membership in dossier.organisation.memberships.select_related("person"):
        names |= {membership.person.full_name: membership.role, str(membership.person_id): f"{membership.role}'s"}
    names |= {row.digest: f"SNAPSHOT {place}" for place, row in enumerate(rows) if isinstance(row, Snapshot)}
    names |= {str(row.pk): "FILE" for row in rows if isinstance(row, StoredFile)}
    numbers = {(type(row), row.pk): f"{type(row).__name__} {place}" for place, row in enumerate(rows)}
    mobile = re.compile("|".join(map(re.escape, names)))
    texts = [json.dumps(_columns(row, numbers), default=str, ensure_ascii=False, sort_keys=True) for row in rows]
    return sorted(_DAY.sub("DAY", mobile.sub(lambda match: names[match[0]], text)) for text in texts)


def _columns(row: Model, numbers: dict[tuple[type[Model], Any], str]) -> dict[str, Any]:
    """The columns of a row, each reference as the place of the row that it names."""
    columns = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    for each in row._meta.concrete_fields:
        target = type(row) if each.primary_key else each.related_model
        number = columns[each.attname]
        if target is not None and not isinstance(number, UUID):
            columns[each.attname] = numbers.get((target, number), number)
    for name in _FOLLOWING.get(type(row).__name__, ()):
        columns[name] = sorted(columns[name]) if name == "frozen" else ""
    if isinstance(row, Act):
        columns["frozen"] = [name.partition("/")[0] for name in columns["frozen"]]
        columns["details"] = {name: _detail(name, value, numbers) for name, value in row.details.items()}
    if isinstance(row, Mail) and row.occasion.isdigit():
        columns["occasion"] = numbers[ChangeRequest, int(row.occasion)]
    return columns


def _detail(name: str, value: Any, numbers: dict[tuple[type[Model], Any], str]) -> Any:
    if isinstance(value, int):
        model = MODELS_NAMED.get(name)
        return numbers[model, value] if model is not None else value
    return "" if name in _LETTER or name in ("digest", "size") else value


MODELS_NAMED: dict[str, type[Model]] = {
    "item": ChangeItem,
    "letter": Letter,
    "mail": Mail,
    "message": DossierMessage,
    "note": OfficialNote,
    "request": ChangeRequest,
}
