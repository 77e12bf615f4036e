"""Parameters that are written amiss: each mistake is told once, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.cli.simulate import changes_of
from poincon.cahier.loading import load_package
from tests.cahier.packages import ROOT, mended, plain, problems_of

CHOICES = """\
          - {id: famille, type: choix, libelle: Famille, options: [{id: petite, libelle: P}, {id: moyenne, libelle: M}]}
          - {id: categorie, type: choix, libelle: Catégorie, options: [{id: a, libelle: A}, {id: b, libelle: B}]}
          - {id: date_debut, type: date, libelle: Début}
"""
AMOUNT = "arrondi_inf(cout_des_travaux * taux_d_aide, centime)"
PAIRS = "{petite: {a: 1, b: 2}, moyenne: {a: 3, b: 4}}"
BANDS = "[{jusqu_a: 3, valeur: 1}, {valeur: 2}]"


@pytest.fixture
def starter(starter: Path) -> Path:
    """A starter with two choices and a date."""
    form = starter / "formulaire.yaml"
    form.write_text(form.read_text(encoding="utf-8") + CHOICES, encoding="utf-8")
    return starter


def add_ceiling(folder: Path, ceiling: str, formula: str) -> None:
    """Give the starter a parameter « plafond », written so, which the amount of the aid reads."""
    path = folder / "regles.yaml"
    entry = f'parametres:\n  - {{id: plafond, libelle: Plafond, {ceiling}, source: "R art. 3"}}\n'
    text = path.read_text(encoding="utf-8").replace("parametres:\n", entry).replace(AMOUNT, formula)
    path.write_text(text, encoding="utf-8")


def told(folder: Path, ceiling: str, formula: str = "plafond") -> str:
    """The only sentence about it."""
    add_ceiling(folder, ceiling, formula)
    problems = problems_of(folder)
    assert len(problems) == 1, [problem.render() for problem in problems]
    assert problems[0].render("en") != problems[0].render("fr")
    return plain(problems[0].render())


def warned(folder: Path, ceiling: str, formula: str) -> list[str]:
    """What its author is warned of."""
    add_ceiling(folder, ceiling, formula)
    return [plain(warning.render()) for warning in load_package(folder).warnings]


@pytest.mark.parametrize(
    ("ceiling", "formula", "sentence"),
    [
        ("unite: ratio, valeurs: {sans_date: 80}", "cout_des_travaux * plafond", "Pour 80 %, écrivez 0.8."),
        (
            "unite: ratio, par: [famille], valeurs: {sans_date: {petite: 0.5, moyenne: 40}}",
            "cout_des_travaux * plafond(famille)",
            "sans_date.moyenne: avertissement : 40 en ratio se lit 4 000 %. Pour 40 %, écrivez 0.4.",
        ),
        (
            "unite: ratio, par_tranche: salaries, valeurs: {sans_date: [{jusqu_a: 3, valeur: 0.5}, {valeur: 12.5}]}",
            "cout_des_travaux * plafond(salaries)",
            "12.5 en ratio se lit 1 250 %. Pour 12.5 %, écrivez 0.125.",
        ),
    ],
)
def test_a_percentage_in_place_of_a_ratio_is_warned_of(
    starter: Path, ceiling: str, formula: str, sentence: str
) -> None:
    (warning,) = warned(starter, ceiling, f"{formula} * taux_d_aide")
    assert sentence in warning.replace("\u202f", " ")


@pytest.mark.parametrize("ratio", ["1.5", "2", "3", "4.99", "0"])
def test_a_ratio_over_one_may_be_meant(starter: Path, ratio: str) -> None:
    amount = "cout_des_travaux * plafond * taux_d_aide"
    assert warned(starter, f"unite: ratio, valeurs: {{sans_date: {ratio}}}", amount) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("valeurs: {2027-01-01: 100000}", 1),
        ("valeurs: {2027-01-01: 100000, 2026-01-01: 5}", 0),
        ("valeurs: {2027-01-01: 100000, sans_date: 5}", 0),
        ("valeurs: {2027-01-01: 100000}, campagne: oui", 0),
        ("valeurs: {2027-01-01: 100000}, lecture: depot", 0),
    ],
)
def test_a_first_value_after_the_day_of_the_programme_is_warned_of(starter: Path, values: str, expected: int) -> None:
    warnings = warned(starter, f"unite: euro, {values}", "min(plafond, cout_des_travaux * taux_d_aide)")
    assert len(warnings) == expected
    if expected:
        assert "vaut depuis le 2027-01-01 ; le programme est daté du 2026-01-01" in warnings[0]


@pytest.mark.parametrize(
    ("ceiling", "sentence"),
    [
        ("unite: k€, valeurs: {sans_date: 100}", "« k€ » n'existe pas. Écrivez « euro », et les montants en euros."),
        ("unite: k€/etp, valeurs: {sans_date: 100}", "Écrivez « euro/etp », et les montants en euros."),
        ("unite: euro par etp, valeurs: {sans_date: 100}", "Écrivez « euro/etp »."),
        ("unite: mois, valeurs: {sans_date: 2 ans}", "Écrivez 24 : « unite » compte en mois."),
        ("unite: mois, valeurs: {sans_date: 2 mois}", "Écrivez « 2 »."),
        ("unite: an, valeurs: {sans_date: 18 mois}", "Écrivez 18 et « unite: mois » : « unite » compte ici en ans."),
        ("unite: jour, valeurs: {sans_date: 2 ans}", "Écrivez 2 et « unite: an » : « unite » compte ici en jours."),
        ("unite: euro, valeurs: {sans_date: 100k}", "Écrivez « 100000 »."),
        ("unite: euro, valeurs: {sans_date: plafond_2025}", "« plafond_2025 » est un nom : une valeur est un nombre."),
        ("unite: euro, valeurs: {2026-02-30: 1}", "Février 2026 a 28 jours."),
        ("unite: euro, lecture: date_depot, valeurs: {2022-01-01: 2}", "Écrivez « depot »."),
    ],
)
def test_a_number_its_unit_and_its_day_are_given_as_files_write_them(
    starter: Path, ceiling: str, sentence: str
) -> None:
    assert sentence in told(starter, ceiling)


@pytest.mark.parametrize(
    ("ceiling", "formula", "sentence"),
    [
        (
            f"par: [famille, effectif], valeurs: {{sans_date: {PAIRS}}}",
            "plafond(famille, effectif)",
            "« effectif » n'est pas un choix : c'est une règle. Noms possibles : categorie.",
        ),
        (
            "par_tranche: categorie, valeurs: {sans_date: {a: 1, b: 2}}",
            "plafond(categorie)",
            "« categorie » est un choix, et « par_tranche » lit un nombre. Écrivez « par: [categorie] ».",
        ),
        (
            f"par: salaries, valeurs: {{sans_date: {BANDS}}}",
            "plafond(salaries)",
            "« salaries » est un nombre. Écrivez « par_tranche: salaries ».",
        ),
        (
            f"par: [categorie, famille], valeurs: {{sans_date: {PAIRS}}}",
            "plafond(famille, categorie)",
            "par: ces valeurs dépendent de « famille » et « categorie ». Écrivez « par: [famille, categorie] ».",
        ),
        (
            f"par: [famille], valeurs: {{sans_date: {PAIRS}}}",
            "plafond(famille, categorie)",
            "Écrivez « par: [famille, categorie] ».",
        ),
        (
            f"valeurs: {{sans_date: {PAIRS}}}",
            "plafond(famille, categorie)",
            "Ajoutez « par: [famille, categorie] ».",
        ),
        (
            "par: [famille, categorie], valeurs: {sans_date: {petite: 1, moyenne: 2}}",
            "plafond(famille, categorie)",
            "Écrivez « par: [famille] », ou donnez une valeur pour chaque option de « categorie ».",
        ),
        (
            f"valeurs: {{sans_date: {BANDS}}}",
            "plafond(salaries)",
            "Ajoutez « par_tranche: … », avec un nombre : cout_des_travaux, salaries ou une règle qui en donne un.",
        ),
        ("valeurs: {sans_date: {petite: 1, moyenne: 2}}", "plafond(famille)", "Ajoutez « par: [famille] »."),
        (
            "par: [famille], valeurs: {petite: 1, moyenne: 2}",
            "plafond(famille)",
            "ces valeurs ne disent pas depuis quand. Écrivez « {sans_date: {petite: 1, moyenne: 2}} ».",
        ),
        (
            "selon: [famille], valeurs: {sans_date: {petite: 1, moyenne: 2}}",
            "plafond(famille)",
            "la clé « selon » n'existe pas ici.",
        ),
        (
            "par: [famille], valeurs: {sans_date: {petite: 0,60, moyenne: 0,50}}",
            "plafond(famille)",
            "des virgules coupent ces nombres. Les décimales s'écrivent avec un point : 0.6 et 0.5.",
        ),
        (
            f"par_tranche: salaries, valeurs: {BANDS}",
            "plafond(salaries)",
            f"Écrivez « {{sans_date: {BANDS}}} ».",
        ),
        (
            "par_tranche: salaries, valeurs: {sans_date: [{de: 0, à: 3, valeur: 1}, {de: 4, valeur: 2}]}",
            "plafond(salaries)",
            f"elle commence où finit celle d'avant. Écrivez « {BANDS} ».",
        ),
    ],
)
def test_a_table_is_told_what_it_is_read_by(starter: Path, ceiling: str, formula: str, sentence: str) -> None:
    assert sentence in told(starter, f"unite: euro, {ceiling}", formula)


def test_a_number_in_place_of_a_table_is_told_where_it_is(starter: Path) -> None:
    rows = "par: [famille],\n     valeurs: {2020-01-01: {petite: 1, moyenne: 2},\n     2021-01-01: 4}"
    assert "regles.yaml:6: parametres[0].valeurs.2021-01-01: il faut" in told(
        starter, f"unite: euro, {rows}", "plafond(famille)"
    )


@pytest.mark.parametrize("unit", ["k€", "foo"])
def test_a_rule_in_a_unit_that_does_not_exist_is_told_once(starter: Path, unit: str) -> None:
    (problem,) = mended(starter, "regles.yaml", "    valeur: arrondi", f"    unite: {unit}\n    valeur: arrondi")
    assert f"l'unité « {unit} » n'existe pas." in plain(problem)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("duree_entre_audits=1 an", "« 1 an » n'est pas un nombre. Écrivez 12 : « unite » compte en mois."),
        ("duree_entre_audits=18 mois", "Écrivez « 18 »."),
    ],
)
def test_a_duration_in_another_unit_is_converted_for_a_reform(setting: str, sentence: str) -> None:
    programme = load_package(ROOT / "programmes" / "label-risques-collectivites-2012").programme
    with pytest.raises(Unusable) as refused:
        changes_of([setting], programme)
    assert sentence in plain(refused.value.problems[0].render())
