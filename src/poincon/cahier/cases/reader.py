"""`cas/*.yaml`: a dossier, maybe built upon another case's, and what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from poincon.cahier.basics.located import Located, Mapping, Scalar, read_file
from poincon.cahier.basics.problems import Place, Problems, Unusable, suggestion
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.cases.expectations import ExpectationReader, Expected, in_order
from poincon.cahier.loading.shapes import (
    ProgrammeEntry,
    Shape,
    read_entries,
)
from poincon.cahier.loading.vocabulary import CASE
from poincon.cahier.model import Programme

MAXIMUM_BASES = 10

_UNFINISHED = Shape(tuple(replace(key, required=False) for key in CASE.keys))
"""A case whose dossier can be judged, though it expects nothing yet."""


_UNDER_DOSSIER = Text(
    "Décalez « reponses » de deux espaces sous « dossier: » ; pour un dossier à juger, sans rien d'attendu, retirez "
    "« dossier: ».",
    'Put "reponses" under "dossier:", two spaces further; for a dossier to assess, with nothing expected, remove '
    '"dossier:".',
)


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    file: str
    dossier: Located
    on: date | None
    outcomes: dict[str, Expected]
    per_year: dict[tuple[str, int], Expected]
    refusal: str | None
    expectations: Place
    """Where it says what it expects."""
    beyond: Expected | None = None
    """The paths of the answers beyond a bound, all of them, as what is `missing`; None when that is not checked."""


class CaseReader:
    """Reads the cases of one programme; a case may stand on another, by its file's name."""

    def __init__(self, programme: Programme, files: list[Path], label: str, problems: Problems) -> None:
        """`label`: how messages name the folder of these files."""
        self.programme = programme
        self.problems = problems
        self.files = {path.stem: path for path in files}
        self.label = label
        self._trees: dict[str, Located | None] = {}

    def read(self, name: str) -> Case | None:
        before = len(self.problems)
        entry = self.entry(name)
        if entry is None:
            return None
        dossier = self.dossier(name, entry, ())
        outcomes, per_year, refusal = ExpectationReader(self.programme, self.problems).read(entry)
        if len(self.problems) > before or dossier is None:
            return None
        paths = entry.get("hors_bornes")
        beyond = None if paths is None else Expected(entry.at("hors_bornes"), missing=in_order(paths))
        return Case(
            entry.get("titre"),
            entry.place.file,
            dossier,
            entry.get("date"),
            outcomes,
            per_year,
            refusal,
            entry.at("attendu"),
            beyond,
        )

    def entry(self, name: str, shape: Shape = CASE) -> ProgrammeEntry | None:
        tree = self._tree(name)
        if isinstance(tree, Scalar) and tree.text is None:
            self.problems.add(tree.place, "empty_file", "ce fichier est vide.", "this file is empty.")
            return None
        beside = tree.get("reponses") if isinstance(tree, Mapping) else None
        if beside is not None:
            fr, en = "les réponses d'un cas vont sous « dossier ».", 'the answers of a case go under "dossier".'
            self.problems.add(beside.place, "beside_dossier", fr, en, _UNDER_DOSSIER)
            return None
        return None if tree is None else read_entries(tree, shape, self.problems)

    def _tree(self, name: str) -> Located | None:
        """A case's file, read once; None when it cannot be, which is told once, whatever stands on it."""
        if name not in self._trees:
            try:
                self._trees[name] = read_file(self.files[name], f"{self.label}/{self.files[name].name}")
            except Unusable as unusable:
                self.problems.extend(unusable.problems)
                self._trees[name] = None
        return self._trees[name]

    def dossier_of(self, name: str) -> tuple[Located, date | None] | None:
        """The dossier of a case and the day it is read, whatever it expects; None when it cannot be read."""
        before = len(self.problems)
        entry = self.entry(name, _UNFINISHED)
        dossier = None if entry is None else self.dossier(name, entry, ())
        if entry is None or dossier is None or len(self.problems) > before:
            return None
        return dossier, entry.get("date")

    def may_be_a_base(self, name: str) -> bool:
        """Whether one more case may stand on this one, and on those below it."""
        entry = self.entry(name, _UNFINISHED)
        return entry is not None and self.dossier(name, entry, ("",)) is not None

    # the dossier

    def dossier(self, name: str, entry: ProgrammeEntry, trail: tuple[str, ...]) -> Located | None:
        own: Located = entry.get("dossier") or Mapping(entry.place, {})
        base = entry.get("base")
        if base is None:
            return own
        if base in (*trail, name) or len(trail) >= MAXIMUM_BASES:
            if not trail:
                self.problems.add(
                    entry.at("base"),
                    "unknown_base",
                    "un cas ne part pas de lui-même.",
                    "a case does not stand on itself.",
                    Text("Retirez « base », ou donnez un autre cas.", 'Remove "base", or give another case.'),
                )
            return None
        if base not in self.files:
            stem = Path(base).stem
            self.problems.add(
                entry.at("base"),
                "unknown_base",
                f"« {base[:60]} » n'est pas un autre cas de ce dossier.",
                f'"{base[:60]}" is not another case of this folder.',
                to_write(stem) if stem in self.files else suggestion(base, self.files.keys() - {name}),
            )
            return None
        tree = self._tree(base)
        if tree is None:
            return None
        base_entry = read_entries(tree, CASE, Problems())
        below = self.dossier(base, base_entry, (*trail, name))
        if below is None and base_entry.get("base") == name and name < base:  # told once, in the first of the two
            self.problems.add(
                entry.at("base"),
                "unknown_base",
                f"« {name} » et « {base} » partent l'un de l'autre.",
                f'"{name}" and "{base}" stand on each other.',
                Text("Retirez « base » de l'un des deux.", 'Remove "base" from one of them.'),
            )
        return None if below is None else overlaid(below, own)


def is_case(tree: Located) -> bool:
    """Whether a file is a case, rather than a dossier as it is given to be judged."""
    return isinstance(tree, Mapping) and not {"attendu", "dossier", "base"}.isdisjoint(tree.entries)


def overlaid(below: Located, above: Located) -> Located:
    """`above` over `below`: mappings key by key, everything else replaced; a null takes the answer away."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    entries = dict(below.entries)
    for key, child in above.entries.items():
        entries[key] = overlaid(entries[key], child) if key in entries else child
    return Mapping(above.place, entries)
