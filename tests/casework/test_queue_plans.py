"""PostgreSQL reads the rows of a page, and no table whole, whatever is asked of the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poincon.casework.entries import relist_all
from poincon.casework.models import Assignment
from poincon.correspondence.models import DossierMessage, MessagesRead
from poincon.dossiers.enums import CONCLUDED, State
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from tests.admissibility.factories import ELSEWHERE, REGION, officer, signed_in
from tests.casework.desk import examined_campaign, ministry
from tests.casework.queue_pages import QUEUE
from tests.dossiers.factories import many_dossiers
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

NUMBER = 2_400
MOST = 600
"""Rows that one step of a page may read of a large table: a region has twice as many."""
LARGE = {
    "casework_queueentry", "casework_queuewords", "casework_assignment", "dossiers_dossier", "dossiers_transition",
    "dossiers_changerequest", "correspondence_dossiermessage", "people_organisation", "sheets_sheet",
    "sheets_sectionanswers", "sheets_snapshot",
}  # fmt: skip
STATES = (State.SUBMITTED, State.COMPLETE, State.ADMISSIBLE, State.NOT_PROCESSED, State.WITHDRAWN, State.TO_CORRECT)
"""A dossier in each in turn."""
QUERIES = (
    "", "?voir=attend", "?voir=complements", "?voir=attribuer", "?voir=messages", "?attribue=moi", "?attribue=personne",
    "?tri=structure", "?tri=-structure", "?tri=etat", "?tri=-depuis", "?tri=echeance", "?tri=attribue", "?page=3",
    "?etat=complete", "?q=LOT-00012", "?q=tal+12",
)  # fmt: skip


@pytest.fixture
def officers() -> list[Person]:
    """An officer among five of a region, and a ministry, once two regions have handed over all that they had."""
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")
    into = examined_campaign()
    teams = {region: [officer(f"Agent {place}", region) for place in range(5)] for region in (REGION, ELSEWHERE)}
    for region, team in teams.items():
        many_dossiers(into, NUMBER // 2, region)
        dossiers = list(Dossier.objects.filter(region=region))
        for age, (dossier, state) in enumerate(zip(dossiers, cycle(STATES), strict=False)):
            dossier.state, dossier.submitted_at = state, NOW - timedelta(minutes=age)
            dossier.concluded_at = NOW if state in CONCLUDED else None
        Dossier.objects.bulk_update(dossiers, ("state", "submitted_at", "concluded_at"), batch_size=1_000)
        Assignment.objects.bulk_create(
            Assignment(dossier=dossier, officer=someone, starts_at=NOW)
            for dossier, someone in zip(dossiers[: -NUMBER // 8], cycle(team), strict=False)
        )
    readers = [teams[REGION][0], ministry()]
    written = list(Dossier.objects.filter(region=REGION)[: NUMBER // 8])
    DossierMessage.objects.bulk_create(
        DossierMessage(dossier=dossier, author=dossier.created_by, from_authority=False, text="a", made_at=NOW)
        for dossier in written
    )
    MessagesRead.objects.bulk_create(
        MessagesRead(dossier=dossier, person=reader, at=NOW) for dossier in written[::10] for reader in readers
    )
    relist_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return readers


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def rows_read(node: dict[str, Any]) -> int:
    """What a node takes out of its table or index, kept or not."""
    removed = sum(node.get(f"Rows Removed by {cause}", 0) for cause in ("Filter", "Index Recheck"))
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


def long_readings(client: Client, path: str) -> list[str]:
    """The readings of large tables that are longer than a page needs."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    readings = []
    for question in captured.captured_queries:
        if "SELECT" not in question["sql"]:
            continue
        with connection.cursor() as cursor:
            # A small table is read whole for less than an index costs: what is asked here is whether an index answers.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + question["sql"].replace("%", "%%"), [])
            [(explained,)] = cursor.fetchall()
        plan = (explained if isinstance(explained, list) else json.loads(explained))[0]["Plan"]
        readings += [
            f"{node['Node Type']} {node.get('Relation Name', node.get('Index Name'))} {rows_read(node)} rows"
            for node in nodes(plan)
            if "Scan" in node["Node Type"]
            and (node.get("Relation Name") in LARGE or node["Node Type"] == "Bitmap Index Scan")
            and (node["Node Type"] == "Seq Scan" or rows_read(node) > MOST)
        ]
    return readings


def test_no_page_reads_more_of_a_large_table_than_it_shows(officers: list[Person]) -> None:
    addresses = [reverse(QUEUE) + query for query in QUERIES] + [reverse("casework:load")]
    for someone in officers:
        client = signed_in(someone)
        readings = {address: long_readings(client, address) for address in addresses}
        assert not any(readings.values()), json.dumps(readings, indent=1)
