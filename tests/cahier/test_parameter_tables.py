"""Tables of parameters: by option of choices, by band of a number; what is read, and what a wrong one is told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from poincon.cahier.loading import Package
from tests.cahier.conftest import Faults, Judge, Make
from tests.cahier.packages import Piece, judged, plain

RATES: Piece = {
    "id": "taux",
    "libelle": "Taux d'aide",
    "unite": "ratio",
    "par": ["halle", "emplacement"],
    "valeurs": {
        "2019-01-01": {
            "couverte": {"couverte": "0.55", "plein_air": "0.45"},
            "plein_air": {"couverte": "1/3", "plein_air": "0"},
        }
    },
}
PRICES: Piece = {
    "id": "prix",
    "libelle": "Prix de la visite",
    "unite": "euro",
    "par_tranche": "gardiens",
    "valeurs": {
        "sans_date": [
            {"jusqu_a": "19", "valeur": "250"},
            {"moins_de": "49.5", "valeur": "3000"},
            {"valeur": "6000"},
        ]
    },
}


def table(piece: Piece, **changes: Any) -> list[Piece]:
    return [{**piece, **changes}]


# reading


def test_a_table_of_two_choices_gives_the_value_of_both_options(judge: Judge) -> None:
    answers, years = {"halle": "plein_air", "loyer": "90"}, {"2021": {"emplacement": "couverte"}}
    verdicts = judge(
        {"aide": "loyer * taux(halle, emplacement)"}, answers, years=years, exercice="2021", parametres=[RATES]
    )
    assert verdicts.worth("aide") == 30


@pytest.mark.parametrize(
    ("guards", "price"), [("0", 250), ("19", 250), ("19.000001", 3000), ("49.499999", 3000), ("49.5", 6000)]
)
def test_a_bound_belongs_to_its_band_when_it_is_up_to_it_and_not_when_it_is_less_than_it(
    judge: Judge, guards: str, price: int
) -> None:
    verdicts = judge({"du": "prix(gardiens)"}, {"gardiens": guards}, parametres=[PRICES])
    assert verdicts.worth("du") == price


def test_above_a_last_band_that_has_a_bound_there_is_no_value(judge: Judge) -> None:
    bands = table(PRICES, valeurs={"sans_date": [{"jusqu_a": "19", "valeur": "250"}]})
    verdicts = judge({"du": "prix(gardiens)"}, {"gardiens": "20"}, parametres=bands)
    assert verdicts.status("du") == "not_applicable"


def test_a_single_number_may_have_a_band_of_its_own(judge: Judge) -> None:
    bands = [{"moins_de": "1", "valeur": "7"}, {"jusqu_a": "1", "valeur": "8"}, {"valeur": "9"}]
    verdicts = judge(
        {"du": "prix(gardiens)"}, {"gardiens": "1"}, parametres=table(PRICES, valeurs={"sans_date": bands})
    )
    assert verdicts.worth("du") == 8


def test_an_argument_that_is_not_known_leaves_the_value_unknown(judge: Judge) -> None:
    verdicts = judge({"du": "prix(gardiens)", "aide": "taux(halle, halle)"}, {}, parametres=[RATES, PRICES])
    assert (verdicts.missing("du"), verdicts.missing("aide")) == (["gardiens"], ["halle"])


def test_an_argument_without_object_leaves_the_value_without_object(judge: Judge) -> None:
    verdicts = judge(
        {"du": "prix(effectif)"},
        {"ouvert": "non"},
        derives=[{"id": "effectif", "valeur": "gardiens", "applicable_si": "ouvert"}],
        parametres=[PRICES],
    )
    assert verdicts.status("du") == "not_applicable"


def test_what_a_hole_leaves_does_not_go_through_a_table(judge: Judge) -> None:
    """A sum known to be 20 at least: the band is not chosen by its bounds."""
    bands = table(PRICES, par_tranche="loyer")
    verdicts = judge(
        {"du": "prix(somme(depenses.montant))"},
        {"depenses": [{"poste": "a", "montant": "100"}, {"poste": "b"}]},
        parametres=bands,
    )
    assert verdicts.status("du") == "undetermined"
    assert verdicts["du"].bounds is None


CHANGING = table(
    PRICES,
    valeurs={
        "2019-01-01": [{"jusqu_a": "19", "valeur": "250"}, {"valeur": "6000"}],
        "2021-01-01": [{"jusqu_a": "10", "valeur": "200"}, {"jusqu_a": "40", "valeur": "900"}],
    },
)


@pytest.mark.parametrize(("day", "worth"), [("2018-12-31", "inconnu"), ("2020-12-31", 250), ("2021-01-01", 900)])
def test_the_bands_of_a_table_are_those_of_the_day(make: Make, day: str, worth: object) -> None:
    package = make({"du": "prix(gardiens)"}, parametres=CHANGING)
    verdicts = judged(package, {"reponses": {"gardiens": "15"}}, date.fromisoformat(day))
    assert verdicts.worth("du") == worth


def test_a_table_before_its_first_date_is_not_yet_set(make: Make) -> None:
    package = make({"du": "prix(gardiens)", "aide": "taux(halle, halle)"}, parametres=[*CHANGING, RATES])
    verdicts = judged(package, {"reponses": {"gardiens": "15", "halle": "couverte"}}, date(2018, 1, 1))
    assert verdicts.missing("du") == ["parametres.prix"]
    assert verdicts.missing("aide") == ["parametres.taux.couverte.couverte"]
    assert plain(verdicts.sentence("aide")).endswith("il manque « Taux d'aide pour Couverte et Couverte ».")


def test_a_choice_with_fewer_options_than_the_table_may_read_it(judge: Judge) -> None:
    fields = [
        {"id": "abri", "type": "choix", "options": [{"id": "couverte", "libelle": "Couvert"}]},
    ]
    verdicts = judge(
        {"part": "taux(abri, halle)"}, {"abri": "couverte", "halle": "plein_air"}, fields=fields, parametres=[RATES]
    )
    assert verdicts.worth("part") == Fraction(45, 100)


def test_a_column_may_own_the_options_and_each_row_read_its_own(judge: Judge) -> None:
    rates = {
        "id": "bonus",
        "unite": "euro",
        "par": ["recettes.origine"],
        "valeurs": {"sans_date": {"public": "10", "propre": "20"}},
    }
    verdicts = judge(
        {"dues": "nombre(recettes où montant > bonus(origine))"},
        {"recettes": [{"montant": "15", "origine": "public"}, {"montant": "15", "origine": "propre"}]},
        parametres=[rates],
    )
    assert verdicts.worth("dues") == 1


def test_a_rule_may_own_the_bands(judge: Judge) -> None:
    bands = table(PRICES, par_tranche="effectif")
    verdicts = judge(
        {"du": "prix(effectif)"},
        {"gardiens": "20"},
        derives=[{"id": "effectif", "valeur": "gardiens * 1"}],
        parametres=bands,
    )
    assert verdicts.worth("du") == 3000


STARS: Piece = {
    "id": "etoiles",
    "lignes": [
        {"id": "trois", "libelle": "Trois étoiles", "si": "gardiens > 0 et ouvert"},
        {"id": "une", "libelle": "Une étoile", "si": "gardiens > 0"},
    ],
}
BONUS: Piece = {
    "id": "bonus",
    "libelle": "Bonus",
    "unite": "euro",
    "par": ["etoiles"],
    "valeurs": {"sans_date": {"trois": "300", "une": "100"}},
}


@pytest.mark.parametrize(
    ("answers", "status", "worth"),
    [
        ({"gardiens": "2", "ouvert": "oui"}, None, 300),
        ({"gardiens": "2", "ouvert": "non"}, None, 100),
        ({"gardiens": "2"}, "undetermined", "inconnu"),
        ({"gardiens": "0", "ouvert": "oui"}, "not_applicable", "sans objet"),
    ],
)
def test_a_table_may_be_read_by_a_verdict(judge: Judge, answers: Piece, status: str | None, worth: object) -> None:
    verdicts = judge({"du": "bonus(etoiles)"}, answers, verdicts=[STARS], parametres=[BONUS])
    assert (verdicts.status("du"), verdicts.worth("du")) == (status, worth)
    if worth == 300:
        assert plain(verdicts.sentence("du")) == "du : 300,00\u202f€ (Bonus pour Trois étoiles) (R §1)."


def test_a_table_by_verdict_has_a_value_for_each_of_its_verdicts(faults: Faults) -> None:
    lacking = table(BONUS, valeurs={"sans_date": {"trois": "1"}})
    problems = faults({"du": "bonus(etoiles)"}, verdicts=[STARS], parametres=lacking)
    assert "il manque une valeur pour : une." in problems[0].render()


def test_each_row_of_a_sum_reads_the_table_with_its_own_cells(judge: Judge) -> None:
    rates = {
        "id": "part",
        "libelle": "Part",
        "unite": "ratio",
        "par": ["depenses.origine"],
        "valeurs": {"sans_date": {"public": "0.5", "propre": "1"}},
    }
    rows = [{"poste": "a", "montant": "100", "origine": "public"}, {"poste": "b", "montant": "10", "origine": "propre"}]
    verdicts = judge(
        {"aide": "somme(depenses.montant * part(depenses.origine))"}, {"depenses": rows}, parametres=[rates]
    )
    assert verdicts.worth("aide") == 60
    assert "100,00\u202f€ × 50\u202f% (Part pour Public)" in plain(verdicts.sentence("aide"))


# explanations


@pytest.fixture
def market(make: Make) -> Package:
    return make({"aide": "loyer * taux(halle, halle)", "du": "prix(gardiens)"}, parametres=[RATES, PRICES])


def test_the_sentence_says_which_value_of_the_table_was_read(market: Package) -> None:
    verdicts = judged(market, {"reponses": {"loyer": "1000", "halle": "couverte", "gardiens": "20"}})
    french, english = plain(verdicts.sentence("aide")), plain(verdicts.sentence("aide", "en"))
    assert "× 55\u202f% (Taux d'aide pour Couverte et Couverte) = 550,00\u202f€ (R §1)." in french
    assert "× 55% (Taux d'aide in English for Couverte in English and Couverte in English) = €550.00" in english
    assert "3\u202f000,00\u202f€ (Prix de la visite, plus de 19\u202fETP, moins de 49,5\u202fETP)" in plain(
        verdicts.sentence("du")
    )


def test_the_sentence_of_what_is_not_known_says_what_the_table_is_read_by(market: Package) -> None:
    assert "? (Prix de la visite selon gardiens)" in judged(market, {}).sentence("du")


def test_the_tree_names_the_table_and_the_cell_with_its_date_and_source(market: Package) -> None:
    verdicts = judged(market, {"reponses": {"loyer": "1000", "halle": "couverte"}})
    lookup = verdicts.json("aide")["explanation"]["children"][0]["children"][1]
    assert (lookup["table"], lookup["value"]) == ("taux", "0.55")
    cell = lookup["children"][-1]
    assert (cell["parameter"], cell["origin"], cell["source"]) == ("taux.couverte.couverte", "2019-01-01", "R §1")
    assert cell["label"] == "Taux d'aide pour Couverte et Couverte"


def test_a_last_band_whose_lower_end_changes_from_date_to_date_is_called_beyond(make: Make) -> None:
    schedules = {"2019-01-01": [{"jusqu_a": "9", "valeur": "1"}, {"valeur": "2"}], "2021-01-01": [{"valeur": "3"}]}
    package = make({"du": "prix(gardiens)"}, parametres=table(PRICES, valeurs=schedules))
    verdicts = judged(package, {"reponses": {"gardiens": "20"}})
    assert "(Prix de la visite, au-delà)" in verdicts.sentence("du")


# what is wrong


@pytest.mark.parametrize(
    ("formula", "code", "sentence"),
    [
        ("taux", "table_without_arguments", "« taux » est une table : il faut dire laquelle de ses valeurs."),
        ("taux", "table_without_arguments", "Écrivez « taux(halle, emplacement) »."),
        ("taux(halle)", "argument_count", "« taux » attend 2 élément(s) entre parenthèses, pas 1"),
        ("taux()", "argument_count", "pas 0"),
        ("taux(halle, halle, halle)", "argument_count", "pas 3"),
        ("taux(halle, loyer)", "kind_mismatch", "« loyer » est un nombre ; il faut un choix ici"),
        ("prix(halle)", "kind_mismatch", "« halle » est un choix ; il faut un nombre ici"),
        ("prix(loyer)", "unit_mismatch", "« loyer » est en euro, les tranches de « prix » en etp"),
        ("taux(statut, halle)", "option_without_value", "« statut » peut valoir « pleine », que la table « taux »"),
        ("tau(halle, halle)", "unknown_function", "Vouliez-vous dire « taux » ?"),
        ("loyer(halle)", "not_a_function", "« loyer » est un champ, qui se lit sans parenthèses"),
        ("seuil(halle)", "not_a_function", "« seuil » est un paramètre seul, qui se lit sans parenthèses"),
        ("voisine(halle)", "not_a_function", "« voisine » est une règle, qui se lit sans parenthèses"),
        ("taux(halle, emplacement", "formula_unfinished", "« ) » est attendu"),
        ("taux(halle,, emplacement)", "formula_unexpected", "« , » est inattendu"),
        ("taux(si ouvert alors halle sinon statut, halle)", "not_one_choice", "n'est pas le choix d'un champ"),
    ],
)
def test_a_table_that_is_read_amiss_says_how_it_is_read(faults: Faults, formula: str, code: str, sentence: str) -> None:
    fields: list[Piece] = [{"id": "statut", "type": "choix", "options": [{"id": "pleine", "libelle": "Pleine"}]}]
    problems = faults(
        {"essai": formula, "voisine": "loyer + seuil", "u1": "taux(halle, emplacement)", "u2": "prix(gardiens)"},
        parameters={"seuil": "1 euro"},
        fields=fields,
        parametres=[RATES, PRICES],
    )
    assert [problem.code for problem in problems] == [code]
    assert sentence in problems[0].render()


OPTIONS = {"couverte": "1", "plein_air": "2"}


@pytest.mark.parametrize(
    ("piece", "code", "sentence"),
    [
        ({"par": ["hale"]}, "unknown_name", "Vouliez-vous dire « halle » ?"),
        ({"par": ["loyer"]}, "unknown_name", "« loyer » est un nombre. Écrivez « par_tranche: loyer »."),
        ({"par": ["services"]}, "unknown_name", "« services » n'est pas un nom de choix connu"),
        ({"valeurs": {"sans_date": {"couverte": "1"}}}, "options_lacking", "il manque une valeur pour : plein_air."),
        ({"valeurs": {"sans_date": {**OPTIONS, "toit": "3"}}}, "unknown_option", "« toit » n'est pas une option de"),
        ({"valeurs": {"sans_date": {"couverte": "1", "pleinair": "3"}}}, "unknown_option", "dire « plein_air » ?"),
        ({"valeurs": {"sans_date": "3"}}, "option_values", "il faut une valeur pour chaque option de « halle »"),
        ({"valeurs": {"sans_date": ["3"]}}, "option_values", "Exemple : {couverte: …, plein_air: …}."),
        ({"valeurs": {"sans_date": {"couverte": "1", "plein_air": "deux"}}}, "number", "il faut un nombre"),
        ({"valeurs": {"sans_date": {"couverte": "1", "plein_air": {"a": "1"}}}}, "number", "il faut un nombre"),
        ({"par": ["halle", "halle", "halle"]}, "too_many_keys", "une table a un ou deux choix"),
        ({"campagne": "oui"}, "campaign_table", "une campagne ne fixe pas une table"),
        ({"par_tranche": "gardiens"}, "two_tables", "l'un des deux"),
        ({"par": None}, "table_without_keys", "Une table a « par: [un_choix] »"),
        ({"unite": "an", "valeurs": {"sans_date": {**OPTIONS, "couverte": "1/2"}}}, "whole_duration", "une durée"),
        ({"valeurs": {}}, "no_value", "ce paramètre n'a pas de valeur"),
    ],
)
def test_a_table_by_option_that_is_written_amiss_is_told(
    faults: Faults, piece: Piece, code: str, sentence: str
) -> None:
    written = {"id": "bonus", "unite": "euro", "par": ["halle"], "valeurs": {"sans_date": OPTIONS}, **piece}
    written = {key: value for key, value in written.items() if value is not None}
    problems = faults({"essai": "bonus(halle)"}, parametres=[written])
    matching = [problem for problem in problems if problem.code == code]
    assert matching, [problem.render() for problem in problems]
    assert sentence in matching[0].render()


@pytest.mark.parametrize(
    ("bands", "code", "sentence"),
    [
        ("12", "band_values", "il faut une liste de tranches de « gardiens »"),
        ({"a": "1"}, "band_values", "Exemple : [{jusqu_a: 19, valeur: 250}, {valeur: 3000}]"),
        ([], "band_values", "il faut une liste de tranches"),
        (["12"], "mapping", "il faut des clés et des valeurs ici"),
        ([{"jusqu_a": "9"}], "missing_key", "la clé « valeur » manque"),
        ([{"jusqua": "9", "valeur": "1"}], "unknown_key", "Vouliez-vous dire « jusqu_a » ?"),
        ([{"jusqu_a": "9", "moins_de": "9", "valeur": "1"}], "two_bounds", "l'un des deux"),
        ([{"jusqu_a": "neuf", "valeur": "1"}], "number", "il faut un nombre"),
        ([{"valeur": "1"}, {"jusqu_a": "9", "valeur": "1"}], "no_bound", "seule la dernière tranche"),
        ([{"jusqu_a": "9", "valeur": "1"}, {"jusqu_a": "8", "valeur": "1"}], "band_order", "de la plus basse"),
        ([{"jusqu_a": "9", "valeur": "1"}, {"jusqu_a": "9.0", "valeur": "1"}], "band_order", "n'est pas au-dessus"),
        ([{"jusqu_a": "9", "valeur": "1"}, {"moins_de": "9", "valeur": "1"}], "band_order", "n'est pas au-dessus"),
        ([{"jusqu_a": str(size), "valeur": "1"} for size in range(501)], "too_many_cells", "plus de 500 cases"),
    ],
)
def test_a_table_by_band_that_is_written_amiss_is_told(faults: Faults, bands: object, code: str, sentence: str) -> None:
    problems = faults({"essai": "prix(gardiens)"}, parametres=table(PRICES, valeurs={"sans_date": bands}))
    matching = [problem for problem in problems if problem.code == code]
    assert matching, [problem.render() for problem in problems]
    assert sentence in matching[0].render()


@pytest.mark.parametrize("owner", ["halle", "inconnu", "essai"])
def test_bands_are_those_of_a_number(faults: Faults, owner: str) -> None:
    problems = faults({"essai": "ouverture", "lu": "prix(gardiens)"}, parametres=table(PRICES, par_tranche=owner))
    assert {problem.code for problem in problems} & {"unknown_name", "not_a_number"}


def test_two_choices_of_many_options_are_too_many_values(faults: Faults) -> None:
    options = [{"id": f"o{number}", "libelle": "x"} for number in range(30)]
    fields: list[Piece] = [{"id": name, "type": "choix", "options": options} for name in ("un", "deux")]
    rates = {"id": "bonus", "unite": "euro", "par": ["un", "deux"], "valeurs": {"sans_date": {"o1": {"o1": "1"}}}}
    problems = faults({"essai": "bonus(un, deux)"}, fields=fields, parametres=[rates])
    assert "too_many_cells" in {problem.code for problem in problems}


def test_a_table_that_no_formula_reads_is_unused(faults: Faults) -> None:
    assert [problem.code for problem in faults({}, parametres=[RATES])] == ["unused"]


def test_a_score_is_not_linked_by_a_table(faults: Faults) -> None:
    scores = [
        {"id": "un", "rubriques": ["vision"]},
        {"id": "deux", "rubriques": ["accueil"], "lie_a": "un", "part_liee": "taux"},
    ]
    problems = faults({"lu": "taux(halle, halle)"}, scores=scores, parametres=[RATES])
    assert [problem.code for problem in problems] == ["unknown_name"]


def test_a_rule_that_owns_bands_and_reads_them_goes_round_in_a_circle(faults: Faults) -> None:
    problems = faults({"effectif": "prix(gardiens)"}, parametres=table(PRICES, par_tranche="effectif"))
    assert [problem.code for problem in problems] == ["cycle"]
