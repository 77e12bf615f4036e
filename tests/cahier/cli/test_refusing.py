"""What the command line refuses: errors, languages, help, hostile input, and how it ends."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from poincon.cahier.cli.commands import COMMANDS
from tests.cahier.cli.terminal import EXAMPLE, Command, in_a_process, written
from tests.cahier.packages import ROOT

# errors, languages, help


def test_every_error_of_a_dossier_stands_on_its_own_line_of_the_error_stream(poincon: Command, tmp_path: Path) -> None:
    text = EXAMPLE.replace("ca_pme: 390625.00", 'ca_pme: "beaucoup"').replace("etp_crt: 7.0", "etp_ctr: 7.0")
    dossier = written(tmp_path / "d.yaml", text)
    result = poincon("assess", "crt-2022", dossier)
    assert (result.code, result.out) == (2, "")
    lines = result.errors.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{dossier}:") for line in lines)
    assert any("Vouliez-vous dire « etp_crt » ?" in line for line in lines)


def test_an_unknown_command_is_refused_with_the_nearest_one(poincon: Command) -> None:
    result = poincon("asess")
    assert result.code == 2
    assert result.errors == "poincon: « asess » n'est pas une commande. Vouliez-vous dire « assess » ?\n"


USAGE_ERRORS = [
    [],
    ["assess"],
    ["assess", "crt-2022"],
    ["explain", "crt-2022", "f"],
    ["assess", "crt-2022", "f", "--on"],
    ["programmes", "--inconnu"],
    ["programmes", "de-trop"],
    ["programmes", "--json=3"],
    ["programmes", "--lang", "de"],
    ["--lang", "de", "programmes"],
    ["check"],
    ["--inconnu", "programmes"],
    ["simulate", "crt-2022", "p", "--set"],
]
ENGLISH_OF_ARGPARSE = re.compile(
    r"usage:|argument\b(?! en trop)|arguments (?:are|is)|required|expected|invalid|choice|choose|unrecognized|"
    r"positional|options:|show this|exit\b|error",
    re.IGNORECASE,
)


@pytest.mark.parametrize("arguments", USAGE_ERRORS, ids=" ".join)
def test_a_wrong_command_line_is_told_in_french_on_one_line(poincon: Command, arguments: list[str]) -> None:
    result = poincon(*arguments)
    assert (result.code, result.out) == (2, "")
    assert len(result.errors.splitlines()) == 1
    assert not ENGLISH_OF_ARGPARSE.search(result.errors)


@pytest.mark.parametrize("arguments", [arguments for arguments in USAGE_ERRORS if "de" not in arguments], ids=" ".join)
def test_a_wrong_command_line_is_told_in_english_when_asked(poincon: Command, arguments: list[str]) -> None:
    result = poincon("--lang", "en", *arguments)
    assert result.code == 2
    assert len(result.errors.splitlines()) == 1
    assert not re.search(r"[éèàê«»]", result.errors)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_the_language_that_was_asked(poincon: Command, command: str) -> None:
    words = [command] if command else []
    french, english = poincon(*words, "--help"), poincon(*words, "--help", "--lang", "en")
    assert (french.code, english.code) == (0, 0)
    assert french.out.startswith("usage : poincon")
    assert english.out.startswith("usage: poincon")
    assert "montre cette aide" in french.out
    assert "shows this help" in english.out
    assert not ENGLISH_OF_ARGPARSE.search(french.out)
    assert not re.search(r"[éèàê«»]", english.out)


def test_the_language_may_stand_before_or_after_the_command(poincon: Command) -> None:
    for arguments in (
        ["--lang", "en", "show", "nope"],
        ["show", "nope", "--lang", "en"],
        ["show", "--lang=en", "nope"],
    ):
        assert "no programme of that name" in poincon(*arguments).errors
    assert "aucun programme de ce nom" in poincon("show", "nope").errors


def test_the_version_is_told(poincon: Command) -> None:
    assert re.fullmatch(r"poincon \d+\.\d+\.\d+\n", poincon("--version").out)


@pytest.mark.parametrize("day", ["", "demain", "2021-02-30", "31/02/2021", "9" * 5000])
def test_a_day_that_does_not_exist_is_refused(poincon: Command, example: Path, day: str) -> None:
    result = poincon("assess", "crt-2022", example, f"--on={day}")
    assert (result.code, result.out) == (2, "")
    assert "n'est pas une date qui existe" in result.errors


def test_a_day_in_french_order_is_told_as_it_is_written_here(poincon: Command, example: Path) -> None:
    result = poincon("assess", "crt-2022", example, "--on=31/12/2021")
    assert "une date s'écrit année-mois-jour. Écrivez 2021-12-31." in result.errors


# hostile input


HOSTILE_FILES: dict[str, bytes] = {
    "binaire.yaml": bytes(range(256)),
    "liste.yaml": b"- a\n",
    "texte.yaml": b"bonjour\n",
    "alias.yaml": b"a: &a [1]\nb: *a\n",
    "profond.yaml": b"[" * 5000,
    "profond.json": b"[" * 100_000,
    "nan.json": b'{"reponses": {"ca_total": NaN}}',
    "moitie.json": b'{"reponses": {"nom_structure": "\\ud800"}}',
    "autre.yaml": b"programme: dd-poles-2012\n",
    "seuil.yaml": b"parametres: {seuil_part_ca_pme: 0}\n",
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_file_that_is_no_dossier_is_refused(poincon: Command, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE_FILES[name])
    for arguments in (("assess", "crt-2022", file), ("explain", "crt-2022", file, "part_ca_pme")):
        result = poincon(*arguments)
        assert (result.code, result.out) == (2, "")
        assert str(file) in result.errors


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "/",
        "nulle-part.yaml",
        "a\nb",
        "a\0b",
        "\x1b[31mrouge",
        "\udcff\udcfe",
        "\ud800",
        "x" * 5000,
        "x/" * 3000,
        "/dev/zero",
    ],
    ids=ascii,
)
def test_a_hostile_name_is_refused_by_every_command_on_one_harmless_line(poincon: Command, name: str) -> None:
    for arguments in (
        ["assess", "crt-2022", name],
        ["simulate", "crt-2022", name],
        ["show", name],
        ["assess", name, name],
        ["compare", name, "crt-2022"],
        [name],
    ):
        result = poincon(*arguments)
        assert (result.code, result.out) == (2, "")
        assert result.errors
        assert result.errors.replace("\n", "").isprintable()
        assert all("\x1b" not in line and line for line in result.errors.split("\n")[:-1])


def test_a_folder_in_the_place_of_a_file_is_told_as_such(poincon: Command, tmp_path: Path) -> None:
    assert "il faut un fichier, pas un dossier." in poincon("assess", "crt-2022", tmp_path).errors


# in a process of its own


def test_the_output_is_utf_8_whatever_the_locale() -> None:
    process = in_a_process("programmes", LC_ALL="C", LANG="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert process.returncode == 0
    assert "pôle de compétitivité" in process.stdout.decode("utf-8")


def test_a_reader_who_leaves_early_gets_no_traceback() -> None:
    command = [sys.executable, "-c", "from poincon.cahier.cli.main import run; run()", "show", "crt-2022", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
