"""`cas/*.yaml`: a dossier, maybe built upon another case's, and what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from poincon.cahier.basics.days import parse_date
from poincon.cahier.basics.located import Located, Mapping, Scalar, read_file
from poincon.cahier.basics.numbers import Number, parse_decimal, parse_fraction
from poincon.cahier.basics.problems import Place, Problems, Unusable, suggestion
from poincon.cahier.basics.text import Text, natural_order
from poincon.cahier.evaluation import Cause, Range
from poincon.cahier.loading.remedies import of_number
from poincon.cahier.loading.shapes import (
    Anything,
    Key,
    ListOf,
    OneOf,
    ProgrammeEntry,
    Shape,
    Word,
    read_entries,
)
from poincon.cahier.loading.vocabulary import CASE
from poincon.cahier.model import Programme, Rule, Status
from poincon.cahier.model.enums import STATUSES

MAXIMUM_BASES = 10

_ANY = Word()
# A list of (status, ) since None is a status here: a known value that has nothing to meet.
_STATUS = OneOf(
    {word: (status,) for word, status in STATUSES.items()},
    {
        "atteint": Text("oui, la condition ou la cible est remplie", "yes, the condition or the target is met"),
        "non_atteint": Text("non", "no"),
        "sans_objet": Text("la règle ne s'applique pas", "the rule does not apply"),
        "indetermine": Text("il manque des réponses", "answers are missing"),
        "connu": Text("une valeur, sans rien à atteindre", "a value, with nothing to meet"),
    },
)
_FRACTION = Text("Une fraction s'écrit sous « exact ».", 'A fraction is written under "exact".')
_STATUSES_OF_VERDICTS = frozenset({"connu", "indetermine", "sans_objet"})
_OUTCOME_KEYS = (
    Key("statut", _STATUS),
    Key("valeur", _ANY),
    Key("exact", _ANY),
    Key("manquants", ListOf(_ANY)),
    Key("cause", OneOf({cause.value: cause for cause in Cause})),
    Key("intervalle", ListOf(_ANY)),
)


_UNFINISHED = Shape(tuple(replace(key, required=False) for key in CASE.keys))
"""A case whose dossier can be judged, though it expects nothing yet."""
_NO_BOUND = "sans_borne"


@dataclass(frozen=True, slots=True)
class Expected:
    """What one outcome must be; what is None is not checked. `status` is a 1-tuple, since None is a status."""

    place: Place
    status: tuple[Status | None] | None = None
    value: Number | date | str | None = None
    """A string is the verdict of a rule that gives one."""
    exact: Number | None = None
    missing: tuple[str, ...] | None = None
    cause: Cause | None = None
    bounds: Range | None = None


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    file: str
    dossier: Located
    on: date | None
    outcomes: dict[str, Expected]
    per_year: dict[tuple[str, int], Expected]
    refusal: str | None
    beyond: Expected | None = None
    """The paths of the answers beyond a bound, all of them, as what is `missing`; None when that is not checked."""


class CaseReader:
    """Reads the cases of one programme; a case may stand on another, by its file's name."""

    def __init__(self, programme: Programme, files: list[Path], label: str, problems: Problems) -> None:
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
        outcomes, per_year, refusal = self.expectations(entry)
        if len(self.problems) > before or dossier is None:
            return None
        paths = entry.get("hors_bornes")
        beyond = None if paths is None else Expected(entry.at("hors_bornes"), missing=_in_order(paths))
        return Case(
            entry.get("titre"), entry.place.file, dossier, entry.get("date"), outcomes, per_year, refusal, beyond
        )

    def entry(self, name: str, shape: Shape = CASE) -> ProgrammeEntry | None:
        tree = self._tree(name)
        return None if tree is None else read_entries(tree, shape, self.problems)

    def _tree(self, name: str) -> Located | None:
        """A case's file, read once; None when it cannot be, which is told once, whatever stands on it."""
        if name not in self._trees:
            try:
                self._trees[name] = read_file(self.files[name], f"{self.label}/cas/{self.files[name].name}")
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
        if base not in self.files or base in (*trail, name) or len(trail) >= MAXIMUM_BASES:
            self.problems.add(
                entry.at("base"),
                "unknown_base",
                f"« {base[:60]} » n'est pas un autre cas de ce dossier.",
                f'"{base[:60]}" is not another case of this folder.',
                suggestion(base, self.files.keys() - {name}),
            )
            return None
        tree = self._tree(base)
        if tree is None:
            return None
        base_entry = read_entries(tree, CASE, Problems())
        below = self.dossier(base, base_entry, (*trail, name))
        return None if below is None else overlaid(below, own)

    # what is expected

    def expectations(
        self, entry: ProgrammeEntry
    ) -> tuple[dict[str, Expected], dict[tuple[str, int], Expected], str | None]:
        node = entry.get("attendu")
        outcomes: dict[str, Expected] = {}
        per_year: dict[tuple[str, int], Expected] = {}
        if not isinstance(node, Mapping) or not node.entries:
            self.problems.add(
                entry.at("attendu"),
                "nothing_expected",
                "ce cas n'attend rien : il ne peut pas échouer.",
                "this case expects nothing: it cannot fail.",
            )
            return outcomes, per_year, None
        refusal = node.get("refus")
        if refusal is not None:
            text = refusal.text if isinstance(refusal, Scalar) else None
            if text is None or len(node.entries) > 1:
                self.problems.add(
                    refusal.place,
                    "refusal",
                    "un refus est un texte, et va seul.",
                    "a refusal is a text, and stands alone.",
                )
            return outcomes, per_year, text or ""
        rules = self.programme.rule
        names = rules.keys() | self.programme.valued.keys()
        for name, child in node.entries.items():
            if name not in names:
                self.problems.add(
                    child.place,
                    "unknown_name",
                    f"« {name[:60]} » n'est ni une règle, ni un paramètre.",
                    f'"{name[:60]}" is neither a rule nor a parameter.',
                    suggestion(name, names),
                    (name,),
                )
                continue
            outcomes[name] = self.expected(child, rules.get(name), years=True)
            years = child.get("annees") if isinstance(child, Mapping) else None
            if isinstance(years, Mapping):
                by_year = self.by_year(years, rules.get(name))
                per_year.update({(name, year): expected for year, expected in by_year.items()})
        return outcomes, per_year, None

    def by_year(self, years: Mapping, rule: Rule | None) -> dict[int, Expected]:
        """What is expected of one outcome in each year."""
        by_year: dict[int, Expected] = {}
        for year, node in years.entries.items():
            if len(year) == 4 and year.isascii() and year.isdigit():
                by_year[int(year)] = self.expected(node, rule, years=False)
            else:
                self.problems.add(
                    node.place, "year", f"« {year[:20]} » n'est pas une année.", f'"{year[:20]}" is not a year.'
                )
        return by_year

    def expected(self, node: Located, rule: Rule | None, *, years: bool) -> Expected:
        if isinstance(node, Scalar):
            if rule is not None and rule.lines and node.text not in _STATUSES_OF_VERDICTS:
                return Expected(node.place, value=self.verdict(node.text or "", rule, node.place))
            if node.text is not None and parse_decimal(node.text, 30) is not None:
                remedy = Text(f"Écrivez « {{valeur: {node.text}}} ».", f'Write "{{valeur: {node.text}}}".')
                fr, en = "une valeur attendue a sa clé.", "an expected value has its key."
                self.problems.add(node.place, "value_alone", fr, en, remedy)
                return Expected(node.place)
            return Expected(node.place, status=_STATUS.read(node, self.problems))
        keys = (*_OUTCOME_KEYS, Key("annees", Anything())) if years else _OUTCOME_KEYS
        entry = Shape(keys).read(node, self.problems)
        if entry is None:
            return Expected(node.place)
        if not entry.keys:
            self.problems.add(node.place, "nothing_expected", "rien n'est attendu ici.", "nothing is expected here.")
        interval = entry.get("intervalle")
        return Expected(
            entry.place,
            status=entry.get("statut"),
            value=self.value(entry, "valeur", rule),
            exact=self.fraction(entry.get("exact"), entry.at("exact")),
            missing=_in_order(entry.get("manquants")) if "manquants" in entry else None,
            cause=entry.get("cause"),
            bounds=None if interval is None else self.bounds(interval, entry.at("intervalle")),
        )

    def verdict(self, text: str, rule: Rule, place: Place) -> str | None:
        """A verdict by the identifier of its line."""
        if rule.option(text) is not None:
            return text
        names = [option.id for option in rule.options]
        self.problems.add(
            place,
            "unknown_verdict",
            f"« {text[:60]} » n'est pas un verdict de « {rule.id} ».",
            f'"{text[:60]}" is not a verdict of "{rule.id}".',
            suggestion(text, names) or Text(f"Possibles : {', '.join(names)}.", f"Possible: {', '.join(names)}."),
        )
        return None

    def value(self, entry: ProgrammeEntry, key: str, rule: Rule | None) -> Number | date | str | None:
        text = entry.get(key)
        if text is None:
            return None
        if rule is not None and rule.lines:
            return self.verdict(text, rule, entry.at(key))
        number = parse_decimal(text, 30)
        value = parse_date(text) if number is None else number
        if value is None:
            self.problems.add(
                entry.at(key),
                "number",
                "il faut un nombre décimal (0.25) ou une date.",
                "a decimal number (0.25) or a date is needed.",
                _FRACTION if parse_fraction(text, 30) is not None else of_number(text),
            )
        return value

    def bounds(self, ends: tuple[str, ...], place: Place) -> Range | None:
        """`["1/2", sans_borne]` as what a value can still be."""
        if len(ends) != 2:
            self.problems.add(
                place,
                "two_ends",
                "il faut deux bornes, la plus basse et la plus haute.",
                "two ends are needed, the lowest and the highest.",
                Text(f"Exemple : [0, 3/4] ; « {_NO_BOUND} » où il n'y en a pas.", f'Example: [0, 3/4]; "{_NO_BOUND}".'),
            )
            return None
        lowest, highest = (None if end == _NO_BOUND else self.fraction(end, place) for end in ends)
        return Range(lowest, highest)

    def fraction(self, text: str | None, place: Place) -> Number | None:
        if text is None:
            return None
        value = parse_fraction(text, 30)
        if value is None:
            self.problems.add(place, "number", "il faut une fraction (5/16).", "a fraction is needed (5/16).")
        return value


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


def _in_order(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=natural_order))
