"""Tests in words: what was read, what was asked of it, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from poincon.cahier.evaluation import RuleResult, Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.expressions import Expressions, year_of
from poincon.cahier.explanation.logic_clauses import LogicClauses
from poincon.cahier.explanation.names import Names
from poincon.cahier.explanation.phrasebook import Phrasebook
from poincon.cahier.explanation.phrases import LABELLED, Phrases, field_of
from poincon.cahier.explanation.row_clauses import RowClauses
from poincon.cahier.explanation.shown_values import ShownValues, is_change_of_share, is_number
from poincon.cahier.explanation.wording import Label
from poincon.cahier.explanation.words import COMPARISONS, DATE_COMPARISONS, INVERSE, OVER_YEARS, status_word
from poincon.cahier.formulas import tree
from poincon.cahier.model import Comparison, FieldKind
from poincon.cahier.model.kinds import Type


class Clauses:
    """Renders tests in one language. `row`: the path of the row that is being told, within a « pour chaque »."""

    def __init__(self, names: Names, book: Phrasebook, row: str = "") -> None:
        self.names = names
        self.book = book
        self.figures = figures = book.figures
        self.wording = names.wording
        self.say = self.wording.say
        self.values = ShownValues(names, figures)
        cells = names.cells(row)
        # What a row holds enters its phrases: only those of no row are the programme's alone.
        self.phrases = Phrases(names, figures, cells) if cells else book.phrases
        self.expressions = Expressions(self.values, self.phrases, self.clause)
        self.logic = LogicClauses(self)
        self.rows = RowClauses(self)

    def within(self, row: str) -> Clauses:
        """The same, for what is told of one row."""
        return Clauses(self.names, self.book, row)

    def clause(self, step: Step) -> str:
        """A yes-or-no step in words, with what was found."""
        return _CLAUSES[type(step.node)](self, step)

    # names

    def label(self, step: Step) -> Label:
        """The name of what a step reads, without its year; of a calculation, its words."""
        if self.phrases is self.book.phrases:
            return self.book.label(step.node)
        return self.wording.label(self.phrases.label(step.node))

    def about(self, step: Step, text: str) -> str:
        return self.label(step).about(text, year_of(step))

    # tests

    def plain(self, step: Step) -> str:
        return self.about(step, self.values.finding(step.value))

    def known(self, step: Step) -> str:
        operand = step.children[0]
        field = field_of(operand.node)
        if isinstance(operand.node, tree.RuleValue):
            state = self.say("connu", "known") if step.value else self.say("pas encore connu", "not yet known")
        elif self.label(operand).is_question:
            state = self.say("réponse donnée", "answered") if step.value else self.say("pas de réponse", "no answer")
        elif field is not None and field.kind is FieldKind.FILE:
            state = self.say("document joint", "attached") if step.value else self.say("aucun document", "no document")
        else:
            state = self.say("donné", "given") if step.value else self.say("non donné", "not given")
        return self.about(operand, state)

    def declared_absent(self, step: Step) -> str:
        assert isinstance(step.node, tree.DeclaredAbsent)
        state = (
            self.say("déclaré absent", "declared absent")
            if step.value
            else self.say("non déclaré absent", "not declared absent")
        )
        return self.wording.about(self.names.field(step.node.field), state)

    def rule_status(self, step: Step) -> str:
        result: RuleResult = step.children[0]
        word = self.values.finding(step.value)
        if result.status is not None:
            word = status_word(result.checked.rule.kind, result.status, self.names.language).lower()
        return self.about(step, word)

    def negation(self, step: Step) -> str:
        inner = step.children[0]
        if isinstance(inner.node, tree.Compare):
            return self.compare(inner, negated=True)
        if isinstance(inner.node, tree.Logic | tree.ForEach):
            return self.say("à éviter : ", "must not hold: ") + self.clause(inner)
        return self.clause(inner)

    def option_is(self, step: Step) -> str:
        return self.option_among([step])

    def option_among(self, steps: list[Step]) -> str:
        """« Nature = Publique ou Mixte : non (réponse : Propre) »: tests of the same answer are told together."""
        operand = steps[0].children[0]
        options = [self.phrases.option(step.node) for step in steps if isinstance(step.node, tree.OptionIs)]
        alternatives = self.say(" ou ", " or ").join(options)
        value = next((step.value for step in steps if step.value is True), steps[0].value)
        text = f"{alternatives}{self.wording.colon} {self.values.finding(value)}"
        if value is False:
            answer = self.values.of(operand) or self.say("rien", "nothing")
            text += self.say(f" (réponse : {answer})", f" (answer: {answer})")
        label, year = self.label(operand), year_of(operand)
        return label.about(text, year) if label.is_question else f"{label.in_year(year)} = {text}"

    def compare(self, step: Step, *, negated: bool = False) -> str:
        """« Votes pour : 3, plus de 5 (Votes contre) : non »."""
        assert isinstance(step.node, tree.Compare)
        first, second = step.children
        comparison = INVERSE[step.node.comparison] if negated else step.node.comparison
        words = DATE_COMPARISONS if first.node.type is Type.DATE else COMPARISONS
        decimals = self.values.decimals(first, second)
        value = step.value
        if negated and isinstance(step.value, bool):
            value = not step.value
        finding = f"{self.wording.colon} {self.values.finding(value)}"
        goal = self.goal(second, first, decimals)
        test = f"{words[comparison].into(self.names.language)} {goal}{finding}{self.gap(step)}"
        return self.measured(first, test, decimals)

    def measured(self, step: Step, test: str, decimals: int | None) -> str:
        """« ETP consacrés au label (2021) : 7 ETP, … », or the calculation with its result."""
        if isinstance(step.node, LABELLED):
            return self.about(step, f"{self.values.of(step, decimals)}, {test}")
        return f"{self.expressions.calculated(step, decimals)}, {test}"

    def goal(self, step: Step, first: Step, decimals: int | None) -> str:
        """What a value is compared with: the figure, then its name where it has one that is no parameter's."""
        value = self.values.of(step, decimals)
        if is_change_of_share(first) and is_number(step.value) and not isinstance(step.node, tree.Constant):
            value = self.figures.points(step.value, decimals)
        if isinstance(step.value, date):
            value = self.say(f"le {value}", value)
        if isinstance(step.node, tree.ParameterValue | tree.Constant):
            return value
        if not isinstance(step.node, LABELLED):
            return self.expressions.calculated(step, decimals)
        name = self.label(step).in_year(year_of(step) if year_of(step) != year_of(first) else None)
        return f"{self.wording.inside(name)} ({value})" if isinstance(step.value, Unknown) else f"{value} ({name})"

    def gap(self, step: Step) -> str:
        """By how much an equality fails."""
        assert isinstance(step.node, tree.Compare)
        first, second = step.children
        if step.value is not False or step.node.comparison is not Comparison.EQUAL:
            return ""
        if not (is_number(first.value) and is_number(second.value)):
            return ""
        unit = first.node.unit or second.node.unit
        size = abs(first.value - second.value)
        is_share = unit is not None and unit.name == "ratio"
        difference = self.figures.points(size, signed=False) if is_share else self.figures.number(size, unit)
        return self.say(f" (écart : {difference})", f" (gap: {difference})")

    def test_of_years(self, step: Step) -> str:
        assert isinstance(step.node, tree.OverYears)
        test = OVER_YEARS[step.node.function].test
        if test is None:
            return self.plain(step)
        name = self.wording.inside(self.phrases.phrase(step.node.operand))
        words = f"{test.into(self.names.language)}{self.wording.colon} {self.values.finding(step.value)}"
        return f"{name} ({self.expressions.figures_of_years(step)}), {words}"

    def branches(self, step: Step) -> str:
        condition, then, otherwise = step.children
        if not isinstance(condition.value, bool) and isinstance(step.value, bool):  # both branches agree
            return self.say(" et ", " and ").join((self.clause(then), self.clause(otherwise)))
        if not isinstance(condition.value, bool):
            return f"{self.phrases.whether(condition.node)}{self.wording.colon} {self.values.finding(step.value)}"
        chosen = then if condition.value is True else otherwise
        return f"{self.expressions.reason(condition)}, {self.say('donc', 'hence')} {self.clause(chosen)}"

    def conjunction_or_disjunction(self, step: Step) -> str:
        return self.logic.clause(step)

    def for_each(self, step: Step) -> str:
        return self.rows.clause(step)


