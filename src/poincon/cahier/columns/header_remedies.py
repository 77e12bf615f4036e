"""What would be right instead of a column's name that the programme does not have."""

from __future__ import annotations

from collections.abc import Sequence

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.spelling import as_identifier, nearest
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.columns.keys import DOSSIER, YEAR
from poincon.cahier.model import Programme
from poincon.cahier.model.kinds import KINDS

_SYNONYMS = {
    YEAR: ("exercice", "an", "year", "millesime", "annee_exercice"),
    DOSSIER: ("id", "identifiant", "numero", "numero_dossier", "id_dossier", "nom_dossier", "reference"),
}


def of_column_name(name: str, programme: Programme) -> Text:
    """The column that was meant: by another word for the dossier or the year, by its field's label, or nearly."""
    written = as_identifier(name)
    usable = [field for field in programme.fields.values() if KINDS[field.kind].in_populations]
    meant = next((key for key, words in _SYNONYMS.items() if written in words), None)
    meant = meant or next((field.id for field in usable if as_identifier(field.label) == written), None)
    if meant is not None:
        return to_write(meant)
    columns = [DOSSIER, YEAR, *(field.id for field in usable)]
    return suggestion(name, columns) or Text(
        "Retirez-la, ou donnez-lui le nom d'un champ.", "Remove it, or name a field."
    )


def is_no_header(header: Sequence[str], programme: Programme) -> bool:
    """Whether no cell of a file's first line names anything: a title, or cells that something else parts."""
    columns = {DOSSIER, YEAR, *programme.fields, *_SYNONYMS[YEAR], *_SYNONYMS[DOSSIER]}
    labels = {as_identifier(field.label) for field in programme.fields.values()}
    return not any(as_identifier(name) in columns | labels or nearest(name, columns) for name in header)


def names_of_columns(programme: Programme) -> str:
    """The first columns that a population of the programme may have."""
    usable = [field.id for field in programme.fields.values() if KINDS[field.kind].in_populations]
    years = [YEAR] if programme.has_years else []
    return ", ".join([DOSSIER, *years, *usable[:3]]) + ("…" if len(usable) > 3 else "")
