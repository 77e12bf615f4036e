"""Reforms tried on a population, and the national figures that a campaign publishes."""

from poincon.cahier.simulation.reform import Change, OutcomeCounts, Simulation, simulate, simulate_file
from poincon.cahier.simulation.statistics import (
    PopulationStatistic,
    RowAside,
    Statistic,
    StatisticKind,
    statistic,
)

__all__ = [
    "Change",
    "OutcomeCounts",
    "PopulationStatistic",
    "RowAside",
    "Simulation",
    "Statistic",
    "StatisticKind",
    "simulate",
    "simulate_file",
    "statistic",
]
