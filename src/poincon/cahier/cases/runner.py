"""Runs the cases of a package; a difference is told like any other problem, with the line that expected otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from poincon.cahier.basics.located import Mapping as LocatedMapping
from poincon.cahier.basics.numbers import decimal_text, fraction_text
from poincon.cahier.basics.problems import Place, Problem, Problems, Unusable
from poincon.cahier.basics.text import Text, natural_order
from poincon.cahier.cases.beyond import BeyondBounds
from poincon.cahier.cases.coverage import Coverage, Gap
from poincon.cahier.cases.expectations import Expected
from poincon.cahier.cases.reader import Case, CaseReader
from poincon.cahier.cases.reasons import reason_of
from poincon.cahier.evaluation import (
    NOT_APPLICABLE,
    Assessment,
    ParameterResult,
    Range,
    RuleResult,
    Unknown,
    assess,
    read_shown,
)
from poincon.cahier.loading import Package, is_inside
from poincon.cahier.loading.told_once import gathered
from poincon.cahier.model import Status
from poincon.cahier.model.enums import WORDS_OF_STATUSES


@dataclass(frozen=True, slots=True)
class CaseReport:
    """How many cases ran, what went wrong, and the rules that no case brings to each of their statuses."""

    count: int
    problems: list[Problem]
    gaps: tuple[Gap, ...] = ()
    expected: int = 0
    """How many statuses the cases should bring rules to."""


def run_cases(package: Package, label: str) -> CaseReport:
    """Run every case of a package; `label` is how messages name its folder."""
    problems = Problems()
    files = _inside(package, label, problems)
    reader = CaseReader(package.programme, files, f"{label.rstrip('/')}/cas", problems)
    bounds = BeyondBounds(package, reader, problems)
    coverage = Coverage(package.rulebook)
    for path in files:
        case = reader.read(path.stem)
        if case is not None:
            run = _Run(package, case, label.rstrip("/"), path.stem)
            run.run()
            problems.extend(run.mistakes())
            if run.assessment is not None:
                coverage.add(run.assessment)
                bounds.check(case, run.assessment)
    if not files:
        problems.add(
            Place(f"{label.rstrip('/')}/cas"),
            "no_case",
            "ce programme n'a aucun cas d'essai.",
            "this programme has no case.",
        )
    # a base is read for itself, then for each case that stands on it
    return CaseReport(len(files), gathered(dict.fromkeys(problems)), coverage.gaps(), coverage.expected)


def _inside(package: Package, label: str, problems: Problems) -> list[Path]:
    """The cases of the package's own folder: a link out of it is a fault, and what it leads to is not read."""
    paths = []
    for path in package.case_files():
        if package.folder is not None and is_inside(path, package.folder):
            paths.append(path)
        else:
            place = Place(f"{label.rstrip('/')}/cas/{path.name}")
            fr, en = "ce fichier mène hors du dossier du programme.", "this file leads out of the programme's folder."
            problems.add(place, "outside", fr, en)
    return paths


