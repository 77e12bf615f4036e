"""`python -m benchmarks [SCENARIO …]`: each scenario in its own process, its ratios and its peak of memory."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measuring import peak_megabytes
from benchmarks.scenarios import SCENARIOS


def main(names: list[str]) -> int:
    if len(names) == 2 and names[0] == "--here":
        scenario = SCENARIOS[names[1]]
        print("\n".join(scenario()))
        print(f"  peak memory                            {peak_megabytes():8.0f} MB")
        return 0
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"No such scenario: {', '.join(unknown)}. Possible: {', '.join(SCENARIOS)}.", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "benchmarks", "--here"]
    return max(subprocess.run([*command, name], check=False).returncode for name in names or SCENARIOS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
