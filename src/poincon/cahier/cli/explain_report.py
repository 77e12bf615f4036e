"""The explanation of one outcome for people: its sentences, then each step, down to the answers that were read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.outcome_lines import OutcomeLines
from poincon.cahier.cli.report_years import tell_years
from poincon.cahier.cli.terminal import Style, Terminal, shortened
from poincon.cahier.cli.words import MARKS, choice_words
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, RuleResult, Unknown
from poincon.cahier.evaluation.levels import counted_criteria
from poincon.cahier.evaluation.results import CriterionTrace, ScoreTrace, VerdictTrace
from poincon.cahier.evaluation.values import DoubtfulStep, Step
from poincon.cahier.explanation import Choice, Sentences
from poincon.cahier.explanation.shown_values import is_number
from poincon.cahier.explanation.trees import given_level_path
from poincon.cahier.explanation.words import COMPARISONS, DATE_COMPARISONS, mark_of, status_word
from poincon.cahier.formulas import tree
from poincon.cahier.model import Reference, Rule
from poincon.cahier.model.kinds import Type

_STEPS = Text("Étape par étape", "Step by step")
_TARGET = Text("Cible", "Target")
_APPLICABLE = Text("Applicable si", "Applicable if")
_LEVEL_WIDTH = 30
_CRITERIA_SHOWN = 8
"""Criteria that count, listed under their count; the JSON holds them all."""
_DO_NOT_COUNT = (
    ("critère qui ne compte pas", "critères qui ne comptent pas"),
    ("criterion that does not count", "criteria that do not count"),
)

_STEP_DECIMALS = 8


class ExplainReport:
    def __init__(self, assessment: Assessment, terminal: Terminal) -> None:
        self.assessment = assessment
        self.terminal = terminal
        self.sentences = Sentences.of(assessment, terminal.language)
        self.clauses = self.sentences.clauses
        self.names = self.sentences.names
        self.previous: set[tuple[str, int | None]] = set()
        """Rules that were told already, with their year: a rule that is read twice is told once."""

    def tell(self, name: str) -> None:
        self.terminal.line()
        if name in self.assessment.parameters:
            self.parameter(name)
            return
        result = self.assessment.results[name]
        rule = result.checked.rule
        self.terminal.lines(self.terminal.wrapped(self.sentences.outcome(result), 0))
        if rule.help:
            self.terminal.lines(self.terminal.wrapped(self.names.text(f"regles.{name}.aide", rule.help), 2))
        self.choices(self.sentences.choices(result))
        self.title(_STEPS)
        self.result(result, 1)
        tell_years(self.assessment, [result], self.sentences, self.terminal)

    def parameter(self, name: str) -> None:
        reading = self.assessment.parameters[name]
        self.terminal.lines(self.terminal.wrapped(self.sentences.parameter(reading), 0))
        self.terminal.line(f"  {self.source(reading.parameter.reference)}")
        choice = self.names.choice_of_parameter(reading.parameter)
        self.choices([replace(choice, subject="")] if choice is not None else [])

    def title(self, text: Text) -> None:
        self.terminal.line()
        self.terminal.line(self.terminal.paint(self.terminal.into(text), Style.BOLD))

    def choices(self, choices: list[Choice]) -> None:
        for choice in choices:
            self.terminal.lines(self.terminal.wrapped(choice_words(choice, self.terminal), 2))

    def source(self, reference: Reference) -> str:
        return self.names.reference(reference)

    def together(self, *parts: str) -> str:
        return self.sentences.wording.semicolon.join(part for part in parts if part)

    def node(self, depth: int, head: str, about: str = "") -> None:
        """One step: what it is worth, then where that comes from, both wrapped at its depth."""
        indent = min(2 * depth, self.terminal.width // 2)
        first, *rest = self.terminal.wrapped(head, indent + 2) or [""]
        self.terminal.line(" " * indent + "- " + first.lstrip(" "))
        self.terminal.lines(rest)
        for line in self.terminal.wrapped(about, indent + 4):
            self.terminal.line(self.terminal.paint(line, Style.DIM))

    # rules

    def result(self, result: RuleResult, depth: int) -> None:
        """A rule: its formula and value, its source; then the steps below it, unless they are told already."""
        rule, key = result.checked.rule, (result.checked.rule.id, result.year)
        value = self.sentences.value(result) or OutcomeLines(self.sentences, self.terminal).value(result)
        mark = MARKS[mark_of(rule.kind, result.status)]
        status = f"{mark} {status_word(rule.kind, result.status, self.terminal.language)}"
        verdict = status if result.status else ""
        worth = ", ".join(part for part in (value, verdict) if part)
        year = f" ({result.year})" if result.year is not None else ""
        about = self.together(f"{self.names.rule(rule)}{year}", self.source(rule.reference))
        self.node(depth, f"{rule.id} = {worth}", about)
        if key in self.previous:
            return
        self.previous.add(key)
        self.parts(result, depth + 1)

    def parts(self, result: RuleResult, depth: int) -> None:
        step = result.step
        if isinstance(step, ScoreTrace):
            self.score(step, result, depth)
        elif isinstance(step, CriterionTrace):
            self.criterion(result.checked.rule, step, depth)
        elif isinstance(step, VerdictTrace):
            self.verdict(result.checked.rule, step, depth)
        else:
            self.step(step, depth)
        if result.target is not None and result.checked.target is not None:
            words = DATE_COMPARISONS if result.checked.type is Type.DATE else COMPARISONS
            comparison = self.terminal.into(words[result.checked.target.comparison])
            self.labelled(_TARGET, comparison, depth)
            self.step(result.target, depth + 1)
        if result.applicable is not None:
            self.labelled(_APPLICABLE, self.clauses.phrases.condition(result.applicable.node), depth)
            self.step(result.applicable, depth + 1)

    def labelled(self, label: Text, text: str, depth: int) -> None:
        sentence = self.sentences.wording.about(self.terminal.into(label), text)
        self.terminal.lines(self.terminal.wrapped(sentence, 2 * depth))

    def criterion(self, rule: Rule, trace: CriterionTrace, depth: int) -> None:
        level = self.terminal.say("pas encore apprécié", "not yet appraised")
        if trace.level is not None:
            level = self.names.level(self.assessment.package.programme.scale[rule.scale or ""], trace.level)
        self.node(depth, level)
        for field, presence in trace.evidence:
            state = self.terminal.say("donné", "given") if presence else self.terminal.say("non donné", "not given")
            self.node(depth + 1, self.sentences.wording.about(self.names.field(field), state), field.id)

    def verdict(self, rule: Rule, trace: VerdictTrace, depth: int) -> None:
        """The lines in order down to the one that wins: those below it were not needed."""
        last = trace.candidates[-1] if trace.candidates else trace.lines[-1]
        for judged in trace.lines[: trace.lines.index(last) + 1]:
            label = self.names.verdict(rule, judged.line.id)
            if judged.step is None:
                self.node(depth, label, self.terminal.say("dans tous les autres cas", "in all other cases"))
            else:
                self.node(depth, f"{label} ({self.clauses.values.finding(judged.step.value)})")
                self.step(judged.step, depth + 1)

    def score(self, trace: ScoreTrace, result: RuleResult, depth: int) -> None:
        """The statements as a table, the range that is still possible, and the score it is linked to."""
        head = (
            self.terminal.say("énoncé", "statement"),
            self.terminal.say("niveau", "level"),
            self.terminal.say("poids", "weight"),
            "points",
        )
        rows = [head]
        for statement in trace.statements:
            earned = "?" if statement.earned is None else self.sentences.figures.number(statement.earned, None)
            weight = "?" if statement.weight is None else str(statement.weight)
            rows.append((statement.field.id, self.level(statement.field.scale or "", statement.level), weight, earned))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        indent = " " * (2 * depth)
        for number, (identifier, level, weight, earned) in enumerate(rows):
            line = (
                f"{indent}{identifier:<{widths[0]}}  {level:<{widths[1]}}  {weight:>{widths[2]}}  {earned:>{widths[3]}}"
            )
            self.terminal.line(self.terminal.paint(line, Style.DIM) if number == 0 else line)
        if result.bounds is not None:
            between = self.sentences.values.between(result.bounds, result.checked.unit)
            self.terminal.line(indent + self.terminal.say(f"possible : {between}", f"possible: {between}"))
        if trace.linked is not None:
            share = (
                "" if trace.share is None else f" ({self.sentences.figures.number(trace.share, result.checked.unit)})"
            )
            self.terminal.line(indent + self.terminal.say("part liée", "linked share") + share)
            self.result(trace.linked, depth + 1)

    def level(self, scale_name: str, level: Any) -> str:
        if level is None:
            return "?"
        scale = self.assessment.package.programme.scale[scale_name]
        return shortened(f"{level.id} {self.names.level(scale, level)}", _LEVEL_WIDTH)

    # steps

    def step(self, step: Step, depth: int) -> None:
        node = step.node
        if isinstance(node, tree.RuleValue) and step.children:
            self.result(step.children[0], depth)
            return
        if isinstance(node, tree.Constant):
            return
        self.node(depth, f"{node.text} {self.equals(step)} {self.worth(step)}", self.origin(step))
        if isinstance(node, tree.CountCriteria):
            self.criteria(step, node, depth + 1)
            return
        for child in step.children:
            if isinstance(child, RuleResult):
                self.result(child, depth + 1)
            else:
                self.step(child, depth + 1)

    def criteria(self, step: Step, node: tree.CountCriteria, depth: int) -> None:
        """Those that may count, then those that do, and how many more; how many do not."""
        criteria = counted_criteria(step, self.assessment.results)
        counting = [child for child, counts in criteria if counts is True]
        # where no level is asked, that a criterion counts says nothing of it
        shown = [] if all(levels is None for _, levels in node.levels) else counting[:_CRITERIA_SHOWN]
        for child in [child for child, counts in criteria if isinstance(counts, Unknown)] + shown:
            self.step(child, depth)
        self.folded(len(counting) - len(shown), _more_count(len(shown) > 0), depth)
        self.folded(sum(1 for _, counts in criteria if counts is False), _DO_NOT_COUNT, depth)

    def folded(self, number: int, words: tuple[tuple[str, str], tuple[str, str]], depth: int) -> None:
        if number:
            self.node(depth, self.names.wording.count(number, *words))

    def equals(self, step: Step) -> str:
        return self.clauses.values.equals(step, self.decimals(step))

    def worth(self, step: Step) -> str:
        """The value of a step, and why it is not known, or may not count."""
        if not isinstance(step, DoubtfulStep):
            return self.value(step)
        may_count = self.terminal.say("compte peut-être", "may count")
        return f"{self.value(step)} ({self.names.wording.about(may_count, self.sentences.lacking(step.doubt))})"

    def value(self, step: Step) -> str:
        if isinstance(step.value, Unknown):
            value = "?" if step.value.bounds is None else self.clauses.values.of(step)
            return f"{value} ({self.sentences.lacking(step.value)})"
        if step.value is NOT_APPLICABLE or isinstance(step.value, bool):
            return self.clauses.values.finding(step.value)
        if isinstance(step.value, tuple) and step.node.type is not Type.CHOICES:
            return str(len(step.value))
        return self.clauses.values.of(step, self.decimals(step))

    def decimals(self, step: Step) -> int | None:
        """Steps show more decimals than outcomes do: what is rounded later must be seen before."""
        unit = step.node.unit
        if not is_number(step.value) or self.sentences.figures.is_exact(step.value, unit):
            return None
        return _STEP_DECIMALS

    def origin(self, step: Step) -> str:
        """« Chiffre d'affaires total ; reponses.annees.2021.ca_total ; 000 §5.6 »."""
        node = step.node
        if isinstance(node, tree.FieldValue):
            path = f"annees.{step.at}.{node.field.id}" if step.at is not None else node.field.id
            parts = [self.names.field(node.field), f"reponses.{path}", self.source(node.field.reference)]
        elif isinstance(node, tree.ParameterValue):
            reference = self.source(node.parameter.reference)
            reading = self.assessment.parameters[node.parameter.id]
            day = self.sentences.reading_day(reading)
            parts = [self.names.parameter(node.parameter), self.since(step.at), day, reference]
        elif isinstance(node, tree.GivenLevel):
            label = self.sentences.clauses.label(step).text
            parts = [label, given_level_path(step), self.source(node.subject.reference)]
        elif isinstance(node, tree.ColumnValue):
            parts = [self.names.any_field(node.column), f"reponses.{step.at}.{node.column.id}"]
        else:
            at = step.at if isinstance(step.at, str) else ""
            return self.names.row(at) if "[" in at else at
        return self.together(*parts)

    def since(self, at: Any) -> str:
        """From when the value of a parameter holds."""
        if isinstance(at, date):
            since = self.sentences.figures.since(at)
            return self.terminal.say(f"paramètre, {since}", f"parameter, {since}")
        if at is None:
            return self.terminal.say("paramètre, pas encore fixé", "parameter, not yet set")
        return self.terminal.say("paramètre, fixé par la campagne", "parameter, set by the campaign")


def _more_count(after_others: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """What follows the criteria that are listed."""
    if after_others:
        french = "autre critère qui compte", "autres critères qui comptent"
        return french, ("other criterion that counts", "other criteria that count")
    return ("critère qui compte", "critères qui comptent"), ("criterion that counts", "criteria that count")
