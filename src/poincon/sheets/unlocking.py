"""What has become asked for since a sheet was frozen: fields that were hidden and are shown now, or that were empty and
have become required."""

from __future__ import annotations

import json
from collections.abc import Mapping

from poincon.cahier.evaluation import FieldState
from poincon.sheets.answers import Name
from poincon.sheets.models import Sheet, Snapshot
from poincon.sheets.snapshots import written
from poincon.sheets.standing import Standing, standing_of_content


def became_asked_since(snapshot: Snapshot, sheet: Sheet) -> frozenset[Name]:
    """The fields that were not asked for in the snapshot and are now, with their year."""
    frozen = json.loads(snapshot.content)
    return _became_asked_between(
        standing_of_content(frozen, sheet),
        # what the owner's figures have become changes nothing of what is asked: the same ones judge both
        standing_of_content({**frozen, **written(sheet)}, sheet),
    )


def _became_asked_between(before: Standing, after: Standing) -> frozenset[Name]:
    """The fields that were not asked for in `before` and are in `after`, with their year."""
    was: Mapping[str, FieldState] = {state.path: state for state in before.fields}
    return frozenset(Name(state.field, state.year) for state in after.fields if _is_newly_asked(was[state.path], state))


def _is_newly_asked(was: FieldState, now: FieldState) -> bool:
    if now.shown is False:
        return False
    newly_required = now.required is True and was.required is not True
    return was.shown is False or (newly_required and not was.filled)
