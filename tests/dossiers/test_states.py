"""Groups of states follow from the declaration of each."""

from __future__ import annotations

import pytest

from poincon.dossiers.enums import CONCLUDED, FROZEN, LIVE, PREPARED, RECEIVED, Side, State

GROUPS = {
    State.DRAFT: ("prepared", "live"),
    State.VALIDATED: ("prepared", "live"),
    State.SUBMITTED: ("received", "examined", "frozen", "live"),
    State.TO_CORRECT: ("received", "examined", "live"),
    State.COMPLETE: ("received", "examined", "frozen", "live"),
    State.ADMISSIBLE: ("received", "concluded", "frozen", "live"),
    State.NOT_PROCESSED: ("received", "concluded", "frozen"),
    State.WITHDRAWN: (),
}
NAMES = ("prepared", "received", "examined", "concluded", "frozen", "live")


@pytest.mark.parametrize("state", State)
def test_a_state_is_of_these_groups_and_of_no_other(state: State) -> None:
    assert tuple(name for name in NAMES if getattr(state, f"is_{name}")) == GROUPS[state]


def test_the_structure_holds_what_it_prepares_and_what_it_corrects() -> None:
    assert {state for state in State if state.held_by_structure} == {State.DRAFT, State.VALIDATED, State.TO_CORRECT}
    assert {state for state in State if state.holder is None} == {State.NOT_PROCESSED, State.WITHDRAWN}
    assert State.ADMISSIBLE.holder is Side.AUTHORITY


def test_a_value_of_the_database_is_its_state_again() -> None:
    assert [State(state.value) for state in State] == list(State)
    assert State.values == [value for value, _label in State.choices]
    assert State("draft") == "draft"


def test_filters_take_the_same_groups() -> None:
    groups = {"prepared": PREPARED, "received": RECEIVED, "concluded": CONCLUDED, "frozen": FROZEN, "live": LIVE}
    for name, states in groups.items():
        assert states == tuple(state for state in State if name in GROUPS[state])
