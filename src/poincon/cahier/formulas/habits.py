"""Formulas written as one speaks, or as other languages do: the same, as this language says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from poincon.cahier.basics.spelling import unaccented
from poincon.cahier.formulas.spreadsheets import closing, without_spreadsheet_calls

Rewriting = Callable[[str], str]

_LONGEST = 500
"""Characters at which a writing is given up."""
_PART = r"(?<![A-Za-z0-9_.])[A-Za-z_][A-Za-z0-9_.]*(?:\([^()]*\))?"
_NUMBER_OR_PART = rf"(?:{_PART}|[0-9]+(?:\.[0-9]+)?)"
_CALLED = re.compile(r"\b(?!(?:et|ou|non|si|alors|sinon|est)$)[A-Za-z_][A-Za-z0-9_.]*$")
"""What stands before the bracket of a call."""
_OPERATORS = re.compile(r"\bet\b|\bou\b|[-+*/]")
_SIGN = r"(?:<=|>=|<>|<|>|=)"


def _replaced(*pairs: tuple[str, str]) -> Rewriting:
    patterns = [(re.compile(pattern), written) for pattern, written in pairs]

    def rewritten(formula: str) -> str:
        for pattern, written in patterns:
            formula = pattern.sub(written, formula)
        return formula

    return rewritten


_without_equal_sign = _replaced((r"^\s*=\s*(?=\S)", ""))
_years = _replaced(
    (rf"({_PART})\s+(?:de\s+)?l['’]ann[ée]e\s+(?:pr[ée]c[ée]dente|derni[èe]re|d['’]avant)", r"avant(\1)"),
    (r"\b([A-Za-z_]\w*)\s*\(\s*(?:(?:19|20)[0-9]{2}|[nN]\s*-\s*1)\s*\)", r"avant(\1)"),
    (r"\b([A-Za-z_]\w*)\s*(?:\.(?:19|20)[0-9]{2}|\.?[nN]\s*-\s*1)(?!\w)", r"avant(\1)"),
    (r"\bsur\s+(?:les\s+)?(?:[0-9]+\s+)?(?:derni[èe]re?s\s+)?(?:ans|ann[ée]es|exercices)(?!\w)", "sur annees"),
    (rf"\bd[ée]croissante?\(\s*({_PART})\s*\)", r"\1 < avant(\1)"),
    (rf"\bcroissant\(\s*({_PART})\s*[,;]\s*({_PART})\s*\)", r"croissant(\1) et croissant(\2)"),
    (r"\b(?:ann[ée]es?|ans|jours|nb_mois|nombre_de_mois|dur[ée]e)_entre\(", "mois_entre("),
)
_branches = _replaced(
    (r"\bsi\s+(.+?)\s+alors\s+(?:oui|vrai|true)\s+sinon\s+(?:non|faux|false)\b", r"(\1)"),
    (r"\bsi\s+(\w+)\s+alors\s+(?:non|faux|false)\s+sinon\s+(?:oui|vrai|true)\b", r"non \1"),
    (r"\bsi\s+(.+?)\s+alors\s+(?:non|faux|false)\s+sinon\s+(?:oui|vrai|true)\b", r"non (\1)"),
    (r"^\s*si\s+(?!.*\b(?:alors|ALORS|Alors|then|THEN|Then)\b)", ""),
    (r"\bet\s*/\s*ou\b", "ou"),
    (r"\bpour\s+(?:toutes?\s+les|toute|chacune\s+des)\s+lignes?\s+(?:de|du|des)\s", "pour chaque ligne de "),
)
_unquoted = _replaced((r"[«\"“'‘]\s*([A-Za-z0-9_]+)\s*[»\"”'’]", r"\1"))
_EMPTY = r"(?:vide|null|none|''|\"\"|« ?»)"
_answered = _replaced(
    (rf"({_PART})\s+(?:n['’]est\s+pas|est\s+non|est\s+pas|<>|!=|≠)\s+{_EMPTY}", r"connu(\1)"),
    (rf"({_PART})\s+(?:n['’]est\s+pas|est\s+pas)\s+renseignée?(?!\w)", r"non connu(\1)"),
    (rf"({_PART})\s+(?:est|==?)\s+{_EMPTY}", r"non connu(\1)"),
    (rf"({_PART})\s+est\s+renseignée?(?!\w)", r"connu(\1)"),
)
_negated = _replaced(
    (rf"({_PART})\s+n['’]est\s+ni\s+([A-Za-z0-9_]+)\s+ni\s+([A-Za-z0-9_]+)", r"non (\1 est \2 ou \1 est \3)"),
    (r"\bn['’]est\b", "est"),
    (rf"({_PART})\s+(?:ne\s+)?(est|is|contient)\s+(?:pas|non|not)\s+([A-Za-z0-9_]+)", r"non (\1 \2 \3)"),
)
_misplaced = _replaced(
    (r"(^|\b(?:et|ou|non|si)\s+)est\s+(?=[A-Za-z])", r"\1"),
    (rf"\b({_PART})\s+est\s+non\b(?!\s*[\w(])", r"non \1"),
    (r"^\s*pas\s+", "non "),
    (r"\bpas\s+(?=[A-Za-z])", "non "),
)
_without_articles = _replaced(
    (r"(^|\b(?:est|contient|non|et|ou|de)\s+)(?:(?:une?|le|la|les|des|du)\s+|l['’])(?=[A-Za-z][A-Za-z0-9_]*)", r"\1"),
)
_compared = _replaced(
    (r"(?:\best\s+)?\b(?:superieure?s?|plus grande?s?)\s+ou\s+egale?s?\s+(?:a\s|au\s)", ">= "),
    (r"(?:\best\s+)?\b(?:inferieure?s?|plus petite?s?)\s+ou\s+egale?s?\s+(?:a\s|au\s)", "<= "),
    (r"(?:\best\s+)?(?:\bstrictement\s+)?\b(?:superieure?s?\s+(?:a|au)|plus grande?s?\s+que|plus de)\s", "> "),
    (r"(?:\best\s+)?(?:\bstrictement\s+)?\b(?:inferieure?s?\s+(?:a|au)|plus petite?s?\s+que|moins de)\s", "< "),
    (r"(?:\best\s+)?\bau moins\s+(?:de\s)?", ">= "),
    (r"(?:\best\s+)?\bau plus\s+(?:de\s)?", "<= "),
    (r"(?:\best\s+)?\bdifferente?s?\s+(?:de\s|d['’])", "<> "),
    (r"(?:\best\s+)?\begale?s?\s+(?:a|au)\s", "= "),
    (rf"\b({_PART})\s+est\s+(?=[0-9])", r"\1 = "),
    (
        rf"({_PART})\s+(?:est\s+)?(?:compris\s+)?entre\s+({_NUMBER_OR_PART})\s+et\s+({_NUMBER_OR_PART})",
        r"\1 >= \2 et \1 <= \3",
    ),
)
_signs = _replaced(
    (r">\s+=|=>|≥", ">="),
    (r"<\s+=|=<|≤", "<="),
    (r"<\s+>|!=|≠", "<>"),
    (r"(?<![<>])==", "="),
    (r"\s*&&?\s*", " et "),
    (r"\s*\|\|?\s*", " ou "),
    (r"!\s*(?!=)", "non "),
    (r"\s*;\s*", ", "),
    (r"([0-9]),([0-9])", r"\1, \2"),
)
_words = _replaced(
    (r"\b(?:[Aa]nd|AND|ET|Et)\b(?!\()", "et"),
    (r"\b(?:[Oo]r|OR|OU|Ou)\b(?!\()", "ou"),
    (r"\b(?:[Nn]ot|NOT|NON|Non)\b(?!\()", "non"),
    (r"\b(?:[Ii]f|IF|SI|Si)\b(?!\()", "si"),
    (r"\b(?:[Tt]hen|THEN|ALORS|Alors)\b", "alors"),
    (r"\b(?:[Ee]lse|ELSE|SINON|Sinon)\b", "sinon"),
    (r"\b(?:is|EST|Est)\b", "est"),
    (r"\bcontains\b", "contient"),
    (r"\bwhere\b", "où"),
    (r"\s+(?:x|X|fois)\s+", " * "),
)
_without_units = _replaced(
    (r"\b([A-Za-z_]\w*)\s+(?:mois|jours?|ans?|années?|euros?)(?![\w(.])", r"\1"),
    (r"(?<=[A-Za-z_])\s*[€%]", ""),
)
_joined_names = _replaced((r"(?<=[A-Za-z0-9_])['’](?=[A-Za-z0-9_])", "_"))
_rows = _replaced(
    (r"\b(somme|nombre)\s+de\s+([A-Za-z0-9_.]+)", r"\1(\2)"),
    (r"\b(somme|nombre)\(([A-Za-z0-9_]+) de ([A-Za-z0-9_]+)", r"\1(\3.\2"),
    (r"\bsomme\(([A-Za-z0-9_]+)(?:,\s*|\s+)(?!où\b|sur\b)([A-Za-z0-9_]+)\)", r"somme(\1.\2)"),
    (r"\bnombre\(([A-Za-z0-9_]+)\.[A-Za-z0-9_]+(?=\s*[),]|\s+où\b)", r"nombre(\1"),
    (r"\b(somme|nombre)\(([^()]*)\)\s+où\s+([^()]+)$", r"\1(\2 où \3)"),
    (r"\b(somme|nombre)\(([^()]*?)\s+(?:si|quand)\s", r"\1(\2 où "),
)
_criteria = _replaced(
    (r"\bsomme\(criteres\b", "nombre(criteres"),
    (r"\bnombre\((criteres(?:\s+de\s+[A-Za-z0-9_]+)?)\s+(?!où\b|de\b)", r"nombre(\1 où "),
)
_columns = _replaced(
    (r"\bsomme\(([A-Za-z0-9_]+\.[A-Za-z0-9_]+)\s*,\s*", r"somme(\1 où "),
    (r"\b(min|max)\(([A-Za-z0-9_]+\.[A-Za-z0-9_]+)\s*,", r"\1(\1(\2),"),
    (r"\b(min|max)\(([^(),]+),\s*([A-Za-z0-9_]+\.[A-Za-z0-9_]+)\s*\)", r"\1(\2, \1(\3))"),
)
_of_the_line = _replaced(
    (r"(\bpour chaque ligne de ([A-Za-z0-9_]+)\b[^:]*:.*?)(?<![A-Za-z0-9_.])\2\.", r"\1ligne."),
)
_some_row = _replaced(
    (r"\bconnu\(([A-Za-z0-9_]+)\.([A-Za-z0-9_]+)\)", r"nombre(\1 où connu(\2)) > 0"),
    (rf"\bnombre\(([A-Za-z0-9_]+)\.([A-Za-z0-9_]+)\s*({_SIGN}[^()]*)\)", r"nombre(\1 où \2 \3)"),
    (
        rf"(?<![A-Za-z0-9_.(])([A-Za-z0-9_]+)\.([A-Za-z0-9_]+)\s*({_SIGN})\s*({_NUMBER_OR_PART})",
        r"nombre(\1 où \2 \3 \4) > 0",
    ),
)
_more_than_none = _replaced((rf"(\bnombre\((?:[^()]|\([^()]*\))*\))(?!\s*{_SIGN})", r"\1 > 0"))
_listed = re.compile(
    rf"(?P<subject>{_PART})\s+(?P<test>est|contient|=|(?:est\s+)?(?:parmi|dans|in))\s+"
    r"(?P<options>\(?\s*[A-Za-z0-9_]+(?:\s*(?:,|\bou\b)\s*[A-Za-z0-9_]+)+\b(?!\s*(?:est|contient|[<>=.(]))(?:\s*\))?)"
)
_answers = _replaced(
    (rf"({_PART})\s+(?:est|=)\s+(?:oui|vrai|true)\b", r"\1"),
    (rf"({_PART})\s+(?:est|=)\s+(?:non|faux|false)\b", r"non \1"),
    (rf"({_PART})\s+<>\s+(?:oui|vrai|true)\b", r"non \1"),
    (r"\bnon \(([A-Za-z0-9_]+)\)", r"non \1"),
    (r"\bnon non ", ""),
)
_options = _replaced(
    (rf"({_PART})\s*<>\s*([A-Za-z0-9_]+)(?![\w(.])", r"non (\1 est \2)"),
    (rf"({_PART})\s*=\s*([A-Za-z0-9_]+)(?![\w(.])", r"\1 est \2"),
)
_called = _replaced(
    (r"\b(connu|absente|atteint|non_atteint|note|avant|premier|dernier|croissant)\s+([A-Za-z0-9_.]+)", r"\1(\2)"),
)
_tested = _replaced((r"\b([A-Za-z][A-Za-z0-9_]*)\(\s*([A-Za-z][A-Za-z0-9_]*)\s*\)", r"\2 est \1"))
_NUMERALS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_numerals = _replaced(
    *((rf"\best\s+{digit}(?![\w.])", f"est {word}") for digit, word in enumerate(_NUMERALS, 1)),
)
_chained = _replaced(
    (
        rf"({_NUMBER_OR_PART})\s*({_SIGN})\s*({_NUMBER_OR_PART})\s*({_SIGN})\s*({_NUMBER_OR_PART})",
        r"\1 \2 \3 et \3 \4 \5",
    ),
)


def _plain(formula: str) -> str:
    return re.sub(r"\w+", lambda word: word[0] if word[0] == "où" else unaccented(word[0]), formula)


def _each_option(formula: str) -> str:
    def written(match: re.Match[str]) -> str:
        test = "contient" if match["test"] == "contient" else "est"
        options = re.findall(r"(?!ou\b)\b[A-Za-z0-9_]+", match["options"])
        return "(" + " ou ".join(f"{match['subject']} {test} {option}" for option in options) + ")"

    return _listed.sub(written, formula)


def _balanced(formula: str) -> str:
    """Without the brackets that are too many at the end; those that stay open are closed there, where that is sure.

    One that groups may have been meant to close anywhere, unless a single operator stands after it.
    """
    missing = formula.count("(") - formula.count(")")
    if missing < 0:
        return formula[:missing] if formula.endswith(")" * -missing) else formula
    groups = [position for position in _open_brackets(formula) if not _CALLED.search(formula[:position])]
    is_sure = not groups or len(set(_OPERATORS.findall(formula[groups[0] :]))) < 2
    return formula + ")" * missing if is_sure else formula


def _open_brackets(formula: str) -> list[int]:
    """Where the brackets stand that nothing closes."""
    positions: list[int] = []
    for position, sign in enumerate(formula):
        if sign == "(":
            positions.append(position)
        elif sign == ")" and positions:
            positions.pop()
    return positions


def _unwrapped(formula: str) -> str:
    """Without the parentheses around the whole that rewriting may leave."""
    is_whole = formula[:1] == "(" and closing(formula, 1) == len(formula) - 1
    return formula[1:-1] if is_whole else formula


_REWRITINGS: tuple[Rewriting, ...] = (
    _years,
    _branches,
    _answered,
    _unquoted,
    _negated,
    _misplaced,
    _plain,
    _without_articles,
    _numerals,
    _compared,
    _joined_names,
    _without_units,
    _signs,
    _words,
    _criteria,
    _rows,
    _columns,
    _of_the_line,
    without_spreadsheet_calls,
    _some_row,
    _each_option,
    _called,
    _chained,
    _answers,
    _options,
    _balanced,
    _more_than_none,
    _tested,
)


def as_the_language_says(formula: str, own: Iterable[Rewriting], is_right: Callable[[str], bool]) -> str | None:
    """The formula rewritten, one habit after the other, up to the first writing that is right; None if none is.

    `own`: the rewritings that the names of the programme call for.
    """
    written = formula
    for rewriting in (_without_equal_sign, *own, *_REWRITINGS):
        changed = rewriting(written)
        if len(changed) > _LONGEST:
            return None
        if changed != written:
            written = changed
            for candidate in dict.fromkeys((_unwrapped(written), written)):
                if is_right(candidate.strip()):
                    return candidate.strip()
    return None
