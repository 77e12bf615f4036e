"""A statistic as it is published: rounded, dated, with the line to paste in a package."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from poincon.cahier.basics.numbers import decimal_text, fixed_text, fraction_text
from poincon.cahier.basics.units import COUNT
from poincon.cahier.loading import Package
from poincon.cahier.simulation import PopulationStatistic, RowAside, Statistic

_EXACT_DIGITS = 1000
"""Characters beyond which nobody reads an exact fraction."""


class PublishedStatistic:
    """A statistic, rounded, with the day from which each of its values would hold."""

    def __init__(self, package: Package, computed: PopulationStatistic, on: date | None, decimals: int) -> None:
        self.package, self.computed, self.decimals = package, computed, decimals
        self.checked = computed.checked
        self.unit = computed.checked.unit or COUNT
        self.day = on or package.programme.day

    @property
    def parameter_id(self) -> str:
        """The parameter that the rule is compared with; else a name for a new one."""
        parameter = self.computed.parameter
        return parameter.id if parameter is not None else f"moyenne_{self.checked.rule.id}"

    def value(self, statistic: Statistic) -> str | None:
        """The rounded value, as packages write it."""
        value = statistic.value(Fraction(1, 10**self.decimals))
        return None if value is None else fixed_text(value, self.decimals)

    def dated_values(self) -> dict[str, str]:
        """The values to paste, by the day from which each holds: 31 December of its year."""
        by_year = {date(each.year, 12, 31): each for each in self.computed.by_year if each.year is not None}
        dated = by_year or {self.day: self.computed.whole}
        texts = {day.isoformat(): self.value(each) for day, each in dated.items()}
        return {day: text for day, text in texts.items() if text is not None}

    def yaml(self) -> str | None:
        """The line to paste under the parameter; None where there is no value."""
        values = ", ".join(f"{day}: {text}" for day, text in self.dated_values().items())
        return f"valeurs: {{{values}}}" if values else None

    def to_json(self) -> dict[str, Any]:
        """The contract of `poincon statistics --json`."""
        programme, whole = self.package.programme, self.computed.whole
        return {
            "programme": programme.id,
            "version": programme.version,
            "digest": self.package.digest,
            "rule": self.checked.rule.id,
            "statistic": self.computed.kind.value,
            "unit": self.unit.name,
            "divided": self.computed.divided,
            "divisor": self.computed.divisor,
            "year": whole.year,
            **self._figures(whole),
            "left_out": [_row_json(row) for row in whole.aside],
            "years": {str(each.year): self._figures(each) for each in self.computed.by_year},
            "parameter": {"id": self.parameter_id, "values": self.dated_values(), "yaml": self.yaml()},
        }

    def _figures(self, statistic: Statistic) -> dict[str, Any]:
        exact = statistic.exact
        fraction = None if exact is None else fraction_text(exact)
        return {
            "value": self.value(statistic),
            "exact": fraction if fraction is not None and len(fraction) <= _EXACT_DIGITS else None,
            "total": decimal_text(statistic.total),
            "over": decimal_text(statistic.divisor),
            "rows": statistic.rows,
            "counted": statistic.counted,
        }


def _row_json(row: RowAside) -> dict[str, Any]:
    return {
        "dossier": row.dossier,
        "annee": row.year,
        "status": "not_applicable" if row.cause is None else "undetermined",
        "cause": row.cause.value if row.cause is not None else None,
        "missing": list(row.missing),
    }
