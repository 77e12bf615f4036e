"""What is tried by cases: comparisons with a parameter, edges of bands, bounds of fields that are formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from poincon.cahier.authoring.crossings import MOVED, Side, moved_fields, step_of_node
from poincon.cahier.basics.text import Text
from poincon.cahier.evaluation import Assessment, completeness
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.bounds import Bound
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.rulebook import Rulebook
from poincon.cahier.model import Band, Comparison, Field, Parameter, Rule, Status

_STRICT = (Comparison.MORE, Comparison.LESS, Comparison.DIFFERENT)


class Trial(Protocol):
    """An edge, and a field that may bring the answers of a case to either side of it."""

    @property
    def field(self) -> Field: ...

    @property
    def rule(self) -> Rule | None:
        """The rule whose outcome cases expect; None where it is the bound of a field."""

    @property
    def name(self) -> str:
        """What the names of its cases begin with."""

    @property
    def title(self) -> str: ...

    @property
    def is_strict(self) -> bool:
        """Whether the edge itself is on the side that does not hold."""

    @property
    def untried(self) -> Text:
        """What is told when no case crosses it."""

    def side(self, base: Assessment) -> Side | None:
        """How to tell the sides from each other, from a case; None for a case that is of no use."""

    def outcome(self, assessment: Assessment) -> Any:
        """What the cases around the edge expect; None while it is unsettled."""

    def is_shown_by(self, outcomes: list[Any]) -> bool:
        """Whether cases that expect these outcomes, in order, try it."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison of a rule, or of a line of its verdicts, with a parameter."""

    checked: CheckedRule
    comparison: tree.Compare
    field: Field
    line: str = ""
    """The verdict of the line in which it stands."""

    @property
    def rule(self) -> Rule:
        return self.checked.rule

    @property
    def name(self) -> str:
        return "_".join(filter(None, ("seuil", self.rule.id, self.line, self.field.id)))

    @property
    def title(self) -> str:
        return self.rule.label

    @property
    def is_strict(self) -> bool:
        return self.comparison.comparison in _STRICT

    @property
    def untried(self) -> Text:
        rule, field = self.rule.id, self.field.id
        if self.rule.lines:
            return Text(
                f"{rule} : aucun cas ne change de verdict en changeant seulement « {field} » "
                f"(« {self.comparison.text} »).",
                f'{rule}: no case changes its verdict by changing "{field}" alone ("{self.comparison.text}").',
            )
        return Text(
            f"{rule} : aucun cas rempli ne passe ce seuil en changeant seulement « {field} ».",
            f'{rule}: no case that meets it crosses this threshold by changing "{field}" alone.',
        )

    def side(self, base: Assessment) -> Side | None:
        """Those of the comparison itself, which tells two thresholds of a rule apart; else those of the rule."""
        if not self.rule.lines and self.outcome(base) is not Status.MET:
            return None
        return self._rule_is_met if self._comparison_holds(base) is None else self._comparison_holds

    def _comparison_holds(self, assessment: Assessment) -> bool | None:
        step = step_of_node(assessment.results[self.rule.id], self.comparison)
        return step.value if step is not None and isinstance(step.value, bool) else None

    def _rule_is_met(self, assessment: Assessment) -> bool | None:
        return {Status.MET: True, Status.NOT_MET: False}.get(self.outcome(assessment))

    def outcome(self, assessment: Assessment) -> Any:
        result = assessment.results[self.rule.id]
        if self.rule.lines:
            return None if result.status is Status.UNDETERMINED else result.value
        return result.status if result.status in (Status.MET, Status.NOT_MET) else None

    def is_shown_by(self, outcomes: list[Any]) -> bool:
        return any(outcome != outcomes[0] for outcome in outcomes)


