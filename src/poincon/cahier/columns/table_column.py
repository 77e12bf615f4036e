"""Tables of a population: the lines of a file beside it, and which of them each row holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

_Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TableColumn:
    """Row i holds the lines `starts[i]` to `stops[i]` of `cells`, whose columns go by name; no line is missing.

    A line that holds nothing is no row of the table: alone, it says that the table is empty.
    """

    cells: dict[str, tuple[Any, ...]]
    starts: _Integers
    stops: _Integers

    def at(self, row: int) -> tuple[dict[str, Any], ...] | None:
        """The rows of the table, as the exact evaluator reads them."""
        start, stop = int(self.starts[row]), int(self.stops[row])
        if start == stop:
            return None
        lines = (
            {name: values[line] for name, values in self.cells.items() if values[line] is not None}
            for line in range(start, stop)
        )
        return tuple([line for line in lines if line])

    def at_rows(self, rows: _Integers) -> TableColumn:
        return replace(self, starts=self.starts[rows], stops=self.stops[rows])
