"""The commands about the journal: `verify_journal`, `seal_journal`, `unseal_journal`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from poincon.journal import guard, sealing
from poincon.journal.management.commands import verify_journal
from poincon.journal.models import Act, DailyRoot
from poincon.journal.sealing import seal_days
from tests.journal.makers import acts, unguarded

pytestmark = pytest.mark.django_db


def command(name: str, **options: Any) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, errors = StringIO(), StringIO()
    code = 0
    try:
        call_command(name, stdout=out, stderr=errors, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue(), errors.getvalue()


def verified() -> tuple[int, str, str]:
    return command("verify_journal")


def test_a_journal_that_holds_tells_its_count() -> None:
    acts("d1", 3)
    assert verified() == (0, "Actes vérifiés : 3. Écrits figés : 0. Journées scellées : 0.\n", "")


def test_an_empty_journal_holds() -> None:
    assert verified()[0] == 0


def test_absent_protections_are_told() -> None:
    guard.remove(connection)
    code, _out, errors = verified()
    assert (code, "journal_act_no_update" in errors) == (1, True)
    guard.install(connection)


def test_migrating_puts_absent_protections_back() -> None:
    guard.remove(connection)
    call_command("migrate", verbosity=0)
    assert guard.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_protections_come_back_after_a_migration_rebuilds_the_table() -> None:
    acts("d1", 2)
    event, longer = Act._meta.get_field("event"), models.CharField(max_length=61)
    longer.set_attributes_from_name("event")
    with connection.schema_editor() as editor:
        editor.alter_field(Act, event, longer)
        editor.alter_field(Act, longer, event)
    lost = ["journal_act_no_update", "journal_act_no_delete"] if connection.vendor == "sqlite" else []
    assert guard.missing(connection) == lost
    call_command("migrate", verbosity=0)
    assert guard.missing(connection) == []
    assert verified()[0] == 0


def test_sealing_prints_each_root() -> None:
    acts(now=datetime(2020, 2, 28, 12, tzinfo=UTC))
    acts("d2", now=datetime(2020, 3, 1, 12, tzinfo=UTC))
    first, *_others = command("seal_journal")[1].splitlines()
    assert first == f"2020-02-28         3  {DailyRoot.objects.earliest('day').digest}"


def test_sealing_twice_says_that_nothing_is_left() -> None:
    assert command("seal_journal") == (0, "Aucune journée à sceller.\n", "")


def test_seals_are_kept_elsewhere_and_compared(tmp_path: Path) -> None:
    file = str(tmp_path / "seals.txt")
    acts(now=datetime(2020, 2, 28, 12, tzinfo=UTC))
    acts("d2", now=datetime(2020, 3, 1, 12, tzinfo=UTC))
    assert command("seal_journal", to=file)[1].endswith(f"Sceaux ajoutés à « {file} » : 2.\n")
    acts("d3", now=datetime(2020, 3, 2, 12, tzinfo=UTC))
    seal_days(datetime(2020, 3, 2, 12, tzinfo=UTC))  # as a worker does at night, without the file
    assert command("seal_journal", to=file)[1].endswith(": 1.\n")
    assert command("seal_journal", to=file)[1].endswith(": 0.\n")
    assert [line[:10] for line in Path(file).read_text().splitlines()] == ["2020-02-28", "2020-02-29", "2020-03-01"]
    assert command("verify_journal", roots=file)[1].endswith(
        "Sceaux gardés ailleurs : 3, jusqu'à la journée du 2020-03-01, tous retrouvés.\n"
    )
    with unguarded():
        DailyRoot.objects.filter(day="2020-02-29").update(count=4)
    code, _out, errors = command("verify_journal", roots=file)
    assert (code, "2020-02-29 : son sceau n'est pas celui qui est gardé ailleurs" in errors) == (1, True)


def test_seals_withdrawn_are_told_in_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(tmp_path / "seals.txt")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    acts("d0", now=tomorrow - timedelta(days=5))
    acts(now=tomorrow)
    acts("d2", now=tomorrow + timedelta(days=2))
    seal_days(tomorrow + timedelta(days=2))
    command("seal_journal", to=file)
    monkeypatch.setattr(sealing, "database_clock", lambda: datetime.now(UTC))
    code, out, _errors = command("unseal_journal", reason="L'horloge avançait", to=file)
    assert (code, [line.split()[-1] for line in out.splitlines()]) == (0, 3 * ["withdrawn"])
    code, out, _errors = command("verify_journal", roots=file)
    assert (code, out.count("Sceau retiré : journée du"), out.count("L'horloge avançait")) == (0, 3, 3)
    assert command("unseal_journal", reason="Encore")[1].startswith("Aucun sceau à retirer")


def test_a_file_that_cannot_be_told_keeps_the_seals(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="n'a pas pu être écrit"):
        command("unseal_journal", reason="L'horloge avançait", to=str(tmp_path / "absent" / "seals.txt"))


def test_a_file_that_has_another_seal_of_a_day_is_told_nothing_more(tmp_path: Path) -> None:
    file = tmp_path / "seals.txt"
    acts(now=datetime(2020, 2, 28, 12, tzinfo=UTC))
    acts("d2", now=datetime(2020, 3, 1, 12, tzinfo=UTC))
    file.write_text(f"2020-02-29         0  {'1' * 64}\n", encoding="ascii")
    with pytest.raises(CommandError, match="un autre sceau de la journée du 2020-02-29"):
        command("seal_journal", to=str(file))
    assert file.read_text(encoding="ascii").count("\n") == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_withdrawing_seals_asks_why(reason: str) -> None:
    with pytest.raises(CommandError, match="Dites pourquoi"):
        command("unseal_journal", reason=reason)


@pytest.mark.parametrize("line", ["2020-02-28 3", "2020-02-31  3  " + "0" * 64, "2020-02-28  x  " + "0" * 64, "é"])
def test_a_file_that_holds_no_seals_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "seals.txt"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"ligne 2|n'a pas pu être lu"):
        command("verify_journal", roots=str(file))


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**8)


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, os.mkfifo, _huge])
def test_what_is_no_file_of_seals_is_not_compared_and_waits_for_nobody(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    file = tmp_path / "seals.txt"
    make(file)
    with pytest.raises(CommandError, match=r"n'est pas un fichier de sceaux|ne contient aucun sceau"):
        command("verify_journal", roots=str(file))


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    acts(now=datetime(2020, 2, 28, 12, tzinfo=UTC))
    acts("d2", now=datetime(2020, 3, 1, 12, tzinfo=UTC))
    with pytest.raises(CommandError, match="n'a pas pu être écrit"):
        command("seal_journal", to=str(tmp_path / "absent" / "seals.txt"))


def test_a_long_verification_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_journal, "PACE", 0.0)
    acts("d1", 2)
    assert "Vérifiés jusqu'ici : 2 actes, 0 documents…" in command("verify_journal")[2]
