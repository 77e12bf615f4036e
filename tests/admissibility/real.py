"""Dossiers of real programmes, filled with whatever each field takes: enough to be submitted and examined."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from poincon.cahier.evaluation import FieldState
from poincon.cahier.model import Field, FieldKind, Programme
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from tests.dossiers.factories import PDF, Structure, Typed, campaign, real_programme, reread, save_typed, upload
from tests.people.makers import siren

_PASSES = 6
"""Answers make other questions appear, a few times at most."""
_TEXTS = {
    FieldKind.YES_NO: "oui",
    FieldKind.SIREN: siren(42),
    FieldKind.SIRET: siren(42) + "00003",
    FieldKind.EMAIL: "contact@essai.example",
    FieldKind.TELEPHONE: "0299000000",
    FieldKind.ADDRESS: "1 rue de l’Essai, 35000 Essai",
    FieldKind.REGION: "53",
    FieldKind.DATE: "2022-06-01",
    FieldKind.YEAR: "2020",
    FieldKind.PERCENTAGE: "0.5",
}


def real_submitted(name: str, of: Structure, now: datetime, answers: Mapping[str, str] | None = None) -> Dossier:
    """A dossier of a real programme, handed over; `answers` replace those that a field would get."""
    version = real_programme(name)
    into = campaign(version, year=2023, title=version.title)
    dossier = services.open_dossier(into, of.organisation, of.head, now)
    texts = dict(answers or {})
    for _pass in range(_PASSES):
        current = standing(reread(dossier), now)
        todo = [
            state for state in current.fields if state.lacking or (state.path in texts and state.shown is not False)
        ]
        sections: dict[str, Typed] = {}
        for state in todo:
            if state.field.kind is FieldKind.FILE:
                services.attach(dossier.pk, state.path, _file(state), of.editor, now)
            else:
                sections.setdefault(state.field.section, {}).update(_answer(state, current.package.programme, texts))
        for section, changes in sections.items():
            row = dossier.sheet.sections.filter(section=section).first()
            save_typed(dossier.pk, section, row.version if row else 0, changes, of.editor, now)
        texts = {}
        if not todo:
            break
    services.submit(dossier.pk, of.head, now)
    return reread(dossier)


def _file(state: FieldState) -> SimpleUploadedFile:
    assert "pdf" in (state.field.formats or ("pdf",)), state.path
    return upload("piece.pdf", PDF + state.path.encode())


def _answer(state: FieldState, programme: Programme, texts: Mapping[str, str]) -> Typed:
    field, path = state.field, state.path
    if path in texts:
        return {path: texts[path]}
    if field.kind is FieldKind.TABLE:
        cells = {f"{path}[0].{column.id}": _text(column, programme) for column in field.columns}
        return {name: text for name, text in cells.items() if text}
    if field.kind is FieldKind.FREE_STATEMENT:
        return {f"{path}.intitule": "Autre", f"{path}.reponse": _text(field, programme), f"{path}.bareme": "1"}
    if field.kind is FieldKind.CHOICES:
        return {path: [field.options[0].id]}
    return {path: _text(field, programme)}


def _text(field: Field, programme: Programme) -> str:
    if field.kind is FieldKind.FILE:
        return ""
    if field.options:
        return field.options[0].id
    if field.scale is not None:
        return programme.scale[field.scale].levels[0].id
    if field.is_number and field.kind not in (FieldKind.YEAR, FieldKind.PERCENTAGE):
        return str(max(int(field.minimum or 0), 10))
    return _TEXTS.get(field.kind, "Texte de l’essai")
