"""The deadline is an instant: one microsecond before it all goes, at it nothing does, whoever waited for a lock."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from poincon.campaigns.extending import grant_extension
from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.dossiers.saving import add_row
from poincon.workflow.refusals import NotAllowed
from tests.campaigns.makers import ministry
from tests.dossiers.factories import (
    Structure,
    address,
    autosave,
    campaign,
    dossier,
    kept,
    name_in,
    save_typed,
    structure,
    upload,
)
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)
CLOSES = NOW + timedelta(days=10)
Act = Callable[[Dossier, Structure, datetime], Any]
ACTS: dict[str, Act] = {
    "save": lambda dossier, ours, now: save_typed(dossier.pk, "etal", 1, {"enseigne": "A"}, ours.editor, now),
    "row": lambda dossier, ours, now: add_row(dossier.pk, "etal", name_in(dossier, "recettes"), ours.editor, now),
    "attach": lambda dossier, ours, now: services.attach(dossier.pk, "plan", upload(), ours.editor, now),
    "detach": lambda dossier, ours, now: services.detach(dossier.pk, "plan", ours.editor, now),
    "comment": lambda dossier, ours, now: services.comment(dossier.pk, "etal", "une note", ours.editor, now),
    "submit": lambda dossier, ours, now: services.submit(dossier.pk, ours.head, now),
}


@pytest.fixture
def ours() -> Structure:
    return structure()


def draft(ours: Structure, closes_at: datetime = CLOSES) -> Dossier:
    return dossier(ours, campaign(closes_at=closes_at), answers={"etal": {"nom": "Chez Paul"}})


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("before", [MOMENT, timedelta(seconds=1)])
def test_before_the_instant_everything_goes(ours: Structure, act: str, before: timedelta) -> None:
    ACTS[act](draft(ours), ours, CLOSES - before)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("after", [timedelta(0), MOMENT, timedelta(days=1)])
def test_at_the_instant_and_after_it_nothing_does(ours: Structure, act: str, after: timedelta) -> None:
    dossier = draft(ours)
    with pytest.raises(NotAllowed, match="close"):
        ACTS[act](dossier, ours, CLOSES + after)
    assert kept(dossier) == {"nom": "Chez Paul"}
    assert not dossier.sheet.attachments.exists()
    dossier.refresh_from_db()
    assert dossier.state == "draft"


@pytest.mark.parametrize("act", ACTS)
def test_more_time_for_one_structure_moves_that_instant_for_it(ours: Structure, act: str) -> None:
    dossier, until = draft(ours), CLOSES + timedelta(days=2)
    grant_extension(dossier.campaign_id, ours.organisation, until, "Crue", actor=ministry(), now=CLOSES)
    ACTS[act](dossier, ours, until - MOMENT)


@pytest.mark.parametrize("act", ACTS)
def test_more_time_for_one_structure_is_none_for_another(ours: Structure, act: str) -> None:
    dossier, until = draft(ours), CLOSES + timedelta(days=2)
    grant_extension(dossier.campaign_id, structure().organisation, until, "Crue", actor=ministry(), now=CLOSES)
    with pytest.raises(NotAllowed, match="close"):
        ACTS[act](dossier, ours, until - MOMENT)


def test_a_page_says_that_the_deadline_has_passed_and_keeps_what_was_typed(ours: Structure) -> None:
    dossier, client = draft(ours), Client()
    client.force_login(ours.editor)
    Campaign.objects.update(closes_at=timezone.now())
    answer = autosave(client, dossier, {"version": 1, "changes": {"enseigne": "Au bon étal"}})
    assert answer.status_code == 403
    assert "close" in json.loads(answer.content)["message"]
    page = client.post(address("section", dossier, "etal"), {"version": "1", "enseigne": "Au bon étal"})
    assert page.status_code == 403
    assert "Au bon étal" in page.content.decode()
    assert kept(dossier) == {"nom": "Chez Paul"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("arrived", "goes"), [(CLOSES - MOMENT, True), (CLOSES, False)])
def test_what_counts_is_when_it_arrived_however_long_it_waits_for_a_lock(arrived: datetime, goes: bool) -> None:
    ours = structure()
    dossier, locked = draft(ours), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
                Dossier.objects.filter(pk=dossier.pk).update(changed_at=NOW)
                locked.set()
                sleep(0.5)  # the other one waits for the lock meanwhile
        finally:
            connection.close()

    def save() -> bool:
        try:
            locked.wait(10)
            save_typed(dossier.pk, "etal", 1, {"enseigne": "A"}, ours.editor, arrived)
        except NotAllowed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert pool.submit(save).result(20) is goes
        holding.result(20)
    assert ("enseigne" in kept(dossier)) is goes


def test_a_deadline_put_off_while_one_writes_counts_at_once(ours: Structure) -> None:
    dossier = draft(ours)
    with pytest.raises(NotAllowed):
        ACTS["save"](dossier, ours, CLOSES)
    Campaign.objects.update(closes_at=CLOSES + timedelta(days=1))
    ACTS["save"](dossier, ours, CLOSES)
    assert kept(dossier)["enseigne"] == "A"
