"""What a case expects of each outcome, as its file writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from poincon.cahier.basics.days import iso_of_french, parse_date
from poincon.cahier.basics.located import Located, Mapping, Scalar
from poincon.cahier.basics.meant import number_meant
from poincon.cahier.basics.numbers import (
    Number,
    decimal_text,
    finite_decimals,
    fraction_text,
    parse_decimal,
    parse_fraction,
)
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text, natural_order, to_write
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
)
from poincon.cahier.model import Programme, Rule, Status
from poincon.cahier.model.enums import STATUSES

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
_OF_FIELD = Text(
    "C'est un champ du formulaire : un cas attend le résultat d'une règle, ou un paramètre.",
    "It is a field of the form: a case expects the outcome of a rule, or a parameter.",
)
_BY_YEAR = Text("Exemple : annees: {2021: {statut: atteint}}", "Example: annees: {2021: {statut: atteint}}")
_NOTHING = "rien n'est attendu ici.", "nothing is expected here."
_SHORT_FORM = Text(
    "Donnez un statut (atteint, par exemple) ou {valeur: …}.", "Give a status (atteint, for instance) or {valeur: …}."
)
_STATUSES_OF_VERDICTS = frozenset({"connu", "indetermine", "sans_objet"})
_CAUSES = {
    Cause.MISSING.value: Text("des réponses manquent", "answers are missing"),
    Cause.HIDDEN.value: Text("la réponse est masquée", "the answer is hidden"),
    Cause.DIVISION_BY_ZERO.value: Text("une division par zéro", "a division by zero"),
    Cause.NO_SUCH_YEAR.value: Text("l'année n'est pas donnée", "the year is not given"),
}
_OUTCOME_KEYS = (
    Key("statut", _STATUS),
    Key("valeur", _ANY),
    Key("exact", _ANY),
    Key("manquants", ListOf(_ANY)),
    Key("cause", OneOf({cause.value: cause for cause in Cause}, _CAUSES)),
    Key("intervalle", ListOf(_ANY)),
)
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


class ExpectationReader:
    """Reads the `attendu` of the cases of one programme."""

    def __init__(self, programme: Programme, problems: Problems) -> None:
        self.programme = programme
        self.problems = problems

    def read(self, entry: ProgrammeEntry) -> tuple[dict[str, Expected], dict[tuple[str, int], Expected], str | None]:
        """What is expected by outcome, by outcome and year, and of the refusal of the dossier."""
        node = entry.get("attendu")
        outcomes: dict[str, Expected] = {}
        per_year: dict[tuple[str, int], Expected] = {}
        if not isinstance(node, Mapping) or not node.entries:
            if node is not None:  # an absent one is told by the shape of the file
                self.report_nothing(entry.at("attendu"))
            return outcomes, per_year, None
        refusal = node.get("refus")
        if refusal is not None:
            return outcomes, per_year, self.refusal(refusal, stands_alone=len(node.entries) == 1)
        rules = self.programme.rule
        names = rules.keys() | self.programme.valued.keys()
        for name, child in node.entries.items():
            if name not in names:
                self.problems.add(
                    child.place,
                    "unknown_name",
                    f"« {name[:60]} » n'est ni une règle, ni un paramètre.",
                    f'"{name[:60]}" is neither a rule nor a parameter.',
                    _OF_FIELD if name in self.programme.fields else suggestion(name, names),
                    (name,),
                )
                continue
            outcomes[name] = self.expected(child, rules.get(name), years=True)
            years = child.get("annees") if isinstance(child, Mapping) else None
            if years is not None and not isinstance(years, Mapping):
                fr, en = (
                    "il faut des années, avec ce qu'on attend de chacune.",
                    "years are needed, with what is expected.",
                )
                self.problems.add(years.place, "years", fr, en, _BY_YEAR)
            elif isinstance(years, Mapping):
                by_year = self.by_year(years, rules.get(name))
                per_year.update({(name, year): expected for year, expected in by_year.items()})
        return outcomes, per_year, None

    def report_nothing(self, place: Place) -> None:
        fr, en = "ce cas n'attend rien : il ne peut pas échouer.", "this case expects nothing: it cannot fail."
        first = next(iter(self.programme.rule), "regle")
        remedy = Text(f"Exemple : « attendu: {{{first}: atteint}} ».", f'Example: "attendu: {{{first}: atteint}}".')
        self.problems.add(place, "nothing_expected", fr, en, remedy)

    def refusal(self, node: Located, *, stands_alone: bool) -> str:
        """The text that the refusal of the dossier must hold."""
        text = node.text if isinstance(node, Scalar) else None
        if text is None or not stands_alone:
            fr, en = "un refus est un texte, et va seul.", "a refusal is a text, and stands alone."
            remedy = Text(
                'Écrivez « attendu: {refus: "texte du message"} », sans autre clé.',
                'Write "attendu: {refus: …}", without another key.',
            )
            self.problems.add(node.place, "refusal", fr, en, remedy)
        return text or ""

    def by_year(self, years: Mapping, rule: Rule | None) -> dict[int, Expected]:
        """What is expected of one outcome in each year."""
        by_year: dict[int, Expected] = {}
        for year, node in years.entries.items():
            if len(year) == 4 and year.isascii() and year.isdigit():
                by_year[int(year)] = self.expected(node, rule, years=False)
            else:
                self.problems.add(
                    node.place,
                    "year",
                    f"« {year[:20]} » n'est pas une année.",
                    f'"{year[:20]}" is not a year.',
                    _BY_YEAR,
                )
        return by_year

    def expected(self, node: Located, rule: Rule | None, *, years: bool) -> Expected:
        if isinstance(node, Scalar):
            if rule is not None and rule.lines and node.text not in _STATUSES_OF_VERDICTS:
                return Expected(node.place, value=self.verdict(node.text or "", rule, node.place))
            written = _value_written(node.text or "")
            if written is not None:
                remedy = to_write(f"{{valeur: {written}}}")
                fr, en = "une valeur attendue a sa clé.", "an expected value has its key."
                self.problems.add(node.place, "value_alone", fr, en, remedy)
                return Expected(node.place)
            if node.text is None:
                self.problems.add(node.place, "nothing_expected", *_NOTHING, _SHORT_FORM)
                return Expected(node.place)
            return Expected(node.place, status=_STATUS.read(node, self.problems))
        keys = (*_OUTCOME_KEYS, Key("annees", Anything())) if years else _OUTCOME_KEYS
        entry = Shape(keys).read(node, self.problems)
        if entry is None:
            return Expected(node.place)
        if not entry.keys:
            self.problems.add(node.place, "nothing_expected", *_NOTHING, _SHORT_FORM)
        interval = entry.get("intervalle")
        return Expected(
            entry.place,
            status=entry.get("statut"),
            value=self.value(entry, "valeur", rule),
            exact=self.fraction(entry.get("exact"), entry.at("exact")),
            missing=in_order(entry.get("manquants")) if "manquants" in entry else None,
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
                _of_value(text),
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
            meant = number_meant(text)
            remedy = to_write(fraction_text(meant)) if meant is not None else None
            self.problems.add(place, "number", "il faut une fraction (5/16).", "a fraction is needed (5/16).", remedy)
        return value


def _value_written(text: str) -> str | None:
    """A number or a day as a case writes it; None when the text is neither."""
    if parse_decimal(text, 30) is not None or parse_date(text) is not None:
        return text
    day, number = iso_of_french(text), number_meant(text)
    return day or (None if number is None or finite_decimals(number) is None else decimal_text(number))


def _of_value(text: str) -> Text:
    """What would be right instead of a text that is neither a number nor a day."""
    if parse_fraction(text, 30) is not None:
        return _FRACTION
    if text in STATUSES:
        return to_write(f"{{statut: {text}}}")
    day = iso_of_french(text)
    return of_number(text) if day is None else to_write(day)


def in_order(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths as people would sort them."""
    return tuple(sorted(paths, key=natural_order))
