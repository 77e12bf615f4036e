"""What would be right instead of an answer's name that the programme does not have."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.numbers import Number, decimal_text, parse_fraction
from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.model import Field, FieldKind

_CUT_BY_COMMA = Text(
    "Entre accolades, une virgule coupe : les décimales ont un point, un texte qui a une virgule a des guillemets.",
    "Between braces, a comma cuts: decimals have a point, a text that holds a comma has quotes.",
)


def of_unknown_field(name: str, node: Located, likely: Iterable[str], possible: Iterable[str]) -> Text | None:
    """The name that was meant; or that a comma cut an answer in two, when what follows it was read as a name."""
    if isinstance(node, Scalar) and node.text is None and not name.isidentifier():
        return _CUT_BY_COMMA
    return suggestion(name, likely) or suggestion(name, possible)


def example_of(field: Field, text: str, decimals: int) -> Text:
    """How a number is written in that field: its own value when the text is a fraction such as 1/3."""
    fraction = parse_fraction(text) if "/" in text else None
    if fraction is not None and field.decimals:
        written = _written(field, _cut(fraction, field.decimals))
        return Text(
            f"Écrivez {written.fr}, les décimales avec un point.", f"Write {written.en}, decimals with a point."
        )
    if field.kind is FieldKind.PERCENTAGE:
        share = _written(field, Fraction(1, 4))
        return Text(f"Exemple : {share.fr}", f"Example: {share.en}")
    with_decimals = "1250000.00" if field.kind is FieldKind.EUROS else "12.5"
    example = with_decimals if decimals else "61"
    return Text(f"Exemple : {example}", f"Example: {example}")


def _cut(value: Number, decimals: int) -> Fraction:
    return Fraction(int(value * 10**decimals), 10**decimals)


def _written(field: Field, value: Number) -> Text:
    plain = decimal_text(value)
    if field.kind is not FieldKind.PERCENTAGE:
        return Text(plain, plain)
    percentage = f"{decimal_text(value * 100)} %"
    return Text(f"{plain} ou {percentage}", f"{plain} or {percentage}")
