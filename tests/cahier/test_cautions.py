"""Warnings: what a package may mean but seldom does. It loads all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Place, Problems, Severity
from poincon.cahier.loading import load_package, package_files, package_from_files
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece, form, plain, rules, write_package

REBATE: list[Piece] = [
    {"id": "rabais", "type": "pourcentage", "visible_si": "ouvert"},
    {"id": "surface", "type": "entier"},
    {"id": "loge", "type": "entier", "visible_si": "halle est couverte et surface > 0"},
    {"id": "tente", "type": "oui_non", "visible_si": "non (halle est couverte)"},
    {"id": "etage", "type": "oui_non", "visible_si": "surface > seuil"},
    {
        "id": "travaux",
        "type": "tableau",
        "visible_si": "assure ou ouvert",
        "colonnes": [{"id": "cout", "type": "euros"}],
    },
]
PARAMETERS = {"seuil": "10 nombre", "taux": "0.1 ratio"}


def _prerequisite(condition: str, **keys: str) -> list[Piece]:
    return [{"id": "regle", "condition": condition, **keys}]


# a warning is no error


def test_warnings_are_kept_apart_from_errors_and_refuse_nothing() -> None:
    problems = Problems()
    problems.warn(Place("b.yaml", 2), "second", "deux", "two")
    problems.warn(Place("a.yaml", 1, "regles[0]"), "first", "un", "one")
    problems.refuse()
    assert (len(problems), list(problems)) == (0, [])
    assert [warning.code for warning in problems.warnings] == ["first", "second"]
    assert problems.warnings[0].severity is Severity.WARNING
    assert problems.warnings[0].render() == "a.yaml:1: regles[0]: avertissement : un"
    assert problems.warnings[0].render("en") == "a.yaml:1: regles[0]: warning: one"


def test_a_package_with_warnings_loads_and_keeps_them_from_a_folder_and_from_a_database(tmp_path: Path) -> None:
    pieces = rules(blocks={"prerequis": _prerequisite("pour chaque ligne de depenses : ligne.payee")})
    folder = write_package(tmp_path, rules_piece=pieces)
    package = load_package(folder, "marche")
    (warning,) = package.warnings
    line = (
        (folder / "regles.yaml")
        .read_text(encoding="utf-8")
        .splitlines()
        .index('   "condition": "pour chaque ligne de depenses : ligne.payee"')
    )
    assert warning.place == Place("marche/regles.yaml", line + 1, "prerequis[0].condition")
    assert package_from_files(package_files(folder), "marche").warnings == package.warnings


# « pour chaque » over no row

ALL_PAID = "pour chaque ligne de depenses : ligne.payee"


@pytest.mark.parametrize(
    "condition",
    [
        ALL_PAID,
        f"non ({ALL_PAID})",
        f"({ALL_PAID}) ou (pour chaque ligne de recettes : ligne.montant > 0)",
        f"({ALL_PAID}) et (pour chaque ligne de recettes : ligne.montant > 0)",
        "pour chaque partie de depenses et recettes : nombre(recettes) > 0",
        f"si assure alors {ALL_PAID} sinon ouvert",
        f"si {ALL_PAID} alors ouvert sinon assure",
        f"si nombre(recettes) > 0 alors {ALL_PAID} sinon ouvert",
        f"si nombre(depenses) = 0 alors {ALL_PAID} sinon ouvert",
        "si nombre(depenses) > 0 alors pour chaque ligne de depenses où connu(poste) : ligne.payee sinon ouvert",
        "si nombre(depenses où payee) > 0 alors pour chaque ligne de depenses où ouvert : ligne.payee sinon ouvert",
    ],
)
def test_a_prerequisite_that_no_row_sets_aside_is_warned_of(make: Make, condition: str) -> None:
    warnings = make(prerequis=_prerequisite(condition)).warnings
    assert [warning.code for warning in warnings] == ["decided_by_no_row"]


@pytest.mark.parametrize(
    "condition",
    [
        f"nombre(depenses) > 0 et ({ALL_PAID})",
        f"ouvert et ({ALL_PAID})",
        f"ouvert ou ({ALL_PAID})",
        f"connu(plan) et (non ({ALL_PAID}))",
        f"si nombre(depenses) > 0 alors {ALL_PAID} sinon ouvert",
        f"si 0 < nombre(depenses) et assure alors {ALL_PAID} sinon ouvert",
        f"si nombre(depenses) = 0 alors ouvert sinon {ALL_PAID}",
        f"si nombre(depenses) <= 0 ou assure alors ouvert sinon {ALL_PAID}",
        "si nombre(depenses où payee) > 0 alors pour chaque ligne de depenses où (payee) : ouvert sinon assure",
        "si nombre(recettes) > 0 alors pour chaque partie de depenses et recettes : nombre(recettes) > 0 sinon ouvert",
        "nombre(depenses où non payee) = 0",
        f"connu({ALL_PAID})",
    ],
)
def test_a_prerequisite_that_something_else_decides_is_not_warned_of(make: Make, condition: str) -> None:
    assert make(prerequis=_prerequisite(condition)).warnings == ()


def test_the_rule_itself_is_warned_of_and_only_where_it_weighs(make: Make) -> None:
    weights = ("requise", "eliminatoire", "recommandee", "comparee")
    indicators = [{"id": weight, "condition": ALL_PAID, "force": weight} for weight in weights]
    readers = [{"id": "lecteur", "condition": "atteint(valeur)"}]
    package = make({"valeur": ALL_PAID}, indicateurs=indicators, prerequis=readers)
    assert [warning.place.path for warning in package.warnings] == [
        "indicateurs[0].condition",
        "indicateurs[1].condition",
    ]


def test_a_number_whose_target_cannot_be_compared_without_rows_is_warned_of(make: Make) -> None:
    share: Piece = {"id": "part", "valeur": f"si {ALL_PAID} alors 1 sinon 0", "force": "requise"}
    package = make(parameters={"taux": "0.1 ratio"}, indicateurs=[{**share, "cible": {"au_moins": "taux"}}])
    assert [warning.place.path for warning in package.warnings] == ["indicateurs[0].valeur"]


def test_applicable_si_says_what_no_row_means(make: Make) -> None:
    assert make(prerequis=_prerequisite(ALL_PAID, applicable_si="nombre(depenses) > 0")).warnings == ()
    assert make(prerequis=_prerequisite(ALL_PAID, applicable_si="ouvert")).warnings == ()


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (ALL_PAID, "nombre(depenses) > 0"),
        ("pour chaque ligne de depenses où connu(poste) : ligne.payee", "nombre(depenses où connu(poste)) > 0"),
        (
            "pour chaque partie de depenses et recettes : nombre(recettes) > 0",
            "nombre(depenses) + nombre(recettes) > 0",
        ),
    ],
)
def test_the_warning_says_what_would_be_right_and_that_is_right(make: Make, condition: str, rows: str) -> None:
    (warning,) = make(prerequis=_prerequisite(condition)).warnings
    assert warning.remedy is not None
    assert f"« applicable_si: {rows} »" in warning.remedy.fr
    assert f'"{rows} et …"' in warning.remedy.en
    assert make(prerequis=_prerequisite(condition, applicable_si=rows)).warnings == ()
    assert make(prerequis=_prerequisite(f"{rows} et ({condition})")).warnings == ()


# fields that may be hidden


def _hidden(make: Make, condition: str, **keys: str) -> list[str]:
    """The codes of the warnings of a prerequisite that reads fields which may be hidden."""
    usage = {"usage": "surface * seuil * taux"}
    package = make(usage, parameters=PARAMETERS, fields=REBATE, prerequis=_prerequisite(condition, **keys))
    return [warning.code for warning in package.warnings]


@pytest.mark.parametrize(
    ("condition", "applicable"),
    [
        ("rabais > 0", None),
        ("rabais > 0", "assure"),
        ("rabais > 0", "ouvert ou assure"),
        ("rabais > 0", "non ouvert"),
        ("rabais > 0", "rabais > 0"),
        ("ouvert ou rabais > 0", None),
        ("assure et rabais > 0", None),
        ("si ouvert alors assure sinon rabais > 0", None),
        ("si rabais > 0 alors ouvert sinon assure", "assure"),
        ("(ouvert et assure) ou rabais > 0", None),
        ("loge > 0", "halle est couverte"),
        ("loge > 0", "halle est plein_air et surface > 0"),
        ("tente", "halle est couverte"),
        ("surface < seuil et etage", None),
        ("nombre(travaux) > 0", "surface > 0"),
        ("pour chaque ligne de travaux : ligne.cout > 0", "surface > 0"),
        ("somme(travaux.cout où cout > 0) > loyer", None),
    ],
)
def test_a_rule_that_may_need_a_hidden_field_is_warned_of(make: Make, condition: str, applicable: str | None) -> None:
    keys = {"applicable_si": applicable} if applicable else {}
    assert "reads_hidden" in _hidden(make, condition, **keys)


@pytest.mark.parametrize(
    ("condition", "applicable"),
    [
        ("rabais > 0", "ouvert"),
        ("rabais > 0", "(ouvert) et assure"),
        ("rabais > 0", "assure et (surface > 0 et ouvert)"),
        ("rabais > 0", "connu(rabais)"),
        ("connu(rabais)", None),
        ("connu(rabais) et rabais > 0", None),
        ("connu(rabais * taux) et rabais > 0", None),
        ("non connu(rabais) ou rabais > 0", None),
        ("ouvert et rabais > 0", None),
        ("rabais > 0 et ouvert", None),
        ("ouvert et (assure ou rabais > 0)", None),
        ("non ouvert ou rabais > 0", None),
        ("non (ouvert et assure) ou rabais > 0", None),
        ("si ouvert alors rabais > 0 sinon assure", None),
        ("si ouvert et assure alors rabais > 0 sinon assure", None),
        ("si non ouvert alors assure sinon rabais > 0", None),
        ("loge > 0", "halle  est couverte et surface > 0"),
        ("loge > 0", "surface > 0 et (halle est couverte)"),
        ("loge > 0", "0 < surface et halle est couverte"),
        ("tente", "halle est plein_air"),
        ("tente", "non (halle est couverte)"),
        ("surface <= seuil ou etage", None),
        ("seuil < surface et etage", None),
        ("nombre(travaux) > 0", "ouvert ou assure"),
        ("nombre(travaux) > 0", "assure"),
        ("assure et (pour chaque ligne de travaux : ligne.cout > 0)", None),
        ("surface > 0", None),
    ],
)
def test_a_rule_that_reads_it_only_where_it_is_shown_is_not(make: Make, condition: str, applicable: str | None) -> None:
    keys = {"applicable_si": applicable} if applicable else {}
    assert _hidden(make, condition, **keys) == []


def test_the_warning_names_the_fields_their_condition_and_the_place(make: Make) -> None:
    fields: list[Piece] = [{"id": name, "type": "entier", "visible_si": "ouvert"} for name in ("puits", "cave")]
    target: Piece = {"id": "cible", "valeur": "etals", "force": "comparee", "cible": {"au_moins": "gagnes"}}
    fields.append({"id": "gagnes", "type": "entier", "unite": "etal", "visible_si": "assure"})
    package = make(fields=fields, indicateurs=[target], prerequis=_prerequisite("puits > 0 et cave > 0 et puits > 0"))
    prerequisite, indicator = sorted(package.warnings, key=lambda warning: warning.place.path, reverse=True)
    assert prerequisite.message.fr == (
        "la règle « regle » lit « puits » et « cave », qui peuvent être masqués (visible_si: ouvert) : "
        "la règle serait alors indéterminée."
    )
    assert prerequisite.message.en == (
        'the rule "regle" reads "puits" and "cave", which may be hidden (visible_si: ouvert): '
        "the rule would then be undetermined."
    )
    assert prerequisite.remedy is not None
    assert "« ouvert » à « applicable_si »" in prerequisite.remedy.fr
    assert "« gagnes », qui peut être masqué (visible_si: assure)" in indicator.message.fr
    assert indicator.place.path == "indicateurs[0].cible.au_moins"


def test_the_condition_of_a_group_and_that_of_its_field_must_both_hold(tmp_path: Path) -> None:
    field: Piece = {"id": "rabais", "type": "pourcentage", "visible_si": "ouvert ou assure"}
    form_piece = form([field])
    form_piece["rubriques"][0]["groupes"][-1]["visible_si"] = "halle est couverte"

    def warned(applicable: str) -> list[str]:
        pieces = rules(blocks={"prerequis": _prerequisite("rabais > 0", applicable_si=applicable)})
        return [warning.message.fr for warning in load_package(_written(pieces)).warnings]

    def _written(pieces: Piece) -> Path:
        return write_package(tmp_path, form_piece=form_piece, rules_piece=pieces)

    (message,) = warned("ouvert ou assure")
    assert "(visible_si: (halle est couverte) et (ouvert ou assure))" in message
    assert len(warned("halle est couverte")) == 1
    assert warned("(halle est couverte) et (ouvert ou assure)") == []


def test_another_year_is_not_vouched_for_by_what_holds_this_year(make: Make) -> None:
    yearly: list[Piece] = [{"id": "invendus", "type": "euros", "visible_si": "complet"}]

    def warned(formula: str, applicable: str) -> int:
        rule: Piece = {"id": "bilan", "valeur": formula, "affiche": "oui", "applicable_si": applicable}
        return len(make(yearly=yearly, derives=[rule]).warnings)

    assert warned("invendus", "complet") == 0
    assert warned("avant(invendus)", "complet") == 1
    assert warned("avant(si complet alors invendus sinon ventes)", "complet") == 0
    assert warned("somme(invendus sur annees)", "complet") == 1
    assert warned("avant(invendus)", "avant(complet)") == 1


def test_a_level_that_may_be_hidden_is_read_and_a_score_leaves_it_out(tmp_path: Path) -> None:
    form_piece = form()
    form_piece["rubriques"][1]["groupes"][0]["champs"][0]["visible_si"] = "ouvert"
    value: Piece = {"id": "valeur", "valeur": "note(accueil_1)", "affiche": "oui"}
    pieces = rules(blocks={"scores": [{"id": "accueil_note", "rubriques": ["accueil"]}], "derives": [value]})
    warnings = load_package(write_package(tmp_path, form_piece=form_piece, rules_piece=pieces)).warnings
    assert [warning.place.path for warning in warnings] == ["derives[0].valeur"]


# tables whose last band ends

ENDED: Piece = {
    "id": "prix",
    "unite": "euro",
    "par_tranche": "etals",
    "valeurs": {"sans_date": [{"jusqu_a": "9", "valeur": "10"}, {"jusqu_a": "20", "valeur": "15"}]},
}
ENDLESS: Piece = {**ENDED, "valeurs": {"sans_date": [{"jusqu_a": "9", "valeur": "10"}, {"valeur": "15"}]}}


def _warned_of_bands(make: Make, table: Piece, condition: str, **rule: str) -> list[str]:
    prerequisite: Piece = {"id": "abordable", "condition": condition, **rule}
    derived: list[Piece] = [{"id": "a_payer", "valeur": "prix(etals)", "affiche": "oui"}]
    package = make(parametres=[table], derives=derived, prerequis=[prerequisite])
    return [warning.code for warning in package.warnings]


def test_a_number_above_the_last_band_that_would_set_a_prerequisite_aside_is_warned_of(make: Make) -> None:
    assert _warned_of_bands(make, ENDED, "prix(etals) <= apport") == ["above_last_band"]
    assert _warned_of_bands(make, ENDED, "a_payer <= apport") == ["above_last_band"]


def test_a_last_band_without_end_or_a_condition_of_application_settles_it(make: Make) -> None:
    assert _warned_of_bands(make, ENDLESS, "prix(etals) <= apport") == []
    assert _warned_of_bands(make, ENDED, "prix(etals) <= apport", applicable_si="ouvert") == []
    assert _warned_of_bands(make, ENDED, "apport > loyer") == []


# a comparison with itself


@pytest.mark.parametrize(
    ("condition", "sentence", "right"),
    [
        ("nombre(contrats où enseigne = enseigne) > 0", "toujours vrai.", "enseigne = dossier.enseigne"),
        ("ventes > ventes", "toujours faux.", "ventes > avant(ventes)"),
        ("ventes >= avant(ventes) ou loyer <> loyer", "toujours faux.", "Corrigez un des deux côtés."),
    ],
)
def test_what_is_compared_with_itself_is_warned_of(make: Make, condition: str, sentence: str, right: str) -> None:
    contracts: Piece = {"id": "contrats", "type": "tableau", "colonnes": [{"id": "enseigne", "type": "texte"}]}
    package = make(fields=[contracts], prerequis=_prerequisite(condition))
    (warning,) = package.warnings
    assert (warning.code, warning.place.path) == ("same_sides", "prerequis[0].condition")
    assert sentence in plain(warning.render())
    assert right in plain(warning.render())
