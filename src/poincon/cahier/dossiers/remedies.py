"""What would be right instead of an answer's name that the programme does not have."""

from __future__ import annotations

from collections.abc import Iterable

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text

_CUT_BY_COMMA = Text(
    "Entre accolades, une virgule coupe : les décimales ont un point, un texte qui a une virgule a des guillemets.",
    "Between braces, a comma cuts: decimals have a point, a text that holds a comma has quotes.",
)


def of_unknown_field(name: str, node: Located, likely: Iterable[str], possible: Iterable[str]) -> Text | None:
    """The name that was meant; or that a comma cut an answer in two, when what follows it was read as a name."""
    if isinstance(node, Scalar) and node.text is None and not name.isidentifier():
        return _CUT_BY_COMMA
    return suggestion(name, likely) or suggestion(name, possible)
