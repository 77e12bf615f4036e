"""Rules and conditions with their typed trees: what is wrong with one is reported, and it is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import COUNT, RATIO, Unit
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.checking import check_comparison, check_formula
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.ordering import names_of, statements_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.types import TYPE_WORDS, RuleTrait
from poincon.cahier.formulas.visibility import Visibility, condition_keys, field_key
from poincon.cahier.model import Field, Formula, Programme, Rule, RuleKind
from poincon.cahier.model.kinds import Type

_TOLD_WHOLE = 40
"""Formulas of a programme that are given as they should be written: each is tried in some forty writings."""
_WORD = re.compile(r"[A-Za-z0-9_]+")
_NUMBERS_OR_DATES = {RuleKind.INDICATOR, RuleKind.SCHEDULE}
_WITHOUT_FORMULA: dict[RuleKind, tuple[Type, Unit | None]] = {
    RuleKind.CRITERION: (Type.BOOLEAN, None),
    RuleKind.SCORE: (Type.NUMBER, RATIO),
    RuleKind.VERDICT: (Type.CHOICE, None),
}
"""What rules without a formula of their own give."""
_OTHER_CASES = frozenset(
    {"autre", "autres", "sinon", "autrement", "defaut", "par defaut", "oui", "vrai", "true", "toujours", "1", "tous"}
    | {"else", "other", "default", "autres cas", "tous les autres cas", "dans tous les autres cas"}
)
"""What the condition of a last line is taken to be."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckedRule:
    """A rule with its typed trees. `target` compares the rule's own value (its left side is `formula`)."""

    rule: Rule
    type: Type
    unit: Unit | None
    yearly: bool
    reads: frozenset[str]
    """Identifiers of the rules that this one reads: in its formulas, and in the conditions of the fields it reads."""
    formula: Node | None = None
    target: tree.Compare | None = None
    applicable: Node | None = None
    statements: tuple[Field, ...] = ()
    """For a score: the statements that it weighs."""
    lines: tuple[Node | None, ...] = ()
    """For verdicts: the condition of each line, None for one that has none."""

    @property
    def trees(self) -> tuple[Node, ...]:
        nodes = (self.formula, self.target, self.applicable, *self.lines)
        return tuple(node for node in nodes if node is not None)

    @property
    def trait(self) -> RuleTrait:
        """What a formula that reads the rule must know of it."""
        chooser = self.rule if self.rule.lines else tree.chooser(self.formula) if self.formula is not None else None
        return RuleTrait(self.type, self.unit, self.yearly, self.has_status, chooser)

    @property
    def has_status(self) -> bool:
        return self.type is Type.BOOLEAN or self.target is not None


def words_of(*texts: str) -> frozenset[str]:
    """Every word of these formulas, right or wrong."""
    return frozenset(word for text in texts for word in _WORD.findall(text))


def formula_problem(formula: Formula, error: FormulaError, problems: Problems, compared: str = "") -> None:
    """Report an error of a formula with the part of its text where it stands. `compared`: what it is compared with."""
    around = formula.text[error.position : error.position + 30].strip()
    mention = (f" (à « {around} »)", f' (at "{around}")') if around and error.position else ("", "")
    problems.add(
        formula.place,
        error.code,
        error.text.fr.rstrip(".") + mention[0] + ".",
        error.text.en.rstrip(".") + mention[1] + ".",
        error.remedy,
        error.names,
        words_of(formula.text, compared),
    )


class FormulaChecker:
    """Checks formulas against the rules that are checked already; an error goes to `problems`."""

    def __init__(self, programme: Programme, traits: dict[str, RuleTrait], problems: Problems) -> None:
        self.programme = programme
        self.traits = traits
        self.problems = problems
        self.refused = 0

    def check(self, formula: Formula | None, kind: Type | None = None) -> Node | None:
        if formula is None or self.problems.full:
            return None
        try:
            return check_formula(
                formula.text, self.programme, self.traits, kind, is_told_whole=self.refused < _TOLD_WHOLE
            )
        except FormulaError as error:
            self.refused += 1
            if error.code != "broken_rule":  # the rule that it reads is reported already
                formula_problem(formula, error, self.problems)
            return None


