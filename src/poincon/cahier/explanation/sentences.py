"""A whole outcome in a few plain sentences, in French or in English."""

from __future__ import annotations

import re
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Language, Text, enumeration
from poincon.cahier.basics.units import RATIO
from poincon.cahier.evaluation import Cause, ParameterResult, RuleResult, Unknown
from poincon.cahier.evaluation.results import CriterionTrace, ScoreTrace
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.clauses import COMPARISONS, DATE_COMPARISONS, Clauses
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names
from poincon.cahier.model import Programme, RuleKind, Status, Strength
from poincon.cahier.model.kinds import Type

STRENGTH_WORDS: dict[Strength, Text] = {
    Strength.PREREQUISITE: Text("préalable", "prerequisite"),
    Strength.ELIMINATING: Text("éliminatoire", "eliminating"),
    Strength.REQUIRED: Text("requise", "required"),
    Strength.RECOMMENDED: Text("recommandée", "recommended"),
    Strength.COMPARED: Text("de comparaison", "comparison"),
}

_Words = dict[Status, Text]
_TARGET: _Words = {
    Status.MET: Text("Atteinte", "Met"),
    Status.NOT_MET: Text("Non atteinte", "Not met"),
    Status.NOT_APPLICABLE: Text("Sans objet", "Not applicable"),
    Status.UNDETERMINED: Text("Indéterminée", "Undetermined"),
}
_CONDITION: _Words = {
    Status.MET: Text("Rempli", "Met"),
    Status.NOT_MET: Text("Non rempli", "Not met"),
    Status.NOT_APPLICABLE: Text("Sans objet", "Not applicable"),
    Status.UNDETERMINED: Text("Indéterminé", "Undetermined"),
}
OUTCOME_WORDS: dict[RuleKind, _Words] = {
    RuleKind.PREREQUISITE: _CONDITION,
    RuleKind.SCHEDULE: _CONDITION,
    RuleKind.INDICATOR: _TARGET,
    RuleKind.SCORE: _TARGET,
    RuleKind.DERIVED: {**_CONDITION, Status.MET: Text("Oui", "Yes"), Status.NOT_MET: Text("Non", "No")},
    RuleKind.COHERENCE: {
        **_CONDITION,
        Status.MET: Text("Cohérent", "Coherent"),
        Status.NOT_MET: Text("Incohérent", "Incoherent"),
    },
    RuleKind.CRITERION: {
        **_CONDITION,
        Status.MET: Text("Satisfait", "Satisfied"),
        Status.NOT_MET: Text("Non satisfait", "Not satisfied"),
    },
    RuleKind.RECOMMENDATION: {**_CONDITION, Status.MET: Text("À suivre", "To be followed")},
}
_CAUSES: dict[Cause, Text] = {
    Cause.DIVISION_BY_ZERO: Text("le diviseur est zéro", "the divisor is zero"),
    Cause.NO_SUCH_YEAR: Text("il faut au moins une année de plus", "at least one more year is needed"),
}
"""Other causes than answers that lack."""
_PATHS_TOLD = 6


def status_word(kind: RuleKind, status: Status | None, language: Language) -> str:
    """The status in the words that suit the kind of rule; « Connu » for a known value that has nothing to meet."""
    if status is None:
        return "Connu" if language == "fr" else "Known"
    return OUTCOME_WORDS[kind][status].into(language)


def _punctuated(text: str) -> str:
    """Without the full stop that follows a label's own end (« … ?. », « ….. »)."""
    return re.sub(r"(?<=[?!.…])\.(?= |$)", "", text)


