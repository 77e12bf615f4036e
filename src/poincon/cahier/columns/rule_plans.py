"""Rules to kernels: the value of a rule, its status against its target, and where it does not apply."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from poincon.cahier.columns import logic
from poincon.cahier.columns.criteria import criterion_codes
from poincon.cahier.columns.kernels import (
    RuleKernel,
    masking_kernel,
    picked_or_aside,
    read_where_applicable,
    status_kernel,
    value_kernel,
    valued,
    where_applicable,
)
from poincon.cahier.columns.outcomes import PopulationOutcomes
from poincon.cahier.columns.parts import CodePart, NumberPart, Unsupported
from poincon.cahier.columns.planner import Planner
from poincon.cahier.columns.population import Codes, Floats
from poincon.cahier.columns.scores import score_part
from poincon.cahier.columns.verdicts import verdict_kernel
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.model import RuleKind
from poincon.cahier.model.kinds import Type


class RulePlans:
    """Compiles rules, each after those that it reads; `statuses` and `values` get the arrays that they fill.

    `base` and `changed`: of a reform, what was judged before, and the parameters that move.
    """

    def __init__(
        self,
        planner: Planner,
        statuses: dict[str, Codes],
        values: dict[str, Floats],
        base: PopulationOutcomes | None,
        changed: frozenset[str],
    ) -> None:
        self.planner = planner
        self.judged = planner.judged
        self.statuses = statuses
        self.values = values
        self.base = base
        self.changed = changed
        self.again: frozenset[str] = frozenset()
        """The rules that a reform judges again."""

    def kernels(self, checked: CheckedRule) -> list[RuleKernel] | None:
        """What fills the outcomes of a rule; None when it is not for columns."""
        name, rows = checked.rule.id, self.planner.population.rows
        self.statuses[name] = np.empty(rows, dtype=np.int8)
        if checked.type is not Type.BOOLEAN:
            self.values[name] = np.empty(rows)
        try:
            return self._kernels(checked)
        except (Unsupported, OverflowError):
            if name in self.values:
                self.values[name] = np.empty(rows)
            self.judged.forget(name)
            return None

    def _kernels(self, checked: CheckedRule) -> list[RuleKernel]:
        name, planner, base = checked.rule.id, self.planner, self.base
        applicable = planner.codes(checked.applicable) if checked.applicable is not None else None
        if checked.type is Type.BOOLEAN:
            status = where_applicable(self._truth(checked), applicable)
            self.judged.neutral[name] = status.may_be_neutral
            return [status_kernel(name, status)]
        if checked.rule.lines:
            conditions = [None if node is None else planner.codes(node) for node in checked.lines]
            self.judged.neutral[name] = True
            return [verdict_kernel(checked.rule, conditions, applicable)]
        part = self._value(checked)
        stands = base is not None and name in base.lanes and self._value_stands(checked)
        if base is not None and stands:
            self.values[name] = _read_only(base.values[name])
        kernels = [] if stands else [value_kernel(name, part)]
        own = replace(part, run=lambda chunk: chunk.values[name][chunk.rows], into=None)
        goal = planner.numbers(checked.target.second) if checked.target is not None else None
        if checked.target is None or goal is None:
            status = logic.set_aside(CodePart(lambda chunk: valued(own.run(chunk))), part.neutral)
        else:
            status = logic.compare(checked.target.comparison, own, goal)
        status = where_applicable(status, applicable)
        self.judged.neutral[name] = status.may_be_neutral
        kernels.append(status_kernel(name, status))
        if applicable is not None or (goal is not None and goal.neutral is not None):
            part = read_where_applicable(part, applicable)
            if not stands:
                kernels.append(masking_kernel(name, applicable))
        self.judged.note(name, part)
        return kernels

    def _truth(self, checked: CheckedRule) -> CodePart:
        """The status of a rule that is a yes or no, where it applies."""
        if checked.rule.kind is RuleKind.CRITERION:
            return criterion_codes(self.planner, checked.rule)
        assert checked.formula is not None
        status = self.planner.codes(checked.formula)
        return picked_or_aside(status) if checked.rule.kind is RuleKind.RECOMMENDATION else status

    def _value(self, checked: CheckedRule) -> NumberPart:
        if checked.rule.kind is RuleKind.SCORE:
            return score_part(self.planner, checked)
        assert checked.formula is not None
        return self.planner.numbers(checked.formula)

    def _value_stands(self, checked: CheckedRule) -> bool:
        """Whether a reform leaves the rule's own value alone: it then moves nothing but its target."""
        if checked.formula is None:
            return False
        value = [checked.formula] if checked.applicable is None else [checked.formula, checked.applicable]
        nodes = self.planner.varying.nodes_read(*value)
        read = [node.parameter for node in nodes if isinstance(node, tree.ParameterValue | tree.Lookup)]
        if any(valued.id in self.changed for parameter in read for valued in parameter.valued):
            return False
        if checked.target is not None:  # no parameter is « sans objet »; a rule may be, and the value with it
            nodes += self.planner.varying.nodes_read(checked.target.second)
        return not any(rule.id in self.again for node in nodes for rule in tree.rules_at(node))


def _read_only(values: Floats) -> Floats:
    """The same values, which nobody may write into: a base and its reforms share them."""
    view = values.view()
    view.flags.writeable = False
    return view
