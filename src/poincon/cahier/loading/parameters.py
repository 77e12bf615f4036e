"""`parametres`: figures alone, and tables of them by option of choices or by band of a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from poincon.cahier.basics.located import Located, Scalar, Sequence
from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.problems import SHORT_LIST, Problems, suggestion
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text, enumeration, to_write
from poincon.cahier.basics.units import Unit
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.parameter_bands import BandTable
from poincon.cahier.loading.parameter_owners import KeyOwners, owners_meant, report_owners
from poincon.cahier.loading.parameter_tables import OptionTable
from poincon.cahier.loading.parameter_values import NumberInUnit
from poincon.cahier.loading.shapes import TEXT, ListOf, ProgrammeEntry
from poincon.cahier.model import Parameter
from poincon.cahier.model.parameters import ASSESSED, FILING

DatedNodes = tuple[tuple[date, Located], ...]
"""The values of a parameter by the day from which each holds, as they are written."""


class ParameterReader:
    """Reads one parameter after the other; what is wrong goes to `problems`."""

    def __init__(self, identity: IdentityReader, owners: KeyOwners, problems: Problems) -> None:
        self.identity = identity
        self.owners = owners
        self.problems = problems

    def read(self, entry: ProgrammeEntry) -> Parameter:
        by, by_band = self._owners(entry)
        parameter = Parameter(
            id=entry.get("id"),
            label=entry.get("libelle", ""),
            unit=self.identity.unit(entry),
            values=(),
            campaign=entry.get("campagne", False),
            reference=self.identity.reference(entry),
            place=entry.place,
            help=entry.get("aide", ""),
            read_on=self._reading_day(entry),
            by=() if by_band else by,
            by_band=by_band,
        )
        dated: DatedNodes = entry.get("valeurs", ())
        if not self._check_keys(entry, parameter):
            return parameter
        if not dated and not parameter.campaign and not self._are_told(entry):
            self._no_value(entry)
        if by_band:
            parameter = replace(parameter, cells=BandTable(parameter, self.problems).read(dated))
        elif not self._check_layout(entry, parameter, dated):
            return parameter
        elif by:
            parameter = replace(parameter, cells=OptionTable(parameter, self.owners, self.problems).read(dated))
        else:
            parameter = replace(parameter, values=tuple(self._numbers(entry, parameter.unit, dated)))
        self._check_durations(entry, parameter)
        self._check_first_day(entry, parameter, dated)
        return parameter

    # what the keys are

    def _owners(self, entry: ProgrammeEntry) -> tuple[tuple[str, ...], str]:
        """The choices of `par` and the number of `par_tranche`."""
        node, by_band = entry.get("par"), entry.get("par_tranche", "")
        if node is None:
            return (), by_band
        if isinstance(node, Scalar) and node.text in self.owners.numbers:
            return (node.text,), by_band  # told to be a number: that it is no list is told with it
        return tuple(ListOf(TEXT).read(node, self.problems) or ()), by_band

    def _check_keys(self, entry: ProgrammeEntry, parameter: Parameter) -> bool:
        """Report what is wrong with the keys of a table; says whether its values may be read by them."""
        before = len(self.problems)
        if "par" in entry and "par_tranche" in entry:
            self.problems.add(
                entry.at("par_tranche"),
                "two_tables",
                "une table est « par » des choix ou « par_tranche » d'un nombre, l'un des deux.",
                'a table is "par" choices or "par_tranche" of a number, one of the two.',
            )
        if len(parameter.by) > 2:
            self.problems.add(
                entry.at("par"), "too_many_keys", "une table a un ou deux choix.", "a table has one or two choices."
            )
        report_owners(entry, parameter, self.owners, self.problems)
        are_right = len(self.problems) == before
        if parameter.owners and parameter.campaign:
            self.problems.add(
                entry.at("campagne"),
                "campaign_table",
                "une campagne ne fixe pas une table, seulement un paramètre seul.",
                "a campaign does not set a table, only a parameter alone.",
            )
        return are_right

    def _check_layout(self, entry: ProgrammeEntry, parameter: Parameter, dated: DatedNodes) -> bool:
        """Report values that are surely by other choices than « par » names; says whether they are by these."""
        if not parameter.by and any(isinstance(node, Sequence) for _, node in dated):
            self._tell_bands(entry)
            return False
        for _, node in dated:
            meant = owners_meant(node, parameter.by, self.owners)
            if not meant or meant == parameter.by:
                continue
            if not self.problems.told_within(entry.place):
                names = enumeration([f"« {name} »" for name in meant], "fr"), enumeration(list(meant), "en")
                fr, en = f"ces valeurs dépendent de {names[0]}", f"these values depend on {names[1]}"
                place = entry.at("par") if parameter.by else node.place
                listed = f"par: [{', '.join(meant)}]"
                remedy = to_write(listed) if parameter.by else Text(f"Ajoutez « {listed} ».", f'Add "{listed}".')
                lacking = parameter.by[len(meant) :] if parameter.by[: len(meant)] == meant else ()
                if lacking:  # what depends on it may be what was forgotten
                    remedy = Text(
                        f"{remedy.fr[:-1]}, ou donnez une valeur pour chaque option de « {lacking[0]} ».",
                        f'{remedy.en[:-1]}, or give a value for each option of "{lacking[0]}".',
                    )
                self.problems.add(place, "table_layout", f"{fr}.", f"{en}.", remedy)
            return False
        return True

    def _tell_bands(self, entry: ProgrammeEntry) -> None:
        """Report bands without the number that they are of."""
        if not self.problems.told_within(entry.place):
            numbers = ", ".join(sorted(self.owners.numbers - self.owners.rules)[:SHORT_LIST])
            self.problems.add(
                entry.at("valeurs"),
                "table_layout",
                "ces tranches ne disent pas de quel nombre elles sont.",
                "these bands do not say of which number they are.",
                Text(
                    f"Ajoutez « par_tranche: … », avec un nombre : {numbers} ou une règle qui en donne un.",
                    f'Add "par_tranche: …", with a number: {numbers} or a rule that gives one.',
                ),
            )

    def _reading_day(self, entry: ProgrammeEntry) -> str:
        word: str = entry.get("lecture", ASSESSED)
        if word not in (ASSESSED, FILING, *self.owners.days):
            self.problems.add(
                entry.at("lecture"),
                "unknown_name",
                f"« {word[:60]} » n'est ni « {ASSESSED} », ni « {FILING} », ni un champ de date demandé une fois.",
                f'"{word[:60]}" is neither "{ASSESSED}", nor "{FILING}", nor a date field that is asked once.',
                _reading_day_meant(word) or suggestion(word, [ASSESSED, FILING, *self.owners.days]),
                (word,),
            )
            return ""
        return "" if word == ASSESSED else word

    def _are_told(self, entry: ProgrammeEntry) -> bool:
        """Whether values are written, and told to be wrong."""
        return "valeurs" in entry.keys and self.problems.told_within(entry.at("valeurs"))

    def _no_value(self, entry: ProgrammeEntry) -> None:
        self.problems.add(
            entry.place,
            "no_value",
            "ce paramètre n'a pas de valeur.",
            "this parameter has no value.",
            Text(
                "Ajoutez « valeurs: {2022-01-01: …} » ou « valeurs: {sans_date: …} », ou « campagne: oui ».",
                'Add "valeurs: {2022-01-01: …}" or "valeurs: {sans_date: …}", or "campagne: oui".',
            ),
        )

    def _check_durations(self, entry: ProgrammeEntry, parameter: Parameter) -> None:
        values = [value for valued in parameter.valued for _, value in valued.values]
        if parameter.unit.is_duration and any(value is not None and value.denominator != 1 for value in values):
            self.problems.add(
                entry.at("valeurs"),
                "whole_duration",
                "une durée est un nombre entier.",
                "a duration is a whole number.",
            )

    def _check_first_day(self, entry: ProgrammeEntry, parameter: Parameter, dated: DatedNodes) -> None:
        """Warn of values that begin after the day of the programme, which is when they are read."""
        if not dated or parameter.campaign or "lecture" in entry.keys or dated[0][0] <= self.identity.day:
            return
        first, read = dated[0][0].isoformat(), self.identity.day.isoformat()
        self.problems.warn(
            dated[0][1].place,
            "first_value_too_late",
            f"la première valeur vaut depuis le {first} ; le programme est daté du {read}, et n'en a pas ce jour-là.",
            f"the first value holds from {first} on, and the programme is dated {read}: there is none that day.",
            Text(
                "Ajoutez une valeur plus ancienne, ou écrivez « sans_date » à la place de cette date.",
                'Add an earlier value, or write "sans_date" in place of this date.',
            ),
        )

    # a figure alone

    def _numbers(self, entry: ProgrammeEntry, unit: Unit, dated: DatedNodes) -> Iterator[tuple[date, Number]]:
        for day, node in dated:
            if isinstance(node, Scalar):
                number = NumberInUnit(unit).read(node, self.problems)
                if number is not None:
                    yield day, number
            else:
                self.problems.add(
                    node.place,
                    "table_without_keys",
                    "il faut un nombre ici, ou dire ce dont il dépend.",
                    "a number is needed here, or what it depends on.",
                    Text(
                        "Une table a « par: [un_choix] », ou « par_tranche: un_nombre ».",
                        'A table has "par: [a_choice]" or "par_tranche: a_number".',
                    ),
                )


def _reading_day_meant(word: str) -> Text | None:
    """The day that a word names among others: « date_depot » is `depot`."""
    named = next((day for day in (FILING, ASSESSED) if day in as_identifier(word)), None)
    return None if named is None else to_write(named)
