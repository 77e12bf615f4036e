"""`make setup` where little is there: no home that can be written, no network; and the units of a service."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

NO_NETWORK = """#!/bin/sh
case "$*" in
  *"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit 0;;
  *"-m pip"*) echo "$UV_CACHE_DIR" > cache; echo "Traceback: no network" >&2; exit 1;;
esac
"""
"""A Python that makes environments, and reaches no index of packages."""
UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The sources that `make setup` needs, and that Python."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    python = tmp_path / "python-without-network"
    python.write_text(NO_NETWORK)
    python.chmod(0o700)
    return tmp_path


def set_up(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "setup", f"PYTHON={folder}/python-without-network"]
    variables = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=60)


def test_no_network_is_one_sentence_in_each_language(bare: Path) -> None:
    process = set_up(bare)
    french, english, make = process.stderr.splitlines()
    assert process.returncode != 0
    assert french.startswith("Les paquets Python n'ont pas pu être installés : vérifiez le réseau ; derrière un proxy")
    assert english.startswith("The Python packages could not be installed: check the network; behind a proxy")
    assert make.startswith("make: ***")
    assert "Traceback" in (bare / ".venv" / "setup.log").read_text()


@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_what_is_downloaded_is_kept_in_the_environment_where_no_home_can_be_written(
    bare: Path, home: str | None
) -> None:
    set_up(bare, **({} if home is None else {"HOME": home}))
    assert (bare / "cache").read_text() == f"{bare}/.venv/cache\n"


def test_a_home_that_can_be_written_is_used(bare: Path, tmp_path: Path) -> None:
    set_up(bare, HOME=str(tmp_path))
    assert (bare / "cache").read_text() == "\n"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_says_who_runs_where_and_with_which_settings(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign] # names of systemd have capitals
    unit.read_string(path.read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["User"] == service["Group"] == "poincon"
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert (service["EnvironmentFile"], service["UMask"], service["Restart"]) == ("/etc/poincon.env", "0077", "always")


def test_the_server_and_the_worker_have_their_unit() -> None:
    starts = [line for path in UNITS for line in path.read_text(encoding="utf-8").splitlines() if "ExecStart=" in line]
    assert starts == ["ExecStart=/srv/poincon/bin/poincon manage work", "ExecStart=/srv/poincon/bin/poincon serve"]
