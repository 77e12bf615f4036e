"""All formulas of a programme, checked together: order, cycles, what nothing reads, how deep rules stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.bounds import Bound, check_bounds
from poincon.cahier.formulas.checked_rules import CheckedRule, Conditions, FormulaChecker, RuleChecker
from poincon.cahier.formulas.counted import too_many_counted
from poincon.cahier.formulas.ordering import ordered_names
from poincon.cahier.formulas.sizes import SMALL, Size, report_too_long, score_size, size_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import RuleTrait
from poincon.cahier.formulas.visibility import (
    Visibility,
    condition_keys,
    fields_at,
    fields_below,
)
from poincon.cahier.model import Field, Programme, RuleKind
from poincon.cahier.templates import identifiers_cited, identifiers_of_recourse

MAXIMUM_HEIGHT = 150
"""How many steps an explanation may be deep, all rules that it goes through together."""


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The checked rules, each after those that it reads."""

    programme: Programme
    rules: tuple[CheckedRule, ...]
    required_if: dict[str, Node]
    shown_if: dict[str, Node]
    """Conditions of fields, groups and sections, by key (`champ:ca_total`, `groupe:activite`, `rubrique:bilan`)."""
    bounds: dict[str, tuple[Bound, ...]] = field(default_factory=dict)
    """The bounds of fields that are formulas, by the field's identifier."""

    def conditions_of(self, field: Field) -> tuple[Node, ...]:
        """The conditions on which the form asks for a field: those of its section, of its group, then its own."""
        keys = condition_keys(field)
        return tuple(self.shown_if[key] for key in keys if key in self.shown_if)

    def trees_read(self, checked: CheckedRule) -> tuple[Node, ...]:
        """The trees of a rule, and the conditions of the fields that it reads, from condition to condition."""
        trees, fields = list(checked.trees), list(self._fields_of(checked))
        passed: set[str] = set()
        for top in checked.trees:
            fields.extend(fields_below(top))
        while fields:
            field = fields.pop()
            if field.id not in passed:
                passed.add(field.id)
                for condition in self.conditions_of(field):
                    trees.append(condition)
                    fields.extend(fields_below(condition))
        return tuple(trees)

    def fields_read(self, checked: CheckedRule) -> list[Field]:
        """The fields that a rule itself reads, those of their conditions included."""
        return [*self._fields_of(checked), *(field for top in self.trees_read(checked) for field in fields_below(top))]

    def _fields_of(self, checked: CheckedRule) -> list[Field]:
        """What a score weighs, and the evidence of a criterion."""
        fields = self.programme.fields  # evidence that is no field of the form was reported when it was read
        return [*checked.statements, *(fields[name] for name in checked.rule.evidence if name in fields)]

    @cached_property
    def by_id(self) -> dict[str, CheckedRule]:
        return {checked.rule.id: checked for checked in self.rules}

    @cached_property
    def undated(self) -> frozenset[str]:
        """Rules that read, directly or through others, an answer that is asked once, or what people appraised.

        Nobody said what it was in another year than the one judged.
        """
        undated: set[str] = set()
        for checked in self.rules:
            fields = [*checked.statements, *(field for top in checked.trees for field in fields_below(top))]
            rules = {rule.id for top in checked.trees for rule in tree.rules_below(top)} | {checked.rule.linked_to}
            is_appraised = checked.rule.kind is RuleKind.CRITERION
            if is_appraised or any(not field.yearly for field in fields) or rules & undated:
                undated.add(checked.rule.id)
        return frozenset(undated)

    def needed(self, only: Iterable[str] | None) -> list[CheckedRule]:
        """These rules and all that they read, in dependency order; every rule when `only` is None."""
        if only is None:
            return list(self.rules)
        names, todo = set[str](), list(only)
        while todo:
            name = todo.pop()
            if name not in names:
                names.add(name)
                todo.extend(self.by_id[name].reads)
        return [checked for checked in self.rules if checked.rule.id in names]

    def parameters_read(self, checked: CheckedRule) -> frozenset[str]:
        """Parameters, and cells of tables, that this rule itself reads, not those of the rules below it."""
        return self._parameters_read[checked.rule.id]

    @cached_property
    def _parameters_read(self) -> dict[str, frozenset[str]]:
        """By rule: a reform asks it of every rule, and must cost less than what it does not judge again."""
        read: dict[str, frozenset[str]] = {}
        for checked in self.rules:
            parameters = [parameter for top in self.trees_read(checked) for parameter in tree.parameters_below(top)]
            names = {valued.id for parameter in parameters for valued in parameter.valued}
            share = checked.rule.linked_share
            read[checked.rule.id] = frozenset(names | {share} if share else names)
        return read

    def depending_on(self, parameters: frozenset[str]) -> frozenset[str]:
        """Rules whose outcome may change with these parameters, directly or through other rules."""
        touched: set[str] = set()
        for checked in self.rules:
            if self.parameters_read(checked) & parameters or checked.reads & touched:
                touched.add(checked.rule.id)
        return frozenset(touched)


