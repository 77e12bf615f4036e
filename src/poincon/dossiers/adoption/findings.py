"""What a version would change, dossier by dossier, as a dry run keeps it: each is compared with its own version."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from poincon.campaigns.models import ProgrammeVersion
from poincon.dossiers.adoption.bulk_reading import Reading
from poincon.dossiers.adoption.value_totals import ValueTotals
from poincon.dossiers.enums import State
from poincon.dossiers.standing import campaign_parameters, filing_day
from poincon.sheets.versions.following import follow
from poincon.sheets.versions.outcomes import (
    StatusChange,
    before_and_after,
    fields_lacking,
    status_changes,
)


class Findings:
    """Gathers what changes: outcomes and fields by their place in a list, dossiers by identifier.

    `now`: what is not handed over yet is judged as if it were at that instant.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.outcomes: dict[str, int] = {}
        self.statuses: dict[str, int] = {}
        self.fields: dict[str, int] = {}
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.states: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.incomplete: Counter[str] = Counter()
        self.values = ValueTotals()

    def add(self, reading: Reading, version: ProgrammeVersion) -> None:
        dossier = reading.dossier
        self.states[dossier.state] += 1
        self.versions[dossier.sheet.programme_version_id] += 1
        old, new, year = reading.package, version.package, dossier.sheet.reference_year
        followed = follow(reading.contents, old.programme, new.programme, year)
        parameters = campaign_parameters(dossier)
        filed = filing_day(dossier, self.now)
        before, after = before_and_after(reading.contents, followed, (old, new), year, parameters, filed)
        values = self.values.add(dossier.region, before, after, prepared=State(dossier.state).is_prepared)
        lacking, required = fields_lacking(before), fields_lacking(after)
        if required and not lacking:
            self.incomplete[dossier.state] += 1
        entry: dict[str, Any] = {
            "changes": [self._change(change) for change in status_changes(before, after)],
            "values": [_place(self.outcomes, rule) for rule in values],
            "left": [
                [leftover.name, leftover.cause.value]
                for leftover in (*followed.leftovers, *followed.leftover_documents)
            ],
            "lacking": [_place(self.fields, name) for name in required if name not in lacking],
        }
        if any(entry.values()):
            self.dossiers[str(dossier.pk)] = {
                "state": dossier.state,
                **{key: each for key, each in entry.items() if each},
            }

    def _change(self, change: StatusChange) -> list[int]:
        places = [_place(self.statuses, status) for status in (change.before, change.after)]
        return [_place(self.outcomes, change.rule), *places]

    def to_json(self) -> dict[str, Any]:
        return {
            "outcomes": list(self.outcomes),
            "statuses": list(self.statuses),
            "fields": list(self.fields),
            "states": dict(self.states),
            "versions": dict(self.versions),
            "incomplete": dict(self.incomplete),
            "values": self.values.to_json(),
            "dossiers": self.dossiers,
        }


def _place(places: dict[str, int], name: str) -> int:
    return places.setdefault(name, len(places))
