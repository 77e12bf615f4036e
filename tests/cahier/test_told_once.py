"""One mistake of an author is told once: not at each place that it touches, nor for what only follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Place, Problem
from poincon.cahier.basics.text import Text
from poincon.cahier.cases import run_cases
from poincon.cahier.loading import load_package
from poincon.cahier.loading.told_once import told_once
from tests.cahier.packages import copy_of, plain, problems_of

LABEL, CRT, GRANT = "label-risques-collectivites-2012", "crt-2022", "subvention-pole-2012"
STATEMENTS = "dd-poles-2012"
IDENTITY, FORM, RULES, TEMPLATES = "programme.yaml", "formulaire.yaml", "regles.yaml", "modeles.yaml"


def broken(folder: Path, *slips: tuple[str, str, str]) -> list[Problem]:
    """What is told of a package where each slip, a file and two texts, wrote the second in place of the first."""
    for file, right, wrong in slips:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert right in text
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return problems_of(folder)


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [problem.render() for problem in problems]
    assert problems[0].render("en") != problems[0].render("fr")
    return problems[0]


@pytest.mark.parametrize(
    ("programme", "file", "right", "wrong", "place", "sentence"),
    [
        (
            CRT,
            IDENTITY,
            "{id: entreprise,",
            "{id: entreprises,",
            "champs[0].unite",
            "Vouliez-vous dire « entreprises »",
        ),
        (
            CRT,
            IDENTITY,
            "{id: entreprise,",
            "{id: societe,",
            "champs[0].unite",
            "à 2 autres endroits (formulaire.yaml,",
        ),
        (LABEL, FORM, "id: risques_connus", "id: risques", "colonnes[1].options", "Noms possibles : risques."),
        (
            CRT,
            IDENTITY,
            "- id: drari",
            "- id: delegation",
            "etapes[1].acteur",
            "(programme.yaml, lignes 112, 119, 125,",
        ),
        (
            LABEL,
            IDENTITY,
            "id: audit,",
            "id: audite,",
            "groupes[0].a_l_etape",
            "(modeles.yaml, lignes 69 et 85 ; progra",
        ),
        (GRANT, FORM, "id: depenses\n", "id: depense\n", "figures[0].tableaux", "(regles.yaml, lignes 197, 466, 467,"),
        (GRANT, FORM, "{id: montant,", "{id: montants,", "figures[0].tableaux", "Vouliez-vous dire « montants »"),
        (LABEL, RULES, "id: rangs_aides", "id: rang_aides", "echeancier[1].valeur", "Vouliez-vous dire « rang_aides »"),
        (LABEL, FORM, "{id: population,", "{id: populations,", "modeles[0].corps", "à 5 autres endroits (regles.yaml,"),
        (
            LABEL,
            FORM,
            "id: pratique\n",
            "id: pratiques\n",
            "champs[0].echelle",
            "à 5 autres endroits (formulaire.yaml,",
        ),
        (
            LABEL,
            FORM,
            "id: conformite\n",
            "id: conformites\n",
            "criteres[0].echelle",
            "à 29 autres endroits (regles.yaml,",
        ),
        (LABEL, FORM, "{id: agglomeration,", "{id: agglo,", "champs[5].visible_si", "Noms possibles : agglo, commune."),
        (
            LABEL,
            FORM,
            "{id: conforme,",
            "{id: ok,",
            "derives[0].valeur",
            "à 6 autres endroits (regles.yaml, lignes 316,",
        ),
        (LABEL, RULES, "id: etoiles\n", "id: etoile_s\n", "modeles[5].objet", "Vouliez-vous dire « etoile_s » ?"),
        (LABEL, RULES, "- {id: prevention,", "- {id: preventions,", "criteres[10].groupe", "à 5 autres endroits"),
        (LABEL, IDENTITY, 'id: "004"', 'id: "005"', "rubriques[0].source", "à 89 autres endroits (formulaire.yaml, li"),
        (STATEMENTS, FORM, "- id: r1A", "- id: zr1A", "scores[1].rubriques", "(regles.yaml, lignes 89, 117 et 131)"),
        (
            LABEL,
            TEMPLATES,
            "- id: accuse_de_depot",
            "- id: accuse",
            "modeles[0].id",
            "n'est pas un modèle de la platefor",
        ),
    ],
)
def test_a_name_that_many_places_miss_is_one_mistake(
    tmp_path: Path, programme: str, file: str, right: str, wrong: str, place: str, sentence: str
) -> None:
    problem = only(broken(copy_of(programme, tmp_path), (file, right, wrong)))
    assert problem.place.path.endswith(place)
    assert sentence in plain(problem.render())


def test_a_second_name_that_is_missing_is_a_second_mistake(starter: Path) -> None:
    slips = [(RULES, "valeur: salaries", "valeur: employes"), (RULES, "(cout_des_travaux", "(depenses")]
    assert [problem.names for problem in broken(starter, *slips)] == [("employes",), ("depenses",)]


@pytest.mark.parametrize(
    ("written", "sentence"), [("ETP", "Vouliez-vous dire « etp » ?"), ("€", "Écrivez « euro »."), ("date", "Prenez r")]
)
def test_of_an_unknown_unit_nothing_else_is_told(tmp_path: Path, written: str, sentence: str) -> None:
    problem = only(broken(copy_of(CRT, tmp_path), (RULES, "unite: etp", f"unite: {written}")))
    assert f"l'unité « {written} » n'existe pas. {sentence}" in plain(problem.render())


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"),
    [
        (RULES, "cible: {au_plus:", "cible: {minimum:", "Vouliez-vous dire « au_moins » ?"),
        (
            RULES,
            "cible: {au_plus:",
            "cible: {zorglub:",
            "Clés possibles : plus_de, au_moins, au_plus, moins_de, egal_a.",
        ),
        (
            RULES,
            "{au_plus: salaries_maximum}",
            "salaries_maximum",
            "Écrivez « {au_moins: salaries_maximum} » ou « {au_plus: salaries_maximum} ».",
        ),
        (RULES, "{au_plus: salaries_maximum}", "[salaries_maximum]", "Clés possibles : plus_de, au_moins, au_plus"),
        (RULES, "{au_plus: salaries_maximum}", "", "la clé « cible » est vide. Donnez sa valeur, ou retirez la clé."),
        (RULES, "    cible: {au_plus: salaries_maximum}\n", "", "une force dit ce que pèse une cible"),
        (RULES, "valeurs: {sans_date: 10}", "valeur: 60", "Vouliez-vous dire « valeurs » ?"),
        (RULES, "valeurs: {sans_date: 10}", "valeurs: 60", "Écrivez « {sans_date: 60} »."),
        (RULES, "valeur: salaries\n", "valeur: [salaries]\n", "il faut une formule ici."),
        (FORM, "libelle: Nom du commerce", "nom: Nom du commerce", "Vouliez-vous dire « libelle » ?"),
        (FORM, "rubriques:", "sections:", "Vouliez-vous dire « rubriques » ?"),
        (FORM, "id: cout_des_travaux", "id: salaries", "l'identifiant « salaries » est déjà pris (ligne 13)."),
        (RULES, "id: taux_d_aide", "id: salaries_maximum", "l'identifiant « salaries_maximum » est déjà pris"),
        (FORM, "id: cout_des_travaux", "id: coût", "Écrivez « cout »."),
        (FORM, "id: cout_des_travaux", "id: coût des travaux", "Écrivez « cout_des_travaux »."),
        (FORM, "id: cout_des_travaux", "id: somme", "choisissez un autre nom. Écrivez par exemple « somme_1 »."),
        (FORM, "id: cout_des_travaux", "id: 2012", "Écrivez par exemple « n2012 »."),
    ],
)
def test_what_follows_from_a_mistake_is_not_told(
    starter: Path, file: str, right: str, wrong: str, sentence: str
) -> None:
    assert sentence in plain(only(broken(starter, (file, right, wrong))).render())


def test_a_missing_key_is_told_beside_a_key_that_cannot_stand_for_it(starter: Path) -> None:
    problems = broken(starter, (FORM, "type: texte, libelle: Nom du commerce", "nom: Nom du commerce"))
    assert [problem.code for problem in problems] == ["unknown_key", "missing_key"]


@pytest.mark.parametrize(
    ("programme", "file", "right", "wrong"),
    [
        (CRT, IDENTITY, "fonctions: [instruction_regionale]", "fonctions: [audit]"),
        (CRT, IDENTITY, "fonctions: [instruction_regionale]", "fonctions: instruction_regionale"),
        (CRT, IDENTITY, "phase: non_traitee", "phase: zorglub"),
        (STATEMENTS, RULES, "rubriques: [r1A]", "rubriques: [zr1A]"),
        (CRT, IDENTITY, "- id: direction_de_la_structure", "- id: structure"),
        (CRT, IDENTITY, "- id: drari", "- id: délégation"),
        (LABEL, FORM, "{id: population,", "{id: habitants de la commune,"),
        (LABEL, FORM, "{id: submersion,", "{id: inondation,"),
        (GRANT, FORM, "id: depenses\n", "id: dépenses\n"),
    ],
)
def test_what_others_read_of_a_refused_entry_is_not_told(
    tmp_path: Path, programme: str, file: str, right: str, wrong: str
) -> None:
    only(broken(copy_of(programme, tmp_path), (file, right, wrong)))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "code"),
    [
        (FORM, "fenetre: 3", "zorglub: 3", "unknown_key"),
        (FORM, 'valeur: "1"', 'zorglub: "1"', "unknown_key"),
        (FORM, "statut: non_atteint", "statut: zorglub", "unknown_word"),
        (FORM, ", statut: non_atteint", "", "level_status"),
        (FORM, "echelle: pratique", "zorglub: pratique", "unknown_key"),
        (FORM, "unite: etoile", "zorglub: etoile", "unknown_key"),
        (FORM, 'source: "004 fiche 19"', 'source: ["004 fiche 19"]', "wrong_kind"),
        (RULES, "valeur: somme(actions.cout)", "valeur: ", "empty_key"),
        (RULES, "unite: mois", "unite: [mois]", "wrong_kind"),
        (RULES, "par_tranche: population", "zorglub: population", "unknown_key"),
        (RULES, "condition: cabinet_preselectionne", "zorglub: cabinet_preselectionne", "unknown_key"),
        (RULES, "force: requise", "zorglub: requise", "unknown_key"),
        (IDENTITY, "unite: jour", "zorglub: jour", "unknown_key"),
        (IDENTITY, 'id: "004"', 'zorglub: "004"', "unknown_key"),
        (IDENTITY, 'id: "004"', 'id: ["004"]', "wrong_kind"),
        (FORM, "id: nom_contact", "id: contact_principal", "unknown_text"),
        (TEMPLATES, "id: resultat_de_l_audit", "id: audit_rendu", "unknown_text"),
    ],
)
def test_formulas_that_read_a_wrong_entry_are_not_told(
    tmp_path: Path, file: str, right: str, wrong: str, code: str
) -> None:
    assert only(broken(copy_of(LABEL, tmp_path), (file, right, wrong))).code == code


def test_what_hid_behind_a_mistake_is_told_once_it_is_mended(tmp_path: Path) -> None:
    folder = copy_of(CRT, tmp_path)
    only(broken(folder, (RULES, "unite: etp", "unite: ETP")))
    problem = only(broken(folder, (RULES, "unite: ETP", "unite: euro")))
    assert problem.code == "unit_mismatch"
    folder = copy_of(LABEL, tmp_path)
    only(broken(folder, (FORM, "{id: population,", "{id: population totale,")))
    problem = only(broken(folder, (FORM, "{id: population totale,", "{id: population_totale,")))
    assert "« {population} » n'est pas un nom" in plain(problem.render())


@pytest.mark.parametrize(
    ("formulas", "circle"),
    [
        (("deux + trois", "un", "un"), "un → deux → un."),
        (("deux", "trois", "un + deux"), "deux → trois → deux."),
    ],
)
def test_a_tangle_of_circles_is_told_once(starter: Path, formulas: tuple[str, ...], circle: str) -> None:
    named = zip(("un", "deux", "trois"), formulas, strict=True)
    values = "".join(f'  - {{id: {name}, libelle: A, valeur: {text}, source: "R §1"}}\n' for name, text in named)
    problem = only(broken(starter, (RULES, "prerequis:", f"derives:\n{values}prerequis:")))
    assert circle in problem.render()


def test_two_circles_apart_are_two_mistakes(starter: Path) -> None:
    named = (("un", "deux"), ("deux", "un"), ("trois", "quatre"), ("quatre", "trois"))
    values = "".join(f'  - {{id: {name}, libelle: A, valeur: {text}, source: "R §1"}}\n' for name, text in named)
    problems = broken(starter, (RULES, "prerequis:", f"derives:\n{values}prerequis:"))
    assert [problem.code for problem in problems] == ["cycle", "cycle"]


@pytest.mark.parametrize(
    ("bounds", "key", "sentence"),
    [
        (
            "maximum: -5",
            "maximum",
            "le minimum (0) dépasse le maximum (-5). Sans « minimum », ce type de champ en a un",
        ),
        ("maximum: 5, minimum: 10.5", "minimum", "le minimum (10.5) dépasse le maximum (5)."),
    ],
)
def test_bounds_in_the_wrong_order_are_told_where_one_is_written(
    starter: Path, bounds: str, key: str, sentence: str
) -> None:
    problem = only(broken(starter, (FORM, "exemple: 12000.00", bounds)))
    assert problem.place.path.endswith(key)
    assert sentence in plain(problem.render())


def differences(folder: Path, *slips: tuple[str, str, str]) -> list[Problem]:
    """What the cases of a package tell of it, once these slips are written in it."""
    assert broken(folder, *slips) == []
    return run_cases(load_package(folder), folder.name).problems


def test_an_answer_beyond_a_bound_is_told_once_where_the_base_gives_it(tmp_path: Path) -> None:
    folder = copy_of(LABEL, tmp_path)
    problem = only(differences(folder, ("cas/nominal.yaml", "questions_posees: 571", "questions_posees: 601")))
    assert problem.place.file.endswith("cas/nominal.yaml")
    assert problem.place.path == "dossier.reponses.questions_posees"
    assert "« 601\u202fquestions » est trop grand : au plus 600\u202fquestions" in plain(problem.render())


def test_a_bound_that_a_case_itself_lowers_is_told_in_that_case(tmp_path: Path) -> None:
    folder, case = copy_of(LABEL, tmp_path), "cas/communes_de_trop.yaml"
    slips = [(case, "communes_participantes: 9", "communes_membres: 1"), (case, "[communes_participantes]", "[]")]
    problem = only([each for each in differences(folder, *slips) if "participantes" in each.render()])
    assert (problem.place.file, problem.place.path) == (f"{LABEL}/{case}", "hors_bornes")


def test_a_bound_that_is_not_passed_is_told_by_its_answer(tmp_path: Path) -> None:
    slip = ("cas/aide_egale_au_cout.yaml", "hors_bornes: []", "hors_bornes: [aide_attendue]")
    problem = only(differences(copy_of(LABEL, tmp_path), slip))
    assert "aucune borne n'est dépassée par « aide_attendue »." in plain(problem.render())


def test_a_field_that_many_cases_still_answer_is_told_once(tmp_path: Path) -> None:
    slips = [(FORM, "{id: siren_collectivite,", "{id: siren,"), ("textes/en.yaml", "siren_collectivite:", "siren:")]
    problem = only(differences(copy_of(LABEL, tmp_path), *slips))
    assert "le champ « siren_collectivite » n'existe pas. Ce nom est aussi écrit à 1 autre endroit (nominal.yaml," in (
        plain(problem.render())
    )


def test_an_error_is_never_left_out_for_what_follows_from_it() -> None:
    place = Place("regles.yaml", 3, "derives[0].valeur")
    cause = Problem(place, "not_a_table", Text("cause", "cause"), names=("gestion",))
    unused = Problem(place, "unused", Text("suite", "outcome"), names=("seuil",))
    assert told_once([cause, unused], lost=frozenset({"gestion"})) == [cause]
