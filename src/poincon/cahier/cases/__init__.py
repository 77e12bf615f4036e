"""The tests that a package carries: dossiers, and the outcomes that they must give."""

from poincon.cahier.cases.runner import CaseReport, run_cases

__all__ = ["CaseReport", "run_cases"]
