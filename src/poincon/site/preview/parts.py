"""Parts of a preview's page that are folded: results that wait for answers, and what others fill later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poincon.cahier.explanation import Names
from poincon.cahier.model import Status
from poincon.sheets.outcomes import OutcomeGroup
from poincon.sheets.standing import Standing
from poincon.ui.components import OutcomeLine


@dataclass(frozen=True, slots=True)
class ResultPart:
    """The results of a kind, those that are undetermined apart."""

    title: str
    settled: tuple[OutcomeLine, ...]
    undetermined: tuple[OutcomeLine, ...]
    aside: str


@dataclass(frozen=True, slots=True)
class LaterGroup:
    """A group that somebody else fills later: who and when, and what it asks."""

    title: str
    filler: str
    fields: tuple[str, ...]


def result_parts(groups: Iterable[OutcomeGroup]) -> list[ResultPart]:
    return [
        ResultPart(
            group.title,
            tuple(line for line in group.lines if line.status is not Status.UNDETERMINED),
            tuple(line for line in group.lines if line.status is Status.UNDETERMINED),
            group.aside,
        )
        for group in groups
    ]


def later_groups(standing: Standing, names: Names) -> list[LaterGroup]:
    return [
        LaterGroup(names.group(group), names.filler(group), tuple(names.field(field) for field in group.fields))
        for group in standing.filled_by_others
    ]
