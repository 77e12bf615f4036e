"""Fills what a dossier still lacks, whatever its programme: the package alone says what is asked and in which form."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.evaluation import FieldState
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.dossiers import saving, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.people.models import Person
from poincon.sheets.answers import Answer, Name
from poincon.sheets.standing import Standing
from tests.dossiers.factories import Typed, save_typed
from tests.platform_fixtures import NOW

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
_ROUNDS = 8
_TEXTS = {
    FieldKind.TEXT: "Réponse d’essai",
    FieldKind.LONG_TEXT: "Une réponse d’essai,\nsur deux lignes.",
    FieldKind.YES_NO: "oui",
    FieldKind.DATE: "2021-06-30",
    FieldKind.YEAR: "2021",
    FieldKind.SIREN: "732829320",
    FieldKind.SIRET: "73282932000074",
    FieldKind.EMAIL: "essai@essai.example",
    FieldKind.TELEPHONE: "01 23 45 67 89",
    FieldKind.ADDRESS: "1, rue de l’Essai\n25000 Besançon",
    FieldKind.REGION: next(iter(REGIONS)),
}


def reload(dossier: Dossier) -> Standing:
    return standing(Dossier.objects.with_context().get(pk=dossier.pk), NOW)


def fill(dossier: Dossier, person: Person, now: datetime, *, but: frozenset[str] = frozenset()) -> Standing:
    """Answer all that is required and not answered, except the fields named in `but`; answers may ask for more."""
    for _round in range(_ROUNDS):
        current = reload(dossier)
        lacking = [state for state in current.lacking if state.field.id not in but]
        if not lacking:
            return current
        _answer(current, lacking, person, now)
    raise AssertionError(f"still lacking: {[state.path for state in reload(dossier).lacking]}")


def _answer(current: Standing, lacking: list[FieldState], person: Person, now: datetime) -> None:
    programme, pk = current.package.programme, current.sheet.dossier.pk
    changes: dict[str, Typed] = {}
    for state in lacking:
        into = changes.setdefault(state.field.section, {})
        if state.field.kind is FieldKind.FILE:
            ending = state.field.formats[0]
            content = PDF if ending == "pdf" else b"PK\x03\x04"
            services.attach(pk, state.path, SimpleUploadedFile(f"piece.{ending}", content), person, now)
        elif state.field.kind is FieldKind.TABLE:
            _row(pk, state, into, programme, person, now)
        elif state.field.kind is FieldKind.FREE_STATEMENT:
            into[f"{state.path}.reponse"] = _level(state.field, programme)
        else:
            into[state.path] = answer_to(state.field, programme)
    for section, answers in changes.items():
        version = current.sheet.sections.filter(section=section).values_list("version", flat=True).first() or 0
        save_typed(pk, section, version, answers, person, now)


def _row(pk: UUID, state: FieldState, into: Typed, programme: Programme, person: Person, now: datetime) -> None:
    saving.add_row(pk, state.field.section, Name(state.field, state.year), person, now)
    for column in state.field.columns:
        if column.kind is not FieldKind.FILE:
            into[f"{state.path}[0].{column.id}"] = answer_to(column, programme)


def answer_to(field: Field, programme: Programme) -> Answer:
    """An answer that the field accepts, as the engine reads it."""
    if field.kind is FieldKind.CHOICES:
        return [field.options[0].id]
    if field.kind is FieldKind.CHOICE:
        return field.options[0].id
    if field.kind is FieldKind.STATEMENT:
        return _level(field, programme)
    if field.kind in _TEXTS:
        return _TEXTS[field.kind]
    least = int(field.minimum) if field.minimum is not None else 0
    return str(max(least, 0 if field.kind is FieldKind.PERCENTAGE else 2))


def _level(field: Field, programme: Programme) -> str:
    scale = next(scale for scale in programme.scales if scale.id == field.scale)
    return scale.levels[-1].id
