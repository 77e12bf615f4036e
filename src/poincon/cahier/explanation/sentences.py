"""A whole outcome in a few plain sentences, in French or in English."""

from __future__ import annotations

import re
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Language, enumeration
from poincon.cahier.basics.units import RATIO
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, Cause, ParameterResult, RuleResult, Unknown
from poincon.cahier.evaluation.results import CriterionTrace, ScoreTrace, VerdictTrace
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.clauses import Clauses
from poincon.cahier.explanation.names import Choice, Names
from poincon.cahier.explanation.phrasebook import phrasebook
from poincon.cahier.explanation.shown_values import is_change_of_share, is_number
from poincon.cahier.explanation.words import CAUSES, COMPARISONS, DATE_COMPARISONS, status_word
from poincon.cahier.formulas import tree
from poincon.cahier.model import Programme, Rule, Status
from poincon.cahier.model.kinds import Type

_SECOND_STOP = re.compile(r"\.(?<=[?!.…]\.)(?= |$)")
_PATHS_TOLD = 6
_LINES_TOLD = 2
"""Lines of verdicts that are not met, told where none of them is."""


def _punctuated(text: str) -> str:
    """Without the full stop that follows a label's own end (« … ?. », « ….. »)."""
    return _SECOND_STOP.sub("", text)


