"""Why an outcome of a case is what it is: the evaluator's own sentence, and what the dossier lacks."""

from __future__ import annotations

from poincon.cahier.basics.text import Language, Text, natural_order
from poincon.cahier.evaluation import Assessment, RuleResult
from poincon.cahier.explanation import Sentences
from poincon.cahier.model import Status

_SHOWN = 400
_PATHS = 5


def reason_of(result: RuleResult, assessment: Assessment, label: str, case: str) -> Text:
    """One or two lines: the sentence, the answers to give, and how to read it all. `label` is the folder's name."""
    name = result.checked.rule.id
    command = f"poincon explain {label} cas/{case}.yaml {name}"
    fr, en = (_told(result, Sentences.of(assessment, language), language) for language in ("fr", "en"))
    return Text(f"{fr} (tout voir : {command})", f"{en} (see it all: {command})")


def _told(result: RuleResult, sentences: Sentences, language: Language) -> str:
    sentence = sentences.outcome(result)
    sentence = sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1].rstrip() + "…"
    unknown = result.unknown
    if result.status is not Status.UNDETERMINED or unknown is None or not unknown.missing:
        return sentence
    paths = sorted(unknown.missing, key=natural_order)
    more = len(paths) - _PATHS
    listed = ", ".join(paths[:_PATHS]) + (
        (f" (et {more})" if language == "fr" else f" (and {more})") if more > 0 else ""
    )
    return f"{sentence} " + (f"À répondre : {listed}." if language == "fr" else f"To answer: {listed}.")
