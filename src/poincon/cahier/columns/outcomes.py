"""What judging a population gives: a status and a value for each rule and row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns.judged import JudgedRules
from poincon.cahier.columns.kernels import KNOWN
from poincon.cahier.columns.lanes import Lane, as_float
from poincon.cahier.columns.population import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    UNDETERMINED,
    Codes,
    Floats,
    Integers,
    Population,
)
from poincon.cahier.loading import Package
from poincon.cahier.model import Status

STATUS_CODES: dict[int, Status | None] = {
    NOT_MET: Status.NOT_MET,
    UNDETERMINED: Status.UNDETERMINED,
    MET: Status.MET,
    NOT_APPLICABLE: Status.NOT_APPLICABLE,
    KNOWN: None,
}


@dataclass(frozen=True, eq=False)
class PopulationOutcomes:
    """Statuses (codes) and values (in each lane's scale) of the rules judged, by row of the sorted population."""

    package: Package
    population: Population
    on: date | None
    parameters: dict[str, Number]
    """Set for this run, over what the programme says."""
    statuses: dict[str, Codes]
    values: dict[str, Floats]
    judged: JudgedRules
    """What a reform needs to know of the rules that it does not judge again."""
    exact_rows: Integers
    """Rows that were handed to the exact evaluator."""
    by_rows: tuple[str, ...] = ()
    """Rules that are not for columns, judged row by row."""

    @property
    def lanes(self) -> dict[str, Lane]:
        return self.judged.lanes

    def value(self, name: str) -> Floats:
        """The values of a rule in its unit (euros, ratios…), rounded to float64; NaN when unknown.

        Dates are ordinals of days; options and texts are the population's ranks of words.
        """
        lane = self.lanes.get(name)
        return self.values[name] * as_float(lane.scale) if lane is not None else self.values[name].copy()

    def verdicts(self, name: str) -> dict[str, int]:
        """How many rows have each verdict of a rule, every one that it can give being told."""
        options = self.package.programme.rule[name].options
        values = self.values[name]
        return {option.id: int((values == position).sum()) for position, option in enumerate(options)}

    def counts(self, name: str) -> dict[str, int]:
        """How many rows have each status; `known` for values that have nothing to meet."""
        counts = np.bincount(self.statuses[name], minlength=KNOWN + 1)
        names = {code: status.value if status else "known" for code, status in STATUS_CODES.items()}
        order = (MET, NOT_MET, NOT_APPLICABLE, UNDETERMINED, KNOWN)
        return {names[code]: int(counts[code]) for code in order if counts[code]}
