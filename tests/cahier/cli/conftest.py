"""The command, and the dossier of its contract in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.cli.terminal import EXAMPLE, Command, written


@pytest.fixture
def poincon(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return written(tmp_path / "exemple.yaml", EXAMPLE)
