"""A process that fills an empty platform with one dossier, and prints its number.

`python -m tests.preservation.world_of_a_platform`; the settings are in the environment.
"""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()
    from tests.preservation.scenes import refused_dossier

    sys.stdout.write(refused_dossier().number)
