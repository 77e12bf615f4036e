"""The tree as written, before names are resolved. `start` and `end` are positions in the formula's text."""

from __future__ import annotations

from dataclasses import dataclass


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
    """`ligne.poste`, `dossier.financeur`."""

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
class Lookup(Syntax):
    """`taux_aide(famille, categorie)`: what is called and is no function."""

    name: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class OverTable(Syntax):
    """`somme(recettes.montant où …)`, `nombre(recettes où …)`: without a column, rows are counted."""

    table: str
    column: str | None
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
