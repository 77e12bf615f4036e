"""`cases` tries the edges of bands, the lines of verdicts and bounds of fields; what it prints is a package's cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cahier.cli.terminal import Command, written
from tests.cahier.packages import PROGRAMMES, Piece, copy_of, form, plain, rules, write_package

_HEAD = re.compile(r"^# cas/(\S+)\.yaml\n", re.MULTILINE)
_AFTER_ITS_BASE = re.compile(r"^(?:date|dossier|hors_bornes|attendu): .*", re.MULTILINE)


def printed_cases(out: str) -> dict[str, str]:
    """What `cases` prints, by the name of the case."""
    _, *parts = _HEAD.split(out)
    names = parts[0::2]
    assert len(set(names)) == len(names)
    return dict(zip(names, parts[1::2], strict=True))


def tried(poincon: Command, folder: Path) -> dict[str, str]:
    """By generated case, the lines that follow its base; every one of them passes `check`."""
    texts = printed_cases(poincon("cases", folder).out)
    assert poincon("cases", folder, "--write").code == 0
    result = poincon("check", folder)
    assert result.code == 0, result.out
    return {
        name: " ".join(re.findall(r"^(?:date|dossier|hors|att).*", text, re.MULTILINE)) for name, text in texts.items()
    }


def market(folder: Path, rules_piece: Piece, answers: str, expected: str, fields: list[Piece] | None = None) -> Path:
    """A package with one case, `base.yaml`."""
    package = write_package(folder, form_piece=form(fields or ()), rules_piece=rules_piece)
    (package / "cas").mkdir()
    written(package / "cas/base.yaml", f"titre: Base\ndossier: {{reponses: {answers}}}\nattendu: {expected}\n")
    return package


def prices(*bands: Piece) -> Piece:
    return {"id": "prix", "unite": "euro", "par_tranche": "etals", "valeurs": {"2000-01-01": list(bands)}}


# bands


def test_the_edges_of_bands_are_tried_and_what_is_above_the_last(poincon: Command, tmp_path: Path) -> None:
    table = prices({"jusqu_a": "2", "valeur": "10"}, {"moins_de": "6", "valeur": "100/3"})
    pieces = rules({"du": "prix(etals)"}, blocks={"parametres": [table]})
    folder = market(tmp_path, pieces, "{etals: 1}", "{du: {valeur: 10}}")
    assert tried(poincon, folder) == {
        f"tranche_du_etals_{name}": f"dossier: {{reponses: {{etals: {etals}}}}} attendu: {{du: {expected}}}"
        for name, etals, expected in (
            ("jusqu_a_2_dessous", 1, "{statut: connu, valeur: 10}"),
            ("jusqu_a_2_seuil", 2, "{statut: connu, valeur: 10}"),
            ("jusqu_a_2_dessus", 3, "{statut: connu, exact: 100/3}"),
            ("moins_de_6_dessous", 5, "{statut: connu, exact: 100/3}"),
            ("moins_de_6_seuil", 6, "sans_objet"),
            ("moins_de_6_dessus", 7, "sans_objet"),
        )
    }


def test_a_band_is_reached_through_the_value_of_another_rule(poincon: Command, tmp_path: Path) -> None:
    table = prices({"jusqu_a": "5", "valeur": "10"}, {"valeur": "20"})
    formulas = {"emplacements": "etals * par_etal", "du": "prix(emplacements)"}
    pieces = rules(formulas, {"par_etal": "2 nombre"}, {"parametres": [table]})
    folder = market(tmp_path, pieces, "{etals: 40}", "{du: {valeur: 20}}")
    edges = tried(poincon, folder)
    assert [re.findall(r"\d+", edges[f"tranche_du_etals_jusqu_a_5_{place}"]) for place in ("seuil", "dessus")] == [
        ["2", "10"],
        ["3", "20"],
    ]


def test_an_edge_that_no_case_reaches_is_told(poincon: Command, tmp_path: Path) -> None:
    table = prices({"jusqu_a": "5", "valeur": "10"}, {"valeur": "20"})
    pieces = rules({"du": "prix(etals)"}, blocks={"parametres": [table]})
    folder = market(tmp_path, pieces, "{loyer: 40}", "{du: indetermine}")
    out = plain(poincon("cases", folder).out)
    assert "# du : aucun cas ne passe le bord de « prix.jusqu_a_5 » en changeant seulement « etals ».\n" in out
    assert "# 1 seuil, 0 cas\n" in out


def test_a_case_that_sets_the_rule_aside_tries_no_band(poincon: Command, tmp_path: Path) -> None:
    table = prices({"jusqu_a": "5", "valeur": "10"}, {"valeur": "20"})
    value: Piece = {"id": "du", "valeur": "prix(etals)", "affiche": "oui", "applicable_si": "ouvert"}
    pieces = rules(blocks={"parametres": [table], "derives": [value]})
    folder = market(tmp_path, pieces, "{etals: 2, ouvert: non}", "{du: sans_objet}")
    assert tried(poincon, folder) == {}
    written(
        folder / "cas/ouvert.yaml", "titre: O\nbase: base\ndossier: {reponses: {ouvert: oui}}\nattendu: {du: connu}\n"
    )
    assert len(tried(poincon, folder)) == 3


# verdicts, and several thresholds of a rule


def test_the_thresholds_of_the_lines_of_a_verdict_are_tried(poincon: Command, tmp_path: Path) -> None:
    lines = [
        {"id": "petit", "libelle": "Petit", "si": "etals < seuil_moyen"},
        {"id": "moyen", "libelle": "Moyen", "si": "etals <= seuil_grand"},
        {"id": "grand", "libelle": "Grand"},
    ]
    blocks: dict[str, list[Piece]] = {"verdicts": [{"id": "taille", "lignes": lines}]}
    pieces = rules(parameters={"seuil_moyen": "10 etal", "seuil_grand": "50 etal"}, blocks=blocks)
    folder = market(tmp_path, pieces, "{etals: 20}", "{taille: moyen}")
    assert {name: re.findall(r"etals: (\d+)|taille: (\w+)", text) for name, text in tried(poincon, folder).items()} == {
        f"seuil_taille_{name}": [(etals, ""), ("", verdict)]
        for name, etals, verdict in (
            ("petit_etals_dessous", "9", "petit"),
            ("petit_etals_seuil", "10", "moyen"),
            ("petit_etals_dessus", "11", "moyen"),
            ("moyen_etals_dessous", "49", "moyen"),
            ("moyen_etals_seuil", "50", "moyen"),
            ("moyen_etals_dessus", "51", "grand"),
        )
    }


def test_both_thresholds_of_a_rule_have_their_own_cases(poincon: Command, tmp_path: Path) -> None:
    rule = {"id": "p", "condition": "loyer >= bas et loyer <= haut"}
    pieces = rules(parameters={"bas": "10 euro", "haut": "900 euro"}, blocks={"prerequis": [rule]})
    folder = market(tmp_path, pieces, "{loyer: 20}", "{p: atteint}")
    edges = {name: text for name, text in tried(poincon, folder).items() if name.endswith("_seuil")}
    assert sorted(re.findall(r"loyer: (\d+)", text)[0] for text in edges.values()) == ["10", "900"]


# bounds of fields


def test_a_bound_that_is_a_formula_is_tried_on_its_field(poincon: Command, tmp_path: Path) -> None:
    fields: list[Piece] = [{"id": "loues", "type": "entier", "unite": "etal", "maximum": "etals"}]
    pieces = rules({"libres": "etals - loues", "deux": "caution + apport"})
    folder = market(tmp_path, pieces, "{etals: 20, loues: 3}", "{libres: {valeur: 17}}", fields)
    assert tried(poincon, folder) == {
        f"borne_loues_maximum_{place}": (
            f"dossier: {{reponses: {{loues: {loues}}}}} hors_bornes: [{beyond}] "
            f"attendu: {{libres: {{statut: connu, valeur: {free}}}}}"
        )
        for place, loues, beyond, free in (
            ("dessous", 19, "", 1),
            ("seuil", 20, "", 0),
            ("dessus", 21, "loues", -1),
        )
    }


# what is printed may be pasted


@pytest.mark.parametrize("programme", [path.name for path in PROGRAMMES])
def test_what_is_printed_for_a_real_programme_passes_its_check(
    poincon: Command, tmp_path: Path, programme: str
) -> None:
    folder = copy_of(programme, tmp_path)
    cases = printed_cases(poincon("cases", folder).out)
    for name, text in cases.items():
        file = folder / f"cas/{name}.yaml"
        assert not file.exists()
        written(file, text)
    result = poincon("check", folder)
    assert result.code == 0, result.out
    assert result.out.endswith("tout est en ordre\n")


def test_what_is_printed_for_the_first_package_passes_its_check(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    assert len(tried(poincon, folder)) == 3
    assert "5 cas" in poincon("check", folder).out


def test_a_case_is_read_on_the_day_of_its_base(poincon: Command, tmp_path: Path) -> None:
    blocks: dict[str, list[Piece]] = {
        "parametres": [{"id": "seuil", "unite": "euro", "valeurs": {"2000-01-01": "100", "2010-01-01": "50"}}],
        "prerequis": [{"id": "p", "condition": "loyer <= seuil"}],
    }
    folder = market(tmp_path, rules(blocks=blocks), "{loyer: 70}", "{p: atteint}\ndate: 2005-06-01")
    assert tried(poincon, folder)["seuil_p_loyer_dessus"] == (
        "date: 2005-06-01 dossier: {reponses: {loyer: 100.01}} attendu: {p: non_atteint}"
    )


@pytest.mark.parametrize("name", ["2021: l'été #1", "2021", "- base"])
def test_a_base_may_have_any_name(poincon: Command, tmp_path: Path, name: str) -> None:
    blocks: dict[str, list[Piece]] = {"prerequis": [{"id": "p", "condition": "loyer <= seuil"}]}
    folder = market(tmp_path, rules(parameters={"seuil": "50 euro"}, blocks=blocks), "{loyer: 20}", "{p: atteint}")
    (folder / "cas/base.yaml").rename(folder / f"cas/{name}.yaml")
    assert len(tried(poincon, folder)) == 3


def test_a_case_stands_on_one_that_may_still_bear_it(poincon: Command, tmp_path: Path) -> None:
    blocks: dict[str, list[Piece]] = {"prerequis": [{"id": "p", "condition": "loyer <= seuil"}]}
    folder = market(tmp_path, rules(parameters={"seuil": "50 euro"}, blocks=blocks), "{loyer: 70}", "{p: non_atteint}")
    below = "base"
    for number in range(10):
        loyer = 70 if number < 9 else 20
        expected = "non_atteint" if number < 9 else "atteint"
        text = (
            f"titre: T{number}\nbase: {below}\ndossier: {{reponses: {{loyer: {loyer}}}}}\nattendu: {{p: {expected}}}\n"
        )
        below = f"suite_{number}"
        written(folder / f"cas/{below}.yaml", text)
    assert poincon("check", folder).code == 0
    assert tried(poincon, folder) == {}


def test_the_cases_that_are_there_are_not_printed_again(poincon: Command, tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    poincon("new", folder)
    poincon("cases", folder, "--write")
    (folder / "cas/seuil_effectif_salaries_dessus.yaml").unlink()
    result = poincon("cases", folder)
    assert list(printed_cases(result.out)) == ["seuil_effectif_salaries_dessus"]
    assert result.out.endswith("\n# 1 seuil, 3 cas, dont 2 déjà dans cas/ ; --write y écrit les autres\n")
    poincon("cases", folder, "--write")
    assert poincon("cases", folder).out.endswith("\n# 1 seuil, 3 cas, dont 3 déjà dans cas/\n")
