"""A process beside a real server, which makes a dossier and a session, or reads what the database holds.

`python -m tests.dossiers.world_of_a_server make` then `… read <dossier>`; the settings are in the environment.
"""

from __future__ import annotations

import json
import sys
from uuid import UUID

import django


def make() -> dict[str, object]:
    from django.test import Client

    from poincon.journal.models import Act
    from tests.dossiers.factories import dossier, structure

    ours = structure()
    client = Client()
    client.force_login(ours.editor)
    draft = dossier(ours)
    return {"dossier": str(draft.pk), "session": client.cookies["sessionid"].value, "acts": Act.objects.count()}


def read(dossier: str) -> dict[str, object]:
    from poincon.journal.verification import verify
    from poincon.sheets.models import SectionAnswers, SectionRevision

    rows = SectionAnswers.objects.filter(sheet__dossier=UUID(dossier), section="etal")
    verified = verify()
    return {
        "answers": {name: value for row in rows for name, value in row.answers.items()},
        "version": sum(row.version for row in rows),
        "revisions": SectionRevision.objects.filter(answers__sheet__dossier=UUID(dossier)).count(),
        "acts": verified.acts,
        "faults": verified.faults,
    }


if __name__ == "__main__":
    django.setup()
    report = make() if sys.argv[1] == "make" else read(sys.argv[2])
    sys.stdout.write(json.dumps(report))
