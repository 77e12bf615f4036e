"""Tables of random programmes: sums and counts of their lines, « pour chaque ligne », and the files that hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.cahier.columns.random_values import DATES, TEXTS
from tests.cahier.packages import Piece

if TYPE_CHECKING:
    from tests.cahier.columns.random_programmes import Maker

COLUMNS: list[Piece] = [
    {"id": "montant", "type": "euros"},
    {"id": "solde", "type": "euros", "minimum": "-1000", "maximum": "1000000"},
    {"id": "heures", "type": "decimal", "unite": "nombre", "minimum": "-5"},
    {"id": "regle", "type": "oui_non"},
    {"id": "ton", "type": "choix", "options": [{"id": name, "libelle": name} for name in ("vert", "noir")]},
    {"id": "jour", "type": "date"},
    {"id": "libre", "type": "texte"},
]
_AMOUNTS = ("0", "1", "12.50", "0.01", "999.99", "1000", "35", "100")
_CELLS: dict[str, Sequence[str]] = {
    "montant": _AMOUNTS,
    "solde": (*_AMOUNTS, "-0.01", "-1000"),
    "heures": ("0", "1", "0.5", "7.333333", "-5"),
    "regle": ("oui", "non"),
    "ton": ("vert", "noir"),
    "jour": DATES,
    "libre": TEXTS,
}


def number(maker: Maker, unit: str) -> str | None:
    """A sum or a count of lines in that unit; None when there is none, or inside another."""
    tables = _readable(maker)
    if unit not in ("euro", "nombre") or not tables:
        return None
    return _inside(maker, lambda: _number(maker, unit, maker.pick(tables)))


def for_each(maker: Maker) -> str | None:
    tables = _readable(maker)
    return _inside(maker, lambda: _for_each(maker, maker.pick(tables))) if tables else None


def _readable(maker: Maker) -> list[str]:
    """The tables that may be read by now; none inside another."""
    return [] if maker.in_lines else [column.id for column in maker.readable if column.kind == "tableau"]


def _inside(maker: Maker, make: Callable[[], str]) -> str:
    maker.in_lines, no_more_years = True, maker.no_more_years
    maker.no_more_years = True
    text = make()
    maker.in_lines, maker.no_more_years = False, no_more_years
    return text


def _number(maker: Maker, unit: str, table: str) -> str:
    selection = f" où {_condition(maker, '')}" if maker.maybe(6) else ""
    if unit == "nombre" and maker.maybe(5):
        return f"nombre({table}{selection})"
    column = maker.pick(("montant", "solde")) if unit == "euro" else "heures"
    operand = f"{table}.{column}"
    if maker.maybe(4):
        shape = maker.pick(("({0} * {1})", "min({0}, {2})", "({0} - {2})", "arrondi({0}, unite)"))
        operand = shape.format(operand, maker.number("ratio", 0), maker.number(unit, 0))
    return f"somme({operand}{selection})"


def _condition(maker: Maker, mark: str) -> str:
    """A yes or no of a line, whose columns are named after `mark`."""
    amount = f"{mark}{maker.pick(('montant', 'solde'))}"
    leaves = [
        f"{mark}regle",
        f"non {mark}regle",
        f"{mark}ton est vert",
        f"{amount} {maker.pick(('<', '>=', '='))} {maker.number('euro', 0)}",
        f"{amount} > 0",
        f"{mark}jour <= seul_debut",
        f"{mark}libre = seul_surnom",
        f"connu({mark}jour)",
        maker.condition_leaf(),
    ]
    first = str(maker.pick(leaves))
    return f"({first} {maker.pick(('et', 'ou'))} {maker.pick(leaves)})" if maker.maybe(4) else first


def _for_each(maker: Maker, table: str) -> str:
    selection = f" où {_condition(maker, '')}" if maker.maybe(5) else ""
    return f"(pour chaque ligne de {table}{selection} : {_condition(maker, 'ligne.')})"


def table_file(pick: Callable[[Sequence[Any]], Any], keys: list[list[str]]) -> list[list[str]]:
    """The lines of a table: some dossiers have none, one alone and blank says that the table is empty."""
    absent = {pick(list(_CELLS)) for _ in range(pick((0, 0, 1)))}
    names = [name for name in _CELLS if name not in absent]
    head = ["dossier", *(["annee"] if len(keys[0]) > 1 else []), *names]
    lines = []
    for key in keys:
        for _ in range(pick((0, 1, 1, 2, 3))):
            blank = pick(range(6)) == 0
            lines.append([*key, *("" if blank or pick(range(6)) == 0 else str(pick(_CELLS[name])) for name in names)])
    return [head, *lines]
