"""Exact sums of columns: binary floats are never added."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from poincon.cahier.basics.numbers import Number, simplest
from poincon.cahier.columns.population import Floats

_INT64 = 2.0**63


def whole_sum(values: Floats, scale: Fraction) -> Number:
    """The sum of whole numbers that floats hold exactly, in the unit that `scale` gives. None of them is NaN."""
    largest = float(np.abs(values).max(initial=0.0))
    fits = largest * len(values) < _INT64
    total = int(values.astype(np.int64).sum()) if fits else sum(map(int, values.tolist()))
    return simplest(total * scale)
