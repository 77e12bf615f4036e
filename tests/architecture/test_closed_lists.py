"""Tables keyed by a closed list of the language are whole: nothing treats a new member in silence as another one.

Kinds of field are held by `test_kinds_of_field.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest

from poincon.cahier.basics import numbers as basics_numbers
from poincon.cahier.basics.numbers import Rounding
from poincon.cahier.basics.sums import QUANTILES
from poincon.cahier.basics.units import DURATIONS
from poincon.cahier.cli import report, simulate_report, simulate_values
from poincon.cahier.cli.words import COLOURS, GROUP_TITLES, MARKS
from poincon.cahier.columns import logic, planner, roundings, varying
from poincon.cahier.columns.outcomes import STATUS_CODES
from poincon.cahier.comparison import identity
from poincon.cahier.evaluation import Cause, compiler, dates, numbers, ranges, row_functions, years
from poincon.cahier.explanation import clauses, phrases, trees, words
from poincon.cahier.formulas import checker, functions, parser, quantifiers, row_sizes, sizes, syntax, tree
from poincon.cahier.formulas import words as formula_words
from poincon.cahier.formulas.table_functions import TABLE_FUNCTIONS, TableFunction
from poincon.cahier.formulas.types import TYPE_WORDS
from poincon.cahier.formulas.year_functions import YEAR_FUNCTIONS, YearFunction
from poincon.cahier.loading import figures, process, rules
from poincon.cahier.loading.vocabulary import DURATION_UNITS, NATURES
from poincon.cahier.model import CalendarEffect, Comparison, FigureKind, Phase, RuleKind, Status, Strength
from poincon.cahier.model.enums import CALENDAR_EFFECTS, PHASES, RULE_BLOCKS, STRENGTHS
from poincon.cahier.model.figures import FIGURE_KINDS
from poincon.cahier.model.kinds import Type
from poincon.sheets import outcomes
from tests.architecture.repository import modules
from tests.cahier.columns.random_programmes import NUMBERS_OF_YEARS, TESTS_OF_YEARS


def subclasses(base: type, module: ModuleType) -> set[type[Any]]:
    """What a module defines under a class."""
    return {
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, base) and value is not base
    }


NODES = subclasses(tree.Node, tree)

WHOLE: dict[str, tuple[Iterable[Any], Iterable[Any]]] = {
    # functions over years
    "years._OVER_YEARS": (years._OVER_YEARS, YEAR_FUNCTIONS),
    "planner._OVER_YEARS": (planner._OVER_YEARS, YEAR_FUNCTIONS),
    "words.OVER_YEARS": (words.OVER_YEARS, YEAR_FUNCTIONS),
    "random_programmes": ({*NUMBERS_OF_YEARS, *TESTS_OF_YEARS}, YEAR_FUNCTIONS),
    # functions over tables
    "row_functions.OVER_TABLE": (row_functions.OVER_TABLE, TABLE_FUNCTIONS),
    "words.OVER_TABLE": (words.OVER_TABLE, TABLE_FUNCTIONS),
    "words.OVER_TABLE_OF_DATES": (
        words.OVER_TABLE_OF_DATES,
        {name for name, function in TABLE_FUNCTIONS.items() if function.takes == {Type.NUMBER, Type.DATE}},
    ),
    # operators of arithmetic
    "row_sizes._OPERATORS": (row_sizes._OPERATORS, tree.OPERATORS),
    "checker._UNITS": (checker._UNITS, tree.OPERATORS),
    "sizes._ARITHMETIC": (sizes._ARITHMETIC, tree.OPERATORS),
    "planner._ARITHMETIC": (planner._ARITHMETIC, tree.OPERATORS),
    "numbers._ARITHMETIC": ({*numbers._ARITHMETIC, "/"}, tree.OPERATORS),
    "ranges.ARITHMETIC": (ranges.ARITHMETIC, tree.OPERATORS),
    "words.OPERATORS": (words.OPERATORS, tree.OPERATORS),
    "words.PRECEDENCE": (words.PRECEDENCE, tree.OPERATORS),
    # kinds of node
    "checker._CHECKS": (checker._CHECKS, subclasses(syntax.Syntax, syntax)),
    "sizes._SIZES": (sizes._SIZES, NODES),
    "compiler._COMPILERS": (compiler._COMPILERS, NODES),
    "planner._PLANS": (planner._PLANS, NODES),
    "varying._VARIES": (varying._VARIES, NODES),
    "clauses._CLAUSES": (clauses._CLAUSES, NODES),
    "phrases._PHRASES": (phrases._PHRASES, NODES),
    "trees._ORIGINS": (trees._ORIGINS, NODES),
    # functions of one value or of several
    "checker._CALLS": (checker._CALLS, formula_words.FUNCTIONS),
    # ways of rounding
    "numbers.ROUND": (basics_numbers.ROUND, Rounding),
    "functions._ROUNDINGS": (functions._ROUNDINGS, formula_words.ROUNDINGS),
    "roundings._ROUND": (roundings._ROUND, Rounding),
    "roundings._DIVIDED": (roundings._DIVIDED, Rounding),
    "words.ROUNDINGS": (words.ROUNDINGS, Rounding),
    # comparisons, types, durations
    "ranges.HOLDS": (ranges.HOLDS, Comparison),
    "ranges._COMPARED": (ranges._COMPARED, Comparison),
    "logic._TESTS": (logic._TESTS, Comparison),
    "logic._MIRRORED": (logic._MIRRORED, Comparison),
    "words.COMPARISONS": (words.COMPARISONS, Comparison),
    "words.DATE_COMPARISONS": (words.DATE_COMPARISONS, Comparison),
    "words.INVERSE": (words.INVERSE, Comparison),
    "TYPE_WORDS": (TYPE_WORDS, Type),
    "dates.MONTHS": ({*dates.MONTHS, dates._DAY}, DURATIONS),
    "identity._NATURES": (identity._NATURES, NATURES),
    "DURATION_UNITS": (DURATION_UNITS, DURATIONS),
    # kinds of rule, strengths, statuses, causes
    "RULE_BLOCKS": (RULE_BLOCKS.values(), RuleKind),
    "rules._FIXED_STRENGTHS": (rules._FIXED_STRENGTHS, RuleKind),
    "words.OUTCOME_WORDS": (words.OUTCOME_WORDS, RuleKind),
    "GROUP_TITLES": (GROUP_TITLES, RuleKind),
    "outcomes.GROUPS": (outcomes.GROUPS, RuleKind),
    "report._LISTED": (report._LISTED, RuleKind),
    "STRENGTHS": (STRENGTHS.values(), Strength),
    "words.STRENGTH_WORDS": (words.STRENGTH_WORDS, Strength),
    "words.STATUS_WORDS": (words.STATUS_WORDS, Status),
    "report._STATUS_COUNTS": (report._STATUS_COUNTS, Status),
    "MARKS": (MARKS, words.Mark),
    "COLOURS": (COLOURS, words.Mark),
    "simulate_report._MET": (simulate_report._MET, RuleKind),
    "simulate_values.QUANTILE_WORDS": (simulate_values.QUANTILE_WORDS, QUANTILES),
    "STATUS_CODES": (STATUS_CODES.values(), {*Status, None}),
    "words.CAUSES": ({*words.CAUSES, Cause.MISSING}, Cause),
    # figures, phases, effects of a calendar
    "FIGURE_KINDS": (FIGURE_KINDS.values(), FigureKind),
    "figures._TABLES": (figures._TABLES, FigureKind),
    "PHASES": (PHASES.values(), Phase),
    "process._ACTING": (process._ACTING, Phase),
    "identity._PHASES": (identity._PHASES, Phase),
    "CALENDAR_EFFECTS": (CALENDAR_EFFECTS.values(), CalendarEffect),
    "identity._EFFECTS": (identity._EFFECTS, CalendarEffect),
}
"""Each table, by its name in the code, with the list whose members are its rows."""


@pytest.mark.parametrize("name", WHOLE)
def test_a_table_has_a_row_for_each_member_of_its_list(name: str) -> None:
    rows, members = WHOLE[name]
    assert set(rows) == set(members)


@pytest.mark.parametrize("kind", RuleKind)
def test_each_kind_of_rule_has_a_word_for_each_status(kind: RuleKind) -> None:
    assert set(words.OUTCOME_WORDS[kind]) == set(Status)


def test_the_language_has_each_function_over_years_and_no_other() -> None:
    by_call = {name for name, check in checker._CALLS.items() if check is quantifiers.year_call}
    total = parser.parse("somme(x sur annees)")
    assert isinstance(total, syntax.OverYears)
    assert by_call | {total.function} == set(YEAR_FUNCTIONS)


def test_no_fact_of_a_function_over_years_has_a_default() -> None:
    assert {fact.default for fact in fields(YearFunction)} == {MISSING}


def test_no_fact_of_a_function_over_tables_has_a_default() -> None:
    assert {fact.default for fact in fields(TableFunction)} == {MISSING}


@pytest.mark.parametrize(
    ("table", "check"),
    [
        (functions._GREATEST, functions.extreme),
        (functions._ROUNDINGS, functions.rounding),
        (functions._STATUSES, functions.status_test),
    ],
)
def test_functions_that_share_a_check_are_told_apart_by_name(table: dict[str, object], check: object) -> None:
    assert set(table) == {name for name, own in checker._CALLS.items() if own is check}


# what is below a node


def held(node: type[Any]) -> dict[str, bool]:
    """The parts of a node that are nodes; true for those of which there are several."""
    hints = get_type_hints(node, vars(tree))
    parts = {name: (hint, *get_args(hint)) for name, hint in hints.items()}
    return {
        name: Ellipsis in options
        for name, options in parts.items()
        if any(isinstance(option, type) and issubclass(option, tree.Node) for option in options)
    }


@pytest.mark.parametrize("kind", sorted(NODES, key=str))
def test_what_is_below_a_node_is_all_that_it_holds(kind: type[Any]) -> None:
    leaf = tree.Constant("0", Type.NUMBER, None, False, 0)
    parts = {name: (leaf, leaf) if several else leaf for name, several in held(kind).items()}
    values = {fact.name: parts.get(fact.name) for fact in fields(kind)}
    assert len(tree.children(kind(**values))) == sum(2 if several else 1 for several in held(kind).values())


def test_a_kind_of_node_that_nobody_described_is_an_error() -> None:
    class Power(tree.Node):
        pass

    with pytest.raises(TypeError, match="Power"):
        tree.children(Power("x", Type.NUMBER, None, False))


# nothing reads them with a default

_TABLES = {name.rpartition(".")[2] for name in WHOLE}


def reads_with_default(module: ast.Module) -> Iterator[int]:
    """Lines that ask a whole table with `.get`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "get":
            table = ast.unparse(node.value).rpartition(".")[2]
            if table in _TABLES:
                yield node.lineno


def test_no_module_reads_a_whole_table_with_a_default() -> None:
    assert [f"{path}:{line}" for path, module in modules() for line in reads_with_default(module)] == []


def test_a_default_would_be_seen() -> None:
    module = ast.parse("words = OUTCOME_WORDS.get(kind, other)\nmark = words.MARKS.get(status)\nname = names.get(kind)")
    assert list(reads_with_default(module)) == [1, 2]
