"""All formulas of a programme, checked together: order, cycles, what nothing reads, how deep rules stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, RATIO, Unit
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.cautions import report_cautions
from poincon.cahier.formulas.checker import check_comparison, check_formula
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.names import names_read
from poincon.cahier.formulas.sizes import SMALL, Size, score_size, size_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import RuleTrait
from poincon.cahier.model import Field, Formula, Programme, Rule, RuleKind
from poincon.cahier.model.kinds import Type

MAXIMUM_HEIGHT = 150
"""How many steps an explanation may be deep, all rules that it goes through together."""

_NUMBERS_OR_DATES = {RuleKind.INDICATOR, RuleKind.SCHEDULE}


@dataclass(frozen=True, slots=True, eq=False)
class CheckedRule:
    """A rule with its typed trees. `target` compares the rule's own value (its left side is `formula`)."""

    rule: Rule
    type: Type
    unit: Unit | None
    yearly: bool
    reads: frozenset[str]
    """Identifiers of the rules that this one reads directly."""
    formula: Node | None = None
    target: tree.Compare | None = None
    applicable: Node | None = None
    statements: tuple[Field, ...] = ()
    """For a score: the statements that it weighs."""

    @property
    def trees(self) -> tuple[Node, ...]:
        return tuple(node for node in (self.formula, self.target, self.applicable) if node is not None)

    @property
    def has_status(self) -> bool:
        return self.type is Type.BOOLEAN or self.target is not None


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The checked rules, each after those that it reads."""

    programme: Programme
    rules: tuple[CheckedRule, ...]
    required_if: dict[str, Node]
    shown_if: dict[str, Node]
    """Conditions of fields and of groups, by identifier (`champ:ca_total`, `groupe:activite`)."""

    @cached_property
    def by_id(self) -> dict[str, CheckedRule]:
        return {checked.rule.id: checked for checked in self.rules}

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
        """Parameters that this rule itself reads, not those of the rules below it."""
        read = {
            node.parameter.id
            for top in checked.trees
            for node in tree.walk(top)
            if isinstance(node, tree.ParameterValue)
        }
        if checked.rule.linked_share:
            read.add(checked.rule.linked_share)
        return frozenset(read)

    def depending_on(self, parameters: frozenset[str]) -> frozenset[str]:
        """Rules whose outcome may change with these parameters, directly or through other rules."""
        touched: set[str] = set()
        for checked in self.rules:
            if self.parameters_read(checked) & parameters or checked.reads & touched:
                touched.add(checked.rule.id)
        return frozenset(touched)


def build(programme: Programme, problems: Problems) -> Rulebook:
    """Check every formula. What is wrong goes to `problems`; the rulebook then holds what could be checked."""
    traits: dict[str, RuleTrait] = {}
    checked: list[CheckedRule] = []
    heights: dict[str, int] = {}
    sizes: dict[str, Size] = {}
    for rule in _ordered(programme, problems):
        checked_rule = _RuleChecker(programme, traits, problems).check(rule)
        if checked_rule is None:
            continue
        checked.append(checked_rule)
        traits[rule.id] = RuleTrait(checked_rule.type, checked_rule.unit, checked_rule.yearly, checked_rule.has_status)
        heights[rule.id] = max((_height(top, heights) for top in checked_rule.trees), default=1)
        sizes[rule.id] = _size(checked_rule, programme, sizes)
        if sizes[rule.id].too_long:
            problems.add(
                rule.place,
                "numbers_too_long",
                "ce calcul peut donner un nombre trop long : trop de produits ou de quotients s'enchaînent.",
                "this calculation can give too long a number: too many products or quotients follow each other.",
                Text("Arrondissez une étape (« arrondi(x, centime) »).", 'Round a step ("arrondi(x, centime)").'),
            )
            sizes[rule.id] = SMALL
        if heights[rule.id] > MAXIMUM_HEIGHT:
            problems.add(
                rule.place,
                "rules_too_deep",
                f"cette règle repose sur plus de {MAXIMUM_HEIGHT} étages de calcul.",
                f"this rule stands on more than {MAXIMUM_HEIGHT} levels of calculation.",
            )
    conditions = _Conditions(programme, traits, problems)
    book = Rulebook(programme, tuple(checked), conditions.required(), conditions.shown())
    _report_unused(book, problems)
    report_cautions(book, problems)
    return book


def formula_problem(formula: Formula, error: FormulaError, problems: Problems) -> None:
    """Report an error of a formula with the part of its text where it stands."""
    around = formula.text[error.position : error.position + 30].strip()
    mention = (f" (à « {around} »)", f' (at "{around}")') if around and error.position else ("", "")
    problems.add(
        formula.place,
        error.code,
        error.text.fr.rstrip(".") + mention[0] + ".",
        error.text.en.rstrip(".") + mention[1] + ".",
        error.remedy,
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
    """Levels below a tree, going through the rules that it reads."""
    deepest, todo = 1, [(top, 1)]
    while todo:
        node, depth = todo.pop()
        below = heights.get(node.rule.id, 0) if isinstance(node, tree.RuleValue | tree.StatusTest) else 0
        deepest = max(deepest, depth + below)
        todo.extend((child, depth + 1) for child in tree.children(node))
    return deepest


def _reads(rule: Rule, programme: Programme) -> list[str]:
    formulas = [rule.formula, rule.target.formula if rule.target else None, rule.applicable_if]
    names = {name for formula in formulas if formula for name in names_read(formula.text, programme)}
    if rule.linked_to:
        names.add(rule.linked_to)
    return sorted(names & programme.rule.keys())


def _ordered(programme: Programme, problems: Problems) -> list[Rule]:
    """Rules in dependency order, otherwise as written. Rules of a cycle are reported and left out."""
    reads = {rule.id: _reads(rule, programme) for rule in programme.rules}
    progress: dict[str, bool] = {}
    ordered: list[Rule] = []
    for first in reads:
        trail: list[tuple[str, Iterator[str]]] = []
        _enter(first, trail, progress, reads)
        while trail:
            name, remaining = trail[-1]
            following = next(remaining, None)
            if following is None:
                trail.pop()
                progress[name] = True
                ordered.append(programme.rule[name])
            elif progress.get(following) is False:
                names = [step for step, _ in trail]
                loop = " → ".join([*names[names.index(following) :], following])
                rule = programme.rule[following]
                problems.add(
                    rule.place,
                    "cycle",
                    f"ces règles tournent en rond : {loop}.",
                    f"these rules go round in a circle: {loop}.",
                    Text(
                        "Coupez le cercle : une règle ne peut pas dépendre d'elle-même.",
                        "Break the circle: a rule cannot depend on itself.",
                    ),
                )
            else:
                _enter(following, trail, progress, reads)
    return ordered


def _enter(
    name: str, trail: list[tuple[str, Iterator[str]]], progress: dict[str, bool], reads: dict[str, list[str]]
) -> None:
    if name not in progress:
        progress[name] = False
        trail.append((name, iter(reads[name])))


class _RuleChecker:
    def __init__(self, programme: Programme, traits: dict[str, RuleTrait], problems: Problems) -> None:
        self.programme = programme
        self.traits = traits
        self.problems = problems

    def check(self, rule: Rule) -> CheckedRule | None:
        before = len(self.problems)
        formula = self.formula(rule.formula, Type.BOOLEAN if rule.is_condition else None)
        applicable = self.formula(rule.applicable_if, Type.BOOLEAN)
        target = self.target(rule, formula)
        statements = self.statements(rule)
        if formula is not None:
            self.check_value_kind(rule, formula)
        pairs = ((rule.formula, formula), (rule.applicable_if, applicable), (rule.target, target))
        broken_score = rule.linked_to is not None and rule.linked_to not in self.traits
        failed = any(written and checked is None for written, checked in pairs)
        if broken_score or failed or len(self.problems) > before:
            return None
        reads = frozenset(_reads(rule, self.programme))
        nodes = [node for node in (formula, target, applicable) if node is not None]
        yearly = any(node.yearly for node in nodes) or any(field.yearly for field in statements)
        yearly = yearly or any(self.traits[name].yearly for name in reads)
        if formula is not None:
            kind, unit = formula.type, formula.unit or (COUNT if formula.type is Type.NUMBER else None)
        elif rule.kind is RuleKind.CRITERION:
            kind, unit = Type.BOOLEAN, None
        else:  # a score; any other kind without a formula was reported when it was read
            kind, unit = Type.NUMBER, RATIO
        return CheckedRule(rule, kind, unit, yearly, reads, formula, target, applicable, statements)

    def formula(self, formula: Formula | None, kind: Type | None = None) -> Node | None:
        if formula is None:
            return None
        try:
            return check_formula(formula.text, self.programme, self.traits, kind)
        except FormulaError as error:
            if error.code != "broken_rule":  # the rule that it reads is reported already
                formula_problem(formula, error, self.problems)
            return None

    def target(self, rule: Rule, formula: Node | None) -> tree.Compare | None:
        if rule.target is None or formula is None:
            return None
        second = self.formula(rule.target.formula)
        if second is None:
            return None
        try:
            text = f"{formula.text} {rule.target.comparison.value} {second.text}"
            return check_comparison(text, rule.target.comparison, formula, second)
        except FormulaError as error:
            formula_problem(rule.target.formula, error, self.problems)
            return None

    def check_value_kind(self, rule: Rule, formula: Node) -> None:
        assert rule.formula is not None
        if rule.kind in _NUMBERS_OR_DATES and not rule.is_condition and formula.type not in (Type.NUMBER, Type.DATE):
            self.problems.add(
                rule.formula.place,
                "formula_kind",
                "« valeur » doit donner un nombre ou une date.",
                '"valeur" must give a number or a date.',
                Text("Pour un oui ou non, écrivez « condition ».", 'For a yes or no, write "condition".'),
            )
        elif formula.type in (Type.OTHER, Type.CHOICES):
            self.problems.add(
                rule.formula.place,
                "formula_kind",
                "cette formule ne donne pas de valeur.",
                "this formula gives no value.",
            )

    def statements(self, rule: Rule) -> tuple[Field, ...]:
        if rule.kind is not RuleKind.SCORE:
            return ()
        sections = set(rule.sections)
        return tuple(field for field in self.programme.fields.values() if field.scale and field.section in sections)


class _Conditions:
    """`requis_si` and `visible_si` of fields and groups."""

    def __init__(self, programme: Programme, traits: dict[str, RuleTrait], problems: Problems) -> None:
        self.programme = programme
        self.checker = _RuleChecker(programme, traits, problems)

    def required(self) -> dict[str, Node]:
        return self._checked({f"champ:{field.id}": field.required_if for field in self.programme.fields.values()})

    def shown(self) -> dict[str, Node]:
        formulas = {f"champ:{field.id}": field.shown_if for field in self.programme.fields.values()}
        formulas |= {f"groupe:{group.id}": group.shown_if for group in self.programme.groups}
        return self._checked(formulas)

    def _checked(self, formulas: dict[str, Formula | None]) -> dict[str, Node]:
        checked = {name: self.checker.formula(formula, Type.BOOLEAN) for name, formula in formulas.items()}
        return {name: node for name, node in checked.items() if node is not None}


def _report_unused(book: Rulebook, problems: Problems) -> None:
    programme = book.programme
    trees = [top for checked in book.rules for top in checked.trees]
    trees += [*book.required_if.values(), *book.shown_if.values()]
    nodes = [node for top in trees for node in tree.walk(top)]
    parameters = {node.parameter.id for node in nodes if isinstance(node, tree.ParameterValue)}
    parameters |= {rule.linked_share for rule in programme.rules if rule.linked_share}
    rules = {node.rule.id for node in nodes if isinstance(node, tree.RuleValue | tree.StatusTest)}
    # A rule that could not be checked still shows what its author meant to read.
    broken = {rule.id for rule in programme.rules} - book.by_id.keys()
    meant = {name for rule in programme.rules if rule.id in broken for name in _names_meant(rule)}
    for parameter in programme.parameters:
        if parameter.id not in parameters | meant:
            _unused(parameter.place, f"le paramètre « {parameter.id} »", f'the parameter "{parameter.id}"', problems)
    for rule in programme.rules:
        if rule.kind is RuleKind.DERIVED and not rule.shown and rule.id not in rules | meant:
            _unused(rule.place, f"la valeur « {rule.id} »", f'the value "{rule.id}"', problems)


def _names_meant(rule: Rule) -> set[str]:
    formulas = [rule.formula, rule.target.formula if rule.target else None, rule.applicable_if]
    return {word for formula in formulas if formula for word in re.findall(r"[A-Za-z0-9_]+", formula.text)}


def _unused(place: Place, fr: str, en: str, problems: Problems) -> None:
    problems.add(
        place,
        "unused",
        f"{fr} ne sert à rien : aucune formule ne le lit.",
        f"{en} is unused: no formula reads it.",
        Text(
            "Retirez-le, ou corrigez la formule qui devait le lire (« affiche: oui » pour une valeur à montrer).",
            'Remove it, or mend the formula meant to read it ("affiche: oui" for a value to show).',
        ),
    )
