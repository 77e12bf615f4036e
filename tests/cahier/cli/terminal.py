"""The command line, run in this process or in one of its own; and the dossier of its contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.cli.main import main
from tests.cahier.packages import ROOT

AGREEMENT = ROOT / "programmes/subvention-pole-2012/exemples/convention-reelle.yaml"
EXAMPLE = """\
programme: crt-2022
exercice: 2021
reponses:
  exercices_complets: 3
  configuration_proche: true
  personnalite_juridique_propre: true
  comptabilite_propre: true
  permanents_temps_plein: 3
  annees:
    2021: {ca_total: 1250000.00, ca_pme: 390625.00, ca_formation: 90000.00, contrats_sur_mesure: 40,
           contrats_catalogue: 55, contrats_pme: 61, mises_en_relation_pme: 12, entreprises_visitees: 90,
           visites_centres: 15, etp_total: 9.5, etp_crt: 7.0, etp_label: 6.2, subventions: 300000.00,
           prestations_facturees: 900000.00}
parametres: {moyenne_nationale_ca_par_etp: 98000.00}
"""
"""The dossier of the contract, `contracts/command-line.md`."""


def flat(text: str) -> str:
    """The text on one line, all its spaces plain."""
    return " ".join(text.split())


class Result:
    def __init__(self, code: int, out: str, errors: str) -> None:
        self.code = code
        self.out = out
        self.errors = errors
        self.flat = flat(out)
        """The output on one line, so that a test does not depend on where lines are broken."""

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """Runs `poincon` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> Result:
        code = main([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Result(code, captured.out, captured.err)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def changed(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file; the line where it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    written(file, text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from poincon.cahier.cli.main import run; run()", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, cwd=ROOT)
