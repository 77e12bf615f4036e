"""Loading a package: every fault of every file at once, each with its file, its line and what would be right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import find_package, library_folder, list_packages, load_package
from tests.cahier.conftest import Faults
from tests.cahier.packages import PROGRAMMES, ROOT, Piece, copy_of, problems_of, rules, write_package

PROGRAMME, FORM, RULES = "programme.yaml", "formulaire.yaml", "regles.yaml"
FAULTS = [
    # file, what is written, what is put instead, where the fault is then found, its code
    (
        RULES,
        "    unite: exercice_comptable\n",
        "    unite: exercice_comptable\n    couleur: rouge\n",
        "couleur: rouge",
        "unknown_key",
    ),
    (
        RULES,
        "    unite: etp/personne\n",
        "    unite: etp/personne\n    campagne: non\n    campagne: oui\n",
        "campagne: oui\n    valeurs",
        "duplicate_key",
    ),
    (
        RULES,
        "valeur: ca_formation / prestations_facturees",
        "valeur: ca_formation + etp_total",
        "ca_formation + etp_total",
        "unit_mismatch",
    ),
    (
        RULES,
        "valeur: recettes_realisees - depenses_realisees",
        "valeur: resultat_du_crt",
        "- id: resultat_du_crt",
        "cycle",
    ),
    (PROGRAMME, "nature: label\n", "nature: diplome\n", "nature: diplome", "unknown_word"),
    (
        RULES,
        ">= laboratoires_minimum",
        ">= laboratoires_minimum et nombre(laboratoires) < 9",
        "nombre(laboratoires) < 9",
        "literal",
    ),
    (
        RULES,
        '    condition: comptabilite_propre\n    source: "000 §2, §3.2.1"\n',
        "    condition: comptabilite_propre\n",
        "- id: comptabilite\n",
        "no_source",
    ),
    (
        RULES,
        "condition: personnalite_juridique_propre",
        "condition: personalite_juridique_propre",
        "personalite_juridique_propre",
        "unknown_name",
    ),
    (PROGRAMME, "date: 2022-01-01", "date: 2022-02-30", "date: 2022-02-30", "date"),
    (
        FORM,
        "ministère.\n            requis_si: nature_demande est renouvellement",
        "ministère.\n            requis_si: nature_demande est renouvelement",
        "est renouvelement",
        "unknown_option",
    ),
]


ALONE = (
    RULES,
    "cible: {au_plus: plafond_part_formation}",
    "cible: {au_plus: seuil_part_ca_pme}",
    "- id: plafond_part_formation",
    "unused",
)
"""Told once every formula is right: one that is not may be what was meant to read it."""


def broken(folder: Path, faults: list[tuple[str, str, str, str, str]]) -> set[tuple[str, int, str]]:
    """Break a copy of a package; where each fault then stands."""
    for name, old, new, _, _ in faults:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        file.write_text(text.replace(old, new), encoding="utf-8")
    places = set()
    for name, _, _, marker, code in faults:
        text = (folder / name).read_text(encoding="utf-8")
        places.add((f"{folder}/{name}", text[: text.index(marker)].count("\n") + 1, code))
    return places


def test_ten_faults_at_once_are_all_listed_with_their_lines(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    expected = broken(folder, FAULTS)
    problems = problems_of(folder)
    faults = {(problem.place.file, problem.place.line, problem.code) for problem in problems}
    assert len(expected) == 10
    assert expected - faults == set()
    for problem in problems:
        assert problem.render().startswith(f"{problem.place.file}:{problem.place.line}: ")


@pytest.mark.parametrize("fault", [*FAULTS, ALONE], ids=[fault[4] for fault in [*FAULTS, ALONE]])
def test_each_fault_alone_is_the_only_one_told(tmp_path: Path, fault: tuple[str, str, str, str, str]) -> None:
    folder = copy_of("crt-2022", tmp_path)
    expected = broken(folder, [fault])
    faults = {(problem.place.file, problem.place.line, problem.code) for problem in problems_of(folder)}
    assert faults == expected


def test_faults_are_told_in_the_order_of_the_files(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    broken(folder, [fault for fault in FAULTS if fault[4] != "duplicate_key"])
    places = [(problem.place.file, problem.place.line) for problem in problems_of(folder)]
    assert places == sorted(places)
    assert len({file for file, _ in places}) == 3


def test_a_fault_of_form_in_one_file_hides_no_fault_of_another(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    (folder / FORM).write_text("rubriques: [", encoding="utf-8")
    broken(folder, [FAULTS[8]])
    assert {"syntax", "date"} <= {problem.code for problem in problems_of(folder)}


# the real programmes


@pytest.mark.parametrize("folder", PROGRAMMES, ids=[folder.name for folder in PROGRAMMES])
def test_a_programme_loads_and_its_cases_hold(folder: Path) -> None:
    package = load_package(folder)
    report = run_cases(package, folder.name)
    assert [problem.render() for problem in report.problems] == []
    assert report.count >= 15


def test_the_programmes_of_the_installation_are_found_by_name_or_by_path() -> None:
    assert [folder.name for folder in list_packages()] == [folder.name for folder in PROGRAMMES]
    assert library_folder() == ROOT / "programmes"
    by_name, by_path = find_package("crt-2022"), find_package(str(ROOT / "programmes" / "crt-2022"))
    assert by_name.digest == by_path.digest


@pytest.mark.parametrize("name", ["crt-2023", "", "a\0b", "x" * 5_000, "../absent", "/", ".."])
def test_an_unknown_programme_is_unusable(name: str) -> None:
    with pytest.raises(Unusable) as caught:
        find_package(name)
    assert all(len(problem.render()) < 6_000 for problem in caught.value.problems)


def test_a_misspelt_programme_suggests_the_nearest() -> None:
    with pytest.raises(Unusable, match="Vouliez-vous dire « crt-2022 »"):
        find_package("crt-2021")


# the digest


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def test_the_digest_is_the_same_whatever_the_order_of_keys_the_line_ends_and_the_comments(tmp_path: Path) -> None:
    folder = write_package(tmp_path, rules_piece=rules({"x": "loyer + seuil"}, {"seuil": "1 euro"}))
    digest = load_package(folder).digest
    assert digest.startswith("sha256:")
    assert len(digest) == 71
    for file in [*folder.glob("*.yaml"), folder / "textes" / "en.yaml"]:
        content = reordered(json.loads(file.read_text(encoding="utf-8")))
        text = "# remarque\n" + json.dumps(content, ensure_ascii=True, indent=3)
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_package(folder).digest == digest


def test_the_digest_of_a_real_programme_survives_windows_line_ends_and_a_copy(tmp_path: Path) -> None:
    folder = copy_of("subvention-pole-2012", tmp_path)
    digest = load_package(ROOT / "programmes" / "subvention-pole-2012").digest
    assert load_package(folder).digest == digest
    for file in folder.glob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_package(folder).digest == digest


@pytest.mark.parametrize(
    ("old", "new"),
    [('"1"', '"2"'), ('"2000-01-01"', '"2000-01-02"'), ('"R §1"', '"R §2"'), ("loyer + seuil", "seuil + loyer")],
)
def test_the_digest_changes_with_a_threshold_a_date_a_source_or_a_formula(tmp_path: Path, old: str, new: str) -> None:
    folder = write_package(tmp_path, rules_piece=rules({"x": "loyer + seuil"}, {"seuil": "1 euro"}))
    digest = load_package(folder).digest
    file = folder / RULES
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert load_package(folder).digest != digest


def test_the_digest_does_not_change_with_a_case_or_the_change_log(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    digest = load_package(folder).digest
    (folder / "CHANGELOG.md").write_text("autre", encoding="utf-8")
    (folder / "cas" / "nominal.yaml").unlink()
    assert load_package(folder).digest == digest


# path tricks


def test_a_missing_file_and_a_folder_that_is_none_are_told(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    for name in (FORM, "textes/en.yaml"):
        (folder / name).unlink()
    assert {(problem.place.file, problem.code) for problem in problems_of(folder)} >= {
        (f"{folder}/{FORM}", "no_such_file"),
        (f"{folder}/textes/en.yaml", "no_english"),
    }
    for path in (tmp_path / "absent", folder / PROGRAMME):
        assert [problem.code for problem in problems_of(path)] == ["no_such_folder"]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    secret = tmp_path / "secret.yaml"
    (folder / RULES).rename(secret)
    (folder / RULES).symlink_to(secret)
    assert [problem.code for problem in problems_of(folder)] == ["outside"]


def test_a_link_that_leads_to_itself_is_unusable_and_no_crash(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / RULES).unlink()
    (folder / RULES).symlink_to(folder / RULES)
    assert problems_of(folder)


def test_a_case_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = copy_of("crt-2022", tmp_path)
    secret = tmp_path / "secret.yaml"
    secret.write_text("mot_de_passe: caramba", encoding="utf-8")
    (folder / "cas" / "lien.yaml").symlink_to(secret)
    sentences = [problem.render() for problem in run_cases(load_package(folder), "crt-2022").problems]
    assert sentences
    assert not any("mot_de_passe" in sentence for sentence in sentences)


def test_the_folder_bears_the_name_of_its_programme(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    other = folder.rename(tmp_path / "foire")
    (problem,) = problems_of(other)
    assert (problem.code, problem.place.path) == ("folder_name", "identifiant")


def test_every_label_has_its_english_and_every_english_its_label(tmp_path: Path) -> None:
    folder = write_package(tmp_path, rules_piece=rules({"x": "loyer"}))
    file = folder / "textes" / "en.yaml"
    texts: Piece = json.loads(file.read_text(encoding="utf-8"))
    del texts["champs"]["loyer"]
    texts["parametres"] = {"loyers": {"libelle": "Rent"}}
    file.write_text(json.dumps(texts), encoding="utf-8")
    faults = {(problem.code, problem.place.path) for problem in problems_of(folder)}
    assert faults == {("no_english", "champs.loyer.libelle"), ("unknown_text", "parametres.loyers.libelle")}


def test_an_identifier_is_taken_only_once_and_is_no_word_of_the_language(faults: Faults) -> None:
    assert next(problem.code for problem in faults({"loyer": "apport"})) == "duplicate_id"
    assert "reserved_word" in {problem.code for problem in faults({"somme": "loyer"})}
    for name in ("12", "été", "a b", "a-b", ""):
        assert "wrong_form" in {problem.code for problem in faults({name: "loyer"})}
    assert faults({"1A": "loyer", "x2": "1A + apport"}) == []