def build(programme: Programme, problems: Problems) -> Rulebook:
    """Check every formula. What is wrong goes to `problems`; the rulebook then holds what could be checked."""
    if too_many_counted(programme, problems):
        return Rulebook(programme, (), {}, {})
    traits: dict[str, RuleTrait] = {}
    checked: list[CheckedRule] = []
    heights: dict[str, int] = {}
    sizes: dict[str, Size] = {}
    visibility = Visibility(programme)
    formulas = FormulaChecker(programme, traits, problems)
    conditions = Conditions(formulas, visibility)
    checker = RuleChecker(formulas, conditions)
    for name in ordered_names(programme, visibility, problems):
        if problems.full:
            break
        if name in programme.fields:
            trees = conditions.check_shown(programme.fields[name])
            heights[name] = 1 + max((_height(node, heights) for node in trees), default=0)
            _bound_height(name, visibility.place(programme.fields[name]), heights, problems)
            continue
        rule = programme.rule[name]
        checked_rule = checker.check(rule)
        if checked_rule is None:
            continue
        checked.append(checked_rule)
        traits[rule.id] = checked_rule.trait
        heights[rule.id] = max((_height(top, heights) for top in checked_rule.trees), default=1)
        sizes[rule.id] = _size(checked_rule, programme, sizes)
        if sizes[rule.id].too_long:
            report_too_long(rule.place, problems)
            sizes[rule.id] = SMALL
        _bound_height(rule.id, rule.place, heights, problems)
    bounds = check_bounds(formulas, visibility, sizes, problems)
    book = Rulebook(programme, tuple(checked), conditions.required(), conditions.shown, bounds)
    _report_unused(book, problems)
    return book


def _bound_height(name: str, place: Place, heights: dict[str, int], problems: Problems) -> None:
    if heights[name] > MAXIMUM_HEIGHT:
        problems.add(
            place,
            "rules_too_deep",
            f"cette règle repose sur plus de {MAXIMUM_HEIGHT} étages de calcul.",
            f"this rule stands on more than {MAXIMUM_HEIGHT} levels of calculation.",
        )


def _size(checked: CheckedRule, programme: Programme, sizes: dict[str, Size]) -> Size:
    rule = checked.rule
    if rule.kind is RuleKind.SCORE:
        scales = {field.scale for field in checked.statements}
        values = [level.value for scale in programme.scales if scale.id in scales for level in scale.levels]
        weights = sum(field.weight or field.maximum_weight or 0 for field in checked.statements)
        linked = sizes.get(rule.linked_to) if rule.linked_to else None
        return score_size([value.denominator for value in values if value is not None], weights, linked)
    return size_of(checked.formula, sizes) if checked.formula is not None else SMALL


def _height(top: Node, heights: dict[str, int]) -> int:
    """Levels below a tree, going through the rules that it reads and the conditions of the fields that it reads."""
    deepest, todo = 1, [(top, 1)]
    while todo:
        node, depth = todo.pop()
        names = [rule.id for rule in tree.rules_at(node)] + [field.id for field in fields_at(node)]
        deepest = max(deepest, depth + max((heights.get(name, 0) for name in names), default=0))
        todo.extend((child, depth + 1) for child in tree.children(node))
    return deepest


def _report_unused(book: Rulebook, problems: Problems) -> None:
    """A formula that is wrong may be what was meant to read it: `told_once` then leaves this out."""
    programme = book.programme
    trees = [top for checked in book.rules for top in checked.trees]
    trees += [*book.required_if.values(), *book.shown_if.values()]
    trees += [bound.limit for bounds in book.bounds.values() for bound in bounds]
    parameters = {parameter.id for top in trees for parameter in tree.parameters_below(top)}
    parameters |= {rule.linked_share for rule in programme.rules if rule.linked_share}
    rules = {rule.id for top in trees for rule in tree.rules_below(top)}
    meant = {name for template in programme.templates.values() for name in identifiers_cited(template)}
    meant |= identifiers_of_recourse(programme)
    meant |= {name for figure in programme.figures for name in figure.rules}
    for parameter in programme.parameters:
        if parameter.id not in parameters | meant:
            _unused(
                parameter.id,
                parameter.place,
                f"le paramètre « {parameter.id} »",
                f'the parameter "{parameter.id}"',
                problems,
            )
    for rule in programme.rules:
        if rule.kind is RuleKind.DERIVED and not rule.shown and rule.id not in rules | meant:
            _unused(rule.id, rule.place, f"la valeur « {rule.id} »", f'the value "{rule.id}"', problems)


def _unused(name: str, place: Place, fr: str, en: str, problems: Problems) -> None:
    problems.add(
        place,
        "unused",
        f"{fr} ne sert à rien : ni formule, ni modèle, ni figure ne le lit.",
        f"{en} is unused: no formula, no template and no figure reads it.",
        Text(
            "Retirez-le, ou corrigez la formule qui devait le lire (« affiche: oui » pour une valeur à montrer).",
            'Remove it, or mend the formula meant to read it ("affiche: oui" for a value to show).',
        ),
        (name,),
    )
