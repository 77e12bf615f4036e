"""A condition on a section is one of each of its fields, beside that of their group and their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from poincon.cahier.basics.problems import Severity
from poincon.cahier.cases import run_cases
from poincon.cahier.comparison import compare
from poincon.cahier.evaluation import completeness
from poincon.cahier.loading import Package, load_package
from tests.cahier.cli.terminal import Command
from tests.cahier.packages import Piece, Verdicts, form, judged, problems_of, refusals, rules, write_package

ANNEX: Piece = {
    "id": "annexe",
    "titre": "Annexe",
    "groupes": [
        {
            "id": "remises",
            "titre": "Remises",
            "visible_si": "assure",
            "champs": [
                {"id": "rabais", "type": "euros", "requis": "oui", "libelle": "Rabais", "source": "R §1"},
                {
                    "id": "motif",
                    "type": "texte",
                    "visible_si": "halle est couverte",
                    "libelle": "Motif",
                    "source": "R §1",
                },
            ],
        },
        {
            "id": "bilans",
            "titre": "Bilans",
            "fenetre": "2",
            "champs": [{"id": "marge", "type": "euros", "libelle": "Marge", "source": "R §1"}],
        },
    ],
}
RULES = rules({"sans_rabais": "rabais", "sans_marge": "marge", "su": "connu(rabais)"})
Build = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Build:
    def build(condition: str | None = "ouvert", rules_piece: Piece = RULES, *, folder: str = "") -> Path:
        piece = form()
        piece["rubriques"].append({**ANNEX, **({"visible_si": condition} if condition else {})})
        return write_package(tmp_path / folder, form_piece=piece, rules_piece=rules_piece)

    return build


def verdicts(package: Package, answers: Piece) -> Verdicts:
    return judged(package, {"exercice": "2021", "reponses": answers})


def lacking(package: Package, answers: Piece) -> set[str]:
    return {state.path for state in completeness(verdicts(package, answers).assessment).lacking}


def test_what_a_hidden_section_holds_is_unknown_and_required_of_nobody(written: Build) -> None:
    package = load_package(written())
    answers: Piece = {"ouvert": "non", "assure": "oui", "rabais": "5", "annees": {"2021": {"marge": "3"}}}
    hidden = verdicts(package, answers)
    assert (hidden.cause("sans_rabais"), hidden.missing("sans_rabais")) == ("hidden", [])
    assert (hidden.cause("sans_marge"), hidden.worth("su")) == ("hidden", False)
    assert lacking(package, {"ouvert": "non", "assure": "oui"}) == set()
    shown = verdicts(package, answers | {"ouvert": "oui"})
    assert (shown.worth("sans_rabais"), shown.worth("sans_marge")) == (5, 3)
    assert lacking(package, {"ouvert": "oui", "assure": "oui"}) == {"rabais"}


@pytest.mark.parametrize(
    ("opened", "insured", "hall", "shown"),
    [
        ("non", "oui", "couverte", False),
        ("oui", "non", "couverte", False),
        ("oui", "oui", "plein_air", False),
        ("oui", "oui", "couverte", True),
        (None, "oui", "couverte", None),
        ("oui", "oui", None, None),
        (None, "non", "couverte", False),
        ("non", None, None, False),
    ],
)
def test_section_group_and_field_decide_together(
    written: Build, opened: str | None, insured: str | None, hall: str | None, shown: bool | None
) -> None:
    state = completeness(
        verdicts(load_package(written()), {"ouvert": opened, "assure": insured, "halle": hall}).assessment
    )
    assert next(field for field in state.states if field.path == "motif").shown is shown


def test_the_condition_may_vary_from_year_to_year(written: Build) -> None:
    package = load_package(written("ventes > 0"))
    years = {"2020": {"ventes": "0", "marge": "3"}, "2021": {"ventes": "1", "marge": "4"}}
    judgement = verdicts(package, {"annees": years}).assessment
    shown = {state.path: state.shown for state in completeness(judgement).states}
    assert (shown["annees.2020.marge"], shown["annees.2021.marge"]) == (False, True)
    earlier = judgement.by_year[2020]["sans_marge"]
    assert earlier.unknown is not None
    assert (earlier.unknown.cause.value, judgement.results["sans_marge"].value) == ("hidden", 4)


def test_a_text_that_cannot_be_read_in_a_hidden_section_is_an_error_of_the_file_only(written: Build) -> None:
    package = load_package(written())
    assert [problem.code for problem in refusals(package, {"reponses": {"ouvert": "non", "rabais": "dix"}})]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("rabais > 0", "cycle"),
        ("sans_rabais > 0", "cycle"),
        ("somme(annexe)", "unknown_name"),
        ("loyer", "formula_kind"),
        ("loyer +", "formula_unfinished"),
        ("(" * 60 + "ouvert" + ")" * 60, "formula_too_deep"),
        ("ouvert et " * 60 + "ouvert", "formula_too_long"),
    ],
)
def test_a_condition_that_cannot_be_is_told_once(written: Build, condition: str, code: str) -> None:
    problems = problems_of(written(condition))
    assert [problem.code for problem in problems if problem.severity is Severity.ERROR][:1] == [code]


def test_a_rule_that_reads_what_a_section_may_hide_is_warned_of(written: Build) -> None:
    prerequisite: Piece = {"id": "assez", "condition": "marge > 0"}
    package = load_package(written(rules_piece=rules(None, None, {"prerequis": [prerequisite]})))
    (warning,) = [problem for problem in package.warnings if problem.code == "reads_hidden"]
    assert "visible_si: ouvert" in warning.message.fr
    guarded = rules(None, None, {"prerequis": [{**prerequisite, "applicable_si": "ouvert"}]})
    assert [each.code for each in load_package(written(rules_piece=guarded)).warnings] == []


def test_compare_and_show_tell_the_condition(written: Build, capsys: pytest.CaptureFixture[str]) -> None:
    poincon = Command(capsys)
    before, after = load_package(written(None, folder="a")), load_package(written("ouvert", folder="b"))
    (difference,) = compare(before, after)
    assert (difference.id, difference.aspect) == ("annexe", "shown_if")
    folder = written("ouvert")
    assert "ANNEXE demandé si ouvert" in poincon("show", folder).flat
    sections = {section["id"]: section for section in poincon("show", folder, "--json").json["sections"]}
    assert sections["annexe"]["shown_if"] == "ouvert"
    assert [group["shown_if"] for group in sections["annexe"]["groups"]] == ["assure", None]


def test_a_case_may_expect_what_a_hidden_section_leaves(written: Build) -> None:
    folder = written()
    (folder / "cas").mkdir()
    expected: Piece = {"sans_marge": {"statut": "indetermine", "cause": "hidden", "manquants": []}}
    case: Piece = {"titre": "Fermé", "dossier": {"reponses": {"ouvert": "non"}}, "attendu": expected}
    (folder / "cas" / "ferme.yaml").write_text(json.dumps(case), encoding="utf-8")
    assert run_cases(load_package(folder), "marche").problems == []
