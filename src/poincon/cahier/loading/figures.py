"""`figures` of `programme.yaml`: each names outcomes or columns that exist."""

from __future__ import annotations

from poincon.cahier.basics.text import Text, to_write_for_instance
from poincon.cahier.loading.form import FormReader
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.rules import RulesReader
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import Field
from poincon.cahier.model.figures import FIGURE_KINDS, Figure, FigureKind, Series
from poincon.cahier.model.kinds import Type

LEAST_AXES = 3
_TABLES = {FigureKind.RADAR: 0, FigureKind.BALANCE: 2, FigureKind.INSTALMENTS: 0, FigureKind.SHARES: 1}
"""How many tables each kind reads."""
_KIND_WORDS = {kind: word for word, kind in FIGURE_KINDS.items()}
_TABLES_WRITTEN = {1: "tableaux: [depenses]", 2: "tableaux: [depenses, recettes]"}
_TAKE_TABLES_AWAY = Text("Retirez « tableaux ».", 'Remove "tableaux".')
_ONE_FOR_EACH = Text(
    "Donnez un résultat pour chaque axe, dans le même ordre.", "Give one outcome for each axis, in order."
)


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
    _check_tables(figure, entry, identity, form)
    _check_outcomes(figure, entry, identity, rules)
    _check_size(figure, entry, identity)
    return figure


def _check_tables(figure: Figure, entry: ProgrammeEntry, identity: IdentityReader, form: FormReader) -> None:
    fields, place = form.fields, entry.at("tableaux")
    tables = [name for name, field in fields.items() if field.columns]
    identity.check_names(figure.tables, tables, place, "tableau", "table")
    if not set(figure.tables) <= set(tables) or len(figure.tables) != _TABLES[figure.kind]:
        return  # its columns may be those of the table that is missing, or not be those of one too many
    for number, name in enumerate(figure.tables):
        columns = [column.id for column in fields[name].columns]
        figure_columns = [column for column in (figure.group, figure.amount) if column]
        figure_columns += [figure.detail] if figure.detail and not number else []
        identity.check_names(figure_columns, columns, place, "colonne", "column")
        for column in fields[name].columns:
            _check_column(figure, column, entry, identity)


def _check_column(figure: Figure, column: Field, entry: ProgrammeEntry, identity: IdentityReader) -> None:
    """Report a column that cannot be added up, or that does not part the rows."""
    if column.id == figure.amount and column.type is not Type.NUMBER:
        fr, en = f"la colonne « {column.id} » ne s'additionne pas", f'the column "{column.id}" cannot be added up'
        remedy = Text("Prenez pour « montant » une colonne de nombres.", 'Take a column of numbers for "montant".')
        _incomplete(entry, "montant", fr, en, remedy, identity)
    if column.id == figure.group and column.type not in (Type.CHOICE, Type.TEXT):
        fr = f"la colonne « {column.id} » ne distingue pas des parts"
        en = f'the column "{column.id}" does not part the rows'
        remedy = Text("Prenez pour « groupe » un choix ou un texte.", 'Take a choice or a text for "groupe".')
        _incomplete(entry, "groupe", fr, en, remedy, identity)


def _check_outcomes(figure: Figure, entry: ProgrammeEntry, identity: IdentityReader, rules: RulesReader) -> None:
    """Report instalments that are no amounts, and an axis that a radar has twice."""
    amounts = {rule.id for rule in rules.rules if rule.formula is not None and not rule.is_condition}
    for rule in rules.rules:
        if figure.kind is FigureKind.INSTALMENTS and rule.id in figure.outcomes and rule.id not in amounts:
            fr, en = f"« {rule.id} » n'est pas un montant", f'"{rule.id}" is no amount'
            remedy = Text("Prenez des règles de l'« echeancier ».", 'Take rules of the "echeancier".')
            _incomplete(entry, "resultats", fr, en, remedy, identity)
    twice = next((name for name in figure.outcomes if figure.outcomes.count(name) > 1), None)
    if twice is not None:
        fr, en = f"« {twice} » est écrit deux fois", f'"{twice}" is written twice'
        _incomplete(entry, "resultats", fr, en, Text("Retirez-en un.", "Remove one."), identity)


def _check_size(figure: Figure, entry: ProgrammeEntry, identity: IdentityReader) -> None:
    """Report what the kind of a figure needs and it does not have."""
    tables, word = _TABLES[figure.kind], _KIND_WORDS[figure.kind]
    if len(figure.tables) != tables:
        needed = "lit un tableau" if tables == 1 else f"lit {tables} tableaux" if tables else "ne lit pas de tableau"
        needed_en = "one table" if tables == 1 else f"{tables} tables" if tables else "no table"
        remedy = to_write_for_instance(_TABLES_WRITTEN[tables]) if tables else _TAKE_TABLES_AWAY
        if len(figure.tables) > tables > 0:
            remedy = to_write_for_instance(f"tableaux: [{', '.join(figure.tables[:tables])}]")
        _incomplete(entry, "tableaux", f"« {word} » {needed}", f'"{word}" reads {needed_en}', remedy, identity)
    if figure.kind is not FigureKind.RADAR:
        return
    axes = len(figure.outcomes)
    if axes < LEAST_AXES:
        fr, en = f"un radar a au moins {LEAST_AXES} résultats", f"a radar has {LEAST_AXES} outcomes at least"
        _incomplete(entry, "resultats", fr, en, None, identity)
    for level in figure.levels:
        if len(level.outcomes) != axes:
            fr = f"le niveau « {level.label} » a {_outcomes(len(level.outcomes))}, le radar en a {axes}"
            en = f'the level "{level.label}" has {len(level.outcomes)} outcomes, the radar has {axes}'
            _incomplete(entry, "niveaux", fr, en, _ONE_FOR_EACH, identity)


def _outcomes(number: int) -> str:
    return f"{number} résultat{'s' if number > 1 else ''}"


def _incomplete(
    entry: ProgrammeEntry, key: str, fr: str, en: str, remedy: Text | None, identity: IdentityReader
) -> None:
    identity.problems.add(entry.at(key), "figure_incomplete", f"{fr}.", f"{en}.", remedy)
