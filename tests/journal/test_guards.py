"""A guard that is absent, or that refuses less than it should, is a fault of the journal."""

from __future__ import annotations

import pytest
from django.db import connection

from poincon.journal import guard
from poincon.journal.verification import verify

pytestmark = pytest.mark.django_db


def test_a_guard_that_refuses_nothing_is_absent() -> None:
    guard.remove(connection)
    assert len(verify().faults) == len(guard.missing(connection)) > len(guard.TABLES)
    guard.install(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_act DISABLE TRIGGER journal_act_no_delete")
        else:
            cursor.execute("DROP TRIGGER journal_act_no_delete")
            cursor.execute("CREATE TRIGGER journal_act_no_delete BEFORE DELETE ON journal_act BEGIN SELECT 1; END")
    assert guard.missing(connection) == ["journal_act_no_delete"]


_DEFINITION = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE name = %s",
    "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s",
}


_LESS = {
    "sqlite": {"dossier_id, ": "", "BEFORE": "AFTER", "BEGIN SELECT": "WHEN 0 BEGIN SELECT"},
    "postgresql": {"dossier_id, ": "", "BEFORE": "AFTER", "EXECUTE": "WHEN (false) EXECUTE"},
}
"""What makes a guard refuse less: what is in its definition, and what stands there instead."""


@pytest.mark.parametrize("number", range(3))
def test_a_guard_that_refuses_less_is_absent(number: int) -> None:
    name = "dossiers_transition_no_update"
    whole, less = list(_LESS[connection.vendor].items())[number]
    on_table = " ON dossiers_transition" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_DEFINITION[connection.vendor], [name])
        definition = cursor.fetchone()[0]
        assert whole in definition.replace("\n", " ")
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
        cursor.execute(definition.replace("\n", " ").replace(whole, less))
    assert guard.missing(connection) == [name]


WEAKENED = {
    "sqlite": {
        "under a condition": "CREATE TRIGGER {name} BEFORE DELETE ON journal_act WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, '{says}'); END",
        "on another table": "CREATE TRIGGER {name} BEFORE DELETE ON people_attempt "
        "BEGIN SELECT RAISE(ABORT, '{says}'); END",
        "saying it only": "CREATE TRIGGER {name} BEFORE DELETE ON journal_act BEGIN SELECT '{says}'; END",
    },
    "postgresql": {
        "under a condition": "CREATE TRIGGER {name} BEFORE DELETE ON journal_act FOR EACH STATEMENT WHEN (false) "
        "EXECUTE FUNCTION journal_refuse()",
        "on another table": "CREATE TRIGGER {name} BEFORE DELETE ON people_attempt FOR EACH STATEMENT "
        "EXECUTE FUNCTION journal_refuse()",
        "saying it only": "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; /* {says} */ END $$",
    },
}


@pytest.mark.parametrize("way", WEAKENED["sqlite"])
def test_a_guard_of_the_right_name_that_refuses_nothing_is_absent(way: str) -> None:
    assert guard.missing(connection) == []
    on_table = " ON journal_act" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_act_no_delete{on_table}")
        cursor.execute(WEAKENED[connection.vendor][way].format(name="journal_act_no_delete", says=guard.REFUSAL))
    assert "journal_act_no_delete" in guard.missing(connection)
