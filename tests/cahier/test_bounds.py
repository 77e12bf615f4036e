"""Bounds that are formulas: an answer beyond one is told, never refused, and changes no outcome."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Severity
from poincon.cahier.cases import run_cases
from poincon.cahier.comparison import compare
from poincon.cahier.evaluation import FieldState, completeness
from poincon.cahier.explanation import BoundWords
from poincon.cahier.loading import Package, load_package
from tests.cahier.cli.terminal import Command
from tests.cahier.conftest import Faults, Make
from tests.cahier.packages import Piece, form, judged, plain, refusals, rules, write_package

PART: Piece = {"id": "part", "type": "etp", "libelle": "Part des gardiens", "maximum": "gardiens"}
BEGUN: Piece = {"id": "debut", "type": "date", "minimum": "ouverture", "maximum": "fermeture"}


def beyond(package: Package, answers: Piece, **more: object) -> dict[str, FieldState]:
    content: Piece = {"reponses": answers, **more}
    return {state.path: state for state in completeness(judged(package, content).assessment).beyond}


def told(package: Package, state: FieldState) -> list[tuple[str, str]]:
    words = [BoundWords(package.programme, language) for language in ("fr", "en")]
    return [(plain(words[0].beyond(each)), plain(words[1].beyond(each))) for each in state.beyond]


def test_an_answer_beyond_a_formula_is_read_and_told(make: Make) -> None:
    package = make({"double": "part + part"}, fields=[PART])
    answers = {"gardiens": "12", "part": "15"}
    assert refusals(package, {"reponses": answers}) == []
    assert judged(package, {"reponses": answers}).worth("double") == 30
    states = beyond(package, answers)
    assert list(states) == ["part"]
    assert told(package, states["part"]) == [
        (
            "« 15\u202fETP » est trop grand : au plus 12\u202fETP (gardiens).",
            '"15\u202fFTE" is too high: at most 12\u202fFTE (gardiens in English).',
        )
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {"gardiens": "15", "part": "15"},
        {"part": "15"},
        {"gardiens": "12"},
        {},
    ],
)
def test_a_bound_that_is_reached_or_unknown_bounds_nothing(make: Make, answers: Piece) -> None:
    assert beyond(make({"double": "part + part"}, fields=[PART]), answers) == {}


def test_two_figures_that_look_alike_are_told_apart(make: Make) -> None:
    package = make({"double": "part + part"}, fields=[PART])
    ((french, _),) = told(package, beyond(package, {"gardiens": "12.001", "part": "12.002"})["part"])
    assert "12,002" in french
    assert "12,001" in french


def test_dates_are_bounded_on_both_sides(make: Make) -> None:
    package = make({"x": "debut"}, fields=[BEGUN])
    answers = {"ouverture": "2020-02-01", "fermeture": "2020-01-01", "debut": "2020-01-15"}
    assert told(package, beyond(package, answers)["debut"]) == [
        (
            "« 15 janvier 2020 » est trop tôt : au plus tôt le 1er février 2020 (ouverture).",
            '"15 January 2020" is too early: no earlier than 1 February 2020 (ouverture in English).',
        ),
        (
            "« 15 janvier 2020 » est trop tard : au plus tard le 1er janvier 2020 (fermeture).",
            '"15 January 2020" is too late: no later than 1 January 2020 (fermeture in English).',
        ),
    ]


def test_two_fields_may_bound_each_other(make: Make) -> None:
    fields: list[Piece] = [
        {"id": "premier_jour", "type": "date", "maximum": "dernier_jour"},
        {"id": "dernier_jour", "type": "date", "minimum": "premier_jour"},
    ]
    package = make({"x": "premier_jour"}, fields=fields)
    answers = {"premier_jour": "2020-01-02", "dernier_jour": "2020-01-01"}
    assert set(beyond(package, answers)) == {"premier_jour", "dernier_jour"}


def test_each_year_has_its_own_bound(make: Make) -> None:
    yearly: list[Piece] = [{"id": "fideles", "type": "entier", "maximum": "clients"}]
    package = make({"x": "fideles"}, yearly=yearly)
    years = {"2020": {"clients": "5", "fideles": "6"}, "2021": {"clients": "7", "fideles": "6"}}
    assert list(beyond(package, {"annees": years}, exercice="2021")) == ["annees.2020.fideles"]


def test_what_is_between_two_ends_still_bounds_what_is_beyond_both(make: Make) -> None:
    """The blank cell of `origine` leaves 10 or 30: 40 is too much whichever it is, 20 may not be."""
    field: Piece = {"id": "aide", "type": "euros", "maximum": "somme(depenses.montant où origine est public)"}
    package = make({"x": "aide"}, fields=[field])
    rows = [{"montant": "10", "origine": "public"}, {"montant": "20"}]
    assert beyond(package, {"depenses": rows, "aide": "20"}) == {}
    states = beyond(package, {"depenses": rows, "aide": "40"})
    ((french, _),) = told(package, states["aide"])
    assert states["aide"].beyond[0].limit is None
    assert french.startswith("« 40,00\u202f€ » est trop grand : au plus « total de")


@pytest.mark.parametrize("answers", [{"ouvert": "non", "gardiens": "1", "part": "3"}])
def test_what_is_hidden_is_beyond_nothing(make: Make, answers: Piece) -> None:
    package = make({"x": "connu(part)"}, fields=[{**PART, "visible_si": "ouvert"}])
    assert beyond(package, answers) == {}
    assert set(beyond(package, answers | {"ouvert": "oui"})) == {"part"}


def test_a_formula_leaves_the_bounds_of_the_kind(make: Make) -> None:
    package = make({"x": "part"}, fields=[PART])
    assert [problem.code for problem in refusals(package, {"reponses": {"part": "-1"}})] == ["below"]


def test_dates_have_constant_bounds_too(make: Make) -> None:
    package = make({"x": "debut"}, fields=[{**BEGUN, "minimum": "2020-01-01", "maximum": "2020-12-31"}])
    codes = {
        day: [problem.code for problem in refusals(package, {"reponses": {"debut": day}})]
        for day in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    }
    assert codes == {"2019-12-31": ["early"], "2020-01-01": [], "2020-12-31": [], "2021-01-01": ["late"]}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"maximum": "loyer"}, "unit_mismatch"),
        ({"maximum": "ouverture"}, "not_comparable"),
        ({"maximum": "halle"}, "not_comparable"),
        ({"maximum": "ouvert"}, "not_comparable"),
        ({"maximum": "inconnu"}, "unknown_name"),
        ({"maximum": "part"}, "cycle"),
        ({"maximum": "total - gardiens"}, "cycle"),
        ({"type": "entier", "maximum": "clients"}, "bound_year"),
        ({"maximum": "gardiens * 0,5"}, "decimal_comma"),
        ({"maximum": "gardiens +"}, "formula_unfinished"),
        ({"maximum": "2020-01-01"}, "bound_kind"),
        ({"maximum": "(" * 60 + "gardiens" + ")" * 60}, "formula_too_deep"),
        ({"maximum": "gardiens + " * 60 + "gardiens"}, "formula_too_long"),
        ({"minimum": "5", "maximum": "4"}, "bounds"),
        ({"type": "date", "maximum": "5"}, "bound_kind"),
        ({"type": "date", "maximum": "gardiens"}, "not_comparable"),
        ({"type": "date", "minimum": "2021-01-01", "maximum": "2020-01-01"}, "bounds"),
        ({"type": "texte", "maximum": "gardiens"}, "key_of_other_kind"),
    ],
)
def test_a_bound_that_cannot_be_is_told(faults: Faults, field: Piece, code: str) -> None:
    problems = faults({"total": "part + gardiens"}, fields=[{**PART, **field}])
    assert [problem.code for problem in problems if problem.severity is Severity.ERROR][:1] == [code]


def test_a_bound_is_no_longer_than_a_number_may_be(faults: Faults) -> None:
    powers = {"p1": " * ".join(["coefficient"] * 30), "p2": "p1 * p1", "p3": "p2 * p2"}
    field: Piece = {"id": "taux", "type": "decimal", "unite": "ratio", "maximum": "p3 * p3"}
    assert [problem.code for problem in faults(powers, fields=[field])] == ["numbers_too_long"]


def test_a_column_has_constants_only(faults: Faults) -> None:
    columns: list[Piece] = [
        {"id": "cout", "type": "euros", "maximum": "loyer"},
        {"id": "prix", "type": "euros", "maximum": "100"},
    ]
    problems = faults(fields=[{"id": "lots", "type": "tableau", "colonnes": columns}])
    assert [(problem.code, problem.place.path.rsplit(".", 1)[-1]) for problem in problems] == [
        ("column_bound", "maximum")
    ]


def test_what_only_a_bound_reads_is_of_use(make: Make) -> None:
    field: Piece = {"id": "avance", "type": "euros", "maximum": "plafond_avance"}
    derived: list[Piece] = [{"id": "plafond_avance", "valeur": "min(loyer, plafond)"}]
    package = make(parameters={"plafond": "100 euro"}, fields=[field], derives=derived)
    assert set(beyond(package, {"loyer": "300", "avance": "150"})) == {"avance"}


def test_show_compare_and_assess_tell_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poincon = Command(capsys)
    pieces = rules({"x": "part"})
    before = write_package(tmp_path / "a", form_piece=form([{**PART, "maximum": "40"}]), rules_piece=pieces)
    after = write_package(tmp_path / "b", form_piece=form([PART]), rules_piece=pieces)
    (difference,) = compare(load_package(before), load_package(after))
    assert (difference.aspect, plain(difference.text.fr)) == (
        "maximum",
        "Champ « Part des gardiens » (part) : le maximum passe de 40\u202fETP à « gardiens ».",
    )
    assert "au plus « gardiens »" in poincon("show", after).flat
    fields = {field["id"]: field for field in poincon("show", after, "--json").json["fields"]}
    assert (fields["part"]["minimum"], fields["part"]["maximum"]) == ("0", "gardiens")
    dossier = tmp_path / "dossier.yaml"
    dossier.write_text("reponses: {gardiens: 12, part: 15}\n", encoding="utf-8")
    assert "HORS BORNES - Part des gardiens : « 15 ETP » est trop grand" in plain(
        poincon("assess", after, dossier).flat
    )
    (entry,) = poincon("assess", after, dossier, "--json").json["beyond"]
    assert {key: entry[key] for key in ("path", "bound", "formula", "value", "limit")} == {
        "path": "part",
        "bound": "maximum",
        "formula": "gardiens",
        "value": "15",
        "limit": "12",
    }
    assert "beyond" not in poincon("assess", before, dossier, "--json").json


@pytest.mark.parametrize(("paths", "differences"), [(["part"], 0), ([], 1), (["part", "loyer"], 1)])
def test_a_case_expects_all_that_is_out_of_bounds(tmp_path: Path, paths: list[str], differences: int) -> None:
    package = write_package(tmp_path, form_piece=form([PART]), rules_piece=rules({"x": "part"}))
    (package / "cas").mkdir()
    case: Piece = {
        "titre": "Trop",
        "dossier": {"reponses": {"gardiens": "12", "part": "15"}},
        "hors_bornes": paths,
        "attendu": {"x": "connu"},
    }
    (package / "cas" / "trop.yaml").write_text(json.dumps(case), encoding="utf-8")
    assert len(run_cases(load_package(package), "marche").problems) == differences
