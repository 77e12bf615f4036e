"""Trials of random programmes: how many, and how each is loaded."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, assume, settings

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.loading import Package
from tests.cahier.columns.random_forms import load
from tests.cahier.columns.random_populations import Example

HUNT = os.environ.get("POINCON_EXAMPLES")
"""How many random programmes to try, when hunting; what is found is then shrunk, which takes minutes. For thousands at
once, without shrinking: `python -m benchmarks.agreement`."""

random_examples = settings(
    max_examples=int(HUNT or 100),
    deadline=None,
    derandomize=not HUNT,
    phases=tuple(Phase) if HUNT else (Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def loaded(example: Example) -> Package:
    """The programme; one whose numbers could grow too long is refused when it loads, and another is tried."""
    try:
        return load(example.rules_piece, example.day, example.shown)
    except Unusable as unusable:
        assume({problem.code for problem in unusable.problems} != {"numbers_too_long"})
        raise
