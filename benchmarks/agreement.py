"""`python -m benchmarks.agreement 5000 [FIRST]`: that many random programmes, out of continuous integration.

Each has its seed: populations and reforms of a programme that disagrees are made again from it. What a hunt finds is
then shrunk by `POINCON_EXAMPLES=… make test ARGS="-k random"`, and becomes a test of its own.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.columns import evaluate, reform
from poincon.cahier.loading import Package
from tests.cahier.columns.agreement import disagreements, population
from tests.cahier.columns.random_forms import load
from tests.cahier.columns.random_populations import Example, example


def example_of(seed: int) -> Example:
    """The example of a seed; one in two looks across years."""
    chance = random.Random(seed)
    return example(lambda options: options[chance.randrange(len(options))], over_years=seed % 2 == 0)


def faults(package: Package, case: Example, counts: Counter[str]) -> list[str]:
    """Where columns and the exact evaluator differ on the population of a case, before and after its reform."""
    people = population(package, case.csv, case.beside)
    base = evaluate(package, people)
    after = reform(base, case.changes)
    counts["rules"] += len(base.statuses)
    counts["rules judged row by row"] += len(base.by_rows)
    counts["rows"] += people.rows
    counts["rows handed over"] += len(base.exact_rows)
    return disagreements(package, people, base) + disagreements(package, people, after, None, case.changes)


def main(count: int, first: int) -> int:
    counts: Counter[str] = Counter()
    for seed in range(first, first + count):
        case = example_of(seed)
        try:
            package = load(case.rules_piece, case.day, case.shown)
        except Unusable as unusable:
            codes = {problem.code for problem in unusable.problems}
            counts[f"refused: {', '.join(sorted(codes))}"] += 1
            continue
        counts["programmes"] += 1
        differences = faults(package, case, counts)
        if differences:
            counts["programmes that differ"] += 1
            print(f"seed {seed}:", *differences[:3], sep="\n  ", flush=True)
    for name, number in counts.items():
        print(f"{number:8d} {name}")
    return 1 if counts["programmes that differ"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
