"""`python -m benchmarks [SCENARIO …]`: each scenario in its own process, its ratios and its peak of memory."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable

from benchmarks.measuring import peak_megabytes
from benchmarks.pages import SIZES, pages
from benchmarks.saving import SECONDS, saving
from benchmarks.scenarios import SCENARIOS

NAMES = (*SCENARIOS, "pages", "saving")


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.here:
        _scenario(options)()
        print(f"  peak memory                            {peak_megabytes():8.0f} MB")
        return 0
    names = options.names or NAMES
    rest = [argument for argument in arguments if argument not in options.names]
    command = [sys.executable, "-m", "benchmarks", "--here"]
    return max(subprocess.run([*command, *rest, name], check=False).returncode for name in names)


def _scenario(options: argparse.Namespace) -> Callable[[], None]:
    (name,) = options.names
    platform: dict[str, Callable[[], None]] = {
        "pages": lambda: pages(options.sizes),
        "saving": lambda: saving(options.seconds),
    }
    return platform.get(name, lambda: print("\n".join(SCENARIOS[name]())))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("make bench ARGS=…", allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="SCENARIO", help=", ".join(NAMES))
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="of pages: dossiers, as --sizes=100,1000")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of saving: how long people save")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