_CLAUSES: dict[type[tree.Node], Callable[[Clauses, Step], str]] = {
    tree.Constant: Clauses.plain,
    tree.FieldValue: Clauses.plain,
    tree.ParameterValue: Clauses.plain,
    tree.Lookup: Clauses.plain,
    tree.RuleValue: Clauses.rule_status,
    tree.StatusTest: Clauses.rule_status,
    tree.LevelValue: Clauses.plain,
    tree.GivenLevel: Clauses.plain,
    tree.CountCriteria: Clauses.plain,
    tree.ColumnValue: Clauses.plain,
    tree.Known: Clauses.known,
    tree.DeclaredAbsent: Clauses.declared_absent,
    tree.Not: Clauses.negation,
    tree.Logic: Clauses.conjunction_or_disjunction,
    tree.Compare: Clauses.compare,
    tree.OptionIs: Clauses.option_is,
    tree.Arithmetic: Clauses.plain,
    tree.Negative: Clauses.plain,
    tree.DatePlus: Clauses.plain,
    tree.MonthsBetween: Clauses.plain,
    tree.Extreme: Clauses.plain,
    tree.Rounded: Clauses.plain,
    tree.If: Clauses.branches,
    tree.Before: Clauses.plain,
    tree.OverYears: Clauses.test_of_years,
    tree.OverTable: Clauses.plain,
    tree.ForEach: Clauses.for_each,
}
