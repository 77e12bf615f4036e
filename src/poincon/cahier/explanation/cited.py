"""What a letter says of a dossier where it cites an identifier of the programme: a value in words, never silence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from poincon.cahier.basics.text import Language
from poincon.cahier.basics.units import Unit
from poincon.cahier.evaluation import NOT_APPLICABLE, Assessment, ParameterResult, RuleResult, Unknown, completeness
from poincon.cahier.explanation.sentences import Sentences
from poincon.cahier.explanation.words import status_word
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, RuleKind, Status
from poincon.cahier.model.kinds import Type


def cited_values(assessment: Assessment, identifiers: Iterable[str], language: Language) -> dict[str, str]:
    """What each identifier is worth in that dossier, in words.

    What is not known says so, and so does what the programme of the dossier does not have: a dossier handed over keeps
    its version, and may be written about in the words of a later one.
    """
    teller = _Teller(assessment, language)
    return {identifier: teller.words(identifier) for identifier in identifiers}


class _Teller:
    def __init__(self, assessment: Assessment, language: Language) -> None:
        self.assessment = assessment
        self.language: Language = language
        self.programme = assessment.package.programme
        self.sentences = Sentences.of(assessment, language)
        self.say = self.sentences.say
        self.unknown = self.say("non connu", "not known")
        self.not_applicable = self.say("sans objet", "not applicable")

    def words(self, identifier: str) -> str:
        if identifier in self.assessment.results:
            return self.of_rule(self.assessment.results[identifier])
        if identifier in self.assessment.parameters:
            return self.of_parameter(self.assessment.parameters[identifier])
        field = self.programme.fields.get(identifier)
        return self.unknown if field is None or field.yearly else self.of_field(field)

    def of_rule(self, result: RuleResult) -> str:
        rule = result.checked.rule
        if result.status is Status.NOT_APPLICABLE or result.value is NOT_APPLICABLE:
            return self.not_applicable
        if rule.kind is RuleKind.RECOMMENDATION and result.status is Status.MET:
            return self.sentences.names.rule_text(rule, "texte")
        if result.checked.type is Type.BOOLEAN:
            if result.status in (None, Status.UNDETERMINED):
                return self.unknown
            return status_word(rule.kind, result.status, self.language).lower()
        return self.unknown if isinstance(result.value, Unknown) else self.sentences.value(result)

    def of_parameter(self, reading: ParameterResult) -> str:
        if reading.value is None:
            return self.say("pas encore fixé", "not yet set")
        return self.sentences.figures.number(reading.value, reading.parameter.unit)

    def of_field(self, field: Field) -> str:
        if field in self.hidden:
            return self.not_applicable
        value: Any = self.assessment.dossier.answers.get(field.id)
        if value is None:
            return self.say("non renseigné", "not given")
        if field.type is Type.TEXT:
            return str(value)
        unit: Unit | None = field_unit(field)
        node = tree.FieldValue(field.id, field.type, unit, False, field)
        return self.sentences.values.value(value, node)

    @cached_property
    def hidden(self) -> frozenset[Field]:
        """The fields whose question is not asked in that dossier."""
        states = completeness(self.assessment).states
        return frozenset(state.field for state in states if state.shown is False)
