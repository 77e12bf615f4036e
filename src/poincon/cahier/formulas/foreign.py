"""Words and signs of other languages, of spreadsheets or of plain speech: what a formula says instead."""

from __future__ import annotations

import re

from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.formulas.errors import FormulaError

_PARAMETER = Text(
    "Un seuil, un taux ou un montant est un paramètre : il a son nom, son unité et sa source dans « parametres ».",
    'A threshold, a rate or an amount is a parameter: it has its name, unit and source under "parametres".',
)
_COMPARE = Text(
    "Comparez par un signe : =, <>, <, <= (au plus), > ou >= (au moins). Un nom n'a pas d'espace.",
    "Compare with a sign: =, <>, <, <= (at most), > or >= (at least). A name holds no space.",
)
_EACH_OPTION = Text("Écrivez « x est a ou x est b ».", 'Write "x est a ou x est b".')
_NO_ANSWER = Text("Écrivez « non connu(x) » : pas de réponse.", 'Write "non connu(x)": no answer.')
_UNQUOTED = Text(
    "Une option s'écrit sans guillemets : « x est a ». Un texte ne s'écrit pas dans une formule.",
    'An option is written without quotes: "x est a". A text is not written in a formula.',
)
_PARENTHESES = Text("Groupez par des parenthèses : ( et ).", "Group with parentheses: ( and ).")
_AVERAGE = Text(
    "Une moyenne s'écrit « somme(tableau.colonne) / nombre(tableau) ».",
    'An average is written "somme(table.column) / nombre(table)".',
)


_ANSWER_YES = Text(
    "Un oui ou non se lit par son nom : « x », ou « non x ».", 'A yes or no is read by its name: "x", or "non x".'
)
FOREIGN_WORDS: dict[str, Text] = {
    "and": to_write("et"),
    "or": to_write("ou"),
    "not": to_write("non"),
    "pas": to_write("non"),
    "if": to_write("si … alors … sinon …"),
    "then": to_write("alors"),
    "else": to_write("sinon"),
    "is": to_write("est"),
    "contains": to_write("contient"),
    "where": to_write("où"),
    "for": to_write("pour chaque … de …"),
    "each": to_write("chaque"),
    "in": _EACH_OPTION,
    "dans": _EACH_OPTION,
    "parmi": _EACH_OPTION,
    "entre": to_write("x >= a et x <= b"),
    "between": to_write("x >= a et x <= b"),
    "true": _ANSWER_YES,
    "vrai": _ANSWER_YES,
    "oui": _ANSWER_YES,
    "false": _ANSWER_YES,
    "faux": _ANSWER_YES,
    "null": _NO_ANSWER,
    "none": _NO_ANSWER,
    "vide": _NO_ANSWER,
    "renseigne": to_write("connu(x)"),
    "renseignee": to_write("connu(x)"),
    "sum": to_write("somme(tableau.colonne)"),
    "count": to_write("nombre(tableau)"),
    "nb": to_write("nombre(tableau)"),
    "round": to_write("arrondi(x, centime)"),
    "average": _AVERAGE,
    "moyenne": _AVERAGE,
    "egal": to_write("="),
    "egale": to_write("="),
    "different": to_write("<>"),
    "au": _COMPARE,
    "x": to_write("*"),
    "fois": to_write("*"),
    "superieur": _COMPARE,
    "superieure": _COMPARE,
    "inferieur": _COMPARE,
    "inferieure": _COMPARE,
}
FOREIGN_HEADS = frozenset({"if", "not"})
"""Those that stand before what they bear on: what follows them is right."""
FOREIGN_SIGNS: dict[str, Text] = {
    "==": to_write("="),
    "!=": to_write("<>"),
    "=>": to_write(">="),
    "=<": to_write("<="),
    "&&": to_write("et"),
    "||": to_write("ou"),
    "**": Text("Une puissance s'écrit par des produits.", "A power is written with products."),
    "&": to_write("et"),
    "|": to_write("ou"),
    "!": to_write("non"),
    "^": Text("Une puissance s'écrit par des produits.", "A power is written with products."),
    "%": _PARAMETER,
    "€": _PARAMETER,
    ";": Text("Séparez par une virgule.", "Separate with a comma."),
    "[": _PARENTHESES,
    "]": _PARENTHESES,
    "{": _PARENTHESES,
    "}": _PARENTHESES,
    '"': _UNQUOTED,
    "«": _UNQUOTED,
    "»": _UNQUOTED,
    "“": _UNQUOTED,
    "”": _UNQUOTED,
    "'": _UNQUOTED,
    "’": _UNQUOTED,
}
_NEGATED = re.compile(r"\bn['’]est\s+pas\s+(?P<option>[A-Za-z0-9_]+)")
WRITTEN_DAY = r"(?P<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"
_QUOTED_DAY = re.compile(rf"[\"'«“‘]\s*{WRITTEN_DAY}")
_WORD = re.compile(r"\w+")


