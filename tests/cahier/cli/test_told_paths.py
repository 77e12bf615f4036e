"""What is said of a wrong path, a folder in place of a file, an option or a setting that is written otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, written


@pytest.fixture
def here(starter: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds a starter package, a dossier and a population."""
    folder = starter.parent
    written(folder / "ok.yaml", "reponses: {nom: x, salaries: 3}\n")
    written(folder / "p.csv", "dossier;salaries;cout_des_travaux\na;3;12000,5\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "assess ok.yaml aide",
            "ok.yaml: c'est un fichier : il faut le dossier du programme. Le programme se donne avant",
        ),
        ("assess aide/programme.yaml ok.yaml", "il faut le dossier du programme. Donnez « aide »."),
        ("assess ./aid ok.yaml", "il n'y a pas de dossier ici. Vouliez-vous dire « aide » ?"),
        ("assess aide ok.txt", "ce fichier n'existe pas. Vouliez-vous dire « ok.yaml » ?"),
        ("assess aide aide/cas/nominale.yaml", "Vouliez-vous dire « aide/cas/nominal.yaml » ?"),
        ("assess aide cas/nominal", "Vouliez-vous dire « aide/cas/nominal.yaml » ?"),
        ("assess aide aide", "il faut un fichier, pas un dossier. Exemple : aide/cas/nominal.yaml"),
        ("assess aide aide/regles.yaml", "c'est un fichier du programme, pas un dossier rempli. Exemple : cas/nominal"),
        ("assess aide ok.yaml --onn 2021-01-01", "Vouliez-vous dire --on ?"),
        ("assess aide ok.yaml --on 2021", "--on: « 2021 » : il manque le jour. Exemple : 2021-12-31"),
        ("explain aide ok.yaml salaries", "on explique une règle ou un paramètre. Noms possibles : accessible,"),
        ("check aidee", "il n'y a pas de dossier ici. Vouliez-vous dire « aide » ?"),
        ("check zzz", "Pour écrire un premier programme : poincon new zzz"),
        ("compare aide aide/regles.yaml", "Donnez « aide »."),
        ("textes ok.yaml", "c'est un fichier : il faut le dossier du programme."),
        ("schema --to ok.yaml", "c'est un fichier : il faut un dossier. Exemple : --to schemas"),
        ("new aide", "Donnez le nom d'un dossier nouveau, par exemple « aide-2 »."),
        ("cases aide --wrte", "Vouliez-vous dire --write ?"),
        ("check aide --lang de", "--lang ne connaît pas 'de' : les choix sont 'fr', 'en'."),
        ("simulate aide ok.yaml", "Un seul dossier se juge par « poincon assess »."),
        ("simulate aide p.csv --set taux_d_aide", "Exemple : --set taux_d_aide=0.35"),
        ("simulate aide p.csv --set taux_d_aide=0,5", "Écrivez 0.5."),
        ("simulate aide p.csv --set salaries=5", "C'est un champ : --set change un paramètre. Noms possibles : salar"),
        ("simulate aide p.csv --set aide=5", "C'est une règle : --set change un paramètre."),
        ("simulate aide p.csv taux_d_aide=0.5", "Écrivez --set taux_d_aide=0.5."),
        ("simulate aide p.csv --set taux_d_aide=1 --set taux_d_aide=2", "Gardez un seul --set pour lui."),
    ],
)
def test_a_wrong_argument_is_told_with_the_one_to_write(poincon: Command, arguments: str, sentence: str) -> None:
    result = poincon(*arguments.split(" "))
    assert (result.code, result.out) == (2, "")
    assert sentence in result.errors
    assert len(result.errors.splitlines()) == 1


@pytest.mark.usefixtures("here")
def test_a_setting_with_spaces_is_told_without(poincon: Command) -> None:
    result = poincon("simulate", "aide", "p.csv", "--set", "taux_d_aide = 0.5")
    assert "Écrivez --set taux_d_aide=…, sans espace." in result.errors


@pytest.mark.usefixtures("here")
def test_a_folder_without_a_name_is_told(poincon: Command) -> None:
    assert "le nom du dossier est vide. Exemple : mon-aide" in poincon("new", "").errors


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("aide/cas", "ce dossier n'est pas celui d'un programme. Donnez le dossier qui est au-dessus."),
        (".", "ce dossier n'est pas celui d'un programme. Programmes qu'il contient : aide."),
        ("vide", "Il doit contenir programme.yaml, formulaire.yaml, regles.yaml."),
    ],
)
def test_a_folder_that_is_no_programme_is_told_once(poincon: Command, here: Path, folder: str, sentence: str) -> None:
    (here / "vide").mkdir()
    result = poincon("check", folder)
    assert result.code == 1
    assert sentence in result.out
    assert ": 1 erreur" in result.out


def test_a_file_with_the_other_ending_is_told_its_name(poincon: Command, here: Path) -> None:
    (here / "aide" / "regles.yaml").rename(here / "aide" / "regles.yml")
    assert "Renommez « regles.yml » en « regles.yaml »." in poincon("check", "aide").out


# populations


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"dossier,exercice,salaries\na,2021,3\n",
            "exercice: la colonne « exercice » n'est pas un champ du programme. ",
        ),
        (b"dossier,exercice,salaries\na,2021,3\n", "Écrivez « annee »."),
        (b"numero_dossier,salaries\na,3\n", "Écrivez « dossier »."),
        ("dossier,Nombre de salariés\na,3\n".encode(), "Écrivez « salaries »."),
        (b"dossier,salarie\na,3\n", "Vouliez-vous dire « salaries » ?"),
        (b"dossier|salaries\na|3\n", "séparez par des virgules ou des points-virgules."),
        (b"Population 2021\ndossier,salaries\na,3\n", "Retirez les titres au-dessus"),
        (b"dossier,salaries\na,3\na,4\n", "ce dossier y est déjà (ligne 2). Gardez une seule de ces lignes"),
        (b"dossier,salaries,salaries\na,3,3\n", "Gardez-en une seule."),
        (b"dossier,cout_des_travaux\na,12,5\n", "sinon, écrivez-le avec un point."),
        (b'dossier,nom\na,"b\n', "Un guillemet du texte se double"),
        (b"dossier,nom,salaries\na,b\n", "Écrivez une cellule par colonne, vide s'il le faut."),
        (b"", "ce fichier est vide. La première ligne donne les noms des colonnes (dossier, nom,"),
        ("dossier,nom\na,é\n".encode("latin-1"), "enregistrez-le sous le type « CSV UTF-8 »."),
        (b"PK\x03\x04\x14\x00", "enregistrez-le sous le type « CSV UTF-8 »."),
    ],
)
def test_a_population_is_told_what_to_write(poincon: Command, here: Path, content: bytes, sentence: str) -> None:
    (here / "q.csv").write_bytes(content)
    result = poincon("simulate", "aide", "q.csv")
    assert result.code == 2
    assert sentence in result.errors
    assert len(result.errors.splitlines()) == 1
