"""What would be right, for the usual slips of whoever writes YAML: commas, accents, French numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from poincon.cahier.basics.days import iso_of_french
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.numbers import decimal_text, parse_fraction
from poincon.cahier.basics.spelling import as_identifier, nearest, unaccented
from poincon.cahier.basics.text import Text

_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_FRENCH_DECIMAL = re.compile(r"-?[0-9]{1,30},[0-9]{1,30}")
_FRENCH_PERCENTAGE = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,6}))?[ \u00a0\u202f]?%")
_KEY_AND_VALUE = re.compile(r"(\w+)(?: *[:=] *| +)(\S.*)")
_COMPARISONS = {
    "<=": "au_plus",
    "≤": "au_plus",
    ">=": "au_moins",
    "≥": "au_moins",
    "<": "moins_de",
    ">": "plus_de",
    "=": "egal_a",
    "==": "egal_a",
}
_COMPARED = re.compile(r"[^<>=≤≥]*(<=|>=|==|[<>=≤≥]) *([^<>=≤≥ ][^<>=≤≥]*)")
_LISTED = re.compile(r"\w+(?:(?: *[,;/] *| et | ou )\w+)*")
_BETWEEN_ITEMS = re.compile(r" *[,;/] *| et | ou ")
_PLAIN = re.compile(r"[\w ./§-]+")
_LONGEST_ITEM = 80
_SPACES = re.compile(r"[ \u00a0\u202f]")
_DIGITS = re.compile(r"-?[0-9]{1,30}")


def write(words: str) -> Text:
    return Text(f"Écrivez « {words} ».", f'Write "{words}".')


def write_for_instance(words: str) -> Text:
    return Text(f"Écrivez par exemple « {words} ».", f'Write for instance "{words}".')


def of_word(text: str, meanings: Mapping[str, Text | None]) -> Text:
    """The word that was surely meant, or every word of the list with what it means."""
    near = nearest(text, meanings) if text else None
    if near is not None:
        return Text(f"Vouliez-vous dire « {near} » ?", f'Did you mean "{near}"?')
    french = [f"{word} ({about.fr})" if about else word for word, about in meanings.items()]
    english = [f"{word} ({about.en})" if about else word for word, about in meanings.items()]
    joiner = " ; " if any(meanings.values()) else ", "
    return Text(f"Mots possibles : {joiner.join(french)}.", f"Possible words: {', '.join(english)}.")


def of_meant_key(written: str, name: str) -> Text:
    """The key that was surely meant by another."""
    if name == unaccented(written):
        return Text(f"Écrivez « {name} » : une clé n'a pas d'accent.", f'Write "{name}": a key has no accent.')
    return Text(f"Vouliez-vous dire « {name} » ?", f'Did you mean "{name}"?')


def of_key(
    written: str, keys: Sequence[str], beside: Collection[str], node: Located, before: Located | None
) -> Text | None:
    """What would be right instead of a key that none of `keys` stands for.

    `beside` are the keys of the same mapping, `before` is the value of the one that stands before it.
    """
    if isinstance(before, Scalar) and before.text and is_cut_text(node, before):
        return of_cut_text(before.text, written)
    twin = nearest(written, [name for name in keys if name in beside])
    if twin is not None:
        return Text(f"« {twin} » est déjà là : gardez-en une seule.", f'"{twin}" is there already: keep only one.')
    return Text(f"Clés possibles : {', '.join(keys)}.", f"Possible keys: {', '.join(keys)}.")


def is_cut_text(node: Located, before: Located | None) -> bool:
    """Whether a comma between braces seems to have cut a text: a key without value, after a value."""
    return isinstance(node, Scalar) and node.text is None and isinstance(before, Scalar) and bool(before.text)


def of_cut_text(first: str, rest: str) -> Text:
    """A comma between braces cut a text, or a number, in two."""
    digits = _SPACES.sub("", first)
    if _DIGITS.fullmatch(digits) and rest.isdecimal():
        return Text(
            f"Les décimales s'écrivent avec un point : {digits}.{rest[:30]}.",
            f"Decimals are written with a point: {digits}.{rest[:30]}.",
        )
    whole = f'"{first}, {rest}"'[:120]
    return Text(
        f"Entre accolades, une virgule coupe le texte : mettez-le entre guillemets, {whole}.",
        f"Between braces, a comma cuts the text: put it in quotes, {whole}.",
    )


def of_number(text: str | None) -> Text:
    """How a French number is written in a package."""
    written = (text or "").strip()
    percentage = _FRENCH_PERCENTAGE.fullmatch(written)
    if percentage:
        whole, decimals = percentage[1], percentage[2] or ""
        return write(decimal_text(Fraction(int(whole + decimals), 100 * 10 ** len(decimals))))
    if _FRENCH_DECIMAL.fullmatch(written) or _GROUPED.fullmatch(written):
        plain = _SPACES.sub("", written).replace(",", ".")
        return Text(
            f"Écrivez {plain} : les décimales avec un point, les chiffres sans espace.",
            f"Write {plain}: decimals with a point, digits without a space.",
        )
    return Text("Les décimales s'écrivent avec un point.", "Decimals are written with a point.")


def items_of_text(node: Located) -> tuple[Scalar, ...]:
    """What a list that was written as a text surely holds: « redaction et direction », « pdf, odt »; else nothing."""
    text = ((node.text if isinstance(node, Scalar) else None) or "")[:200]
    if not _LISTED.fullmatch(text):
        return (Scalar(node.place, text),) if text and len(text) < _LONGEST_ITEM and "," not in text else ()
    return tuple(Scalar(node.place, word) for word in _BETWEEN_ITEMS.split(text) if word)


def of_list(items: Sequence[Scalar]) -> Text:
    """How these items are written as a list."""
    if not items:
        return Text("Mettez « - » devant chaque élément.", 'Put "- " before each item.')
    words = [item.text or "" for item in items]
    return write("[" + ", ".join(word if _PLAIN.fullmatch(word) else f'"{word}"' for word in words) + "]")


def of_mapping(node: Located, keys: list[str]) -> Text | None:
    """The key and the value that were written as one text: « au_plus seuil » gives `{au_plus: seuil}`."""
    text = ((node.text if isinstance(node, Scalar) else None) or "")[:200]
    match = _KEY_AND_VALUE.fullmatch(text)
    if match is not None and match[1] in keys:
        return write(f"{{{match[1]}: {match[2]}}}")
    return of_target(text) if text and "au_moins" in keys else None


def of_target(text: str) -> Text:
    """The target that was written as a comparison, « effectif <= seuil », or without saying which one, « seuil »."""
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        return write(f"{{{_COMPARISONS[compared[1]]}: {compared[2]}}}")
    return Text(
        f"Écrivez « {{au_moins: {text}}} » ou « {{au_plus: {text}}} ».",
        f'Write "{{au_moins: {text}}}" or "{{au_plus: {text}}}".',
    )


def of_dated_values(node: Located) -> Text | None:
    """The value that was written alone, as a parameter writes it."""
    text = node.text if isinstance(node, Scalar) else None
    return write(f"{{sans_date: {text}}}") if text and parse_fraction(text) is not None else None


def of_day(text: str | None) -> Text | None:
    """A French date as a package writes it; None when the text is no date."""
    iso = iso_of_french(text or "")
    return None if iso is None else write(iso)


def of_identifier(text: str, pattern: re.Pattern[str] | None, joiner: str = "_") -> Text | None:
    """An identifier made of the text, where one may be made."""
    name = as_identifier(text, joiner)
    return write(name) if pattern is not None and name != text and pattern.fullmatch(name) else None
