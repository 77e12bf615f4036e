"""What would be right, for the usual slips of whoever writes YAML: commas, accents, French numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from poincon.cahier.basics.days import iso_of_french
from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.numbers import decimal_text, parse_fraction
from poincon.cahier.basics.problems import SHORT_LIST, suggestion
from poincon.cahier.basics.spelling import as_identifier, nearest, unaccented
from poincon.cahier.basics.text import Text

_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_FRENCH_DECIMAL = re.compile(r"-?[0-9]{1,30},[0-9]{1,30}")
_FRENCH_PERCENTAGE = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,6}))?[ \u00a0\u202f]?%")
_KEY_AND_VALUE = re.compile(r"(\w+)(?: *[:=] *| +)(\S.*)")
_PLAIN = re.compile(r"[\w. -]{1,60}")
"""A text that stands between braces without quotes."""
_OTHER_WORDS = {"minimum": "au_moins", "min": "au_moins", "maximum": "au_plus", "max": "au_plus", "egal": "egal_a"}
"""Keys that people write for others, whose spelling is far."""
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


def of_key(name: str, keys: Iterable[str], node: Located, before: Located | None, lacking: list[str]) -> Text | None:
    """What would be right instead of an unknown key.

    `before`: the value of the key that stands before it; `lacking`: the required keys that are not written.
    """
    names = list(keys)
    near, other = nearest(name, names), _OTHER_WORDS.get(name)
    if near is None and other in names:
        return Text(f"Vouliez-vous dire « {other} » ?", f'Did you mean "{other}"?')
    if near is None and isinstance(node, Scalar) and node.text is None and isinstance(before, Scalar) and before.text:
        return of_cut_text(before.text, name)
    if near is not None and near == unaccented(name):
        return Text(f"Écrivez « {near} » : une clé n'a pas d'accent.", f'Write "{near}": a key has no accent.')
    if near is None and len(lacking) == 1:
        return Text(
            f"Vouliez-vous dire « {lacking[0]} », qui manque ?", f'Did you mean "{lacking[0]}", which is missing?'
        )
    if near is None and len(names) > SHORT_LIST:
        return Text(f"Clés possibles : {', '.join(names)}.", f"Possible keys: {', '.join(names)}.")
    return suggestion(name, names)


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


def of_mapping(node: Located, keys: list[str]) -> Text | None:
    """The key and the value that were written as one text: « au_plus seuil » gives `{au_plus: seuil}`.

    Else the keys that there are, with an example.
    """
    text = node.text if isinstance(node, Scalar) else None
    match = _KEY_AND_VALUE.fullmatch((text or "")[:200])
    if match is not None and match[1] in keys:
        return write(f"{{{match[1]}: {match[2]}}}")
    listed = ", ".join(keys)
    if text and _PLAIN.fullmatch(text):
        example = f"{{{keys[0]}: {text}}}"
        return Text(
            f"Écrivez par exemple « {example} ». Clés possibles : {listed}.",
            f'Write for instance "{example}". Possible keys: {listed}.',
        )
    return Text(f"Clés possibles : {listed}.", f"Possible keys: {listed}.")


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
    if name.isdigit() and pattern is not None and pattern.fullmatch(f"n{name}"):
        return write_for_instance(f"n{name}")
    return write(name) if pattern is not None and name != text and pattern.fullmatch(name) else None
