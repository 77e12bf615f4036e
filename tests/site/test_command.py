"""The `poincon` command and the platform's processes, from outside."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from poincon.cahier.cli.commands import COMMANDS
from poincon.site.command import PLATFORM
from tests.site.processes import free_port, read, run, serving, surroundings


def test_the_engine_needs_no_setting_at_all(tmp_path: Path) -> None:
    process = run("programmes", var=tmp_path / "var", PORT="not a port", DATABASE_URL="nonsense")
    assert (process.returncode, process.stderr) == (0, "")
    assert not (tmp_path / "var").exists()


def test_help_lists_both_halves(tmp_path: Path) -> None:
    process = run("--help", var=tmp_path)
    assert "assess" in process.stdout
    assert "serve" in process.stdout


def test_a_word_that_is_lacking_is_told_with_every_command_of_both_halves(tmp_path: Path) -> None:
    process = run(var=tmp_path)
    assert (process.returncode, process.stderr) == (2, "Il manque une commande.\n")
    assert {line.split()[0] for line in process.stdout.splitlines() if line.startswith("  ")} >= {*COMMANDS, *PLATFORM}


def test_a_misspelt_command_of_the_platform_is_understood(tmp_path: Path) -> None:
    process = run("migrte", var=tmp_path)
    assert (process.returncode, process.stderr) == (
        2, "poincon: « migrte » n'est pas une commande. Vouliez-vous dire « migrate » ?\n"
    )  # fmt: skip


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["manage", "check"], ["demo", "--no-serve"]])
def test_a_wrong_setting_stops_any_command_with_one_line(tmp_path: Path, command: list[str]) -> None:
    process = run(*command, var=tmp_path, PORT="x")
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == "PORT: « x » n'est pas un nombre de 1 à 65535. Exemple : PORT=8000\n"


def test_it_is_told_in_english_when_asked(tmp_path: Path) -> None:
    process = run("migrate", "--lang", "en", var=tmp_path, PORT="x")
    assert process.stderr == 'PORT: "x" is not a number from 1 to 65535. Example: PORT=8000\n'


def test_a_server_of_another_kind_is_stopped_the_same_way(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", "import poincon.site.wsgi"],
        env=surroundings(tmp_path, {"PORT": "x"}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (process.returncode, len(process.stderr.splitlines())) == (2, 1)


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    process = run("migrate", var=tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert process.returncode == 2
    assert process.stderr.startswith("DATABASE_URL: la base de données ne répond pas")
    assert len(process.stderr.splitlines()) == 1


def test_a_database_that_is_not_up_to_date_is_not_served(tmp_path: Path) -> None:
    process = run("serve", var=tmp_path, PORT=str(free_port()))
    assert process.returncode == 2
    assert process.stderr.endswith("Lancez d'abord : poincon migrate\n")


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = run("demo", var=tmp_path, PORT=str(listener.getsockname()[1]))
    assert process.returncode == 2
    assert "on ne peut pas écouter" in process.stderr
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["DEMONSTRATION"]


@pytest.fixture(scope="module")
def platform(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a platform that is migrated."""
    return Path(shutil.copytree(migrated, tmp_path_factory.mktemp("platform") / "var"))


def test_a_migrated_platform_serves_pages_and_their_files(platform: Path) -> None:
    with serving("serve", var=platform, port=free_port()) as address:
        assert json.loads(read(f"{address}/readyz")[1])["ready"]
        status, page = read(f"{address}/")
        assert (status, '<html lang="fr"' in page) == (200, True)
        style = next(part for part in page.split('"') if part.startswith("/static/ui/poincon."))
        assert read(address + style)[0] == 200


def test_the_journal_of_a_new_platform_holds(platform: Path) -> None:
    process = run("manage", "verify_journal", var=platform)
    assert (process.returncode, process.stdout) == (0, "Actes vérifiés : 0. Écrits figés : 0. Journées scellées : 0.\n")
    assert run("manage", "verify_journal", "--lang", "en", var=platform).stdout.startswith("Acts verified: 0.")


def test_what_the_platform_writes_is_not_readable_by_others(platform: Path) -> None:
    assert platform.stat().st_mode & 0o077 == 0
    assert (platform / "secret_key").stat().st_mode & 0o077 == 0


def test_a_database_is_readable_by_its_owner_only_whatever_its_folder(tmp_path: Path, migrated: Path) -> None:
    tmp_path.chmod(0o755)
    database = tmp_path / "poincon.sqlite3"
    shutil.copyfile(migrated / "poincon.sqlite3", database)
    database.chmod(0o644)  # as an earlier version left it
    assert run("manage", "check", var=tmp_path).returncode == 0
    assert database.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", [["migrate", "jobs", "zero"], ["manage", "migrate", "jobs", "zero"]])
def test_a_new_database_is_readable_by_its_owner_only(tmp_path: Path, command: list[str]) -> None:
    tmp_path.chmod(0o755)
    assert run(*command, var=tmp_path).returncode == 0
    assert (tmp_path / "poincon.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_server_of_another_kind_writes_for_its_owner_only(tmp_path: Path) -> None:
    code = "import os; os.umask(0o022); import poincon.site.wsgi; print(oct(os.umask(0)))"
    process = subprocess.run(
        [sys.executable, "-c", code], env=surroundings(tmp_path, {}), capture_output=True, text=True, check=False
    )
    assert process.stdout == "0o77\n"
