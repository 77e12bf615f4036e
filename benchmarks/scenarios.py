"""What is measured. Each scenario runs in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benchmarks.killed import killed
from benchmarks.many_rules import seventy_rules
from benchmarks.measuring import medians, seconds
from benchmarks.yardsticks import numpy_by_hand, one_by_hand
from poincon.cahier.columns import Population, evaluate, population_from_arrays, reform
from poincon.cahier.dossiers import Dossier
from poincon.cahier.evaluation import Judge
from poincon.cahier.explanation import Sentences, explanation_tree
from poincon.cahier.loading import Package, find_package

AVERAGE = {"moyenne_nationale_ca_par_etp": 98_000}
OUTCOMES = (
    "part_ca_pme",
    "part_sur_mesure",
    "visites_entreprises_par_etp",
    "visites_centres_par_etp",
    "ca_par_etp",
    "part_formation",
    "recevabilite",
)
"""What the yardstick computes; the four prerequisites come with the last."""
REFORM: dict[str, int | Fraction] = {"seuil_part_ca_pme": Fraction(35, 100)}

Lines = list[str]


def _package() -> Package:
    return find_package("crt-2022")


def _population(package: Package, rows: int) -> tuple[dict[str, Any], Population]:
    arrays = numpy_by_hand.population(rows)
    return arrays, population_from_arrays(package.programme, arrays)


def columns() -> Lines:
    """The verdicts of a million dossier-years, against NumPy written by hand (floats, not proven on the line)."""
    package, rows = _package(), 1_000_000
    arrays, population = _population(package, rows)
    ours, by_hand = medians(
        [
            lambda: evaluate(package, population, parameters=dict(AVERAGE), only=OUTCOMES),
            lambda: numpy_by_hand.verdicts(arrays, 98_000.0),
        ]
    )
    preparation = seconds(lambda: population_from_arrays(package.programme, arrays))
    outcomes = evaluate(package, population, parameters=dict(AVERAGE), only=OUTCOMES)
    theirs = numpy_by_hand.verdicts(arrays, 98_000.0)
    differing = sum(int((theirs[f"status:{name}"] != codes).sum()) for name, codes in outcomes.statuses.items())
    speed, near = f"{rows / ours / 1e6:.1f} million rows/s", len(outcomes.exact_rows)
    return [
        f"columns against NumPy by hand            {by_hand / ours:6.2f} x   (goal 1.0; {speed})",
        f"  with the scaling of float columns      {by_hand / (ours + preparation):6.2f} x   (done once, on reading)",
        f"  rows handed to the exact evaluator     {near:6d}     verdicts that differ from the floats: {differing}",
    ]


def whole_programme() -> Lines:
    """Every rule of the programme on the same rows, most of whose columns are absent."""
    package, rows = _package(), 20_000
    _, population = _population(package, rows)
    few, every = medians(
        [
            lambda: evaluate(package, population, parameters=dict(AVERAGE), only=OUTCOMES),
            lambda: evaluate(package, population, parameters=dict(AVERAGE)),
        ],
        rounds=3,
    )
    outcomes = evaluate(package, population, parameters=dict(AVERAGE))
    details = f"{len(outcomes.statuses)} outcomes, {len(outcomes.by_rows)} of them judged row by row"
    return [f"every rule against the yardstick's       {every / few:6.2f} x the time   ({details})"]


def growth() -> Lines:
    """Time for each row, from ten thousand rows to a million."""
    package = _package()
    per_row = []
    for rows in (10_000, 100_000, 1_000_000):
        _, population = _population(package, rows)
        run = _evaluation(package, population)
        per_row.append(medians([run], rounds=5)[0] / rows)
    first, middle, last = per_row
    return [f"time a row, 10^4 : 10^5 : 10^6 rows        1 : {middle / first:.2f} : {last / first:.2f}"]


def _evaluation(package: Package, population: Population) -> Callable[[], object]:
    return lambda: evaluate(package, population, parameters=dict(AVERAGE), only=OUTCOMES)


def one_threshold() -> Lines:
    """A reform of one threshold, against judging everything again."""
    package, rows = _package(), 1_000_000
    _, population = _population(package, rows)
    base = evaluate(package, population, parameters=dict(AVERAGE), only=OUTCOMES)
    full, again = medians([_evaluation(package, population), lambda: reform(base, dict(REFORM))])
    return [f"reform of one threshold against a full run {again / full:4.2f} x the time   (goal 0.2 at most)"]


def one_dossier() -> Lines:
    """One dossier at a time, exact, with its explanation; reading the file is apart."""
    package = _package()
    dossiers = _dossiers(2_000)
    judge = Judge(package, only=OUTCOMES)
    whole_judge, sentences = Judge(package), Sentences(package.programme)

    def explained() -> None:
        for dossier in dossiers:
            judge.assess(dossier)

    def by_hand() -> None:
        for dossier in dossiers:
            one_by_hand.verdicts(dossier.answers, dossier.years[2021], 98_000)

    def everything() -> None:
        for dossier in dossiers[:200]:
            whole_judge.assess(dossier)

    def in_sentences() -> None:
        for dossier in dossiers[:200]:
            for result in judge.assess(dossier).results.values():
                explanation_tree(result, sentences)

    traced, bare, whole, sentences_made = medians([explained, by_hand, everything, in_sentences], rounds=5)
    count, outcomes = len(dossiers), len(package.programme.rules)
    return [
        f"one dossier, exact, with its explanation {count / traced:8.0f} /s     (goal 10 000)",
        f"  against the same by hand, without trace  {traced / bare:4.2f} x the time   ({count / bare:.0f} /s)",
        f"  with sentences and JSON trees          {200 / sentences_made:8.0f} /s",
        f"  every rule of the programme            {200 / whole:8.0f} /s     ({outcomes} outcomes)",
    ]


def _dossiers(count: int) -> list[Dossier]:
    chance = random.Random(2022)
    yearly = ("ca_total", "ca_pme", "ca_formation", "prestations_facturees")
    counts = ("contrats_sur_mesure", "contrats_catalogue", "entreprises_visitees", "visites_centres")
    staff = ("etp_total", "etp_crt", "etp_label")
    dossiers = []
    for _ in range(count):
        year: dict[str, Any] = {name: Fraction(chance.randrange(20_000_000, 400_000_000), 100) for name in yearly}
        year |= {name: chance.randrange(0, 250) for name in counts}
        year |= {name: Fraction(chance.randrange(20, 400), 10) for name in staff}
        once: dict[str, Any] = {
            "exercices_complets": chance.randrange(0, 9),
            "permanents_temps_plein": chance.randrange(0, 8),
        }
        yes_no = ("configuration_proche", "personnalite_juridique_propre", "comptabilite_propre")
        once |= {name: chance.random() < 0.9 for name in yes_no}
        dossiers.append(Dossier(once, {2021: year}, dict(AVERAGE), reference_year=2021))
    return dossiers


SCENARIOS: dict[str, Callable[[], Lines]] = {
    "columns": columns,
    "whole_programme": whole_programme,
    "growth": growth,
    "one_threshold": one_threshold,
    "one_dossier": one_dossier,
    "killed": killed,
    "rules70": seventy_rules,
}
