"""Widgets by kind of field: one table of what a person sees, types and reads back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from poincon.cahier.basics.identifiers import read_email, read_siren, read_siret, read_telephone
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.kinds import REGIONS
from poincon.cahier.explanation import Names
from poincon.cahier.explanation.figures import NARROW
from poincon.cahier.model import Field, FieldKind
from poincon.ui.widgets.amounts import Amount
from poincon.ui.widgets.spellings import (
    Reader,
    Writer,
    as_it_is,
    read_by,
    read_day,
    read_one_line,
    read_region,
    read_year,
    read_yes_no,
    show_day,
    show_digits,
    show_yes_no,
)

Options = Callable[[Field, Names], list[tuple[str, str]]]
"""Values and labels, in order."""


class Frame(StrEnum):
    """What stands around a control: its label, or the legend of a group; nothing but its errors, in a cell."""

    FIELD = "field"
    GROUP = "group"
    TABLE = "table"
    CELL = "cell"


class Control(StrEnum):
    """What one types into, or chooses from."""

    INPUT = "input"
    AREA = "area"
    CHOICE = "choice"
    CHOICES = "choices"
    STATEMENT = "statement"
    PARTS = "parts"
    FILE = "file"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Attributes that tell a browser what is typed: which keys to show, what to offer."""

    input_type: str
    input_mode: str
    autocomplete: str


@dataclass(frozen=True, slots=True)
class WidgetOf:
    """Facts of the widgets of a kind. None has a default: a new kind answers every question, or nothing is imported."""

    control: Control
    frame: Frame
    keyboard: Keyboard
    height: int
    """Lines of its text area; 0 when it has none."""
    hint: Text | None
    """What stands above the input; None for the example of the field."""
    example: Text
    """What would be right, beside an error; empty when the error says it."""
    options: Options
    """What to choose from; empty when it is typed."""
    reader: Reader
    writer: Writer
    amount: Amount | None
    """How its numbers are typed; None when it is no amount."""
    in_years: bool
    """Whether it is narrow enough for a cell of a table of years."""


def of_its_own(field: Field, names: Names) -> list[tuple[str, str]]:
    return [(option.id, names.option(field, option)) for option in field.options]


def yes_or_no(field: Field, names: Names) -> list[tuple[str, str]]:
    return [("oui", Text("Oui", "Yes").into(names.language)), ("non", Text("Non", "No").into(names.language))]


def regions(field: Field, names: Names) -> list[tuple[str, str]]:
    return sorted(REGIONS.items(), key=lambda region: region[1].replace("Î", "I"))


def levels(field: Field, names: Names) -> list[tuple[str, str]]:
    scale = names.programme.scale[field.scale or ""]
    return [(level.id, names.level(scale, level)) for level in scale.levels]


def no_option(field: Field, names: Names) -> list[tuple[str, str]]:
    return []


_WORDS = Keyboard("text", "", "off")
_DIGITS = Keyboard("text", "numeric", "off")
_NUMBER = Keyboard("text", "decimal", "off")
_NOTHING = Text("", "")
_WHOLE = Text("Écrivez un nombre entier, sans virgule. Exemple\u00a0: 61", "Write a whole number. Example: 61")


def _line(keyboard: Keyboard, hint: Text | None, example: Text, reader: Reader, writer: Writer) -> WidgetOf:
    """One line to type."""
    return WidgetOf(
        control=Control.INPUT,
        frame=Frame.FIELD,
        keyboard=keyboard,
        height=0,
        hint=hint,
        example=example,
        options=no_option,
        reader=reader,
        writer=writer,
        amount=None,
        in_years=True,
    )


def _amount(amount: Amount, keyboard: Keyboard, example: Text) -> WidgetOf:
    """One number to type, its unit beside it."""
    return WidgetOf(
        control=Control.INPUT,
        frame=Frame.FIELD,
        keyboard=keyboard,
        height=0,
        hint=None,
        example=example,
        options=no_option,
        reader=amount.read,
        writer=amount.write,
        amount=amount,
        in_years=True,
    )


def _area(keyboard: Keyboard, height: int, *, in_years: bool) -> WidgetOf:
    """Several lines to type."""
    return WidgetOf(
        control=Control.AREA,
        frame=Frame.FIELD,
        keyboard=keyboard,
        height=height,
        hint=None,
        example=_NOTHING,
        options=no_option,
        reader=as_it_is,
        writer=as_it_is,
        amount=None,
        in_years=in_years,
    )


