"""Reforms tried on a population, and the national figures that a campaign publishes."""

from poincon.cahier.simulation.reform import Change, OutcomeCounts, Simulation, simulate, simulate_file
from poincon.cahier.simulation.statistics import (
    PopulationStatistic,
    RowAside,
    Statistic,
    StatisticKind,
    statistic,
)
from poincon.cahier.simulation.value_changes import NO_REGION, ValueChanges, ValueMove, ValueSummary

__all__ = [
    "NO_REGION",
    "Change",
    "OutcomeCounts",
    "PopulationStatistic",
    "RowAside",
    "Simulation",
    "Statistic",
    "StatisticKind",
    "ValueChanges",
    "ValueMove",
    "ValueSummary",
    "simulate",
    "simulate_file",
    "statistic",
]
