"""The moves of a dossier, in its export (`workflow.evidence`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from poincon.dossiers.enums import State
from poincon.ui.moments import short_moment_words
from poincon.workflow.evidence import Evidence, FrozenRow, Line, Section, Table, instant_of, name_of


def sections(evidence: Evidence) -> Iterable[Section]:
    rows = evidence.rows("transition")
    if rows:
        head = (_("Quand (heure de Paris)"), _("De"), _("À"), _("Par"), _("Motif"))
        table = Table("", head, tuple(_cells(evidence, row) for row in rows))
        yield Section("transitions", _("Changements d’état"), (Line("", tables=(table,)),))


def _cells(evidence: Evidence, row: FrozenRow) -> tuple[str, ...]:
    columns = row.columns
    return (
        short_moment_words(instant_of(columns, "made_at"), "fr"),
        str(State(columns["before"]).label),
        str(State(columns["after"]).label),
        name_of(evidence, columns, "actor_id"),
        str(columns["reason"]),
    )