class Sentences:
    """Tells outcomes of one programme in one language."""

    def __init__(self, programme: Programme, language: Language = "fr") -> None:
        self.language: Language = language
        self.names = Names(programme, language)
        self.figures = Figures(programme, language)
        self.clauses = Clauses(self.names, self.figures)

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    # what the outcome is

    def outcome(self, result: RuleResult) -> str:
        """Everything about a result: calculation, target, status, and why it is not known when it is not."""
        parts = [self.calculation(result), self.target(result), self.verdict(result)]
        return _punctuated(" ".join(part for part in parts if part))

    def parameter(self, reading: ParameterResult) -> str:
        label = self.names.parameter(reading.parameter)
        if reading.value is None:
            return f"{label}{self.clauses.colon} " + self.say(
                "pas encore fixé par la campagne.", "not yet set by the campaign."
            )
        value = self.figures.number(reading.value, reading.parameter.unit)
        since = ""
        if reading.from_campaign:
            since = self.say(" (fixé par la campagne)", " (set by the campaign)")
        elif reading.since is not None:
            since = self.say(
                f" (depuis le {self.figures.day(reading.since)})", f" (since {self.figures.day(reading.since)})"
            )
        return f"{label}{self.clauses.colon} {value}{since}."

    def value(self, result: RuleResult) -> str:
        """The value alone, with its unit; empty when there is none to show."""
        if isinstance(result.value, Unknown | bool) or result.value is None or result.checked.type is Type.BOOLEAN:
            return ""
        if result.checked.type is Type.NUMBER:
            return self.figures.number(result.value, result.checked.unit, self.decimals(result))
        assert isinstance(result.step, Step)
        return self.clauses.value(result.value, result.step.node)

    def decimals(self, result: RuleResult) -> int | None:
        """The decimals that tell a value from its target; None when the usual ones do."""
        if result.target is None or isinstance(result.target.value, Unknown) or isinstance(result.value, Unknown):
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
            label = self.clauses.label(target) or target.node.text
            return f"{comparison} « {label} »" if self.language == "fr" else f'{comparison} "{label}"'
        decimals = self.clauses.decimals(result.value, target.value, target.node)
        return f"{comparison} {self.clauses.value(target.value, target.node, decimals)}"

    # its parts

    def calculation(self, result: RuleResult) -> str:
        label = self.names.rule(result.checked.rule)
        if result.year is not None:
            label += f" ({result.year})"
        step = result.step
        if isinstance(step, ScoreTrace):
            return self.score(label, result, step)
        if isinstance(step, CriterionTrace):
            return self.criterion(label, result, step)
        if result.checked.type is Type.BOOLEAN:
            return f"{label}{self.clauses.colon} {self.clauses.clause(step)}{self.source(result)}."
        value = self.value(result) or "?"
        expression = self.clauses.expression(step)
        if expression == value:
            return f"{label}{self.clauses.colon} {value}{'' if result.target else self.source(result)}."
        equals = self.clauses.equals(result.value, step.node, self.decimals(result))
        return (
            f"{label}{self.clauses.colon} {expression} {equals} {value}{'' if result.target else self.source(result)}."
        )

    def source(self, result: RuleResult) -> str:
        reference = result.checked.rule.reference
        return f" ({reference.source or self.say('notre choix', 'our choice')})"

    def target(self, result: RuleResult) -> str:
        if result.target is None:
            return ""
        strength = result.checked.rule.strength
        word = STRENGTH_WORDS[strength].into(self.language) if strength else ""
        colon = self.clauses.colon
        head = f"Cible {word}{colon}" if self.language == "fr" else f"{word.capitalize()} target:"
        return f"{head} {self.target_words(result)}{self.source(result)}."

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
        if (
            result.status is Status.NOT_APPLICABLE
            and result.applicable is not None
            and result.applicable.value is False
        ):
            return f"{self.clauses.colon} {self.clauses.clause(result.applicable)}"
        if result.status is not Status.UNDETERMINED or result.unknown is None:
            return ""
        return f"{self.clauses.colon} {self.lacking(result.unknown)}"

    def lacking(self, unknown: Unknown) -> str:
        """« il manque : … », or the other causes."""
        if unknown.cause is not Cause.MISSING:
            return _CAUSES[unknown.cause].into(self.language)
        paths = sorted(unknown.missing)
        names = [self.quoted(self.names.path(path)) for path in paths[:_PATHS_TOLD]]
        if len(paths) > _PATHS_TOLD:
            names.append(
                self.say(f"{len(paths) - _PATHS_TOLD} autres réponses", f"{len(paths) - _PATHS_TOLD} other answers")
            )
        return self.say("il manque ", "missing: ") + enumeration(names, self.language)

    def quoted(self, name: str) -> str:
        return f"« {name} »" if self.language == "fr" else f'"{name}"'

    # scores and criteria

    def score(self, label: str, result: RuleResult, trace: ScoreTrace) -> str:
        head = f"{label}{self.clauses.colon} "
        if trace.ratio.__class__ is Unknown:
            answered = sum(1 for statement in trace.statements if statement.earned is not None)
            head += self.say(
                f"{answered} réponse{'s' if answered > 1 else ''} sur {len(trace.statements)}",
                f"{answered} of {len(trace.statements)} answers",
            )
        else:
            points = (
                f"{self.figures.number(trace.earned or 0, None)} ÷ {self.figures.number(trace.possible or 0, None)}"
            )
            head += self.say(f"{points} points", f"{points} points")
            head += f" {self._equals(trace.ratio)} {self._ratio(trace.ratio)}"
        if trace.linked is not None and trace.share is not None and not isinstance(result.value, Unknown):
            head += f"{self.clauses.semicolon}{self.linked(result, trace.share, trace.ratio, trace.linked)}"
        if result.interval is not None:
            low, high = (self._ratio(bound) for bound in result.interval)
            head += self.say(
                f" ; entre {low} et {high} selon les réponses qui manquent",
                f"; between {low} and {high} depending on the missing answers",
            )
        return f"{head}{self.source(result)}."

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

    def criterion(self, label: str, result: RuleResult, trace: CriterionTrace) -> str:
        programme = self.names.programme
        scale = programme.scale[result.checked.rule.scale or ""]
        level = (
            self.names.level(scale, trace.level)
            if trace.level
            else self.say("pas encore apprécié", "not yet appraised")
        )
        absent = [self.names.field(field) for field, presence in trace.evidence if not presence]
        text = f"{label}{self.clauses.colon} {level}{self.source(result)}."
        if absent and trace.level is not None:
            text += self.say(
                f" Preuve absente : {enumeration(absent, 'fr')}.", f" Evidence absent: {enumeration(absent, 'en')}."
            )
        return text
