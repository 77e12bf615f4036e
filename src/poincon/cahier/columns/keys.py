"""What names the rows of a population's files: dossiers, and years."""

from __future__ import annotations

from poincon.cahier.basics.characters import clean_text, is_blank, visible_text
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.kinds import WrongValue
from poincon.cahier.dossiers.reader import FIRST_YEAR, LAST_YEAR

DOSSIER, YEAR = "dossier", "annee"


def read_name(text: str | None) -> str:
    """The name of a dossier, in Unicode's composed form: written in two ways, it is the same. Raises `WrongValue`."""
    clean = clean_text(text or "")
    if clean is None:
        raise WrongValue("control_character", "caractère de contrôle.", "control character.")
    if is_blank(clean):
        remedy = Text("Donnez-lui un nom ou un numéro.", "Give it a name or a number.")
        raise WrongValue("no_dossier", "le dossier n'est pas nommé.", "the dossier has no name.", remedy)
    return visible_text(clean)


def read_year(text: str | None) -> int:
    """Raises `WrongValue`."""
    clean = visible_text(text or "")
    if clean.isascii() and clean.isdigit() and len(clean) == 4 and FIRST_YEAR <= int(clean) <= LAST_YEAR:
        return int(clean)
    example = Text("Exemple : 2021", "Example: 2021")
    if is_blank(clean):
        raise WrongValue("year", "l'année manque.", "the year is missing.", example)
    raise WrongValue("year", f"« {clean[:40]} » n'est pas une année.", f'"{clean[:40]}" is not a year.', example)
