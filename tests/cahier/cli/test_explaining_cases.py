"""`explain` and `assess` on a case; a case that fails says why its outcome is what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, changed, written


@pytest.fixture
def aid(poincon: Command, tmp_path: Path) -> Path:
    """The package that `poincon new` writes."""
    folder = tmp_path / "aide"
    poincon("new", folder)
    return folder


def test_a_case_of_the_folder_is_explained_with_the_cases_it_stands_on(poincon: Command, aid: Path) -> None:
    result = poincon("explain", aid, "cas/refus.yaml", "effectif")
    assert result.code == 0
    assert "Effectif du commerce : 11. Cible requise : au plus 10 (R art. 2). Non atteinte." in result.flat
    assert "dossier cas/refus.yaml" in result.out
    amount = poincon("explain", aid, "cas/refus.yaml", "aide")
    assert "4 800,00 €" in amount.flat.replace("\u202f", " "), "the cost comes from the case below"


def test_a_case_is_found_by_its_own_path_too_and_judged_whole(
    poincon: Command, aid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(aid)
    by_path = poincon("assess", ".", aid / "cas/nominal.yaml", "--json").json
    by_name = poincon("assess", ".", "cas/nominal.yaml", "--json").json
    assert by_path == by_name
    assert by_name["outcomes"]["aide"]["value"] == "4800"


def test_the_day_of_a_case_is_the_day_it_is_judged_unless_another_is_given(poincon: Command, aid: Path) -> None:
    changed(aid / "cas/nominal.yaml", "dossier:\n", "date: 2026-03-01\ndossier:\n")
    assert poincon("assess", aid, "cas/nominal.yaml", "--json").json["on"] == "2026-03-01"
    assert poincon("assess", aid, "cas/nominal.yaml", "--on", "2027-01-02", "--json").json["on"] == "2027-01-02"


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("base: absent\nattendu: {aide: connu}\n", "« absent » n'est pas un autre cas de ce dossier."),
        ("base: essai\nattendu: {aide: connu}\n", "un cas ne part pas de lui-même."),
        ("titre: x\nbase: nominal\ndossier: {reponses: {salarie: 3}}\n", "le champ « salarie » n'existe pas"),
        ("titre: x\nbase: nominal\ndossier: [", "le YAML est mal formé ici."),
    ],
)
def test_a_case_that_cannot_be_read_is_told(poincon: Command, aid: Path, case: str, sentence: str) -> None:
    written(aid / "cas/essai.yaml", case)
    result = poincon("explain", aid, "cas/essai.yaml", "aide")
    assert (result.code, result.out) == (2, "")
    assert sentence in result.errors
    assert "essai.yaml" in result.errors


def test_a_file_that_is_nowhere_and_a_folder_are_refused(poincon: Command, aid: Path) -> None:
    assert "ce fichier n'existe pas" in poincon("explain", aid, "cas/absent.yaml", "aide").errors
    assert poincon("explain", aid, "cas", "aide").code == 2
    assert poincon("explain", aid, "", "aide").code == 2


def test_a_case_that_fails_says_why_and_what_to_answer(poincon: Command, aid: Path) -> None:
    changed(aid / "cas/nominal.yaml", "salaries: 3, ", "")
    result = poincon("check", aid)
    assert result.code == 1
    (status,) = (line for line in result.out.splitlines() if "nominal.yaml" in line and "attendu.effectif" in line)
    assert "statut : attendu atteint, obtenu indetermine." in status
    assert "Indéterminée : il manque « Nombre de salariés »." in status.replace("\u00a0", " ")
    assert "À répondre : salaries." in status
    assert status.endswith(f"(tout voir : poincon explain {aid} cas/nominal.yaml effectif)")


def test_a_case_that_fails_says_why_in_english(poincon: Command, aid: Path) -> None:
    changed(aid / "cas/refus.yaml", "effectif: non_atteint", "effectif: atteint")
    result = poincon("check", aid, "--lang", "en")
    assert "(see it all: poincon explain" in result.out


def test_a_reason_stays_short_whatever_is_missing(poincon: Command, tmp_path: Path) -> None:
    from tests.cahier.packages import rules, write_package

    names = ["loyer", "apport", "gardiens", "remise"]
    folder = write_package(
        tmp_path,
        rules_piece=rules(
            blocks={
                "prerequis": [{"id": "p", "condition": " et ".join(f"connu({name}) et {name} > 0" for name in names)}]
            }
        ),
    )
    (folder / "cas").mkdir()
    written(folder / "cas/vide.yaml", "titre: Vide\ndossier: {}\nattendu: {p: atteint}\n")
    (line,) = [line for line in poincon("check", folder).out.splitlines() if "attendu.p" in line]
    assert len(line) < 900
