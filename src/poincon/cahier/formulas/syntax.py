"""The tree as written, before names are resolved. `start` and `end` are positions in the formula's text."""

from __future__ import annotations

from dataclasses import dataclass

ROW_WORDS = ("ligne", "dossier")
"""What stands before a point and is no table: the row of « pour chaque ligne », and the whole dossier."""


@dataclass(frozen=True, slots=True)
class Syntax:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NumberText(Syntax):
    text: str


@dataclass(frozen=True, slots=True)
class Name(Syntax):
    id: str


@dataclass(frozen=True, slots=True)
class Dotted(Syntax):
    """`ligne.poste`, `dossier.financeur`, `depenses.montant`."""

    base: str
    id: str


@dataclass(frozen=True, slots=True)
class Unary(Syntax):
    """`non x` or `-x`."""

    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary(Syntax):
    operator: str
    first: Syntax
    second: Syntax


@dataclass(frozen=True, slots=True)
class Chain(Syntax):
    """`a et b et c`, kept flat so that an explanation lists every branch."""

    operator: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class OptionTest(Syntax):
    """`nature est public`, `publics contient pme`."""

    operator: str
    operand: Syntax
    option: str


@dataclass(frozen=True, slots=True)
class Conditional(Syntax):
    condition: Syntax
    then: Syntax
    otherwise: Syntax


@dataclass(frozen=True, slots=True)
class Call(Syntax):
    """A function of expressions; `step` is what a rounding rounds to."""

    function: str
    arguments: tuple[Syntax, ...]
    step: str = ""


@dataclass(frozen=True, slots=True)
class BareSum(Syntax):
    """`somme(x)`, which is refused once it is known what `x` names."""

    operand: Syntax


@dataclass(frozen=True, slots=True)
class Lookup(Syntax):
    """`taux_aide(famille, categorie)`: what is called and is no function."""

    name: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class OverTable(Syntax):
    """`somme(depenses.quantite * depenses.prix où …)`, `nombre(depenses où …)`, which reads nothing of the rows."""

    function: str
    table: str
    operand: Syntax | None
    condition: Syntax | None


@dataclass(frozen=True, slots=True)
class CountCriteria(Syntax):
    """`nombre(criteres de GROUP où mineure ou majeure)`: the names of its condition are those of levels."""

    group: str | None
    condition: Syntax | None


@dataclass(frozen=True, slots=True)
class OverYears(Syntax):
    """`somme(x sur annees)`."""

    function: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class ForEach(Syntax):
    """`pour chaque partie de depenses et recettes où … : …`; over rows when `column` is `ligne`."""

    column: str
    tables: tuple[str, ...]
    condition: Syntax | None
    body: Syntax


def columns_read(node: Syntax) -> list[Dotted]:
    """`table.column` below, in reading order, but for those that another pass over a table reads."""
    columns: list[Dotted] = []
    todo: list[object] = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, tuple):
            todo.extend(reversed(item))
        elif isinstance(item, Dotted):
            columns += [] if item.base in ROW_WORDS else [item]
        elif isinstance(item, Syntax) and not isinstance(item, OverTable | ForEach):
            todo.extend(getattr(item, name) for name in reversed(list(item.__dataclass_fields__)))
    return columns
