"""Cases on, below and above each threshold, each built upon a case that meets its rule: `poincon cases`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from poincon.cahier.authoring.thresholds import Edge, Threshold, edge_of, thresholds_of
from poincon.cahier.authoring.translation import quoted
from poincon.cahier.basics.numbers import decimal_text
from poincon.cahier.basics.problems import Problems, Unusable
from poincon.cahier.cases.reader import CaseReader
from poincon.cahier.dossiers.dossier import Value
from poincon.cahier.evaluation import Assessment, Judge, assess, read_shown
from poincon.cahier.loading import Package, is_inside
from poincon.cahier.model import Status
from poincon.cahier.model.enums import WORDS_OF_STATUSES

BASES_TRIED = 12
"""Cases from which a threshold is looked for."""
_PLACES = ("dessous", "seuil", "dessus")
_FIRST = "nominal"


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class GeneratedCases:
    """What stands around one threshold; without cases when none that exists could be moved across it."""

    threshold: Threshold
    cases: tuple[GeneratedCase, ...]


def generated_cases(package: Package) -> Iterator[GeneratedCases]:
    """The cases of each threshold, in the order of the rules."""
    bases = _bases(package)
    judges: dict[str, Judge] = {}
    for threshold in thresholds_of(package.rulebook):
        rule = threshold.rule.rule.id
        judge = judges.setdefault(rule, Judge(package, [rule]))
        candidates = [(name, base) for name, base in bases.items() if base.results[rule].status is Status.MET]
        edges = ((name, edge_of(threshold, package, base, judge)) for name, base in candidates[:BASES_TRIED])
        name, edge = next(
            ((name, edge) for name, edge in edges if edge is not None and len(edge.answers) > 1), ("", None)
        )
        yield GeneratedCases(threshold, () if edge is None else tuple(_cases(edge, name, package)))


def _bases(package: Package) -> dict[str, Assessment]:
    """The cases that can be judged, the plainest first, by name."""
    files = [path for path in package.case_files() if package.folder is not None and is_inside(path, package.folder)]
    problems = Problems()
    reader = CaseReader(package.programme, files, "", problems)
    bases: dict[str, Assessment] = {}
    for path in sorted(files, key=lambda path: (path.stem != _FIRST, path.stem)):
        case = reader.read(path.stem)
        if case is not None and case.refusal is None:
            try:
                bases[path.stem] = assess(package, read_shown(case.dossier, package, case.on), case.on)
            except Unusable:  # `poincon check` tells it
                continue
    return bases


def _cases(edge: Edge, base: str, package: Package) -> Iterator[GeneratedCase]:
    places = _PLACES if len(edge.answers) == len(_PLACES) else [str(number + 1) for number in range(len(edge.answers))]
    field, rule = edge.threshold.field, edge.threshold.rule.rule
    for place, answer, status in zip(places, edge.answers, edge.statuses, strict=True):
        written = _written(answer)
        answers = f"{{{field.id}: {written}}}"
        answers = answers if edge.year is None else f"{{annees: {{{edge.year}: {answers}}}}}"
        text = (
            "# Écrit par « poincon cases » : le résultat attendu est celui d'aujourd'hui. Relisez-le avec la source.\n"
            f"titre: {quoted(f'{rule.label} : {field.id} = {written}')}\n"
            f"base: {base}\n"
            f"dossier: {{reponses: {answers}}}\n"
            f"attendu: {{{rule.id}: {WORDS_OF_STATUSES[status]}}}\n"
        )
        yield GeneratedCase(f"seuil_{rule.id}_{field.id}_{place}", text)


def _written(answer: Value) -> str:
    return answer.isoformat() if isinstance(answer, date) else decimal_text(answer)  # type: ignore[arg-type]


def write_cases(package: Package, generated: list[GeneratedCases]) -> list[Path]:
    """Write the cases that are not there yet; gives their files. Raises `Unusable` when a file cannot be written."""
    assert package.folder is not None
    files: list[Path] = []
    for case in chain.from_iterable(around.cases for around in generated):
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
