"""Cases on, below and above each edge of a programme, each built upon a case of its own: `poincon cases`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from poincon.cahier.authoring.crossings import MovedDossier
from poincon.cahier.authoring.expected import expected_lines
from poincon.cahier.authoring.thresholds import Trial, trials_of
from poincon.cahier.authoring.translation import quoted
from poincon.cahier.basics.numbers import decimal_text
from poincon.cahier.basics.problems import Problems, Unusable
from poincon.cahier.cases.reader import CaseReader
from poincon.cahier.dossiers.dossier import Value
from poincon.cahier.evaluation import Assessment, Judge, assess, read_shown
from poincon.cahier.loading import Package, is_inside

BASES_TRIED = 12
"""Cases from which an edge is looked for."""
_PLACES = ("dessous", "seuil", "dessus")
_FIRST = "nominal"
_GENERATED = re.compile(r"(?:seuil|tranche|borne)_.*_(?:dessous|seuil|dessus|[12])")
_PLAIN_NAME = re.compile(r"[\w.-]*[A-Za-z_][\w.-]*")
"""The name of a file that YAML reads as it is written."""


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class GeneratedCases:
    """What stands around one edge; without cases when none that exists could be moved across it."""

    trial: Trial
    cases: tuple[GeneratedCase, ...]


@dataclass(frozen=True, slots=True)
class _Base:
    """A case that others may stand on."""

    name: str
    day: date | None
    """The day at which it says that it is read: cases that stand on it say it again."""
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class _Around:
    """The answers around an edge, in order, and the dossier judged with each."""

    trial: Trial
    base: _Base
    year: int | None
    answers: tuple[Value, ...]
    assessments: tuple[Assessment, ...]


def generated_cases(package: Package) -> Iterator[GeneratedCases]:
    """The cases of each edge, in the order of the rules, then of the form."""
    bases = _bases(package)
    judges: dict[str | None, Judge] = {}
    names: set[str] = set()
    for trial in trials_of(package.rulebook):
        rule = None if trial.rule is None else trial.rule.id
        if rule not in judges:
            judges[rule] = Judge(package, None if rule is None else [rule])
        around = _first_around(trial, bases, judges[rule])
        name = _free_name(trial.name, names)
        yield GeneratedCases(trial, () if around is None else tuple(_cases(around, name)))


def _bases(package: Package) -> list[_Base]:
    """The cases that can be judged, the plainest first, those that were written by hand before the generated ones."""
    files = [path for path in package.case_files() if package.folder is not None and is_inside(path, package.folder)]
    problems = Problems()
    reader = CaseReader(package.programme, files, "", problems)
    bases = []
    order = sorted(path.stem for path in files)
    order.sort(key=lambda name: (name != _FIRST, _GENERATED.fullmatch(name) is not None))
    for name in order:
        case = reader.read(name)
        if case is not None and case.refusal is None and reader.may_be_a_base(name):
            try:
                assessment = assess(package, read_shown(case.dossier, package, case.on), case.on)
            except Unusable:  # `poincon check` tells it
                continue
            bases.append(_Base(name, case.on, assessment))
    return bases


def _first_around(trial: Trial, bases: list[_Base], judge: Judge) -> _Around | None:
    """What stands around an edge from the first case that can be moved across it, of those that may be."""
    candidates = ((base, trial.side(base.assessment)) for base in bases)
    number = 0
    for base, side in candidates:
        moved = MovedDossier(base.assessment, trial.field, judge)
        if side is None or not moved.moves or side(base.assessment) is None:
            continue
        edge = moved.edge(side, is_strict=trial.is_strict)
        around = None if edge is None else _around(trial, base, moved, edge)
        number += 1
        if around is not None or number == BASES_TRIED:
            return around
    return None


def _around(trial: Trial, base: _Base, moved: MovedDossier, edge: int) -> _Around | None:
    """What stands around an edge; None when what the cases would expect does not try it."""
    answers, assessments, outcomes = [], [], []
    for steps in (edge - 1, edge, edge + 1):
        answer, assessment = moved.answer(steps), moved.assessment(steps)
        outcome = None if assessment is None else trial.outcome(assessment)
        if answer is not None and assessment is not None and outcome is not None:
            answers.append(answer)
            assessments.append(assessment)
            outcomes.append(outcome)
    if len(outcomes) < 2 or not trial.is_shown_by(outcomes):
        return None
    return _Around(trial, base, moved.year, tuple(answers), tuple(assessments))


def _free_name(name: str, names: set[str]) -> str:
    """The name, or with a number when another edge has it already."""
    number, free = 1, name
    while free in names:
        number += 1
        free = f"{name}_{number}"
    names.add(free)
    return free


def _cases(around: _Around, name: str) -> Iterator[GeneratedCase]:
    number = len(around.answers)
    places = _PLACES if number == len(_PLACES) else [str(place + 1) for place in range(number)]
    trial, base = around.trial, around.base
    head = [f"base: {base.name if _PLAIN_NAME.fullmatch(base.name) else quoted(base.name)}"]
    if base.day is not None:
        head.append(f"date: {base.day.isoformat()}")
    for place, answer, assessment in zip(places, around.answers, around.assessments, strict=True):
        written = _written(answer)
        answers = f"{{{trial.field.id}: {written}}}"
        answers = answers if around.year is None else f"{{annees: {{{around.year}: {answers}}}}}"
        lines = (
            "# Écrit par « poincon cases » : le résultat attendu est celui d'aujourd'hui. Relisez-le avec la source.",
            f"titre: {quoted(f'{trial.title} : {trial.field.id} = {written}')}",
            *head,
            f"dossier: {{reponses: {answers}}}",
            *expected_lines(trial, assessment),
        )
        yield GeneratedCase(f"{name}_{place}", "\n".join(lines) + "\n")


def _written(answer: Value) -> str:
    return answer.isoformat() if isinstance(answer, date) else decimal_text(answer)  # type: ignore[arg-type]


def new_cases(package: Package, generated: list[GeneratedCases]) -> list[GeneratedCase]:
    """The cases that the folder does not have yet."""
    existing = {path.stem for path in package.case_files()}
    return [case for around in generated for case in around.cases if case.name not in existing]


def write_cases(package: Package, cases: list[GeneratedCase]) -> list[Path]:
    """Write cases, none over one that is there; gives their files. Raises `Unusable` when one cannot be written."""
    assert package.folder is not None
    files: list[Path] = []
    for case in cases:
        path = package.folder / "cas" / f"{case.name}.yaml"
        try:
            with path.open("x", encoding="utf-8") as stream:
                stream.write(case.text)
        except FileExistsError:
            continue
        except OSError as error:
            raise Unusable.because(
                str(path), "unwritable", "ce fichier ne peut pas être écrit.", "this file cannot be written."
            ) from error
        files.append(path)
    return files
