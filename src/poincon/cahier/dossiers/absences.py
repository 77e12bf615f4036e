"""Documents that a structure says it does not have: `{absente: true, motif: "…"}`."""

from __future__ import annotations

from collections.abc import Mapping

from poincon.cahier.basics.characters import is_blank, prose
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import Place, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.dossier import Absence
from poincon.cahier.dossiers.kinds import NO, YES

ABSENT, REASON = "absente", "motif"
KEYS = (ABSENT, REASON)
LONGEST_REASON = 1_000
"""Characters."""

_EXAMPLE = Text(
    'Exemple : {absente: true, motif: "Statuts en cours de signature"}',
    'Example: {absente: true, motif: "Articles being signed"}',
)


def declares_absence(entries: Mapping[str, Located]) -> bool:
    """Whether a mapping has the shape of such a declaration, wherever it stands."""
    return ABSENT in entries


def refuse_absence(place: Place, problems: Problems, *, in_table: bool) -> None:
    """Say that only a document that is asked for by itself may be declared absent."""
    if in_table:
        problems.add(
            place,
            "absent_cell",
            "un document demandé dans un tableau ne se déclare pas absent : laissez la cellule vide.",
            "a document asked for in a table is not declared absent: leave the cell blank.",
        )
    else:
        problems.add(
            place,
            "absent_value",
            "seul un document se déclare absent.",
            "only a document is declared absent.",
            Text("Sans réponse, retirez la clé.", "Without an answer, take the key away."),
        )


def read_absence(place: Place, entries: Mapping[str, Located], problems: Problems) -> Absence | None:
    """The declaration; None when nothing is declared (`absente: non`, without a reason) or when it is wrong."""
    before = len(problems)
    for key, child in entries.items():
        if key not in KEYS:
            problems.add(
                child.place,
                "unknown_key",
                f"la clé « {key[:40]} » n'existe pas ici.",
                f'there is no key "{key[:40]}" here.',
                suggestion(key, KEYS),
            )
    absent = _yes_or_no(entries.get(ABSENT), problems)
    reason = _reason(entries.get(REASON), problems)
    if len(problems) > before:
        return None
    if absent and not reason:
        problems.add(
            place,
            "no_reason",
            "un document déclaré absent demande un motif.",
            "a document declared absent needs a reason.",
            _EXAMPLE,
        )
    elif reason and not absent:
        problems.add(
            place,
            "reason_without_absence",
            "un motif est donné, mais ce document n'est pas déclaré absent.",
            "a reason is given, but this document is not declared absent.",
            Text("Ajoutez « absente: true », ou retirez le motif.", 'Add "absente: true", or take the reason away.'),
        )
    return Absence(reason) if absent and reason else None


def _text(node: Located | None, problems: Problems) -> str:
    if node is None:
        return ""
    if isinstance(node, Scalar):
        return "" if node.text is None or is_blank(node.text) else prose(node.text).strip()
    problems.add(node.place, "one_value", "il faut une seule valeur ici.", "one value is needed here.")
    return ""


def _yes_or_no(node: Located | None, problems: Problems) -> bool:
    text = _text(node, problems).casefold()
    if node is not None and text and text not in YES | NO:
        problems.add(
            node.place,
            "yes_or_no",
            f"« {text[:40]} » : répondez par oui ou non.",
            f'"{text[:40]}": answer oui or non.',
        )
    return text in YES


def _reason(node: Located | None, problems: Problems) -> str:
    text = _text(node, problems)
    if node is not None and len(text) > LONGEST_REASON:
        problems.add(
            node.place,
            "text_too_long",
            f"ce texte a {len(text)} caractères ; il en faut {LONGEST_REASON} au plus.",
            f"this text has {len(text)} characters; {LONGEST_REASON} at most are needed.",
        )
    return text
