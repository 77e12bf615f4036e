"""One mistake is told once: what follows from another is left out, a missing name is told where it is read first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from poincon.cahier.basics.problems import Place, Problem, in_reading_order
from poincon.cahier.basics.text import Text, enumeration

_MISSING_NAMES = frozenset(
    {
        "unknown_name",
        "unknown_unit",
        "unknown_source",
        "unknown_option",
        "not_a_table",
        "unknown_column",
        "unknown_group",
        "unknown_field",
        "unknown_parameter",
        "unknown_criterion",
    }
)
"""A name that something reads, and that nothing bears."""
_REFUSED_NAMES = frozenset({"wrong_form", "reserved_word", "duplicate_id"})
_OF_UNITS = frozenset({"unit_mismatch", "unit_of_no_number", "not_a_duration", "whole_duration", "setting_in_days"})
_ABSENT = frozenset({"unused", "empty_group", "no_prerequisite", "no_way_out"})
"""Said when nothing reads a thing, or follows it: what is wrong elsewhere may be what was meant to."""
_OF_ENGLISH = frozenset({"unknown_text", "no_english"})
"""Said of the English: what is wrong in the French may be why they differ."""
_PLACES = 8
"""Places that a problem names after its own."""


def told_once(problems: Iterable[Problem], lost: frozenset[str] = frozenset()) -> list[Problem]:
    """The problems to mend first; the others go with them, or are told once these are mended.

    `lost`: names that were written, but whose entries could not be read, which is told.
    """
    everything = list(problems)
    first = [problem for problem in everything if lost.isdisjoint(problem.names)] or everything
    if any(_refuses_a_name(problem) for problem in first):
        # what is missing elsewhere may be the very name that is refused here
        first = [problem for problem in first if problem.code not in _MISSING_NAMES]
    missing = {name for problem in everything if problem.code in _MISSING_NAMES for name in problem.names}
    first = [each for each in first if each.code in _MISSING_NAMES or missing.isdisjoint(each.names)] or first
    if any(problem.code == "unknown_unit" for problem in everything):
        first = [problem for problem in first if problem.code not in _OF_UNITS]
    causes = [problem for problem in first if problem.code not in _ABSENT | _OF_ENGLISH]
    if not causes:
        return gathered(first)
    files = {problem.place.file for problem in causes}
    english = [problem for problem in first if problem.code in _OF_ENGLISH and files == {problem.place.file}]
    return gathered([*causes, *english])


def _refuses_a_name(problem: Problem) -> bool:
    return problem.code in _REFUSED_NAMES and problem.place.path.endswith(".id")


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, in reading order, where a name that many places miss is told once, with these places."""
    by_name: dict[str, list[Problem]] = {}
    alone: list[Problem] = []
    for problem in problems:
        if problem.code in _MISSING_NAMES and problem.names:
            by_name.setdefault(problem.names[0], []).append(problem)
        else:
            alone.append(problem)
    first_uses = [_with_places(in_reading_order(uses)) for uses in by_name.values()]
    return in_reading_order([*alone, *first_uses])


def _with_places(uses: list[Problem]) -> Problem:
    """The first of these uses of one missing name, with the places of the next ones, each line once."""
    problem = uses[0]
    lines = {(each.place.file, each.place.line or each.place.path): each.place for each in uses}
    _, *places = lines.values()
    if not places:
        return problem
    plural = "s" if len(places) > 1 else ""
    fr, en = _listed(places)
    message = Text(
        f"{problem.message.fr} Ce nom est aussi écrit à {len(places)} autre{plural} endroit{plural} ({fr}).",
        f"{problem.message.en} This name is also written in {len(places)} other place{plural} ({en}).",
    )
    return replace(problem, message=message)


def _listed(places: list[Place]) -> tuple[str, str]:
    """« formulaire.yaml, lignes 12 et 40 ; regles.yaml, ligne 3 »."""
    by_file: dict[str, list[str]] = {}
    for place in places[:_PLACES]:
        by_file.setdefault(place.file.rpartition("/")[2], []).append(str(place.line) if place.line else place.path)
    more = "…" if len(places) > _PLACES else ""
    french = [
        f"{file}, ligne{'s' if len(lines) > 1 else ''} {enumeration(lines, 'fr')}" for file, lines in by_file.items()
    ]
    english = [
        f"{file}, line{'s' if len(lines) > 1 else ''} {enumeration(lines, 'en')}" for file, lines in by_file.items()
    ]
    return " ; ".join(french) + more, "; ".join(english) + more
