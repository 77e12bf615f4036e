"""The values that judge the dossiers of a campaign: those that its programme dates and sources, those that it sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from poincon.cahier.basics.numbers import Number, parse_fraction
from poincon.cahier.explanation import Choice, Figures, Names
from poincon.cahier.loading import Package
from poincon.cahier.model import FILING, Parameter
from poincon.campaigns.figures import parameters_of, told_figure
from poincon.campaigns.models import Campaign

USES_SHOWN = 3
"""Rules that are named; more of them are folded."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """« 25 % », « depuis le 16 mai 2014 »; whether it is the value in force for the campaign."""

    value: str
    since: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell of a table of parameters: « moins de 20 », with its value in force and all those that it has had."""

    label: str
    value: str
    since: str
    dated: tuple[DatedValue, ...]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A parameter, for whoever runs a campaign."""

    label: str
    value: str
    """The value in force for the campaign; empty while there is none."""
    since: str
    """From when the programme has it so; empty where the campaign sets it."""
    read_at: str
    """« lue au jour du dépôt »: no value of it is in force for the campaign, each dossier has its own."""
    dated: tuple[DatedValue, ...]
    """Every value of the programme, when it has had several, or none that is in force for the campaign."""
    cells: tuple[CellLine, ...]
    """Of a table, which has no value of its own."""
    settable: bool
    """Whether a campaign may set it."""
    uses: tuple[str, ...]
    """The first rules that read it."""
    more_uses: tuple[str, ...]
    help: str
    source: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CampaignValues:
    """`own`: set by the campaign; `missing`: it must, and has not yet; `programme`: all that the programme sets."""

    own: tuple[ValueLine, ...]
    missing: tuple[ValueLine, ...]
    programme: tuple[ValueLine, ...]


def reading_day(campaign: Campaign) -> date:
    """The day at which the dossiers of a campaign read dated values that say no other: the last of their year."""
    return date(campaign.year - 1, 12, 31)


def values_of(campaign: Campaign, names: Names) -> CampaignValues:
    """Every value that judges its dossiers, as it reads on the last day of their reference year.

    One that each dossier reads at a day of its own is told with all its values, and with that day.
    """
    lines = _Lines(campaign, names)
    parameters = lines.package.programme.parameters
    own = [parameter for parameter in parameters_of(lines.package.programme) if lines.own(parameter) is not None]
    not_set = [parameter for parameter in parameters if lines.own(parameter) is None]
    return CampaignValues(
        lines.of(own),
        lines.of(parameter for parameter in not_set if parameter.campaign and lines.lacks(parameter)),
        lines.of(parameter for parameter in not_set if parameter.values or parameter.cells),
    )


class _Lines:
    def __init__(self, campaign: Campaign, names: Names) -> None:
        self.campaign, self.names = campaign, names
        self.package: Package = campaign.programme_version.package
        self.figures = Figures(self.package.programme, names.language)
        self.day = reading_day(campaign)
        self.uses = _uses(self.package)

    def of(self, parameters: Iterable[Parameter]) -> tuple[ValueLine, ...]:
        return tuple(self.line(parameter) for parameter in parameters)

    def own(self, parameter: Parameter) -> Number | None:
        """What the campaign sets."""
        return parse_fraction(str(self.campaign.parameters.get(parameter.id, ""))) if parameter.campaign else None

    def lacks(self, parameter: Parameter) -> bool:
        """Whether the programme has no value for its dossiers; a day of their own may be that of any value."""
        return not parameter.values if parameter.read_on else parameter.at(self.day) is None

    def line(self, parameter: Parameter) -> ValueLine:
        own, names = self.own(parameter), self.names
        value, since = (own, "") if own is not None else self.in_force(parameter)
        rules = [names.rule(self.package.programme.rule[rule]) for rule in self.uses.get(parameter.id, ())]
        choice = names.choice_of_parameter(parameter)
        return ValueLine(
            label=names.parameter(parameter),
            value=self.words(parameter, value) if value is not None else "",
            since=since,
            read_at="" if own is not None else self.read_at(parameter),
            dated=self.dated(parameter),
            cells=tuple(self.cell(cell) for cell in parameter.cells),
            settable=parameter.campaign,
            uses=tuple(rules[:USES_SHOWN]),
            more_uses=tuple(rules[USES_SHOWN:]),
            help=names.text(f"parametres.{parameter.id}.aide", parameter.help),
            source=names.reference(parameter.reference) if parameter.reference.source else "",
            choices=() if choice is None else (Choice(choice.text, choice.language),),
        )

    def in_force(self, parameter: Parameter) -> tuple[Number | None, str]:
        """What the programme has that day, and since when, in words; neither while it has nothing."""
        day = self.day_of(parameter)
        since = None if day is None else parameter.since(day)
        return (None, "") if day is None or since is None else (parameter.at(day), self.figures.since(since))

    def day_of(self, parameter: Parameter) -> date | None:
        """The day at which all the dossiers of the campaign read it; None where each has its own."""
        return None if parameter.read_on else self.day

    def read_at(self, parameter: Parameter) -> str:
        """The day of its own at which each dossier reads it, in words; empty where they have the same."""
        if parameter.read_on == FILING:
            return _("lue au jour du dépôt")
        if not parameter.day_field:
            return ""
        field = self.package.programme.fields[parameter.day_field]
        return _("lue à la date de « %(question)s »") % {"question": self.names.field(field)}

    def cell(self, cell: Parameter) -> CellLine:
        value, since = self.in_force(cell)
        return CellLine(
            self.cell_label(cell), self.words(cell, value) if value is not None else "", since, self.dated(cell)
        )

    def cell_label(self, cell: Parameter) -> str:
        """What tells a cell from the others of its table."""
        slot = cell.slot
        assert slot is not None
        return self.names.options(slot) if slot.band is None else self.names.band(slot.table, slot.band)

    def dated(self, parameter: Parameter) -> tuple[DatedValue, ...]:
        day = self.day_of(parameter)
        in_force = parameter.since(day) if day is not None and self.own(parameter) is None else None
        if len(parameter.values) < 2 and in_force is not None:
            return ()
        return tuple(
            DatedValue(self.words(parameter, value), self.figures.since(since), since == in_force)
            for since, value in parameter.values
        )

    def words(self, parameter: Parameter, value: Number | None) -> str:
        if value is None:
            return _("n’existe plus")
        return told_figure(parameter, value, self.package.programme, self.names)


def _uses(package: Package) -> dict[str, list[str]]:
    """The rules that read each parameter, or some cell of it, in the order of the programme."""
    uses: dict[str, list[str]] = {}
    for rule in package.programme.rules:
        read = package.rulebook.parameters_read(package.rulebook.by_id[rule.id])
        for parameter in package.programme.parameters:
            if any(valued.id in read for valued in parameter.valued):
                uses.setdefault(parameter.id, []).append(rule.id)
    return uses