def _choice(
    control: Control, frame: Frame, hint: Text | None, options: Options, reader: Reader, writer: Writer
) -> WidgetOf:
    """Options to choose from."""
    return WidgetOf(
        control=control,
        frame=frame,
        keyboard=_WORDS,
        height=0,
        hint=hint,
        example=_NOTHING,
        options=options,
        reader=reader,
        writer=writer,
        amount=None,
        in_years=True,
    )


def _composed(control: Control, frame: Frame, *, options: Options, in_years: bool) -> WidgetOf:
    """A widget with several inputs, or with none that is typed into."""
    return WidgetOf(
        control=control,
        frame=frame,
        keyboard=_WORDS,
        height=0,
        hint=None,
        example=_NOTHING,
        options=options,
        reader=as_it_is,
        writer=as_it_is,
        amount=None,
        in_years=in_years,
    )


WIDGETS: dict[FieldKind, WidgetOf] = {
    FieldKind.TEXT: _line(_WORDS, None, _NOTHING, read_one_line, as_it_is),
    FieldKind.LONG_TEXT: _area(_WORDS, 6, in_years=False),
    FieldKind.CHOICE: _choice(Control.CHOICE, Frame.GROUP, _NOTHING, of_its_own, as_it_is, as_it_is),
    FieldKind.CHOICES: _choice(Control.CHOICES, Frame.GROUP, None, of_its_own, as_it_is, as_it_is),
    FieldKind.YES_NO: _choice(Control.CHOICE, Frame.GROUP, _NOTHING, yes_or_no, read_yes_no, show_yes_no),
    FieldKind.INTEGER: _amount(Amount((), places=0, few_decimals=True), _DIGITS, _WHOLE),
    FieldKind.DECIMAL: _amount(
        Amount((), places=0, few_decimals=False), _NUMBER, Text("Exemple\u00a0: 12,5", "Example: 12.5")
    ),
    FieldKind.PERCENTAGE: _amount(
        Amount(("%",), places=2, few_decimals=False),
        _NUMBER,
        Text("Exemple\u00a0: 25 pour 25\u202f%", "Example: 25 for 25%"),
    ),
    FieldKind.EUROS: _amount(
        Amount(("euros", "euro", "eur", "€"), places=0, few_decimals=True),
        _NUMBER,
        Text(f"Exemple\u00a0: 1{NARROW}250{NARROW}000,50", "Example: 1,250,000.50"),
    ),
    FieldKind.FTE: _amount(
        Amount(("etp", "fte"), places=0, few_decimals=False), _NUMBER, Text("Exemple\u00a0: 9,5", "Example: 9.5")
    ),
    FieldKind.DATE: _line(
        _WORDS,
        Text("jour/mois/année, par exemple 31/12/2021", "day/month/year, for example 31/12/2021"),
        Text("Écrivez jour/mois/année. Exemple\u00a0: 31/12/2021", "Write day/month/year. Example: 31/12/2021"),
        read_day,
        show_day,
    ),
    FieldKind.YEAR: _line(
        _DIGITS,
        Text("quatre chiffres", "four digits"),
        Text("Écrivez les quatre chiffres. Exemple\u00a0: 2021", "Write its four digits. Example: 2021"),
        read_year,
        as_it_is,
    ),
    FieldKind.SIREN: _line(
        _DIGITS, Text("9 chiffres", "9 digits"), _NOTHING, read_by(read_siren), show_digits(3, 3, 3)
    ),
    FieldKind.SIRET: _line(
        _DIGITS, Text("14 chiffres", "14 digits"), _NOTHING, read_by(read_siret), show_digits(3, 3, 3, 5)
    ),
    FieldKind.EMAIL: _line(Keyboard("email", "email", "email"), None, _NOTHING, read_by(read_email), as_it_is),
    FieldKind.TELEPHONE: _line(Keyboard("tel", "tel", "tel"), None, _NOTHING, read_by(read_telephone), as_it_is),
    FieldKind.ADDRESS: _area(Keyboard("text", "", "street-address"), 3, in_years=True),
    FieldKind.REGION: _choice(Control.CHOICE, Frame.FIELD, _NOTHING, regions, read_region, as_it_is),
    FieldKind.FILE: _composed(Control.FILE, Frame.FIELD, options=no_option, in_years=False),
    FieldKind.TABLE: _composed(Control.TABLE, Frame.TABLE, options=no_option, in_years=False),
    FieldKind.STATEMENT: _choice(Control.STATEMENT, Frame.GROUP, None, levels, as_it_is, as_it_is),
    FieldKind.FREE_STATEMENT: _composed(Control.PARTS, Frame.GROUP, options=levels, in_years=True),
}
