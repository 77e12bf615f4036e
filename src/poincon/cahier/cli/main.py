import sys
from pathlib import Path

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import load_package


def run():
    bad = 0
    for f in sys.argv[2:]:
        try:
            p = load_package(Path(f))
            r = run_cases(p, f)
            for q in r.problems:
                print(q.render())
            bad |= bool(r.problems)
            print(f, r.count)
        except Unusable as e:
            bad = 1
            for q in e.problems:
                print(q.render())
    sys.exit(bad)
