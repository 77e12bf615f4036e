"""What a version changes of the outcomes of one sheet: every rule of either version, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from poincon.cahier.basics.numbers import Number
from poincon.cahier.evaluation import Assessment, Judge, RuleResult, Unknown, assess, completeness
from poincon.cahier.loading import Package
from poincon.sheets import answers as reading
from poincon.sheets.answers import Answer, Name
from poincon.sheets.versions.following import Contents, FollowedAnswers

KNOWN, ABSENT = "known", "absent"
"""A known value that has nothing to meet; a rule that this version does not have."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A rule whose status is not the same. `before` and `after`: a status, `KNOWN` or `ABSENT`."""

    rule: str
    before: str
    after: str


def judged(
    package: Package,
    answers: Mapping[Name, Answer],
    documents: Mapping[Name, str],
    reference_year: int,
    parameters: Mapping[str, Number],
    judge: Judge | None = None,
) -> Assessment:
    """The outcomes of these answers under that version, which reads of the owner's figures those that it knows.

    `judge`: that of some rules only, when nothing else is asked.
    """
    identifiers = {parameter.id for parameter in package.programme.parameters if parameter.campaign}
    figures = {name: value for name, value in parameters.items() if name in identifiers}
    engine, _problems = reading.read(answers, package.programme, documents, reference_year, figures)
    return assess(package, engine) if judge is None else judge.assess(engine)


def before_and_after(
    contents: Contents,
    followed: FollowedAnswers,
    versions: tuple[Package, Package],
    reference_year: int,
    parameters: Mapping[str, Number],
    judges: tuple[Judge | None, Judge | None] = (None, None),
) -> tuple[Assessment, Assessment]:
    """What a sheet holds under its version, and what follows of it under the other one."""
    old, new = versions
    documents = contents.documents_after(followed)
    return (
        judged(old, *contents.by_name(old.programme), reference_year, parameters, judges[0]),
        judged(new, followed.answers, documents, reference_year, parameters, judges[1]),
    )


def judge_of_rules(package: Package, rules: Iterable[str]) -> Judge:
    """A judge of these rules, and of what they read: those that this version has."""
    return Judge(package, [rule for rule in rules if rule in package.programme.rule])


def status_changes(before: Assessment, after: Assessment) -> list[StatusChange]:
    """The rules whose status changes, in the order of the new version, those that it no longer has at the end."""
    names = [*after.results, *(name for name in before.results if name not in after.results)]
    changes = []
    for name in names:
        old, new = status(before.results.get(name)), status(after.results.get(name))
        if old != new:
            changes.append(StatusChange(name, old, new))
    return changes


def status(result: RuleResult | None) -> str:
    if result is None:
        return ABSENT
    return result.status.value if result.status is not None else KNOWN


def reads_the_same(before: Assessment, after: Assessment) -> bool:
    """Whether whoever read one reads the same in the other: every status and value, and what is required."""
    if before.results.keys() != after.results.keys() or status_changes(before, after):
        return False
    for name, result in before.results.items():
        if _value(result) != _value(after.results[name]):
            return False
    return _required(before) == _required(after)


def _value(result: RuleResult) -> Any:
    """What is read of it: between which ends, while answers are missing."""
    return result.bounds if isinstance(result.value, Unknown) else result.value


def _required(assessment: Assessment) -> set[tuple[str, bool | None, bool | None]]:
    """What is required, whether it is shown."""
    return {
        (state.path, state.required, state.shown)
        for state in completeness(assessment).states
        if state.required is not False and state.shown is not False
    }


def fields_lacking(assessment: Assessment) -> list[str]:
    """The fields that must still be filled, in the order of the form; a yearly one once."""
    return list(dict.fromkeys(state.field.id for state in completeness(assessment).lacking))
