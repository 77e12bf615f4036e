from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from poincon.dossiers.models import Dossier
from tests.preservation.scenes import refused_dossier

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def manage() -> Run:
    """`manage("backup", "--to", folder)`: the exit code, what went to standard output, to standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        output, errors = io.StringIO(), io.StringIO()
        try:
            call_command(*map(str, arguments), stdout=output, stderr=errors)
        except CommandError as error:
            return error.returncode, output.getvalue(), str(error)
        except SystemExit as ending:
            return int(str(ending.code)), output.getvalue(), errors.getvalue()
        return 0, output.getvalue(), errors.getvalue()

    return run


@pytest.fixture
def dossier(db: None) -> Dossier:
    return refused_dossier()


@pytest.fixture
def archive(dossier: Dossier, manage: Run, tmp_path: Path) -> Path:
    """Its export."""
    path = tmp_path / "dossier.zip"
    assert manage("export_dossier", dossier.number, "--to", path)[0] == 0
    return path