def foreign_word(word: str) -> Text | None:
    """What a formula says instead of this word; None when it is no word of another language."""
    return FOREIGN_WORDS.get(unaccented(word[:40]).lower())


def example_of(function: str, arity: int | None) -> Text:
    """A call of that function as it is written."""
    if function == "avant":
        return Text(
            "Pour reculer d'un an de plus, nommez « avant(x) » dans « derives », puis écrivez « avant(ce_nom) ».",
            'To go one more year back, name "avant(x)" under "derives", then write "avant(that_name)".',
        )
    items = "x, centime" if function.startswith("arrondi") else ", ".join("xyz"[: arity or 2])
    return to_write(f"{function}({items})")


def written_day(day: str, position: int) -> FormulaError:
    """The error of a day that is written in a formula, which no parameter can be."""
    return FormulaError(
        position,
        "literal",
        f"« {day} » : une date ne s'écrit pas dans une formule.",
        f'"{day}": a date is not written in a formula.',
        Text(
            "Comparez deux dates du formulaire, ou une date et une autre plus une durée (« debut + delai ») : "
            "la durée est un paramètre en jours, en mois ou en années.",
            'Compare two dates of the form, or a date and another plus a duration ("debut + delai"): '
            "the duration is a parameter in days, months or years.",
        ),
    )


def refused_sign(text: str, position: int, sign: str) -> FormulaError:
    """The error of a character, or of a sign of other languages, that a formula may not hold."""
    word = next((match for match in _WORD.finditer(text) if match.start() <= position < match.end()), None)
    if word is not None:
        return _accented(word[0], word.start())
    day = _QUOTED_DAY.match(text, position)
    if day is not None:
        return written_day(day["day"], position)
    negated = _NEGATED.search(text, max(0, position - 1))
    if negated is not None and negated.start() == position - 1:
        remedy: Text | None = to_write(f"non (… est {negated['option']})")
    else:
        remedy = FOREIGN_SIGNS.get(sign)
    return FormulaError(
        position,
        "unknown_sign",
        f"le signe « {sign} » n'existe pas dans une formule.",
        f'the sign "{sign}" does not exist in a formula.',
        remedy,
    )


def _accented(word: str, start: int) -> FormulaError:
    plain = unaccented(word)
    if not plain.isascii():
        remedy = Text(
            "Un nom n'a que des lettres sans accent, des chiffres et « _ ».",
            'A name has only plain letters, digits and "_".',
        )
    else:
        remedy = foreign_word(word) or to_write(plain)
    return FormulaError(
        start,
        "accented_name",
        f"« {word[:60]} » : les noms et les mots des formules n'ont pas d'accent (sauf « où »).",
        f'"{word[:60]}": names and words of formulas have no accent (but for "où").',
        remedy,
    )


def remedy_between(before: tuple[str, str], here: tuple[str, str], words: frozenset[str]) -> Text | None:
    """What would be right where two tokens, each (kind, text), do not follow each other; `words` are the language's."""
    (kind, word), (next_kind, next_word) = before, here
    for candidate, candidate_kind in ((next_word, next_kind), (word, kind)):
        if candidate_kind == "name" and candidate not in words:
            lower = candidate.lower()
            if lower in words:
                return Text(f"Écrivez « {lower} », en minuscules.", f'Write "{lower}", in small letters.')
            foreign = foreign_word(candidate)
            if foreign is not None:
                return foreign
    if word in ("=", "<>") and next_word == "non":
        return _ANSWER_YES
    if kind == "number" and next_kind in ("number", "name") and next_word not in words:
        return _PARAMETER
    if kind == next_kind == "name" and not {word, next_word} & words:
        name = f"{word}_{next_word}"[:80]
        return Text(
            f"Si c'est un seul nom, écrivez « {name} » ; sinon, mettez un opérateur entre les deux.",
            f'If this is one name, write "{name}"; otherwise put an operator between the two.',
        )
    return None
