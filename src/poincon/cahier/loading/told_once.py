"""One mistake is told once: what follows from another is left out, a missing name is told where it is read first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.problems import Place, Problem, in_reading_order
from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.formulas.ordering import names_of
from poincon.cahier.model import Programme

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
_REFUSED_NAMES = frozenset({"wrong_form", "wrong_kind", "empty_key", "reserved_word", "duplicate_id"})
_OF_SCALES = frozenset({"level_status", "level_value"})
"""Said wherever a scale is read, of the scale."""
_TOLD_AT_FIRST = _MISSING_NAMES | _OF_SCALES | {"unknown_text"}
_OF_CITATIONS = frozenset({"no_source", "no_passage", "unknown_source"})
"""What formulas do not read."""
_LACKING = frozenset(
    {
        "missing_key",
        "no_bound",
        "no_source",
        "no_such_template",
        "no_value",
        "setting_in_days",
        "strength_without_target",
        "table_without_keys",
        "value_or_condition",
        "whole_duration",
    }
)
"""What an entry lacks: what it has and is wrong may have been meant for that."""
_ABSENT = frozenset({"unused", "empty_group", "no_prerequisite", "no_way_out"})
"""Said when nothing reads a thing, or follows it: what is wrong elsewhere may be what was meant to."""
_OF_ENGLISH = frozenset({"unknown_text", "no_english"})
"""Said of the English: what is wrong in the French may be why they differ."""
_PLACES = 8
"""Places that a problem names after its own."""


def told_once(
    problems: Iterable[Problem], lost: frozenset[str] = frozenset(), doubtful: frozenset[str] = frozenset()
) -> list[Problem]:
    """The problems to mend first; the others go with them, or are told once these are mended.

    `lost`: names that were written, but whose entries could not be read, which is told; `doubtful`: those whose
    entries are told to be wrong, or read such ones.
    """
    everything = list(problems)
    missing = {name for problem in everything if problem.code in _MISSING_NAMES for name in problem.names}
    spoilt = _spoilt_entries(everything)
    refused = any(_refuses_a_name(problem) for problem in everything)
    uncertain = missing | doubtful

    def follows(problem: Problem) -> bool:
        """Whether it may come from another mistake, which is told."""
        if not lost.isdisjoint(problem.names) or (_lacks(problem) and _stands_in(problem.place, spoilt)):
            return True
        if problem.code in _MISSING_NAMES:
            return refused  # what is missing may be the very name that an entry is refused for
        return not uncertain.isdisjoint({*problem.names, *problem.reads})

    first = [problem for problem in everything if not follows(problem)]
    # where all that was left out is what the rest follows from, it is what has to be told
    causes = _causes(first) or _causes(everything)
    if not causes:
        return gathered(everything)
    files = {problem.place.file for problem in causes}
    english = [problem for problem in first if problem.code in _OF_ENGLISH and files == {problem.place.file}]
    return gathered([*causes, *english])


def _causes(problems: list[Problem]) -> list[Problem]:
    """Those that do not follow from others."""
    return [problem for problem in problems if problem.code not in _ABSENT | _OF_ENGLISH]


def doubtful_names(problems: Iterable[Problem], trees: Iterable[Located], programme: Programme) -> frozenset[str]:
    """The names of entries of which a part, at least, is told to be wrong, and of the rules that read them."""
    aside = _ABSENT | _OF_ENGLISH | _OF_CITATIONS | _OF_SCALES
    wrong = _spoilt_entries(problem for problem in problems if problem.code not in aside)
    names: set[str] = set()
    todo: list[tuple[Located, frozenset[str], bool]] = [(tree, frozenset(), False) for tree in trees]
    while todo:
        node, around, is_spoilt = todo.pop()
        if isinstance(node, Sequence):
            todo.extend((child, around, is_spoilt) for child in node.items)
        elif isinstance(node, Mapping):
            identifier = node.get("id")
            if isinstance(identifier, Scalar) and identifier.text:
                around |= {identifier.text}
            is_spoilt = is_spoilt or (node.place.file, node.place.path) in wrong
            names.update(around if is_spoilt else ())
            todo.extend((child, around, is_spoilt) for child in node.entries.values())
    return frozenset(names | _reading(names, programme))


def _reading(names: set[str], programme: Programme) -> set[str]:
    """The rules that read these names, themselves or through others."""
    readers: dict[str, list[str]] = {}
    for rule in programme.rules if names else ():
        for name in names_of(rule, programme):
            readers.setdefault(name, []).append(rule.id)
    rules: set[str] = set()
    todo = list(names)
    while todo:
        fresh = [reader for reader in readers.get(todo.pop(), ()) if reader not in rules]
        rules.update(fresh)
        todo += fresh
    return rules


def _spoilt_entries(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    """File and path of each entry that has a key or a value told to be wrong, formulas left aside."""
    aside = _ABSENT | _OF_ENGLISH
    return {
        (problem.place.file, entry)
        for problem in problems
        if not (problem.reads or _lacks(problem) or problem.code in aside)
        and (entry := problem.place.path.rpartition(".")[0])
    }


def _lacks(problem: Problem) -> bool:
    """Whether it tells of something that is not there. A key that its shape requires is counted as it is read."""
    return problem.code in _LACKING and not problem.names


def _stands_in(place: Place, entries: set[tuple[str, str]]) -> bool:
    """Whether a place is one of these entries, or under a key of one."""
    path = place.path
    while path and (place.file, path) not in entries:
        path = "" if path.endswith("]") else path.rpartition(".")[0]
    return bool(path)


def _refuses_a_name(problem: Problem) -> bool:
    """Whether what it says of an entry leaves that entry without the name that others read it by."""
    if problem.code == "missing_key":
        return problem.names == ("id",)
    return problem.code in _REFUSED_NAMES and problem.place.path.endswith(".id")


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, in reading order, where a name that many places miss is told once, with these places."""
    by_name: dict[str, list[Problem]] = {}
    alone: list[Problem] = []
    for problem in problems:
        if problem.code in _TOLD_AT_FIRST and problem.names:
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