class RuleChecker:
    """Checks a rule after all that it reads."""

    def __init__(self, formulas: FormulaChecker, conditions: Conditions) -> None:
        self.programme = formulas.programme
        self.traits = formulas.traits
        self.problems = formulas.problems
        self.formulas = formulas
        self.conditions = conditions

    def check(self, rule: Rule) -> CheckedRule | None:
        before = len(self.problems)
        formula = self.formulas.check(rule.formula, Type.BOOLEAN if rule.is_condition else None)
        formula = self.in_unit(rule, formula)
        applicable = self.formulas.check(rule.applicable_if, Type.BOOLEAN)
        has_value = formula is None or self.check_value_kind(rule, formula)
        target = self.target(rule, formula) if has_value else None
        statements = statements_of(rule, self.programme)
        lines = tuple(self.line(rule, number) for number in range(len(rule.lines)))
        pairs = [(rule.formula, formula), (rule.applicable_if, applicable), (rule.target, target)]
        pairs += [(line.condition, condition) for line, condition in zip(rule.lines, lines, strict=True)]
        broken_score = rule.linked_to is not None and rule.linked_to not in self.traits
        broken_criterion = rule.scale is not None and rule.scale not in self.programme.scale
        failed = any(written and checked is None for written, checked in pairs)
        if broken_score or broken_criterion or failed or len(self.problems) > before:
            return None
        names = self.conditions.visibility.with_conditions(names_of(rule, self.programme))
        reads = frozenset(names & self.programme.rule.keys())
        if reads - self.traits.keys():
            return None  # of a circle, which is reported already
        nodes = [node for node in (formula, target, applicable, *lines) if node is not None]
        yearly = any(node.yearly for node in nodes) or any(field.yearly for field in statements)
        yearly = yearly or any(self.traits[name].yearly for name in reads) or self.asks_by_year(names)
        if formula is not None:
            kind, unit = formula.type, formula.unit or (COUNT if formula.type is Type.NUMBER else None)
        else:  # a kind that has one and lacks it was reported when it was read
            kind, unit = _WITHOUT_FORMULA.get(rule.kind, (Type.BOOLEAN, None))
        return CheckedRule(rule, kind, unit, yearly, reads, formula, target, applicable, statements, lines)

    def line(self, rule: Rule, number: int) -> Node | None:
        """The condition of a line; a word that means « in all other cases » is told how that is said."""
        condition = rule.lines[number].condition
        word = unaccented(condition.text[:40]).lower().strip() if condition is not None else ""
        if condition is None or word not in _OTHER_CASES or self.is_a_name(word):
            return self.formulas.check(condition, Type.BOOLEAN)
        is_last = number == len(rule.lines) - 1
        self.problems.add(
            condition.place,
            "other_cases",
            f"« {condition.text} » n'est pas une condition : la dernière ligne, sans « si », vaut dans tous les autres "
            "cas.",
            f'"{condition.text}" is no condition: the last line, without "si", stands in all other cases.',
            Text("Retirez « si » de cette ligne.", 'Take "si" away from this line.')
            if is_last
            else Text("Mettez cette ligne en dernier, sans « si ».", 'Put this line last, without "si".'),
        )
        return None

    def is_a_name(self, word: str) -> bool:
        """Whether a formula can read something of that name."""
        programme = self.programme
        return word in programme.fields or word in programme.rule or word in programme.parameter

    def asks_by_year(self, names: set[str]) -> bool:
        """Whether a condition of a field among these varies from year to year."""
        fields = [self.programme.fields[name] for name in names & self.programme.fields.keys()]
        shown = self.conditions.shown
        return any(shown[key].yearly for field in fields for key in condition_keys(field) if key in shown)

    def in_unit(self, rule: Rule, formula: Node | None) -> Node | None:
        """The formula in the unit that the rule gives: its own, or « nombre » for a plain quotient."""
        if rule.unit is None or formula is None or formula.unit == rule.unit:
            return formula
        if formula.type is not Type.NUMBER:
            self.problems.add(
                rule.place,
                "unit_of_no_number",
                f"« {rule.id} » n'est pas un nombre : il n'a pas d'unité.",
                f'"{rule.id}" is not a number: it has no unit.',
                Text("Retirez « unite ».", 'Remove "unite".'),
                reads=words_of(formula.text),
            )
        elif formula.unit is None or (formula.unit == RATIO and rule.unit == COUNT):
            return replace(formula, unit=rule.unit)
        else:
            self.problems.add(
                rule.place,
                "unit_mismatch",
                f"la formule donne {formula.unit.name}, « unite » dit {rule.unit.name}.",
                f'the formula gives {formula.unit.name}, "unite" says {rule.unit.name}.',
                Text(
                    f"Écrivez « unite: {formula.unit.name} », ou corrigez la formule ; seul un quotient sans unité "
                    "(ratio) peut se dire en nombre.",
                    f'Write "unite: {formula.unit.name}", or mend the formula; only a quotient without unit (ratio) '
                    "may be told as a number (nombre).",
                ),
                reads=words_of(formula.text),
            )
        return None

    def target(self, rule: Rule, formula: Node | None) -> tree.Compare | None:
        if rule.target is None or formula is None:
            return None
        second = self.formulas.check(rule.target.formula)
        if second is None:
            return None
        try:
            text = f"{formula.text} {rule.target.comparison.value} {second.text}"
            return check_comparison(text, rule.target.comparison, formula, second)
        except FormulaError as error:
            formula_problem(rule.target.formula, error, self.problems, formula.text)
            return None

    def check_value_kind(self, rule: Rule, formula: Node) -> bool:
        """Whether the formula gives what its rule is made of; reported when it does not."""
        assert rule.formula is not None
        kind = TYPE_WORDS[formula.type]
        if rule.kind in _NUMBERS_OR_DATES and not rule.is_condition and formula.type not in (Type.NUMBER, Type.DATE):
            condition = Text("Pour un oui ou non, écrivez « condition ».", 'For a yes or no, write "condition".')
            self.problems.add(
                rule.formula.place,
                "formula_kind",
                f"« valeur » doit donner un nombre ou une date, et cette formule donne {kind.fr}.",
                f'"valeur" must give a number or a date, and this formula gives {kind.en}.',
                condition if formula.type is Type.BOOLEAN else None,
                reads=words_of(formula.text),
            )
            return False
        if formula.type in (Type.OTHER, Type.CHOICES):
            self.problems.add(
                rule.formula.place,
                "formula_kind",
                "cette formule ne donne pas de valeur.",
                "this formula gives no value.",
                reads=words_of(formula.text),
            )
            return False
        return True


class Conditions:
    """`requis_si` of fields, `visible_si` of fields, groups and sections, as typed trees."""

    def __init__(self, formulas: FormulaChecker, visibility: Visibility) -> None:
        self.formulas = formulas
        self.visibility = visibility
        self.shown: dict[str, Node] = {}
        """By identifier (`champ:ca_total`, `groupe:activite`, `rubrique:bilan`), as they are checked."""
        self._checked: set[str] = set()

    def check_shown(self, field: Field) -> tuple[Node, ...]:
        """The conditions on which a field is shown; those of its group and section are checked, and reported, once."""
        keys = self.visibility.conditions(field)
        for key in keys:
            if key not in self._checked:
                self._checked.add(key)
                node = self.formulas.check(self.visibility.formulas[key], Type.BOOLEAN)
                if node is not None:
                    self.shown[key] = node
        return tuple(self.shown[key] for key in keys if key in self.shown)

    def required(self) -> dict[str, Node]:
        fields = self.formulas.programme.fields.values()
        checked = {field_key(field): self.formulas.check(field.required_if, Type.BOOLEAN) for field in fields}
        return {name: node for name, node in checked.items() if node is not None}
