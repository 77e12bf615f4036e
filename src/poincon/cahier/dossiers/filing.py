"""The day on which a dossier was filed, as its file says it."""

from __future__ import annotations

from datetime import date

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.days import not_a_day, parse_date
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text


def read_filing(node: Located | None, problems: Problems) -> date | None:
    """The day; None when the file does not say it, or says no day, which is reported."""
    if node is None or (isinstance(node, Scalar) and (node.text is None or is_blank(node.text))):
        return None
    if not isinstance(node, Scalar):
        fr, en = "le jour du dépôt est une date.", "the day of filing is a date."
        problems.add(node.place, "date", fr, en, Text("Exemple : depot: 2026-03-01", "Example: depot: 2026-03-01"))
        return None
    text = (node.text or "").strip()
    day = parse_date(text)
    if day is not None:
        return day
    message, remedy = not_a_day(text, "2026-03-01")
    fr, en = f"le jour du dépôt : {message.fr}", f"the day of filing: {message.en}"
    problems.add(node.place, "date", fr, en, remedy)
    return None