class Sentences:
    """Tells outcomes of one programme in one language. `dossier`: whose rows are named by what they hold."""

    def __init__(self, programme: Programme, language: Language = "fr", dossier: Dossier | None = None) -> None:
        self.language: Language = language
        self.names = Names(programme, language, dossier)
        self.wording = self.names.wording
        self.say = self.wording.say
        self.book = phrasebook(programme, language)
        self.figures = self.book.figures
        self.clauses = Clauses(self.names, self.book)
        self.values = self.clauses.values

    @classmethod
    def of(cls, assessment: Assessment, language: Language) -> Sentences:
        """Who tells the outcomes of that assessment."""
        return cls(assessment.package.programme, language, assessment.dossier)

    # what the outcome is

    def outcome(self, result: RuleResult) -> str:
        """Everything about a result: calculation, target, status, and why it is not known when it is not."""
        parts = [self.calculation(result), self.target(result), self.verdict(result)]
        return _punctuated(" ".join(part for part in parts if part))

    def parameter(self, reading: ParameterResult) -> str:
        label = self.names.parameter(reading.parameter)
        if reading.value is None and reading.day_lacking:
            lacking = self.names.quoted_path(reading.day_lacking)
            return self.wording.about(label, self.say(f"il manque {lacking}.", f"missing: {lacking}."))
        if reading.value is None:
            lacking = self.say("pas encore fixé par la campagne.", "not yet set by the campaign.")
            return self.wording.about(label, lacking)
        value = self.figures.number(reading.value, reading.parameter.unit)
        since = ""
        if reading.from_campaign:
            since = self.say(" (fixé par la campagne)", " (set by the campaign)")
        elif reading.since is not None:
            since = f" ({self.together(self.reading_day(reading), self.figures.since(reading.since))})"
        return self.wording.about(label, f"{value}{since}.")

    def reading_day(self, reading: ParameterResult) -> str:
        """« valeur au 3 mars 2026, jour du dépôt »; empty for what is read at the day of the assessment."""
        if reading.on is None:
            return ""
        day, field = self.figures.day(reading.on), self.names.programme.fields.get(reading.parameter.day_field)
        if field is not None:
            return self.say(f"valeur au {day}, ", f"value on {day}, ") + self.wording.inside(self.names.field(field))
        return self.say(f"valeur au {day}, jour du dépôt", f"value on {day}, the day of filing")

    def together(self, *parts: str) -> str:
        return self.wording.semicolon.join(part for part in parts if part)

    def value(self, result: RuleResult) -> str:
        """The value alone, with its unit; empty when there is none to show."""
        if result.checked.type is Type.BOOLEAN or isinstance(result.value, Unknown) or result.value is NOT_APPLICABLE:
            return ""
        if is_change_of_share(result.step):
            return self.figures.points(result.value, self.decimals(result))
        if result.checked.type is Type.NUMBER:
            return self.figures.number(result.value, result.checked.unit, self.decimals(result))
        if isinstance(result.step, VerdictTrace):
            return self.names.verdict(result.checked.rule, result.value)
        assert isinstance(result.step, Step)
        return self.values.of(result.step)

    def decimals(self, result: RuleResult) -> int | None:
        """The decimals that tell a value from its target; None when the usual ones do."""
        if result.target is None or not (is_number(result.value) and is_number(result.target.value)):
            return None
        return self.figures.telling(result.value, result.target.value, result.checked.unit)

    def target_words(self, result: RuleResult) -> str:
        """« plus de 25 % »; empty without a target."""
        target, checked = result.target, result.checked
        if target is None or checked.target is None:
            return ""
        words = DATE_COMPARISONS if checked.type is Type.DATE else COMPARISONS
        comparison = words[checked.target.comparison].into(self.language)
        if isinstance(target.value, Unknown):
            return f"{comparison} {self.wording.quoted(self.clauses.label(target).text)}"
        if is_change_of_share(result.step) and is_number(target.value):
            return f"{comparison} {self.figures.points(target.value, self.decimals(result))}"
        return f"{comparison} {self.values.of(target, self.decimals(result))}"

    # its parts

    def calculation(self, result: RuleResult) -> str:
        """« Part des PME (2021) : 390 625,00 € ÷ 1 250 000,00 € = 31,25 % (000 §5.6). »; no sum that is set aside."""
        source = "" if result.target else self.source(result)
        if is_set_aside(result):
            return f"{self.book.rule(result.checked).label.in_year(result.year)}{self.source(result)}."
        return self.about(result, f"{self.finding(result)}{source}.")

    def about(self, result: RuleResult, text: str) -> str:
        return self.book.rule(result.checked).label.about(text, result.year)

    def finding(self, result: RuleResult) -> str:
        """What was found: the test and its answers, the calculation, the points or the level."""
        step = result.step
        if isinstance(step, ScoreTrace):
            return self.score(result, step)
        if isinstance(step, CriterionTrace):
            return self.criterion(result, step)
        if isinstance(step, VerdictTrace):
            return self.verdict_reached(result, step)
        if result.checked.type is Type.BOOLEAN:
            return self.clauses.clause(step)
        return self.clauses.expressions.calculated(step, self.decimals(result))

    def source(self, result: RuleResult) -> str:
        return self.book.rule(result.checked).source

    def target(self, result: RuleResult) -> str:
        if result.target is None or is_set_aside(result):
            return ""
        words = self.book.rule(result.checked)
        return f"{words.target.about(self.target_words(result))}{words.source}."

    def verdict(self, result: RuleResult) -> str:
        if result.status is None:
            return ""
        word = status_word(result.checked.rule.kind, result.status, self.language)
        parts = [f"{word}{self.because(result)}."]
        rule = result.checked.rule
        if result.status is Status.NOT_MET and rule.message:
            parts.append(self.names.rule_text(rule, "message"))
        if result.status is Status.MET and rule.text:
            parts.append(self.names.rule_text(rule, "texte"))
        return " ".join(parts)

    def because(self, result: RuleResult) -> str:
        """Why an outcome is undetermined or set aside."""
        if is_set_aside(result) and result.applicable is not None:
            return f"{self.wording.colon} {self.clauses.clause(result.applicable)}"
        if result.status is not Status.UNDETERMINED or result.unknown is None:
            return ""
        return f"{self.wording.colon} {self.lacking(result.unknown)}"

    def lacking(self, unknown: Unknown) -> str:
        """« il manque : … », or the other causes."""
        if unknown.cause is not Cause.MISSING:
            return CAUSES[unknown.cause].into(self.language)
        paths = self.names.in_order(unknown.missing)
        if not paths:
            return self.say("la structure ne l'a pas", "the organisation does not have it")
        names = [self.names.quoted_path(path) for path in paths[:_PATHS_TOLD]]
        if len(paths) > _PATHS_TOLD:
            rest = len(paths) - _PATHS_TOLD
            words = ("autre réponse", "autres réponses"), ("other answer", "other answers")
            names.append(self.wording.count(rest, *words))
        return self.say("il manque ", "missing: ") + enumeration(names, self.language)

    def choices(self, result: RuleResult) -> list[Choice]:
        """Our readings that bear on an outcome: the rule's own, then those of each parameter that it reads."""
        checked, programme = result.checked, self.names.programme
        read = [parameter for top in checked.trees for parameter in tree.parameters_below(top)]
        if checked.rule.linked_share is not None:
            read.append(programme.parameter[checked.rule.linked_share])
        by_name = {parameter.id: parameter for parameter in read}
        in_order = [parameter for parameter in programme.parameters if parameter.id in by_name]
        choices = [self.names.choice_of_rule(checked.rule), *map(self.names.choice_of_parameter, in_order)]
        return [choice for choice in choices if choice is not None]

    # verdicts

    def verdict_reached(self, result: RuleResult, trace: VerdictTrace) -> str:
        """« Trois étoiles, car … »; or the verdicts that are still possible."""
        rule = result.checked.rule
        if not trace.candidates:
            return self.say("aucune des conditions n'est remplie", "no condition is met")
        if isinstance(result.value, Unknown):
            return self.verdicts_possible(result, trace)
        winner = trace.candidates[-1]
        label = self.names.verdict(rule, winner.line.id)
        reason = self.no_line_before(rule, trace) if winner.step is None else self.clauses.clause(winner.step)
        return f"{label}{self.wording.semicolon}{reason}"

    def no_line_before(self, rule: Rule, trace: VerdictTrace) -> str:
        """Why the line without a condition wins: the lines just before it, each with what its condition found."""
        *before, winner = trace.lines
        failing = [judged for judged in before if judged.truth is False or judged.truth is NOT_APPLICABLE]
        failing = [judged for judged in failing if judged.line.id != winner.line.id]
        reasons = []
        if len(before) > _LINES_TOLD or not failing:
            reasons.append(self.say("aucune autre condition n'est remplie", "no other condition is met"))
        for judged in failing[-_LINES_TOLD:]:
            assert judged.step is not None
            name, clause = (
                self.wording.quoted(self.names.verdict(rule, judged.line.id)),
                self.clauses.clause(judged.step),
            )
            reasons.append(self.say(f"pas {name}, car {clause}", f"not {name}, since {clause}"))
        return self.wording.semicolon.join(reasons)

    def verdicts_possible(self, result: RuleResult, trace: VerdictTrace) -> str:
        names = dict.fromkeys(judged.line.id for judged in trace.candidates)
        labels = [self.wording.quoted(self.names.verdict(result.checked.rule, name)) for name in names]
        if isinstance(trace.candidates[-1].truth, Unknown):
            labels.append(self.say("aucun de ces verdicts", "none of these"))
        possible = enumeration(labels, self.language, ("ou", "or"))
        return self.say(f"encore possible{self.wording.colon} {possible}", f"still possible: {possible}")

    # scores and criteria

    def score(self, result: RuleResult, trace: ScoreTrace) -> str:
        """« 19,5 ÷ 20 points = 97,5 % »; what it can still become while answers are missing."""
        parts = [self.points(trace)]
        if trace.linked is not None and trace.share is not None and is_number(result.value):
            parts.append(self.linked(result, trace.share, trace.ratio, trace.linked))
        if result.bounds is not None:
            several = len(result.holes) > 1
            of_what = self.say(
                "selon les réponses qui manquent" if several else "selon la réponse qui manque",
                f"depending on the missing answer{'s' if several else ''}",
            )
            parts.append(f"{self.values.between(result.bounds, RATIO)} {of_what}")
        return self.wording.semicolon.join(parts)

    def points(self, trace: ScoreTrace) -> str:
        total = len(trace.statements)
        if trace.ratio.__class__ is Unknown:
            answered = sum(1 for statement in trace.statements if statement.earned is not None)
            answers = self.wording.count(answered, ("réponse", "réponses"), ("answer", "answers"))
            return self.say(f"{answers} sur {total}", f"{answers} out of {total}")
        earned, possible = (self.figures.number(number or 0, None) for number in (trace.earned, trace.possible))
        several = (trace.possible or 0) >= 2 if self.language == "fr" else trace.possible != 1
        points = f"{earned} ÷ {possible} {'points' if several else 'point'}"
        return f"{points} {self._equals(trace.ratio)} {self._ratio(trace.ratio)}"

    def linked(self, result: RuleResult, share: Number, ratio: Number, linked: RuleResult) -> str:
        """« 75 % × 50 % + 25 % × 50 % × 80 % (Stratégie) = 47,5 % »."""
        own, name = self._ratio(ratio), self.names.rule(linked.checked.rule)
        sum_of_two = (
            f"{self._ratio(1 - share)} × {own} + {self._ratio(share)} × {own} × {self._ratio(linked.value)} ({name})"
        )
        return f"{sum_of_two} {self._equals(result.value)} {self._ratio(result.value)}"

    def _ratio(self, value: Any) -> str:
        return self.figures.number(value, RATIO)

    def _equals(self, value: Any) -> str:
        return "=" if self.figures.is_exact(value, RATIO) else "≈"

    def criterion(self, result: RuleResult, trace: CriterionTrace) -> str:
        programme = self.names.programme
        scale = programme.scale[result.checked.rule.scale or ""]
        if trace.level is None:
            return self.say("pas encore apprécié", "not yet appraised")
        level = self.names.level(scale, trace.level)
        lacking = [self.wording.quoted(self.names.field(field)) for field, presence in trace.evidence if not presence]
        if not lacking or result.status not in (Status.MET, Status.NOT_MET):
            return level
        head = self.say("preuve non donnée" if len(lacking) == 1 else "preuves non données", "evidence not given")
        return f"{level}{self.wording.semicolon}{self.wording.about(head, enumeration(lacking, self.language))}"


def is_set_aside(result: RuleResult) -> bool:
    """Whether the rule does not concern the dossier, for the reason that its own condition gives."""
    applicable = result.applicable
    return result.status is Status.NOT_APPLICABLE and applicable is not None and applicable.value is not True
