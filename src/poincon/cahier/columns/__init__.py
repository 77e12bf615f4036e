"""Populations: the same checked rules over NumPy columns, with the verdicts of the exact evaluator (docs/adr/0005)."""

from poincon.cahier.columns.files import read_population
from poincon.cahier.columns.kernels import KNOWN
from poincon.cahier.columns.outcomes import STATUS_CODES, PopulationOutcomes
from poincon.cahier.columns.population import Population, population_from_arrays
from poincon.cahier.columns.runs import evaluate, reform

__all__ = [
    "KNOWN",
    "STATUS_CODES",
    "Population",
    "PopulationOutcomes",
    "evaluate",
    "population_from_arrays",
    "read_population",
    "reform",
]
