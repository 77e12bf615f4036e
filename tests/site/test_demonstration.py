"""The demonstration: one at a time in a folder, and a folder that any start accepts, whatever was interrupted."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.site.demonstration import empty, take
from tests.site.processes import free_port, read, run, serving


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """The folder of a demonstration that runs."""
    folder = tmp_path / "demo"
    descriptor = take(folder)
    yield folder
    os.close(descriptor)


def test_a_folder_that_is_no_demonstration_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "precious").write_text("kept")
    process = run("demo", "--no-serve", var=tmp_path)
    assert process.returncode == 2
    assert "choisissez un autre VAR_DIR" in process.stderr
    assert (tmp_path / "demo" / "precious").read_text() == "kept"


def test_a_demonstration_that_runs_is_not_emptied_by_another(locked: Path) -> None:
    (locked / "poincon.sqlite3").write_text("in use")
    process = run("demo", var=locked.parent, PORT=str(free_port()))
    assert process.returncode == 2
    assert "une démonstration est déjà ouverte" in process.stderr
    assert "Fermez-la d'abord" in process.stderr
    assert (locked / "poincon.sqlite3").read_text() == "in use"


def test_the_next_demonstration_waits_for_the_processes_of_the_last_to_end(tmp_path: Path) -> None:
    descriptor = take(tmp_path / "demo")
    threading.Timer(0.5, os.close, [descriptor]).start()
    os.close(take(tmp_path / "demo"))


def test_the_lock_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    os.close(take(tmp_path / "demo"))
    os.close(take(tmp_path / "demo"))


def test_emptying_that_is_interrupted_leaves_a_folder_that_the_next_start_empties(
    locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (locked / "sign-ins.json").write_text("[]")
    (locked / "files" / "00").mkdir(parents=True)
    (locked / "poincon.sqlite3").write_text("old")

    def interrupted(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            empty(locked)
    names = {path.name for path in locked.iterdir()}
    assert "DEMONSTRATION" in names
    assert "sign-ins.json" not in names  # nobody takes what is left for a whole demonstration
    empty(locked)
    assert [path.name for path in locked.iterdir()] == ["DEMONSTRATION"]


def test_a_link_is_removed_and_not_what_it_leads_to(locked: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_text("kept")
    (locked / "files").symlink_to(tmp_path / "elsewhere")
    empty(locked)
    assert (tmp_path / "elsewhere" / "precious").read_text() == "kept"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="on ne peut pas créer le dossier"):
        take(tmp_path / "file" / "demo")


@pytest.mark.long
def test_the_demonstration_tells_who_may_sign_in_and_serves_alone_in_its_folder(tmp_path: Path) -> None:
    database = tmp_path / "demo" / "poincon.sqlite3"
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "DEMONSTRATION").write_text("poincon demo\n")
    database.write_text("half made")  # and no sign-ins: the demonstration before was interrupted
    process = run("demo", "--keep", "--no-serve", var=tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    listing = run("demo", "--sign-ins", "--json", var=tmp_path)
    assert (listing.returncode, listing.stderr) == (0, "")
    assert isinstance(json.loads(listing.stdout), list)
    with serving("demo", "--keep", var=tmp_path, port=free_port()) as address:
        assert "Démonstration" in read(f"{address}/")[1]
        second = run("demo", "--no-serve", var=tmp_path)
        assert (second.returncode, "déjà ouverte" in second.stderr) == (2, True)
        assert read(f"{address}/readyz")[0] == 200
    again = run("demo", "--keep", "--no-serve", var=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
