"""Problems found in a package or a dossier: all of them at once, each with its place and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from poincon.cahier.basics.spelling import nearest, resembling
from poincon.cahier.basics.text import Language, Text

MAXIMUM = 500
"""Problems kept for one input: beyond that, a hostile file would only grow the list."""
SHORT_LIST = 12
"""Names that a message gives whole."""
_WHOLE = frozenset({"alias", "tag"})
"""What these say of a value leaves nothing to say of it: what was read is not what its author wrote."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: file, line (from 1; 0 when the format has no lines) and path inside the file."""

    file: str
    line: int = 0
    path: str = ""

    def at(self, key: str | int, line: int | None = None) -> Place:
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if self.path else key
        return Place(self.file, self.line if line is None else line, self.path + step)


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    """It can be used as it is; its author may have meant something else."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or that may be. `code` is permanent; the sentence may be reworded."""

    place: Place
    code: str
    message: Text
    remedy: Text | None = None
    severity: Severity = Severity.ERROR
    names: tuple[str, ...] = ()
    """What it is about: when another problem says that one of these is missing or refused, that is the one to mend."""
    reads: frozenset[str] = frozenset()
    """Of a formula: the words that it reads. One whose entry is wrong may be why the formula is."""

    def render(self, language: Language = "fr") -> str:
        position = self.place.file + (f":{self.place.line}" if self.place.line else "")
        path = f" {self.place.path}:" if self.place.path else ""
        mention = f" {_WARNING.into(language)}" if self.severity is Severity.WARNING else ""
        remedy = f" {self.remedy.into(language)}" if self.remedy else ""
        return f"{position}:{path}{mention} {self.message.into(language)}{remedy}"


_WARNING = Text("avertissement :", "warning:")


class Problems:
    """A collector: readers add to it and go on, so that one run tells everything.

    Warnings stand apart: they are no errors, are not counted among them, and refuse nothing.
    """

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._warnings: list[Problem] = []
        self._settled: set[Place] = set()

    def add(
        self,
        place: Place,
        code: str,
        fr: str,
        en: str,
        remedy: Text | None = None,
        names: tuple[str, ...] = (),
        reads: frozenset[str] = frozenset(),
    ) -> None:
        if len(self._found) < MAXIMUM and place not in self._settled:
            self.extend([Problem(place, code, Text(fr, en), remedy, names=names, reads=reads)])

    def warn(self, place: Place, code: str, fr: str, en: str, remedy: Text | None = None) -> None:
        if len(self._warnings) < MAXIMUM:
            self._warnings.append(Problem(place, code, Text(fr, en), remedy, Severity.WARNING))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """In reading order, as errors are."""
        return tuple(in_reading_order(self._warnings))

    def told_within(self, place: Place) -> bool:
        """Whether an error was found there, or below."""
        starts = (f"{place.path}.", f"{place.path}[")
        return any(
            problem.place.file == place.file
            and (problem.place.path == place.path or problem.place.path.startswith(starts))
            for problem in self._found
        )

    @property
    def full(self) -> bool:
        """Nothing more would be kept: a reader may stop looking for what would be right."""
        return len(self._found) >= MAXIMUM

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._found.append(problem)
            if problem.code in _WHOLE:
                self._settled.add(problem.place)

    def keep(self, problems: Iterable[Problem]) -> None:
        """Have these errors in place of those that were found."""
        self._found = list(problems)

    def __iter__(self) -> Iterator[Problem]:
        """In reading order."""
        return iter(in_reading_order(self._found))

    def __len__(self) -> int:
        return len(self._found)

    def refuse(self) -> None:
        """Raise `Unusable` when an error was found."""
        if self._found:
            raise Unusable(list(self))


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, then by line; what has no line keeps its order."""
    return sorted(problems, key=lambda problem: (problem.place.file, problem.place.line))


class Unusable(Exception):
    """An input that cannot be used, with every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.render() for problem in problems[:5]))
        self.problems = problems

    @classmethod
    def because(cls, file: str, code: str, fr: str, en: str, remedy: Text | None = None) -> Unusable:
        return cls([Problem(Place(file), code, Text(fr, en), remedy)])


def suggestion(name: str, candidates: Iterable[str]) -> Text | None:
    """« Vouliez-vous dire … ? » when the spelling is near; the whole list when short; None when neither helps."""
    names = tuple(candidates)
    head, colon, value = name.partition(":")
    if colon and head in names:
        right = f"{head}: {value.strip()}"
        return Text(f"Il faut une espace après les deux-points : {right}.", f"A space follows the colon: {right}.")
    near = nearest(name, names)
    if near:
        return Text(f"Vouliez-vous dire « {near} » ?", f'Did you mean "{near}"?')
    if 0 < len(names) <= SHORT_LIST:
        listed = ", ".join(sorted(names))
        return Text(f"Noms possibles : {listed}.", f"Possible names: {listed}.")
    similar = resembling(name, names)
    if similar:
        return Text(f"Noms qui ressemblent : {', '.join(similar)}.", f"Names that look like it: {', '.join(similar)}.")
    return None
