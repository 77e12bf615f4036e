"""What is said of a command, an option or a file that is another than the one that was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.cli.main import main
from tests.cahier.cli.terminal import Command, written


@pytest.fixture
def here(starter: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds a starter package `aide`, dossiers and populations."""
    folder = starter.parent
    written(folder / "aide.csv", "dossier;salaries;cout_des_travaux\na;3;12000,5\n")
    written(folder / "virgule.json", '{"reponses": {"nom": "x",}}')
    written(folder / "sans_guillemet.json", '{"reponses: {}}')
    written(folder / "cas.yaml", "dossier:\nprogramme: aide\nreponses: {nom: x}\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("verifier aide", "« verifier » n'est pas une commande. Vouliez-vous dire « check » ?"),
        ("Vérifier aide", "Vouliez-vous dire « check » ?"),
        ("chek aide", "Vouliez-vous dire « check » ?"),
        ("zorglub aide", "Commandes : programmes, show, check, assess, explain"),
        ("simulate aide aide.csv --date 2026-01-01", "Vouliez-vous dire --on ?"),
        ("cases aide --écrire", "Vouliez-vous dire --write ?"),
        ("check aide --couverture", "Vouliez-vous dire --coverage ?"),
        ("compare crt-2022 aid", "aid: aucun programme de ce nom. Vouliez-vous dire « aide » ?"),
        (
            "explain aide aide aide/cas/nominal.yaml",
            "le fichier vient avant la règle. Écrivez « poincon explain aide aide/cas/nominal.yaml aide ».",
        ),
        ("explain aide aide/cas/nominal.yaml Montant_de_l'aide", "Écrivez « aide »."),
        ("assess aide aide.csv", "c'est une population, pas un dossier. Essayez « poincon simulate aide aide.csv »."),
        ("assess aide virgule.json", "le JSON est mal formé ici. Retirez la virgule avant « } »."),
        ("assess aide sans_guillemet.json", "Vérifiez les guillemets, les virgules, les accolades et les crochets."),
        ("assess aide cas.yaml", "./cas.yaml:3: reponses: les réponses d'un cas vont sous « dossier ». Décalez"),
    ],
)
def test_what_was_meant_is_told_once(poincon: Command, arguments: str, sentence: str) -> None:
    result = poincon(*arguments.split())
    assert result.code == 2
    (line,) = result.errors.splitlines()
    assert sentence in line.replace("\u00a0", " "), line


def test_a_command_that_is_given_as_meant_runs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "aide"]) == 0
    assert "tout est en ordre" in capsys.readouterr().out
