"""How things are measured: medians, alternating with the yardstick so that a busy machine slows both."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

Action = Callable[[], object]


def seconds(action: Action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(actions: list[Action], rounds: int = 7) -> list[float]:
    """The median time of each action, in seconds; the actions take turns, after one round to warm up."""
    for action in actions:
        action()
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for durations, action in zip(times, actions, strict=True):
            durations.append(seconds(action))
    return [sorted(durations)[rounds // 2] for durations in times]


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