@dataclass(frozen=True, slots=True)
class BandEdge:
    """The upper end of a band, where a rule reads its table."""

    checked: CheckedRule
    lookup: tree.Lookup
    cell: Parameter
    band: Band
    field: Field

    @property
    def rule(self) -> Rule:
        return self.checked.rule

    @property
    def name(self) -> str:
        return f"tranche_{self.rule.id}_{self.field.id}_{self.band.id.replace('/', '_sur_')}"

    @property
    def title(self) -> str:
        return self.rule.label

    @property
    def is_strict(self) -> bool:
        return not self.band.closed

    @property
    def untried(self) -> Text:
        rule, field = self.rule.id, self.field.id
        return Text(
            f"{rule} : aucun cas ne passe le bord de « {self.cell.id} » en changeant seulement « {field} ».",
            f'{rule}: no case crosses the edge of "{self.cell.id}" by changing "{field}" alone.',
        )

    def side(self, base: Assessment) -> Side | None:
        is_in_force = base.parameters[self.cell.id].value is not None
        return self._is_below if is_in_force else None

    def _is_below(self, assessment: Assessment) -> bool | None:
        step = step_of_node(assessment.results[self.rule.id], self.lookup)
        number = None if step is None else step.children[0].value
        return self.band.holds(number) if isinstance(number, int | Fraction) else None

    def outcome(self, assessment: Assessment) -> Any:
        result = assessment.results[self.rule.id]
        return None if result.status is Status.UNDETERMINED else (result.status, result.value)

    def is_shown_by(self, outcomes: list[Any]) -> bool:
        return len(outcomes) > 1 and any(status is not Status.NOT_APPLICABLE for status, _ in outcomes)


@dataclass(frozen=True, slots=True)
class FieldBound:
    """A bound of a field that is a formula."""

    bound: Bound

    @property
    def rule(self) -> None:
        return None

    @property
    def field(self) -> Field:
        return self.bound.field

    @property
    def _key(self) -> str:
        return "maximum" if self.bound.is_maximum else "minimum"

    @property
    def name(self) -> str:
        return f"borne_{self.field.id}_{self._key}"

    @property
    def title(self) -> str:
        return self.field.label

    @property
    def is_strict(self) -> bool:
        return False

    @property
    def untried(self) -> Text:
        field = self.field.id
        return Text(
            f"{field} : aucun cas ne passe son « {self._key} » en changeant seulement « {field} ».",
            f'{field}: no case crosses its "{self._key}" by changing "{field}" alone.',
        )

    def side(self, base: Assessment) -> Side | None:
        return self._is_kept_to

    def _is_kept_to(self, assessment: Assessment) -> bool | None:
        year = assessment.year if self.field.yearly else None
        states = completeness(assessment).states
        state = next((state for state in states if state.field is self.field and state.year == year), None)
        if state is None or state.shown is False or not state.filled:
            return None
        return all(beyond.bound is not self.bound for beyond in state.beyond)

    def outcome(self, assessment: Assessment) -> Any:
        return self._is_kept_to(assessment)

    def is_shown_by(self, outcomes: list[Any]) -> bool:
        return any(outcome != outcomes[0] for outcome in outcomes)


def trials_of(book: Rulebook) -> Iterator[Trial]:
    """Everything that is tried, once for each field that moves it: of the rules in their order, then of the form."""
    for checked in book.rules:
        yield from _thresholds(checked, book)
        yield from _band_edges(checked, book)
    for bounds in book.bounds.values():
        yield from (FieldBound(bound) for bound in bounds if bound.field.kind in MOVED)


def _thresholds(checked: CheckedRule, book: Rulebook) -> Iterator[Threshold]:
    """The comparisons with a parameter of a rule that has a status, or verdicts."""
    if not checked.has_status and not checked.rule.lines:
        return
    lines = [(node, line.id) for node, line in zip(checked.lines, checked.rule.lines, strict=True) if node is not None]
    whole = [(node, "") for node in (checked.formula, checked.target, checked.applicable) if node is not None]
    pairs: dict[tuple[str, frozenset[str]], Threshold] = {}
    for node, line in ((part, line) for top, line in (*whole, *lines) for part in tree.walk(top)):
        parameters = frozenset(parameter.id for parameter in tree.parameters_below(node))
        if isinstance(node, tree.Compare) and parameters:
            for field in moved_fields(node, book):
                pairs.setdefault((field.id, parameters), Threshold(checked, node, field, line))
    yield from pairs.values()


def _band_edges(checked: CheckedRule, book: Rulebook) -> Iterator[BandEdge]:
    """The ends of the bands of every table that a rule reads by a number."""
    pairs: dict[tuple[str, str], BandEdge] = {}
    for node in (part for top in checked.trees for part in tree.walk(top)):
        if isinstance(node, tree.Lookup) and node.parameter.by_band:
            for field in moved_fields(node.arguments[0], book):
                for cell in node.parameter.cells:
                    band = cell.slot.band if cell.slot is not None else None
                    if band is not None and band.upper is not None:
                        pairs.setdefault((field.id, cell.id), BandEdge(checked, node, cell, band, field))
    yield from pairs.values()
