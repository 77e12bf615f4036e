"""States of a dossier, the moves between them, and who may make each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a dossier is. Values are permanent; who holds it then is in `HELD_BY_STRUCTURE`."""

    DRAFT = "draft", _("en préparation")
    VALIDATED = "validated", _("validé par la direction")
    SUBMITTED = "submitted", _("déposé")
    TO_CORRECT = "to_correct", _("à compléter")
    COMPLETE = "complete", _("complet")
    ADMISSIBLE = "admissible", _("recevable")
    NOT_PROCESSED = "not_processed", _("demande non traitée")
    WITHDRAWN = "withdrawn", _("retiré")


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


class Side(StrEnum):
    """Whose move it is: the structure's people, or those who examine for the authority."""

    STRUCTURE = "structure"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Move:
    after: State
    side: Side


_STRUCTURE, _AUTHORITY = Side.STRUCTURE, Side.AUTHORITY

TRANSITIONS: dict[tuple[State, Event], Move] = {
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

PREPARED = (State.DRAFT, State.VALIDATED)
"""Not handed over yet: the structure's alone."""

RECEIVED = (State.SUBMITTED, State.TO_CORRECT, State.COMPLETE, State.ADMISSIBLE, State.NOT_PROCESSED)
"""Handed over: those who examine see it."""

FROZEN = (State.SUBMITTED, State.COMPLETE, State.ADMISSIBLE, State.NOT_PROCESSED)
"""Held by the authority: its answers are those of its last snapshot."""

CONCLUDED = (State.ADMISSIBLE, State.NOT_PROCESSED)

OWN_EVENTS = (Event.ASK_VALIDATION, Event.VALIDATE, Event.REOPEN)
"""What passes between the people of a structure: nobody else is told."""

HELD_BY_STRUCTURE = (*PREPARED, State.TO_CORRECT)
"""Whose clock runs: the structure's. In the other states the authority holds the dossier."""


class SectionState(models.TextChoices):
    """A section as the task list tells it."""

    TO_START = "to_start", _("à commencer")
    OPTIONAL = "optional", _("facultative")
    IN_PROGRESS = "in_progress", _("en cours")
    COMPLETE = "complete", _("complète")
    TO_CORRECT = "to_correct", _("à corriger")
