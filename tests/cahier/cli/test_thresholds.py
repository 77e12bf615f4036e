"""`cases` writes the edges of thresholds; `check` tells what no case covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, changed, written
from tests.cahier.packages import Piece, form, plain, rules, write_package


@pytest.fixture
def aid(poincon: Command, tmp_path: Path) -> Path:
    """The package that `poincon new` writes."""
    folder = tmp_path / "aide"
    poincon("new", folder)
    return folder


def answers_of(folder: Path) -> dict[str, str]:
    """By generated case: its answers and what it expects, as written."""
    files = sorted((folder / "cas").glob("seuil_*.yaml"))
    return {file.stem: " ".join(file.read_text(encoding="utf-8").splitlines()[-2:]) for file in files}


def test_cases_stand_below_on_and_above_a_threshold(poincon: Command, aid: Path) -> None:
    printed = poincon("cases", aid)
    assert (printed.code, printed.errors) == (0, "")
    assert printed.out.splitlines()[-1] == "# 1 seuil, 3 cas ; --write les écrit dans cas/"
    assert answers_of(aid) == {}
    assert poincon("cases", aid, "--write").code == 0
    assert answers_of(aid) == {
        "seuil_effectif_salaries_dessous": "dossier: {reponses: {salaries: 9}} attendu: {effectif: atteint}",
        "seuil_effectif_salaries_seuil": "dossier: {reponses: {salaries: 10}} attendu: {effectif: atteint}",
        "seuil_effectif_salaries_dessus": "dossier: {reponses: {salaries: 11}} attendu: {effectif: non_atteint}",
    }
    assert "5 cas, 4 champs" in poincon("check", aid).out


def test_a_case_that_is_there_is_never_written_over(poincon: Command, aid: Path) -> None:
    poincon("cases", aid, "--write")
    file = aid / "cas/seuil_effectif_salaries_seuil.yaml"
    changed(file, "titre: ", "titre: Relu, ")
    before = file.read_bytes()
    assert poincon("cases", aid, "--write").out == "# 1 seuil, 3 cas\n"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("field", "start", "parameter", "condition", "expected"),
    [
        ("loyer", "200.00", "100.50 euro", "loyer > seuil", ["100.49 non", "100.5 non", "100.51 oui"]),
        ("loyer", "99", "100.50 euro", "loyer <= seuil", ["100.49 oui", "100.5 oui", "100.51 non"]),
        ("gardiens", "3", "2 etp", "gardiens >= seuil", ["1.999999 non", "2 oui", "2.000001 oui"]),
        ("loyer", "30", "1 ratio", "loyer / apport > seuil", ["19.99 non", "20 non", "20.01 oui"]),
    ],
)
def test_the_least_step_of_the_field_is_taken(
    poincon: Command, tmp_path: Path, field: str, start: str, parameter: str, condition: str, expected: list[str]
) -> None:
    rule = {"id": "p", "condition": condition}
    folder = write_package(tmp_path, rules_piece=rules(parameters={"seuil": parameter}, blocks={"prerequis": [rule]}))
    (folder / "cas").mkdir()
    base = f"titre: Base\ndossier: {{reponses: {{apport: 20, {field}: {start}}}}}\nattendu: {{p: atteint}}\n"
    written(folder / "cas/base.yaml", base)
    poincon("cases", folder, "--write")
    texts = answers_of(folder)
    order = [texts[f"seuil_p_{field}_{place}"] for place in ("dessous", "seuil", "dessus")]
    words = {"oui": "atteint", "non": "non_atteint"}
    assert order == [
        f"dossier: {{reponses: {{{field}: {line.split()[0]}}}}} attendu: {{p: {words[line.split()[1]]}}}"
        for line in expected
    ]
    assert poincon("check", folder).code == 0


def test_a_threshold_of_a_table_has_its_cases(poincon: Command, tmp_path: Path) -> None:
    values = {"2000-01-01": {"couverte": "100", "plein_air": "50"}}
    table: Piece = {"id": "plafond", "unite": "euro", "par": ["halle"], "valeurs": values}
    blocks: dict[str, list[Piece]] = {
        "parametres": [table],
        "prerequis": [{"id": "p", "condition": "loyer <= plafond(halle)"}],
    }
    folder = write_package(tmp_path, rules_piece=rules(blocks=blocks))
    (folder / "cas").mkdir()
    base = "titre: Base\ndossier: {reponses: {halle: plein_air, loyer: 20}}\nattendu: {p: atteint}\n"
    written(folder / "cas/base.yaml", base)
    poincon("cases", folder, "--write")
    assert answers_of(folder) == {
        "seuil_p_loyer_dessous": "dossier: {reponses: {loyer: 49.99}} attendu: {p: atteint}",
        "seuil_p_loyer_seuil": "dossier: {reponses: {loyer: 50}} attendu: {p: atteint}",
        "seuil_p_loyer_dessus": "dossier: {reponses: {loyer: 50.01}} attendu: {p: non_atteint}",
    }


def test_a_date_moves_by_a_day_and_a_year_by_its_own_answers(poincon: Command, tmp_path: Path) -> None:
    blocks = {
        "prerequis": [
            {"id": "p", "condition": "ouverture + delai > fermeture"},
            {"id": "q", "condition": "ventes >= seuil"},
        ]
    }
    parameters = {"delai": "10 jour", "seuil": "5 euro"}
    folder = write_package(tmp_path, rules_piece=rules(parameters=parameters, blocks=blocks))
    (folder / "cas").mkdir()
    base = (
        "titre: Base\ndossier: {exercice: 2021, reponses: {ouverture: 2022-02-25, fermeture: 2022-03-01,"
        " annees: {2021: {ventes: 8}}}}\nattendu: {p: atteint}\n"
    )
    written(folder / "cas/base.yaml", base)
    poincon("cases", folder, "--write")
    texts = answers_of(folder)
    assert "fermeture: 2022-03-07" in texts["seuil_p_fermeture_seuil"]
    assert "{reponses: {annees: {2021: {ventes: 5}}}}" in texts["seuil_q_ventes_seuil"]
    assert poincon("check", folder).code == 0


def test_a_date_stays_within_the_days_that_its_field_admits(poincon: Command, tmp_path: Path) -> None:
    fields = [
        {"id": "debut", "type": "date", "minimum": "2022-02-19"},
        {"id": "fin", "type": "date", "maximum": "2022-03-07"},
    ]
    blocks = {"prerequis": [{"id": "p", "condition": "debut + delai > fin"}]}
    rules_piece = rules(parameters={"delai": "10 jour"}, blocks=blocks)
    folder = write_package(tmp_path, form_piece=form(fields), rules_piece=rules_piece)
    (folder / "cas").mkdir()
    base = "titre: Base\ndossier: {reponses: {debut: 2022-02-25, fin: 2022-03-01}}\nattendu: {p: atteint}\n"
    written(folder / "cas/base.yaml", base)
    assert poincon("cases", folder, "--write").code == 0
    assert {text.partition("reponses: ")[2].partition("}")[0] for text in answers_of(folder).values()} == {
        "{debut: 2022-02-19",
        "{debut: 2022-02-20",
        "{fin: 2022-03-06",
        "{fin: 2022-03-07",
    }
    assert poincon("check", folder).code == 0


def test_a_threshold_that_no_case_may_cross_is_told(poincon: Command, aid: Path) -> None:
    changed(aid / "cas/nominal.yaml", "salaries: 3", "salaries: 30")
    changed(aid / "cas/nominal.yaml", "{statut: atteint, valeur: 3}", "non_atteint")
    result = poincon("cases", aid)
    assert result.code == 0
    assert "# effectif : aucun cas rempli ne passe ce seuil en changeant seulement « salaries »." in result.out


def test_a_package_that_does_not_load_has_no_cases(poincon: Command, aid: Path) -> None:
    changed(aid / "regles.yaml", "salaries_maximum}", "salaries_maximal}")
    result = poincon("cases", aid, "--write")
    assert (result.code, result.out) == (2, "")
    assert answers_of(aid) == {}


# coverage


def test_what_no_case_covers_is_a_warning_in_one_line_and_a_list_when_asked(poincon: Command, aid: Path) -> None:
    (aid / "cas/refus.yaml").unlink()
    result = poincon("check", aid)
    assert result.code == 0
    warning, summary = result.out.splitlines()
    assert warning == (
        f"{aid}/cas: avertissement : aucun cas ne couvre 2 des 4 résultats possibles "
        "(règles jamais remplies, ou toujours ; lignes de verdicts jamais atteintes). "
        f"La liste : poincon check {aid} --coverage."
    )
    assert summary.endswith("tout est en ordre, 1 avertissement")
    first, second, summary = poincon("check", aid, "--coverage").out.splitlines()
    assert first.endswith(" accessible: avertissement : aucun cas n'y mène à : non_atteint.")
    assert "regles.yaml:" in second
    assert "effectif" in second
    assert summary.endswith("2 avertissements")


TAILLE = """verdicts:
  - id: taille
    libelle: Taille
    source: "R art. 2"
    lignes:
      - {id: grand, libelle: Grand commerce, si: salaries > salaries_maximum et ouvert_au_public}
      - {id: petit, libelle: Petit commerce, si: ouvert_au_public}
      - {id: grand, libelle: Grand commerce}
