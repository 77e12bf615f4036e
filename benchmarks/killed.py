"""`kill -9` of a real server during a stream of saves: is every one that was acknowledged still there?"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from io import StringIO
from threading import Event

from benchmarks.desks import Desk, Saved, filled_desks
from benchmarks.serving import platform

SAVES = 200
"""Acknowledged saves at least."""
USERS = 4
SEED = 2022


def killed() -> list[str]:
    """Servers are killed one after the other while four people save, each in their own dossier."""
    chance, acknowledged, kills = random.Random(SEED), list[Saved](), 0
    with platform() as served:
        desks = filled_desks(served.port, USERS)
        while len(acknowledged) < SAVES:
            served.start()
            acknowledged += _until_killed(desks, served.kill, chance.uniform(0.3, 4))
            kills += 1
        lost = lost_among(acknowledged)
        _verify_journal()
    if lost:
        raise RuntimeError(f"{len(lost)} acknowledged saves were lost: {lost[:3]}")
    details = f"{len(acknowledged)} saves, {kills} servers killed, {served.database}"
    return [
        f"acknowledged saves lost by kill -9       {len(lost):6d}     ({details}; the journal holds)",
    ]


def _until_killed(desks: list[Desk], kill: Callable[[], None], seconds: float) -> list[Saved]:
    """What was acknowledged by a server that is killed after that time."""
    over = Event()
    with ThreadPoolExecutor(len(desks)) as pool:
        streams: list[Future[list[Saved]]] = [pool.submit(_stream, desk, over) for desk in desks]
        time.sleep(seconds)
        kill()
        over.set()
        return [each for stream in streams for each in stream.result()]


def _stream(desk: Desk, over: Event) -> list[Saved]:
    """Save after save, until the server no longer answers. What was under way then may be there or not."""
    acknowledged: list[Saved] = []
    while not over.is_set():
        try:
            acknowledged.append(desk.save())
        except (OSError, HTTPException):
            desk.version = -1  # as a page that is loaded again: it knows what was written
            break
    return acknowledged


def lost_among(acknowledged: list[Saved]) -> list[Saved]:
    """Those without their revision, and those whose answer is older than what was acknowledged."""
    from poincon.sheets.models import SectionAnswers, SectionRevision

    revisions = SectionRevision.objects.values_list("answers__sheet__dossier", "answers__section", "version")
    versions = {(str(dossier), section, version) for dossier, section, version in revisions}
    rows = {
        (str(row.sheet.dossier.pk), row.section): row.answers
        for row in SectionAnswers.objects.select_related("sheet__dossier")
    }
    lost = [save for save in acknowledged if (save.dossier, save.section, save.version) not in versions]
    return lost + [
        save for save in acknowledged if int(str(rows[save.dossier, save.section][save.name])) < int(save.value)
    ]


def _verify_journal() -> None:
    """Raises when an act does not hold."""
    from django.core.management import call_command

    call_command("verify_journal", stdout=StringIO())
