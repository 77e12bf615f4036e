"""States of a dossier, the moves between them, and who may make each."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from poincon.workflow.moves import Lifecycle, Move, MoveTable


class Side(StrEnum):
    """Whose move it is: the structure's people, or those who examine for the authority."""

    STRUCTURE = "structure"
    AUTHORITY = "authority"


_STRUCTURE, _AUTHORITY = Side.STRUCTURE, Side.AUTHORITY


class Progress(Enum):
    """How far a dossier has come: one for each state, from which groups of states follow."""

    PREPARED = auto()
    """Not handed over yet: the structure's alone."""
    RECEIVED = auto()
    """Handed over: those who examine see it."""
    CONCLUDED = auto()
    """Handed over, and its examination has ended."""
    GIVEN_UP = auto()


class State(models.TextChoices):
    """Where a dossier is: its permanent value, how far that is, who holds it then, its words."""

    progress: Progress
    holder: Side | None
    """Whose clock runs; None once nobody is to act."""

    DRAFT = "draft", Progress.PREPARED, _STRUCTURE, _("en préparation")
    VALIDATED = "validated", Progress.PREPARED, _STRUCTURE, _("validé par la direction")
    SUBMITTED = "submitted", Progress.RECEIVED, _AUTHORITY, _("déposé")
    TO_CORRECT = "to_correct", Progress.RECEIVED, _STRUCTURE, _("à compléter")
    COMPLETE = "complete", Progress.RECEIVED, _AUTHORITY, _("complet")
    ADMISSIBLE = "admissible", Progress.CONCLUDED, _AUTHORITY, _("recevable")
    NOT_PROCESSED = "not_processed", Progress.CONCLUDED, None, _("demande non traitée")
    WITHDRAWN = "withdrawn", Progress.GIVEN_UP, None, _("retiré")

    def __new__(cls, value: str, *place: Any) -> Self:
        state = str.__new__(cls, value)
        state._value_ = value
        state.progress, state.holder = place
        return state

    @property
    def is_prepared(self) -> bool:
        """Not handed over yet: the structure's alone."""
        return self.progress is Progress.PREPARED

    @property
    def is_concluded(self) -> bool:
        """The examination has ended."""
        return self.progress is Progress.CONCLUDED

    @property
    def is_received(self) -> bool:
        """Handed over: those who examine see it."""
        return self.is_examined or self.is_concluded

    @property
    def held_by_structure(self) -> bool:
        """The structure's clock runs, and its answers may be open."""
        return self.holder is Side.STRUCTURE

    @property
    def is_examined(self) -> bool:
        """Handed over and not concluded: the authority examines it, or waits for its structure."""
        return self.progress is Progress.RECEIVED

    @property
    def is_frozen(self) -> bool:
        """With the authority, or concluded by it: its answers are those of its last snapshot."""
        return self.is_received and not self.held_by_structure

    @property
    def is_live(self) -> bool:
        """Somebody is still to act."""
        return self.holder is not None


class Event(models.TextChoices):
    ASK_VALIDATION = "ask_validation", _("validation demandée à la direction")
    VALIDATE = "validate", _("validation par la direction")
    REOPEN = "reopen", _("reprise de la préparation")
    SUBMIT = "submit", _("dépôt")
    ASK_CHANGES = "ask_changes", _("demande de compléments")
    RESUBMIT = "resubmit", _("compléments déposés")
    TAKE_BACK = "take_back", _("demande de compléments retirée")
    DECLARE_COMPLETE = "declare_complete", _("dossier déclaré complet")
    RECHECK = "recheck", _("retour à l’examen de la complétude")
    ADMIT = "admit", _("dossier recevable")
    CLOSE = "close", _("demande non traitée")
    WITHDRAW = "withdraw", _("retrait")


TRANSITIONS: MoveTable[State, Event] = {
    (State.DRAFT, Event.ASK_VALIDATION): Move(State.DRAFT, _STRUCTURE),
    (State.TO_CORRECT, Event.ASK_VALIDATION): Move(State.TO_CORRECT, _STRUCTURE),
    (State.DRAFT, Event.VALIDATE): Move(State.VALIDATED, _STRUCTURE),
    (State.VALIDATED, Event.REOPEN): Move(State.DRAFT, _STRUCTURE),
    (State.DRAFT, Event.SUBMIT): Move(State.SUBMITTED, _STRUCTURE),
    (State.VALIDATED, Event.SUBMIT): Move(State.SUBMITTED, _STRUCTURE),
    (State.SUBMITTED, Event.ASK_CHANGES): Move(State.TO_CORRECT, _AUTHORITY),
    (State.TO_CORRECT, Event.RESUBMIT): Move(State.SUBMITTED, _STRUCTURE),
    (State.TO_CORRECT, Event.TAKE_BACK): Move(State.SUBMITTED, _AUTHORITY),
    (State.SUBMITTED, Event.DECLARE_COMPLETE): Move(State.COMPLETE, _AUTHORITY),
    (State.COMPLETE, Event.RECHECK): Move(State.SUBMITTED, _AUTHORITY),
    (State.COMPLETE, Event.ADMIT): Move(State.ADMISSIBLE, _AUTHORITY),
    (State.COMPLETE, Event.CLOSE): Move(State.NOT_PROCESSED, _AUTHORITY),
    (State.DRAFT, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
    (State.VALIDATED, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
    (State.SUBMITTED, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
    (State.TO_CORRECT, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
    (State.COMPLETE, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
    (State.ADMISSIBLE, Event.WITHDRAW): Move(State.WITHDRAWN, _STRUCTURE),
}
"""The whole life of a dossier, up to its evaluation. What is not here cannot happen.

Asking for a validation leaves the dossier where it is: it is an act that the next move answers.
"""

LIFECYCLE = Lifecycle(TRANSITIONS, _("Ce dossier est « %(state)s » : « %(event)s » n’est plus possible."))

PREPARED = tuple(state for state in State if state.is_prepared)
RECEIVED = tuple(state for state in State if state.is_received)
FROZEN = tuple(state for state in State if state.is_frozen)
CONCLUDED = tuple(state for state in State if state.is_concluded)
LIVE = tuple(state for state in State if state.is_live)

OWN_EVENTS = (Event.ASK_VALIDATION, Event.VALIDATE, Event.REOPEN)
"""What passes between the people of a structure: nobody else is told."""
