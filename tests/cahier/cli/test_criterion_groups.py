"""Groups of criteria: shown under their names by `show` and by reports, in both languages, and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from poincon.cahier.comparison import compare
from poincon.cahier.loading import load_package
from tests.cahier.cli.terminal import Command
from tests.cahier.packages import Piece, form, plain, rules, write_package

GROUPS = [{"id": "gestion", "libelle": "La gestion"}, {"id": "accueil_du_marche", "libelle": "L'accueil"}]


def criterion(name: str, group: str | None) -> Piece:
    return {"id": name, "question": name, "echelle": "avis", **({"groupe": group} if group else {})}


def package(folder: Path, groups: list[Piece], criteria: list[Piece]) -> Path:
    pieces = rules({"x": "nombre(criteres où bon)"}, None, {"groupes_de_criteres": groups, "criteres": criteria})
    return write_package(folder, form_piece=form(), rules_piece=pieces)


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    criteria = [criterion("tri", "accueil_du_marche"), criterion("caisse", "gestion"), criterion("divers", None)]
    return package(tmp_path, GROUPS, criteria)


def test_show_tells_criteria_under_their_group(poincon: Command, grouped: Path) -> None:
    lines = [line.strip() for line in poincon("show", str(grouped)).out.splitlines()]
    assert [line for line in lines if line in ("La gestion", "L'accueil", "tri", "caisse", "divers")] == [
        "divers",
        "La gestion",
        "caisse",
        "L'accueil",
        "tri",
    ]
    assert "La gestion in English" in poincon("show", str(grouped), "--lang", "en").out


def test_show_in_json_gives_groups_and_that_of_each_criterion(poincon: Command, grouped: Path) -> None:
    shown = poincon("show", str(grouped), "--json").json
    assert [(group["id"], group["label"], group["source"]) for group in shown["criterion_groups"]] == [
        ("gestion", "La gestion", "R §1"),
        ("accueil_du_marche", "L'accueil", "R §1"),
    ]
    groups = {rule["id"]: rule.get("group") for rule in shown["rules"]}
    assert groups == {"x": None, "tri": "accueil_du_marche", "caisse": "gestion", "divers": None}


def test_a_report_tells_criteria_under_their_group(poincon: Command, grouped: Path, tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    levels = {"tri": "bon", "caisse": "moyen", "divers": "bon"}
    file.write_text(yaml.safe_dump({"appreciations": levels}), encoding="utf-8")
    text = poincon("assess", str(grouped), str(file)).out
    report = text[text.index("CRITÈRES") :]
    places = [report.index(word) for word in ("divers", "La gestion", "caisse", "L'accueil", "tri ")]
    assert places == sorted(places)


def test_groups_are_compared_and_so_is_that_of_a_criterion(tmp_path: Path) -> None:
    before = load_package(package(tmp_path / "avant", GROUPS[:1], [criterion("tri", "gestion")]))
    renamed = [{**GROUPS[0], "libelle": "La conduite"}, GROUPS[1]]
    criteria = [criterion("tri", "accueil_du_marche"), criterion("caisse", "gestion")]
    after = load_package(package(tmp_path / "apres", renamed, criteria))
    texts = [plain(difference.text.fr) for difference in compare(before, after)]
    assert (
        "Groupe de critères « La conduite » (gestion) : le libellé passe de « La gestion » à « La conduite »." in texts
    )
    assert any("L'accueil" in text and "en plus" in text for text in texts)
    assert any("le groupe passe de gestion à accueil_du_marche" in text for text in texts)
