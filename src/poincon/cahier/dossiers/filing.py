"""The day on which a dossier was filed, as its file says it."""

from __future__ import annotations

from datetime import date

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.days import parse_date
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text


def read_filing(node: Located | None, problems: Problems) -> date | None:
    """The day; None when the file does not say it, or says no day, which is reported."""
    if node is None or (isinstance(node, Scalar) and (node.text is None or is_blank(node.text))):
        return None
    text = node.text.strip() if isinstance(node, Scalar) and node.text is not None else ""
    day = parse_date(text)
    if day is not None:
        return day
    problems.add(
        node.place,
        "date",
        f"« {text[:40]} » n'est pas une date qui existe : le jour du dépôt.",
        f'"{text[:40]}" is not an existing date: the day of filing.',
        Text("Exemple : 2026-03-01", "Example: 2026-03-01"),
    )
    return None
