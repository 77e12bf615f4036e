"""Numbers written plainly, as nearly all are: read at once, without a fraction for each."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from poincon.cahier.basics.numbers import INTEGER_DIGITS
from poincon.cahier.columns.population import EXACT_BOUND, MOST_DECIMALS, Floats, NumberColumn
from poincon.cahier.columns.spellings import plain_spelling
from poincon.cahier.model import Field

_POWERS = np.array([10.0**power for power in range(MOST_DECIMALS + 1)])
_PLAIN = re.compile(rf"(-?[0-9]{{1,{INTEGER_DIGITS}}})(?:\.([0-9]{{1,{MOST_DECIMALS}}}))?")


def plain_number_column(field: Field, texts: Iterable[str | None], *, french: bool) -> NumberColumn | None:
    """The column of these texts when each is blank, or a plain decimal that its field takes; else None.

    None is no error: the reader of the field's kind then says what each text is, or what is wrong with it.
    """
    wholes: list[int] = []
    decimals: list[int] = []
    missing: list[bool] = []
    for text in texts:
        match = _plain(field, text, french=french) if text else None
        if text and text.strip() and match is None:
            return None
        digits = (match[2] or "").rstrip("0") if match else ""
        wholes.append(int(match[1] + digits) if match else 0)
        decimals.append(len(digits))
        missing.append(match is None)
    most = max(decimals, default=0)
    if most > field.decimals:
        return None
    scaled = _scaled(wholes, decimals, most)
    if scaled is None or not _within(field, scaled, most, missing):
        return None
    scaled[np.array(missing, dtype=bool)] = np.nan
    bound = float(np.nanmax(np.abs(scaled), initial=0.0))
    return NumberColumn(scaled, most, bound, any(missing), bool((scaled == 0).any()))


def _plain(field: Field, text: str, *, french: bool) -> re.Match[str] | None:
    return _PLAIN.fullmatch(text) or (_PLAIN.fullmatch(plain_spelling(field, text.strip())) if french else None)


def _scaled(wholes: list[int], decimals: list[int], most: int) -> Floats | None:
    """The numbers in the scale of the most decimals; None when floats do not hold them all exactly."""
    if max(map(abs, wholes), default=0) >= EXACT_BOUND:
        return None
    numbers = np.array(wholes, dtype=np.float64)
    scaled: Floats = numbers * _POWERS[most - np.array(decimals, dtype=np.int64)]
    return scaled if np.abs(scaled).max(initial=0.0) < EXACT_BOUND else None


def _within(field: Field, scaled: Floats, decimals: int, missing: list[bool]) -> bool:
    """Whether the bounds of the field hold, blank cells apart."""
    answers = scaled[~np.array(missing, dtype=bool)]
    lowest, highest = (None if limit is None else limit * 10**decimals for limit in (field.minimum, field.maximum))
    return bool(
        not answers.size
        or ((lowest is None or int(answers.min()) >= lowest) and (highest is None or int(answers.max()) <= highest))
    )
