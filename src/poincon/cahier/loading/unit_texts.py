"""Units as people write them, « k€ » or « euro par etp », told as files write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poincon.cahier.basics.located import Located
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.loading.shapes import TEXT
from poincon.cahier.loading.values import JsonSchema

_MULTIPLE = re.compile(r"[km](?: ?€| euros?)|milli(?:er|on)s? d.euros?", re.IGNORECASE)
"""None of these could be the identifier of a programme's unit."""
_PER = re.compile(r" *(?:/| par | per ) *", re.IGNORECASE)
_PLAIN = {"€": "euro", "euros": "euro", "etps": "etp", "ans": "an", "jours": "jour", "années": "annee"}


@dataclass(frozen=True)
class UnitText:
    """The text of a unit. Whether there is such a unit is checked with those of the programme."""

    def read(self, node: Located, problems: Problems) -> str | None:
        text = TEXT.read(node, problems)
        if text is None:
            return None
        parts = [part.strip() for part in _PER.split(text.strip()[:80])]
        is_multiple = any(_MULTIPLE.fullmatch(part) for part in parts)
        if not is_multiple and (len(parts) == 1 or len(parts) == text.count("/") + 1):
            return text
        meant = "/".join("euro" if _MULTIPLE.fullmatch(part) else _PLAIN.get(part.lower(), part) for part in parts)
        fr, en = f"l'unité « {text[:40]} » n'existe pas.", f'there is no unit "{text[:40]}".'
        remedy = to_write(meant)
        if is_multiple:
            remedy = Text(f"{remedy.fr[:-1]}, et les montants en euros.", f"{remedy.en[:-1]}, and amounts in euros.")
        problems.add(node.place, "unknown_unit", fr, en, remedy, (text,))
        return None

    def schema(self) -> JsonSchema:
        return TEXT.schema()
