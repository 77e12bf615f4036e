"""What must hold for any input: nothing hostile crashes a reader, and the evaluator agrees with another one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from poincon.cahier.basics.located import read_bytes
from poincon.cahier.basics.problems import Place, Problem, Problems, Unusable
from poincon.cahier.dossiers import read_dossier
from poincon.cahier.evaluation import assess
from poincon.cahier.explanation import Sentences, outcome_json
from poincon.cahier.formulas.checking import check_formula
from poincon.cahier.formulas.errors import FormulaError
from poincon.cahier.formulas.parser import parse
from poincon.cahier.formulas.rulebook import build
from poincon.cahier.loading import Package, load_package
from poincon.cahier.model import Formula, Reference, Rule, RuleKind
from tests.cahier.packages import UNKNOWN, Verdicts, form, judged, rules, write_package
from tests.cahier.reference import EXPRESSIONS, GIVEN, Expression, typed


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Package:
    criterion = [{"id": "tenue", "question": "Tenu ?", "echelle": "avis", "force": "requise", "preuves": ["plan"]}]
    formulas = {
        "total": "somme(depenses.montant où origine est public)",
        "hausse": "croissant(ventes)",
        "equilibre": "pour chaque partie de depenses et recettes : somme(depenses.montant) = somme(recettes.montant)",
        "payees": "pour chaque ligne de depenses : ligne.payee",
        "ecart": "ventes - avant(ventes)",
        "part": "loyer / apport",
        "fin": "ouverture + delai",
        "note_accueil": "note(accueil_1)",
    }
    blocks = {"criteres": criterion, "scores": [{"id": "accueil_score", "rubriques": ["accueil"]}]}
    written = rules(formulas, {"delai": "2 an"}, blocks)
    return load_package(write_package(tmp_path_factory.mktemp("market"), form_piece=form(), rules_piece=written))


def with_formula(package: Package, text: str) -> Package:
    """The same programme with one rule, `essai`."""
    place = Place("essai", 1)
    rule = Rule("essai", RuleKind.DERIVED, "essai", Reference("R §1"), place, formula=Formula(text, place), shown=True)
    programme = replace(package.programme, rules=(rule,), parameters=())
    problems = Problems()
    rulebook = build(programme, problems)
    problems.refuse()
    return Package(programme, rulebook, "sha256:0", package.folder)


def refusal(attempt: Callable[[], object]) -> FormulaError | None:
    """How a formula was refused; any other exception is a crash."""
    try:
        attempt()
    except FormulaError as error:
        return error
    return None


# nothing hostile crashes a reader

NAMES = ["loyer", "apport", "ventes", "emplacement", "halle", "services", "ouvert", "ouverture", "enseigne", "depenses"]
OTHERS = [
    "recettes",
    "montant",
    "partie",
    "origine",
    "plan",
    "accueil_1",
    "depenses.montant",
    "depenses.origine",
    "recettes.montant",
    "autre",
    "couverte",
    "public",
    "eau",
    "0",
    "1",
]
SIGNS = ["+", "-", "*", "/", "=", "<>", "<", "<=", ">", ">=", "(", ")", ",", ".", ":", "≥", "×"]
WORDS = [
    "et",
    "ou",
    "non",
    "si",
    "alors",
    "sinon",
    "pour",
    "chaque",
    "ligne",
    "de",
    "où",
    "est",
    "contient",
    "sur",
    "annees",
]
FUNCTIONS = [
    "somme(",
    "nombre(",
    "min(",
    "max(",
    "dernier(",
    "mois_entre(",
    "depenses.",
    "recettes.",
    "criteres",
    "arrondi(",
    "arrondi_sup(",
    "avant(",
    "connu(",
    "premier(",
    "croissant(",
    "note(",
    "centime",
    "dossier.",
]
SOUP = st.lists(st.sampled_from([*NAMES, *OTHERS, *SIGNS, *WORDS, *FUNCTIONS]), max_size=25).map(" ".join)
UNARY = st.sampled_from(
    [
        "non {}",
        "-{}",
        "({})",
        "avant({})",
        "connu({})",
        "premier({})",
        "{} est couverte",
        "{} contient eau",
        "{} + 1",
        "note({})",
        "{} est bon",
        "somme({})",
        "somme(depenses.montant * {})",
        "max({})",
        "max({} où payee)",
        "mois_entre({}, ouverture)",
        "nombre(criteres où {})",
    ]
)
NESTED = st.tuples(st.sampled_from([*NAMES, *OTHERS]), st.lists(UNARY, max_size=4)).map(
    lambda pair: _wrapped(pair[0], pair[1])
)


def _wrapped(text: str, shapes: list[str]) -> str:
    for shape in shapes:
        text = shape.format(text)
    return text


@given(st.text(max_size=520))
@example("(" * 500)
@example("non " * 125)
@example("-" * 500)
@example("si " * 160)
@example("1" * 500)
@example("a" + " + a" * 124)
def test_no_text_crashes_the_parser_of_formulas(text: str) -> None:
    error = refusal(lambda: parse(text))
    assert error is None or (0 <= error.position <= max(len(text), 500) and error.text.fr)


@given(text=st.one_of(SOUP, NESTED))
@settings(max_examples=400)
def test_no_soup_of_words_crashes_the_checker_of_formulas(market: Package, text: str) -> None:
    error = refusal(lambda: check_formula(text, market.programme, {}))
    assert error is None or error.text.fr != error.text.en


YAML_SOUP = st.lists(
    st.sampled_from(
        [
            "a",
            "b: ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&x ",
            "*x",
            "!t ",
            "'",
            '"',
            "|",
            ">",
            "? ",
            ": ",
            "#",
            "---\n",
            "%",
            "\t",
            "~",
            "\\",
            "\u2028",
            "é",
        ]
    ),
    max_size=40,
).map("".join)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        YAML_SOUP.map(str.encode),
    ),
    st.booleans(),
)
@settings(max_examples=400)
def test_no_bytes_crash_the_reader_of_files(data: bytes, as_json: bool) -> None:
    problems: list[Problem] | None = None
    try:
        read_bytes(data, "f", as_json=as_json)
    except Unusable as unusable:
        problems = unusable.problems
    assert problems is None or (problems and all(problem.render() and problem.render("en") for problem in problems))


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "oui",
            "non",
            "1",
            "-1",
            "0",
            "0.01",
            "999999999999999.99",
            "1e9",
            "NaN",
            "2021",
            "2024-02-29",
            "couverte",
            "public",
            "++",
            "--",
            "bon",
            "A",
            "a.pdf",
            "25 %",
            " ",
        ]
    ),
    st.none(),
)
ANSWERS = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*NAMES, *OTHERS, "reponse", "bareme", "2021", "2020", "annees"]), inner, max_size=3
        ),
    ),
    max_leaves=8,
)
YEARS = st.dictionaries(
    st.sampled_from(["2018", "2020", "2021", "21"]),
    st.dictionaries(st.sampled_from(["ventes", "clients", "complet", "loyer"]), TEXTS, max_size=3),
    max_size=3,
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["partie", "montant", "origine", "payee", "x"]), TEXTS, max_size=4), max_size=3
)
DOSSIERS = st.one_of(
    ANSWERS,
    st.fixed_dictionaries(
        {},
        optional={
            "reponses": st.fixed_dictionaries(
                {},
                optional={
                    **{name: st.one_of(TEXTS, ANSWERS) for name in [*NAMES[:-1], "accueil_1", "autre", "plan"]},
                    "depenses": ROWS,
                    "recettes": ROWS,
                    "annees": YEARS,
                },
            ),
            "exercice": TEXTS,
            "parametres": ANSWERS,
            "appreciations": st.dictionaries(st.just("tenue"), TEXTS, max_size=1),
        },
    ),
)


@given(content=DOSSIERS)
@settings(max_examples=300)
def test_no_dossier_crashes_the_reader_the_judge_or_the_sentences(market: Package, content: Any) -> None:
    data = json.dumps(content).encode()
    try:
        dossier = read_dossier(read_bytes(data, "d.json", as_json=True), market.programme)
    except Unusable:
        return
    assessment = assess(market, dossier)
    for language in ("fr", "en"):
        sentences = Sentences(market.programme, "fr" if language == "fr" else "en")
        outcomes = [outcome_json(assessment, name, sentences) for name in assessment.results]
        json.dumps(outcomes)
        for outcome in outcomes:
            assert (outcome["cause"] is None) == (outcome["status"] != "undetermined")
            assert not outcome["missing"] or outcome["cause"] == "missing"


# the evaluator agrees with a reference


def of(package: Package, text: str, answers: Mapping[str, str | None]) -> Verdicts:
    return judged(with_formula(package, text), {"reponses": dict(answers)})


@given(expression=EXPRESSIONS, answers=GIVEN)
@settings(max_examples=400)
def test_random_expressions_are_worth_what_a_reference_says(
    market: Package, expression: Expression, answers: dict[str, str | None]
) -> None:
    try:
        verdicts = of(market, expression.text, answers)
    except Unusable:
        reject()  # too deep: the checker says no
    expected = expression.worth(typed(answers))
    value = verdicts.worth("essai")
    assert (value, type(value) is bool) == (UNKNOWN if expected is None else expected, isinstance(expected, bool))
    assert verdicts.sentence("essai")
    assert verdicts.sentence("essai", "en")


@given(expression=EXPRESSIONS, answers=GIVEN, more=GIVEN)
def test_one_more_answer_never_changes_what_was_known(
    market: Package, expression: Expression, answers: dict[str, str | None], more: dict[str, str | None]
) -> None:
    """Unless the formula asks whether something is known."""
    assume(not expression.asks_known)
    fuller = {name: more[name] if text is None else text for name, text in answers.items()}
    try:
        before, after = of(market, expression.text, answers), of(market, expression.text, fuller)
    except Unusable:
        reject()
    if before.worth("essai") != UNKNOWN:
        assert after.worth("essai") == before.worth("essai")
    else:
        assert set(before.missing("essai")) or before.cause("essai") == "division_by_zero"


@given(expression=EXPRESSIONS, answers=GIVEN)
def test_what_is_told_missing_is_unanswered_and_a_complete_dossier_lacks_nothing(
    market: Package, expression: Expression, answers: dict[str, str | None]
) -> None:
    try:
        verdicts = of(market, expression.text, answers)
    except Unusable:
        reject()
    assert set(verdicts.missing("essai")) <= {name for name, text in answers.items() if text is None}
