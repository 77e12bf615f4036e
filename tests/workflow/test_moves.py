"""A table of moves says what can happen from each state, and why not in words."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from poincon.dossiers.models import Transition
from poincon.journal.frozen import frozen_kinds
from poincon.workflow import models
from poincon.workflow.moves import Lifecycle, Move, NotThatWay, require_move
from poincon.workflow.refusals import Allowed, Refused


class Door(TextChoices):
    OPEN = "open", "ouverte"
    SHUT = "shut", "fermée"


class Gesture(TextChoices):
    PUSH = "push", "pousser"
    PULL = "pull", "tirer"


DOOR = Lifecycle({(Door.OPEN, Gesture.PUSH): Move(Door.SHUT)}, "La porte est %(state)s : « %(event)s » est vain.")


def test_a_move_of_the_table_leads_where_it_says() -> None:
    assert DOOR.leads_somewhere(Door.OPEN, Gesture.PUSH) == Allowed()
    assert DOOR.move(Door.OPEN, Gesture.PUSH).after is Door.SHUT


@pytest.mark.parametrize(("state", "event"), [(Door.SHUT, Gesture.PUSH), (Door.OPEN, Gesture.PULL)])
def test_any_other_move_is_refused_in_the_words_of_the_state_and_the_event(state: Door, event: Gesture) -> None:
    sentence = f"La porte est {state.label} : « {event.label} » est vain."
    assert DOOR.leads_somewhere(state, event) == Refused(sentence)
    with pytest.raises(NotThatWay) as refusal:
        DOOR.move(state, event)
    assert (refusal.value.reason, refusal.value.event, refusal.value.status) == (sentence, event, 409)


def test_what_prevents_an_event_for_another_reason_is_told_as_such() -> None:
    require_move(Allowed(), Gesture.PUSH)
    with pytest.raises(NotThatWay, match="verrouillée"):
        require_move(Refused("verrouillée"), Gesture.PUSH)


def test_moves_are_recorded_in_a_table_of_the_room_that_makes_them() -> None:
    assert issubclass(Transition, models.Transition)
    assert Transition in {kind.model for kind in frozen_kinds().values()}
    assert Transition._meta.ordering == ("id",)
