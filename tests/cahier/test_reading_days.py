"""The day at which a dated parameter is read: that of the year judged, of filing, or a date that is answered."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from poincon.cahier.basics.numbers import Number
from poincon.cahier.columns import evaluate, reform
from poincon.cahier.evaluation import assess, completeness
from tests.cahier.columns.agreement import column_value, disagreements, population
from tests.cahier.conftest import Faults, Make
from tests.cahier.packages import Piece, dossier_of, judged, plain, refusals

RATE: Piece = {
    "id": "taux",
    "libelle": "Taux d'aide",
    "unite": "ratio",
    "valeurs": {"2000-01-01": "0.1", "2021-06-01": "0.2", "2026-01-01": "0.3"},
}
AT_FILING = {**RATE, "lecture": "depot"}
AT_OPENING = {**RATE, "lecture": "ouverture"}
AID = {"aide": "loyer * taux"}


def test_a_parameter_says_nothing_and_is_read_on_the_last_day_of_the_year(make: Make) -> None:
    content: Piece = {"exercice": "2021", "depot": "2026-03-03", "reponses": {"loyer": "100"}}
    for rate in (RATE, {**RATE, "lecture": "exercice"}):
        assert judged(make(AID, parametres=[rate]), content).worth("aide") == 20


@pytest.mark.parametrize(
    ("filed", "on", "worth"),
    [("2021-05-31", None, 10), ("2026-03-03", None, 30), (None, None, 20), (None, "2026-03-03", 30)],
)
def test_a_parameter_is_read_on_the_day_of_filing_else_with_the_others(
    make: Make, filed: str | None, on: str | None, worth: int
) -> None:
    content: Piece = {"exercice": "2021", "reponses": {"loyer": "100"}, **({"depot": filed} if filed else {})}
    day = date.fromisoformat(on) if on else None
    assert judged(make(AID, parametres=[AT_FILING]), content, day).worth("aide") == worth


def test_two_dossiers_filed_on_two_days_do_not_share_what_was_read(make: Make) -> None:
    package = make(AID, parametres=[AT_FILING])
    worths = [
        judged(package, {"exercice": "2021", "depot": filed, "reponses": {"loyer": "100"}}).worth("aide")
        for filed in ("2026-03-03", "2021-01-01", "2026-03-03")
    ]
    assert worths == [30, 10, 30]


def test_a_parameter_is_read_on_the_date_that_is_answered(make: Make) -> None:
    package = make(AID, parametres=[AT_OPENING])
    answered = judged(package, {"reponses": {"loyer": "100", "ouverture": "2021-05-31"}})
    assert answered.worth("aide") == 10
    lacking = judged(package, {"reponses": {"loyer": "100"}})
    assert (lacking.status("aide"), lacking.missing("aide")) == ("undetermined", ["ouverture"])
    assert lacking.json("taux")["missing"] == ["ouverture"]
    assert plain(lacking.json("taux")["explanation"]["text"]) == "Taux d'aide : il manque « ouverture »."


def test_a_date_whose_question_is_not_asked_leaves_the_parameter_unknown(make: Make) -> None:
    fields: list[Piece] = [{"id": "debut", "type": "date", "visible_si": "ouvert"}]
    package = make(AID, fields=fields, parametres=[{**RATE, "lecture": "debut"}])
    content: Piece = {"reponses": {"loyer": "100", "debut": "2021-05-31", "ouvert": "oui"}}
    assert judged(package, content).worth("aide") == 10
    content["reponses"]["ouvert"] = "non"
    assert judged(package, content).cause("aide") == "hidden"


def test_a_table_is_read_on_the_date_that_is_answered(make: Make) -> None:
    table: Piece = {
        "id": "prix",
        "libelle": "Prix",
        "unite": "euro",
        "par_tranche": "gardiens",
        "lecture": "ouverture",
        "valeurs": {
            "2020-01-01": [{"jusqu_a": "9", "valeur": "1"}, {"valeur": "2"}],
            "2021-01-01": [{"jusqu_a": "19", "valeur": "3"}, {"valeur": "4"}],
        },
    }
    package = make({"du": "prix(gardiens)"}, parametres=[table])
    for opening, worth in (("2020-05-01", 2), ("2021-05-01", 3), ("2019-05-01", "inconnu")):
        verdicts = judged(package, {"reponses": {"gardiens": "15", "ouverture": opening}})
        assert verdicts.worth("du") == worth
    verdicts = judged(package, {"reponses": {"gardiens": "15", "ouverture": "2021-05-01"}})
    assert "(Prix, au plus 19\u202fETP)" in verdicts.sentence("du")
    assert judged(package, {"reponses": {"gardiens": "15"}}).missing("du") == ["ouverture"]


def test_the_explanation_says_on_which_day_the_value_was_read(make: Make) -> None:
    content: Piece = {"depot": "2026-03-03", "reponses": {"loyer": "100", "ouverture": "2021-06-02"}}
    filed = judged(make(AID, parametres=[AT_FILING]), content)
    text = plain(filed.json("taux")["explanation"]["text"])
    assert "30\u202f% (valeur au 3 mars 2026, jour du dépôt ; depuis le 1er janvier 2026)." in text
    assert filed.json("taux")["explanation"]["read_on"] == "2026-03-03"
    english = plain(filed.json("taux", "en")["explanation"]["text"])
    assert "30% (value on 3 March 2026, the day of filing; since 1 January 2026)." in english
    answered = judged(make(AID, parametres=[AT_OPENING]), content)
    assert "valeur au 2 juin 2021, ouverture" in answered.json("taux")["explanation"]["text"]


def test_a_campaign_sets_a_parameter_whatever_the_day(make: Make) -> None:
    package = make(AID, parametres=[{**AT_OPENING, "campagne": "oui"}])
    content: Piece = {"reponses": {"loyer": "100"}, "parametres": {"taux": "0.5"}}
    assert judged(package, content).worth("aide") == 50


def test_conditions_of_fields_read_it_on_its_day_too(make: Make) -> None:
    fields: list[Piece] = [{"id": "motif", "type": "texte", "visible_si": "remise > taux"}]
    package = make(AID, fields=fields, parametres=[AT_FILING])
    for filed, is_shown in (("2021-01-01", True), ("2026-03-03", False)):
        dossier = dossier_of(package, {"depot": filed, "reponses": {"remise": "0.25"}})
        states = completeness(assess(package, dossier)).states
        assert next(state.shown for state in states if state.field.id == "motif") is is_shown


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-02-30", "Février 2026 a 28 jours."),
        ("3 mars 2026", "Écrivez 2026-03-03."),
        ("2026", "Exemple : 2026-03-01"),
        (["2026-03-03"], "Exemple : depot: 2026-03-01"),
        ({"a": "b"}, "Exemple : depot: 2026-03-01"),
    ],
)
def test_a_day_of_filing_that_is_none_is_refused(make: Make, day: object, sentence: str) -> None:
    (problem,) = refusals(make({"lu": "loyer"}), {"depot": day})
    assert problem.code == "date"
    assert sentence in plain(problem.render())


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("dépôt", "« dépôt » n'est ni « exercice », ni « depot »"),
        ("ouvertur", "Vouliez-vous dire « ouverture » ?"),
        ("loyer", "ni un champ de date demandé une fois"),
        ("jour", "ni un champ de date demandé une fois"),
    ],
)
def test_a_day_of_reading_that_is_none_is_an_error(faults: Faults, word: str, sentence: str) -> None:
    yearly: list[Piece] = [{"id": "jour", "type": "date"}]
    problems = faults(AID, parametres=[{**RATE, "lecture": word}], yearly=yearly)
    assert sentence in plain(problems[0].render())


def test_a_date_that_decides_of_its_own_question_goes_round_in_a_circle(faults: Faults) -> None:
    fields: list[Piece] = [{"id": "debut", "type": "date", "visible_si": "remise > taux"}]
    problems = faults(AID, fields=fields, parametres=[{**RATE, "lecture": "debut"}])
    assert [problem.code for problem in problems] == ["cycle"]


def test_columns_read_it_row_by_row(make: Make) -> None:
    fields: list[Piece] = [{"id": "debut", "type": "date", "visible_si": "ouvert"}]
    package = make(AID, fields=fields, parametres=[{**RATE, "lecture": "debut"}])
    people = population(
        package, "loyer,ouvert,debut\n100,oui,2021-05-31\n100,oui,2021-06-01\n100,oui,\n100,non,2026-01-01\n"
    )
    outcomes = evaluate(package, people)
    assert outcomes.by_rows == ()
    assert disagreements(package, people, outcomes) == []
    assert [column_value(outcomes, "aide", row) for row in range(2)] == [10, 20]
    changes: dict[str, Number] = {"taux": Fraction(1, 2)}
    assert disagreements(package, people, reform(outcomes, changes), None, changes) == []


def test_in_a_population_nobody_says_when_dossiers_were_filed(make: Make) -> None:
    package = make(AID, parametres=[AT_FILING])
    people = population(package, "annee,loyer\n2020,100\n2021,100\n")
    outcomes = evaluate(package, people)
    assert disagreements(package, people, outcomes) == []
