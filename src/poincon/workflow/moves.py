"""Tables of moves: from which state each event leads where. What is not in its table cannot happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from django.db.models import TextChoices

from poincon.workflow.refusals import Allowed, Decision, Outdated, Refused

S = TypeVar("S", bound=TextChoices)
E = TypeVar("E", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """Where an event leads; `side`: whose move it is, where several sides move a subject."""

    after: S
    side: StrEnum | None = None


MoveTable = Mapping[tuple[S, E], Move[S]]


class NotThatWay(Outdated):
    """No such move from the state of the subject: somebody else moved it meanwhile, or a form was forged."""

    def __init__(self, event: TextChoices, reason: str) -> None:
        super().__init__(reason)
        self.event = event


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S, E]):
    """The life of one kind of subject. `sentence` names `%(state)s` and `%(event)s`, for a move that is not there."""

    moves: MoveTable[S, E]
    sentence: object
    """A text, or one that is translated when it is read."""

    def leads_somewhere(self, state: S, event: E) -> Decision:
        """Whether the event can happen in that state; why not, in words."""
        if (state, event) in self.moves:
            return Allowed()
        return Refused(str(self.sentence) % {"state": str(state.label), "event": str(event.label)})

    def move(self, state: S, event: E) -> Move[S]:
        """The move that the event makes from that state. Raises `NotThatWay`."""
        require_move(self.leads_somewhere(state, event), event)
        return self.moves[state, event]


def require_move(decision: Decision, event: TextChoices) -> None:
    """Raise `NotThatWay` with the reason when the event cannot happen."""
    if isinstance(decision, Refused):
        raise NotThatWay(event, decision.reason)
