"""Unknown is not no: `et`, `ou`, `non`, comparisons and `si`, over yes, no, unknown and « sans objet »."""

from __future__ import annotations

from itertools import product

import pytest

from poincon.cahier.loading import Package
from tests.cahier.conftest import Judge, Make
from tests.cahier.packages import ASIDE, UNKNOWN, Verdicts, judged

YES, NO = True, False
Truth = bool | str
TRUTHS: list[Truth] = [YES, NO, UNKNOWN, ASIDE]


def operand(name: str) -> dict[str, str]:
    """A rule that can have all four outcomes: set aside when `s_name` is no, else the answer to `o_name`."""
    return {"id": name, "condition": f"o_{name}", "applicable_si": f"s_{name}"}


@pytest.fixture
def logic(make: Make) -> Package:
    fields = [{"id": f"{kind}_{name}", "type": "oui_non"} for name in "abc" for kind in "os"]
    formulas = {
        "deux_et": "a et b",
        "deux_ou": "a ou b",
        "trois_et": "a et b et c",
        "trois_ou": "a ou b ou c",
        "pas": "non a",
        "sait": "connu(a)",
        "oui": "atteint(a)",
        "refus": "non_atteint(a)",
        "choisi": "si a alors o_b sinon o_c",
    }
    return make(formulas, fields=fields, prerequis=[operand(name) for name in "abc"])


def stand(package: Package, **truths: Truth) -> Verdicts:
    answers: dict[str, bool] = {}
    for name, truth in truths.items():
        answers[f"s_{name}"] = truth != ASIDE
        if isinstance(truth, bool):
            answers[f"o_{name}"] = truth
    return judged(package, {"reponses": answers})


def kleene(truths: tuple[Truth, ...], deciding: bool) -> Truth:
    """« Sans objet » is left out; one that decides decides; else one unknown makes unknown."""
    operands = [truth for truth in truths if truth != ASIDE]
    if not operands:
        return ASIDE
    if deciding in operands:
        return deciding
    return UNKNOWN if UNKNOWN in operands else not deciding


def test_et_and_ou_are_kleenes_over_every_pair(logic: Package) -> None:
    for a, b in product(TRUTHS, repeat=2):
        verdicts = stand(logic, a=a, b=b, c=YES)
        assert (a, b, verdicts.worth("deux_et")) == (a, b, kleene((a, b), NO))
        assert (a, b, verdicts.worth("deux_ou")) == (a, b, kleene((a, b), YES))


def test_et_and_ou_are_kleenes_over_every_triple(logic: Package) -> None:
    for truths in product(TRUTHS, repeat=3):
        verdicts = stand(logic, **dict(zip("abc", truths, strict=True)))
        assert (truths, verdicts.worth("trois_et")) == (truths, kleene(truths, NO))
        assert (truths, verdicts.worth("trois_ou")) == (truths, kleene(truths, YES))


@pytest.mark.parametrize(
    ("truth", "negated", "met", "refused"),
    [(YES, NO, YES, NO), (NO, YES, NO, YES), (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN), (ASIDE, ASIDE, ASIDE, ASIDE)],
)
def test_non_and_the_tests_of_a_status(
    logic: Package, truth: Truth, negated: Truth, met: Truth, refused: Truth
) -> None:
    verdicts = stand(logic, a=truth)
    assert [verdicts.worth(name) for name in ("pas", "oui", "refus")] == [negated, met, refused]


def test_neither_a_rule_set_aside_nor_an_unknown_one_is_known(logic: Package) -> None:
    assert [stand(logic, a=truth).worth("sait") for truth in TRUTHS] == [True, True, False, False]