"""


def test_a_line_of_a_verdict_that_no_case_reaches_is_told_where_it_is_written(poincon: Command, aid: Path) -> None:
    with (aid / "regles.yaml").open("a", encoding="utf-8") as stream:
        line = (aid / "regles.yaml").read_text(encoding="utf-8").count("\n") + 6
        stream.write(TAILLE)
    first = plain(poincon("check", aid, "--coverage").out.splitlines()[0])
    assert first == (
        f"{aid}/regles.yaml:{line}: verdicts[0].lignes[0]: avertissement : aucun cas n'atteint la ligne "
        "« Grand commerce » du verdict « taille ». Écrivez un cas où elle l'emporte, et qui attend « taille: grand »."
    )


def test_a_line_is_reached_by_itself_not_by_another_that_gives_the_same_verdict(poincon: Command, aid: Path) -> None:
    with (aid / "regles.yaml").open("a", encoding="utf-8") as stream:
        stream.write(TAILLE)
    assert "1 des 7 résultats" in plain(poincon("check", aid).out)
    changed(aid / "cas/refus.yaml", "ouvert_au_public: non", "ouvert_au_public: oui")
    changed(aid / "cas/refus.yaml", "accessible: non_atteint", "taille: grand")
    lines = plain(poincon("check", aid, "--coverage").out)
    assert "verdicts[0].lignes[2]: avertissement : aucun cas n'atteint la ligne « Grand commerce »" in lines
    assert "lignes[0]" not in lines


def test_advice_is_covered_when_it_is_given_and_when_it_is_not(poincon: Command, aid: Path) -> None:
    text = '  - {id: conseil, libelle: Ouvrir, texte: Ouvrez, condition: non ouvert_au_public, source: "R art. 2"}\n'
    with (aid / "regles.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"recommandations:\n{text}")
    assert poincon("check", aid).out.endswith("tout est en ordre\n")
