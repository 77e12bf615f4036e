"""What the commands of this room share: progress, told now and then, and findings, named up to a hundred."""

from __future__ import annotations

import time
from typing import Any

from django.utils.translation import gettext as _

from poincon.dossiers.models import Dossier
from poincon.journal.verification import Findings
from poincon.preservation.copying import NotPreserved, Report

PACE = 10.0
"""Seconds between two lines that tell how far it is."""


def progress(stream: Any) -> Report:
    """Writes what it is given, at most once in so many seconds."""
    last = time.monotonic()

    def report(sentence: str) -> None:
        nonlocal last
        if time.monotonic() - last >= PACE:
            last = time.monotonic()
            stream.write(sentence)

    return report


def tell(findings: Findings, stream: Any) -> None:
    """Write each finding, then how many more there are."""
    for fault in findings.faults:
        stream.write(fault)
    more = findings.count - len(findings.faults)
    if more:
        stream.write(_("Autres constats : %(count)d.") % {"count": more})


def dossier_of(number: str) -> Dossier:
    """Raises `NotPreserved` when no dossier bears that number."""
    dossier = Dossier.objects.filter(number=number).select_related("sheet__programme_version", "organisation").first()
    if dossier is None:
        raise NotPreserved(_("Aucun dossier ne porte le numéro « %(number)s ».") % {"number": number[:80]})
    return dossier
