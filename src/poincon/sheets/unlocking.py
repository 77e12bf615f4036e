"""What has become asked for since a sheet was frozen.

Fields that were hidden and are shown now, that were empty and have become required, or whose answer another one has put
out of its bounds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from poincon.cahier.evaluation import FieldState
from poincon.sheets.answers import Name
from poincon.sheets.models import Sheet, Snapshot
from poincon.sheets.snapshots import written
from poincon.sheets.standing import Standing, standing_of_content, standing_with


def became_asked_since(snapshot: Snapshot, sheet: Sheet) -> frozenset[Name]:
    """The fields that were not asked for in the snapshot and are now, with their year."""
    frozen = json.loads(snapshot.content)
    before = standing_of_content(frozen, sheet)
    # what the owner's figures have become changes nothing of what is asked: the same ones judge both
    after = standing_of_content({**frozen, **written(sheet)}, sheet)
    return _became_asked_between(before, after) | frozenset(_put_out_of_bounds(before, after))


def _became_asked_between(before: Standing, after: Standing) -> frozenset[Name]:
    """The fields that were not asked for in `before` and are in `after`, with their year."""
    was: Mapping[str, FieldState] = {state.path: state for state in before.fields}
    return frozenset(Name(state.field, state.year) for state in after.fields if _is_newly_asked(was[state.path], state))


def _is_newly_asked(was: FieldState, now: FieldState) -> bool:
    if now.shown is False:
        return False
    newly_required = now.required is True and was.required is not True
    return was.shown is False or (newly_required and not was.filled)


def _put_out_of_bounds(before: Standing, after: Standing) -> Iterator[Name]:
    """The fields whose frozen answer is out of its bounds among the answers of now, even where it was mended since."""
    bounded = before.package.rulebook.bounds
    for state in before.fields:
        if state.field.id not in bounded or not state.filled or state.beyond:
            continue
        name = Name(state.field, state.year)
        frozen = before.answers.get(name.text)
        mended = frozen != after.answers.get(name.text)
        judged = standing_with(after, {name.text: frozen}, {}) if mended else after
        if any(now.path == state.path and now.beyond for now in judged.fields):
            yield name