class _Run:
    def __init__(self, package: Package, case: Case, label: str, name: str) -> None:
        self.package = package
        self.case = case
        self.label = label
        self.name = name
        self.problems = Problems()
        self.assessment: Assessment | None = None
        self.explained: set[int] = set()
        """Outcomes whose reason is told already."""

    def run(self) -> None:
        try:
            dossier = read_shown(self.case.dossier, self.package, self.case.on)
        except Unusable as unusable:
            self.refused(unusable)
            return
        if self.case.refusal is not None:
            self.problems.add(
                self.case.expectations,
                "not_refused",
                "ce dossier devait être refusé, il est accepté.",
                "this dossier was to be refused, it is accepted.",
                Text(
                    "Corrigez le dossier de ce cas, ou attendez-en des résultats au lieu d'un refus.",
                    "Mend the dossier of this case, or expect outcomes of it instead of a refusal.",
                ),
            )
            return
        assessment = self.assessment = assess(self.package, dossier, self.case.on)
        for name, expected in self.case.outcomes.items():
            self.compare(expected, self.result(assessment, name))
        for (name, year), expected in self.case.per_year.items():
            result = assessment.per_year(name).get(year)
            if result is None:
                self.problems.add(
                    expected.place,
                    "no_such_year",
                    f"l'année {year} n'a pas de résultat.",
                    f"the year {year} has no result.",
                    _judged_years(assessment.per_year(name)),
                )
            else:
                self.compare(expected, result)

    def mistakes(self) -> list[Problem]:
        """What is wrong with the case: one thing alone when it is judged in a year without any answer."""
        if self.assessment is None or not len(self.problems):
            return list(self.problems)
        dossier, written = self.assessment.dossier, self.case.dossier
        year = written.get("exercice") if isinstance(written, LocatedMapping) else None
        if year is None or not dossier.years or dossier.years.get(dossier.reference_year or 0):
            return list(self.problems)
        years = ", ".join(map(str, sorted(dossier.years)))
        message = Text(
            f"aucune réponse n'est donnée pour l'exercice {dossier.reference_year}.",
            f"no answer is given for the year {dossier.reference_year}.",
        )
        return [
            Problem(
                year.place, "no_answer_of_year", message, Text(f"Années données : {years}.", f"Years given: {years}.")
            )
        ]

    def refused(self, unusable: Unusable) -> None:
        reasons = " / ".join(problem.render() for problem in unusable.problems)
        if self.case.refusal is None:
            self.problems.extend(unusable.problems)
        elif self.case.refusal not in reasons:
            self.problems.add(
                self.case.expectations,
                "other_refusal",
                f"le refus dit autre chose : {reasons}",
                f"the refusal says something else: {reasons}",
                Text("Recopiez-en un passage dans « refus ».", 'Copy a part of it into "refus".'),
            )

    def result(self, assessment: Assessment, name: str) -> RuleResult | ParameterResult:
        return assessment.results.get(name) or assessment.parameters[name]

    def compare(self, expected: Expected, result: RuleResult | ParameterResult) -> None:
        if isinstance(result, ParameterResult):
            status: Status | None = Status.UNDETERMINED if result.value is None else None
            value: Any = result.value
            unknown, bounds = None, None
        else:
            status, value, unknown, bounds = result.status, result.value, result.unknown, result.bounds
            value = None if value.__class__ is Unknown or value is NOT_APPLICABLE else value
        goal = None if expected.status is None else WORDS_OF_STATUSES[expected.status[0]]
        if not self.check(expected, "statut", WORDS_OF_STATUSES[status], goal, result) and value is None:
            return  # without a value, what else is expected differs for that alone
        value_goal = None if expected.value is None else _shown(expected.value)
        self.check(expected, "valeur", _shown(value), value_goal, result)
        self.check(expected, "exact", _exact(value), None if expected.exact is None else _exact(expected.exact), result)
        lacking = unknown.missing if unknown is not None and status is Status.UNDETERMINED else ()
        missing = tuple(sorted(lacking, key=natural_order))
        self.check(expected, "manquants", missing, expected.missing, result)
        self.check(
            expected,
            "cause",
            unknown.cause.value if unknown else None,
            expected.cause.value if expected.cause else None,
            result,
        )
        self.check(expected, "intervalle", _ends(bounds), _ends(expected.bounds), result)

    def check(
        self,
        expected: Expected,
        key: str,
        outcome: Any,
        goal: Any,
        result: RuleResult | ParameterResult | None = None,
    ) -> bool:
        """Whether the outcome is what is expected; the contrary is told."""
        differs = goal is not None and outcome != goal
        if differs:
            self.problems.add(
                expected.place,
                "case_differs",
                f"« {self.case.title} », {key} : attendu {_plain(goal)}, obtenu {_plain(outcome)}.",
                f'"{self.case.title}", {key}: expected {_plain(goal)}, found {_plain(outcome)}.',
                self.reason(result),
            )
        return not differs

    def reason(self, result: RuleResult | ParameterResult | None) -> Text | None:
        """Why the outcome is what it is, told once a case."""
        if not isinstance(result, RuleResult) or self.assessment is None or id(result) in self.explained:
            return None
        self.explained.add(id(result))
        return reason_of(result, self.assessment, self.label, self.name)


def _judged_years(outcomes: Mapping[int, object]) -> Text:
    years = ", ".join(map(str, sorted(outcomes)))
    if not years:
        return Text("Ce résultat n'en a pas par année : retirez « annees ».", 'It has none by year: remove "annees".')
    return Text(f"Années possibles : {years}.", f"Possible years: {years}.")


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    return (
        value.isoformat() if isinstance(value, date) else decimal_text(value) if not isinstance(value, str) else value
    )


def _exact(value: Any) -> str | None:
    return None if value is None or isinstance(value, bool | date | str) else fraction_text(value)


def _ends(bounds: Range | None) -> tuple[str, ...] | None:
    if bounds is None:
        return None
    return tuple("sans borne" if end is None else fraction_text(end) for end in (bounds.lowest, bounds.highest))


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return "rien" if value is None else str(value)
