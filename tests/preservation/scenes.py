"""A dossier with all that an export may hold: examined, written about, refused by letter."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from poincon.admissibility import letters
from poincon.correspondence import exchanges
from poincon.dossiers.models import Dossier
from poincon.journal import services as journal
from poincon.journal.sealing import seal_days
from tests.admissibility.factories import LATER, PAST, confirmed, examined_campaign
from tests.dossiers.factories import PDF

NOTE = "À surveiller de près"
MESSAGE = "Bonjour <script>alert(1)</script>"
SEALED = PAST + timedelta(days=4)


def refused_dossier() -> Dossier:
    """Refused, with a message and its document and a note; four days sealed."""
    here = confirmed({"assure": "non"}, examined_campaign())
    plan = SimpleUploadedFile("../plan à l’étage.pdf", PDF)
    exchanges.send(here.dossier.pk, MESSAGE, [plan], here.ines, LATER)
    exchanges.add_note(here.dossier.pk, NOTE, here.ines, LATER)
    drawn = letters.draft(here.dossier, here.ines, LATER)
    letters.send(here.dossier.pk, fingerprint=drawn.fingerprint, actor=here.ines, now=LATER)
    journal.record(here.dossier, "read", actor=journal.SYSTEM, now=SEALED)
    seal_days(SEALED)
    return here.dossier
