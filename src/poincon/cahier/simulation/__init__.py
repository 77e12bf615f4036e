"""Reforms tried on a population, and the national figures that a campaign publishes."""

from poincon.cahier.simulation.reform import Change, OutcomeCounts, Simulation, simulate, simulate_file

__all__ = ["Change", "OutcomeCounts", "Simulation", "simulate", "simulate_file"]