@pytest.mark.parametrize(
    ("test", "then", "otherwise", "result"),
    [
        (YES, YES, NO, YES),
        (YES, NO, UNKNOWN, NO),
        (YES, UNKNOWN, NO, UNKNOWN),
        (NO, UNKNOWN, YES, YES),
        (NO, YES, UNKNOWN, UNKNOWN),
        (UNKNOWN, YES, YES, YES),
        (UNKNOWN, NO, NO, NO),
        (UNKNOWN, YES, NO, UNKNOWN),
        (UNKNOWN, YES, UNKNOWN, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_an_unknown_si_is_unknown_unless_both_branches_agree(
    logic: Package, test: Truth, then: Truth, otherwise: Truth, result: Truth
) -> None:
    assert stand(logic, a=test, b=then, c=otherwise).worth("choisi") == result


def test_an_unknown_si_of_equal_numbers_is_that_number(judge: Judge) -> None:
    formula = {"x": "si ouvert alors loyer sinon apport"}
    assert judge(formula, {"loyer": "5", "apport": "5.00"}).worth("x") == 5
    verdicts = judge(formula, {"loyer": "5", "apport": "6"})
    assert (verdicts.worth("x"), verdicts.missing("x")) == (UNKNOWN, ["ouvert"])


def test_every_branch_is_evaluated_so_that_all_that_is_missing_is_told(judge: Judge) -> None:
    verdicts = judge({"x": "ouvert et assure et loyer > 0 et (apport > 0 ou caution > 0)"}, {"assure": "oui"})
    assert verdicts.missing("x") == ["apport", "caution", "loyer", "ouvert"]


def test_what_decides_leaves_nothing_missing(judge: Judge) -> None:
    verdicts = judge({"x": "ouvert et loyer > 0"}, {"ouvert": "non"})
    assert (verdicts.status("x"), verdicts.missing("x"), verdicts.cause("x")) == ("not_met", [], None)


@pytest.mark.parametrize("operator", ["=", "<>", "<", "<=", ">", ">="])
def test_a_comparison_with_an_unknown_is_unknown_even_with_itself(judge: Judge, operator: str) -> None:
    verdicts = judge({"x": f"loyer {operator} apport", "y": f"loyer {operator} loyer"}, {"apport": "1"})
    assert (verdicts.worth("x"), verdicts.worth("y")) == (UNKNOWN, UNKNOWN)
    assert verdicts.missing("x") == ["loyer"]


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("=", NO, YES, NO),
        ("<>", YES, NO, YES),
        ("<", YES, NO, NO),
        ("<=", YES, YES, NO),
        (">", NO, NO, YES),
        (">=", NO, YES, YES),
    ],
)
def test_comparisons_are_exact_to_the_cent(judge: Judge, operator: str, below: bool, equal: bool, above: bool) -> None:
    formula = {"x": f"loyer * taux {operator} apport"}
    for loyer, expected in (("0.29", below), ("0.30", equal), ("0.31", above)):
        verdicts = judge(formula, {"loyer": loyer, "apport": "0.1"}, parameters={"taux": "1/3 ratio"})
        assert verdicts.worth("x") is expected


def test_dates_and_texts_compare(judge: Judge) -> None:
    formulas = {"avance": "ouverture < fermeture", "meme": "enseigne = slogan", "different": "enseigne <> slogan"}
    answers = {"ouverture": "2024-02-29", "fermeture": "2024-03-01", "enseigne": "Au Bon Étal", "slogan": "au bon étal"}
    verdicts = judge(formulas, answers)
    assert [verdicts.worth(name) for name in formulas] == [True, False, True]


def test_choices_are_read_by_their_options(judge: Judge) -> None:
    formulas = {"couvert": "halle est couverte", "eau": "services contient eau", "gaz": "services contient gaz"}
    verdicts = judge(formulas, {"halle": "plein_air", "services": ["eau"]})
    assert [verdicts.worth(name) for name in formulas] == [False, True, False]
    verdicts = judge(formulas, {"services": []})
    assert [verdicts.worth(name) for name in formulas] == [UNKNOWN, False, False]


def test_connu_tells_what_was_answered_and_is_never_unknown(judge: Judge) -> None:
    formulas = {name: f"connu({name})" for name in ("enseigne", "plan", "depenses", "services", "accueil_1")}
    formulas = {f"k_{name}": formula for name, formula in formulas.items()}
    none = judge(formulas)
    assert [none.worth(name) for name in formulas] == [False] * 5
    answers = {"enseigne": "x", "plan": "a.pdf", "depenses": [], "services": [], "accueil_1": "+"}
    every = judge(formulas, answers)
    assert [every.worth(name) for name in formulas] == [True] * 5


def test_connu_of_a_calculation_tells_whether_it_can_be_made(judge: Judge) -> None:
    formula = {"x": "connu(loyer / apport)"}
    assert judge(formula, {"loyer": "1", "apport": "0"}).worth("x") is False
    assert judge(formula, {"loyer": "1", "apport": "2"}).worth("x") is True
