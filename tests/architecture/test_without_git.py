"""The tests of the repository pass in an archive that was unpacked, and where git is absent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture import repository
from tests.architecture.repository import files_below, tracked_files


def test_the_tree_is_walked_where_there_is_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    of_git = set(tracked_files())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    walked = set(tracked_files())
    assert of_git <= walked
    assert {path for path in walked - of_git if path.suffix in {".py", ".md", ".html", ".toml"}} == set()


def test_an_archive_that_was_unpacked_is_no_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("src/a.py", "var/secret_key", ".venv/b.py", "src/c.mo", "x.egg-info/d", "src/__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr(repository, "ROOT", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in tracked_files()] == ["src/a.py"]
    assert list(files_below(tmp_path)) == tracked_files()
