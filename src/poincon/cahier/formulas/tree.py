"""The typed tree: every name resolved, every unit known. Evaluators and explanations read nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.basics.numbers import Number, Rounding
from poincon.cahier.basics.units import Unit
from poincon.cahier.model import Comparison, CriterionGroup, Field, Parameter, Rule, Scale, Status
from poincon.cahier.model.kinds import Type

OPERATORS = ("+", "-", "*", "/")
"""Of arithmetic."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """`text` is the formula's own text for this part; `unit` is None but for numbers; `yearly` if it varies by year."""

    text: str
    type: Type
    unit: Unit | None
    yearly: bool


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Node):
    """0 or 1; its unit is None: it takes its neighbour's."""

    value: Number


@dataclass(frozen=True, slots=True, eq=False)
class FieldValue(Node):
    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class ParameterValue(Node):
    """`day`: the date that is answered and at which it is read; None when it is read at another day."""

    parameter: Parameter
    day: Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lookup(Node):
    """`taux_aide(famille, categorie)`: the value that a table of parameters has for its arguments."""

    parameter: Parameter
    arguments: tuple[Node, ...]
    day: Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleValue(Node):
    """A rule read by its name: its number or date; for a rule that is a yes or no, its status.

    `chooser`: whose options its value is one of, when it is a choice.
    """

    rule: Rule
    chooser: Field | Rule | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StatusTest(Node):
    """`atteint(x)`, `non_atteint(x)`: whether a rule has that status."""

    rule: Rule
    status: Status

    @property
    def goal(self) -> bool:
        """What the rule must be, as a yes or no, for the test to hold."""
        return {Status.MET: True, Status.NOT_MET: False}[self.status]


@dataclass(frozen=True, slots=True, eq=False)
class LevelValue(Node):
    """`note(x)`: what the level answered to a statement, or given to a criterion, is worth."""

    subject: Field | Rule


@dataclass(frozen=True, slots=True, eq=False)
class GivenLevel(Node):
    """The level answered to a statement, or given to a criterion, as `s1 est LEVEL` reads it: a choice of its scale."""

    subject: Field | Rule
    scale: Scale


@dataclass(frozen=True, slots=True, eq=False)
class CountCriteria(Node):
    """`nombre(criteres de GROUP où …)`: how many criteria were given a level that is counted, of those not set aside.

    `levels`: by criterion, those counted; None without a `où`, when a criterion counts whatever its level.
    """

    group: CriterionGroup | None
    levels: tuple[tuple[Rule, frozenset[str] | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnValue(Node):
    """A column of the row that a function over a table looks at or, when `of_line`, of that of `pour chaque ligne`.

    `has_bounds`: whether a blank cell stands between the bounds of its column.
    """

    column: Field
    of_line: bool
    has_bounds: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Known(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredAbsent(Node):
    """`absente(x)`: the structure says that it does not have this document. Never unknown."""

    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """`et` or `ou` over two operands or more."""

    conjunction: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Node):
    comparison: Comparison
    first: Node
    second: Node


@dataclass(frozen=True, slots=True, eq=False)
class OptionIs(Node):
    """`nature est public`; for several choices, `publics contient pme`."""

    operand: Node
    option: str


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Node):
    """`operator` is one of `OPERATORS`, on numbers."""

    operator: str
    first: Node
    second: Node


@dataclass(frozen=True, slots=True, eq=False)
class Negative(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class DatePlus(Node):
    """A date plus (or minus) a whole number of years, months or days."""

    sign: int
    date: Node
    duration: Node


@dataclass(frozen=True, slots=True, eq=False)
class MonthsBetween(Node):
    """`mois_entre(a, b)`: the whole months from one date to another."""

    first: Node
    second: Node


@dataclass(frozen=True, slots=True, eq=False)
class Extreme(Node):
    greatest: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rounded(Node):
    rounding: Rounding
    step: str
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, eq=False)
class Before(Node):
    """`avant(x)`."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class OverYears(Node):
    """`function` is one of `year_functions.YEAR_FUNCTIONS`."""

    function: str
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class OverTable(Node):
    """What `function`, one of `table_functions.TABLE_FUNCTIONS`, makes of the rows that meet `condition`.

    `operand`: what it reads of each row; None for a count.
    """

    function: str
    table: Field
    operand: Node | None
    condition: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class ForEach(Node):
    """The body holds for every row of a table, or for every value of `column` found in `tables`."""

    column: str | None
    tables: tuple[Field, ...]
    condition: Node | None
    body: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, in reading order. Raises `TypeError` for a kind of node that is not told here."""
    match node:
        case Known() | Not() | OptionIs() | Negative() | Rounded() | Before() | OverYears():
            return (node.operand,)
        case Logic() | Extreme():
            return node.operands
        case Lookup() | ParameterValue():
            arguments = node.arguments if isinstance(node, Lookup) else ()
            return arguments if node.day is None else (*arguments, node.day)
        case Compare() | Arithmetic() | MonthsBetween():
            return (node.first, node.second)
        case DatePlus():
            return (node.date, node.duration)
        case If():
            return (node.condition, node.then, node.otherwise)
        case OverTable():
            return tuple(part for part in (node.operand, node.condition) if part is not None)
        case ForEach():
            return (node.condition, node.body) if node.condition else (node.body,)
        case Constant() | FieldValue() | RuleValue() | StatusTest() | LevelValue() | ColumnValue():
            return ()
        case DeclaredAbsent() | GivenLevel() | CountCriteria():
            return ()
    raise TypeError(f"{type(node).__name__} does not say what is below it")


def chooser(node: Node) -> Field | Rule | None:
    """The field or the verdicts whose options a choice takes; None when it could be those of several."""
    while isinstance(node, Before | OverYears | OverTable):
        if node.operand is None:
            return None
        node = node.operand
    match node:
        case ColumnValue(column=column):
            return column
        case If(then=then, otherwise=otherwise):
            first, second = chooser(then), chooser(otherwise)
            return first if first is second or _of_one_list(first, second) else None
        case FieldValue(field=field):
            return field
        case RuleValue():
            return node.chooser
    return None


def _of_one_list(first: Field | Rule | None, second: Field | Rule | None) -> bool:
    if not (isinstance(first, Field) and isinstance(second, Field)):
        return False
    return bool(first.option_list) and first.option_list == second.option_list


def rules_below(node: Node) -> list[Rule]:
    """The rules that a tree reads: their value, their status, the level given to a criterion."""
    return [rule for part in walk(node) for rule in rules_at(part)]


def rules_at(node: Node) -> tuple[Rule, ...]:
    """The rules that a node itself reads."""
    match node:
        case RuleValue(rule=rule) | StatusTest(rule=rule):
            return (rule,)
        case LevelValue(subject=Rule() as rule) | GivenLevel(subject=Rule() as rule):
            return (rule,)
        case CountCriteria():
            return tuple(rule for rule, _ in node.levels)
    return ()


def parameters_below(node: Node) -> list[Parameter]:
    """The parameters that a tree reads; a table as a whole, whichever of its cells is read."""
    return [part.parameter for part in walk(node) if isinstance(part, ParameterValue | Lookup)]


def walk(node: Node) -> list[Node]:
    """The node and everything below it."""
    nodes, todo = [], [node]
    while todo:
        current = todo.pop()
        nodes.append(current)
        todo.extend(children(current))
    return nodes
