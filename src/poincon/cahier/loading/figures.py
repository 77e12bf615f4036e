"""`figures` of `programme.yaml`: each names outcomes or columns that exist."""

from __future__ import annotations

from poincon.cahier.basics.problems import Place
from poincon.cahier.loading.form import FormReader
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.rules import RulesReader
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model.figures import Figure, FigureKind, Series

LEAST_AXES = 3
_TABLES = {FigureKind.RADAR: 0, FigureKind.BALANCE: 2, FigureKind.INSTALMENTS: 0, FigureKind.SHARES: 1}
"""How many tables each kind reads."""


def read_figures(identity: IdentityReader, form: FormReader, rules: RulesReader) -> tuple[Figure, ...]:
    """The figures of a programme; wrong names are reported."""
    return tuple(_figure(entry, identity, form, rules) for entry in identity.unique("figures") if "type" in entry)


def _figure(entry: ProgrammeEntry, identity: IdentityReader, form: FormReader, rules: RulesReader) -> Figure:
    names = [rule.id for rule in rules.rules]
    levels = tuple(
        Series(level.get("libelle", ""), tuple(level.get("resultats", ()))) for level in entry.get("niveaux", [])
    )
    figure = Figure(
        id=entry.get("id", ""),
        kind=entry.get("type"),
        title=entry.get("titre", ""),
        outcomes=tuple(entry.get("resultats", ())),
        levels=levels,
        tables=tuple(entry.get("tableaux", ())),
        group=entry.get("groupe", ""),
        amount=entry.get("montant", ""),
        detail=entry.get("detail", ""),
    )
    identity.check_names(figure.outcomes, names, entry.at("resultats"), "règle", "rule")
    for level in levels:
        identity.check_names(level.outcomes, names, entry.at("niveaux"), "règle", "rule")
    _check_tables(figure, entry.at("tableaux"), identity, form)
    _check_size(figure, entry.place, identity)
    return figure


def _check_tables(figure: Figure, place: Place, identity: IdentityReader, form: FormReader) -> None:
    fields = form.fields
    tables = [name for name, field in fields.items() if field.columns]
    identity.check_names(figure.tables, tables, place, "tableau", "table")
    if not set(figure.tables) <= set(tables):
        return  # its columns may be those of the table that is missing
    for number, name in enumerate(figure.tables):
        columns = [column.id for column in fields[name].columns]
        figure_columns = [column for column in (figure.group, figure.amount) if column]
        figure_columns += [figure.detail] if figure.detail and not number else []
        identity.check_names(figure_columns, columns, place, "colonne", "column")


def _check_size(figure: Figure, place: Place, identity: IdentityReader) -> None:
    radar = figure.kind is FigureKind.RADAR
    tables = _TABLES[figure.kind]
    wrong_levels = any(len(level.outcomes) != len(figure.outcomes) for level in figure.levels)
    if (radar and (len(figure.outcomes) < LEAST_AXES or wrong_levels)) or len(figure.tables) != tables:
        identity.problems.add(
            place,
            "figure_incomplete",
            "cette figure n'a pas ce que son type demande (voir le guide).",
            "this figure does not have what its kind needs (see the guide).",
        )
