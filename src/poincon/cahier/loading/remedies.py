"""What would be right, for the usual slips of whoever writes YAML: commas, accents, French numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence as SequenceABC

from poincon.cahier.basics.days import iso_of_french, length_of_month, parse_date
from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.meant import number_meant, unquoted
from poincon.cahier.basics.numbers import decimal_text, parse_fraction
from poincon.cahier.basics.spelling import as_identifier, nearest, unaccented
from poincon.cahier.basics.text import Text, to_write, to_write_for_instance

_YEAR = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2]))?")
_SHOWN = 80
"""Characters of a value that a message repeats."""
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
_OF_GROUPS = ("rempli_par", "a_l_etape", "fenetre")
"""What is said of a group, and not of each of its fields."""
_DURATION = re.compile(r"([0-9]{1,3}) ?(an|mois|jour)s?")
_LISTED = re.compile(r"\w+(?:(?: *[,;/] *| et | ou )\w+)*")
_BETWEEN_ITEMS = re.compile(r" *[,;/] *| et | ou ")
_PLAIN = re.compile(r"[\w ./§-]+")
_LONGEST_ITEM = 80
_LONGEST_TEXT = 160
_VERSION = re.compile(r"(?:[vV](?:ersion)?[ .]?)?([0-9]{1,6}(?:[.,][0-9]{1,6}){0,2})(?:[.,-].{0,20})?")
_LONGEST_FLOW = 160


def of_word(text: str, meanings: MappingABC[str, Text | None]) -> Text:
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
    head, colon, value = written.partition(":")
    if colon and head == name:
        return Text(
            f"Mettez une espace après les deux-points : « {name}: {value[:_SHOWN]} ».",
            f'Put a space after the colon: "{name}: {value[:_SHOWN]}".',
        )
    if name == unaccented(written):
        return Text(f"Écrivez « {name} » : une clé n'a pas d'accent.", f'Write "{name}": a key has no accent.')
    return Text(f"Vouliez-vous dire « {name} » ?", f'Did you mean "{name}"?')


def of_key(written: str, keys: SequenceABC[str], beside: Collection[str]) -> Text:
    """What would be right instead of a key that none of `keys` stands for; `beside`: those of the same mapping."""
    twin = twin_of(written, keys, beside)
    if twin is not None:
        return Text(f"« {twin} » est déjà là : gardez-en une seule.", f'"{twin}" is there already: keep only one.')
    if written in _OF_GROUPS and "type" in keys:
        return Text(
            f"« {written} » se met sur un groupe : faites un groupe de ces champs.",
            f'"{written}" goes on a group: make a group of these fields.',
        )
    return Text(f"Clés possibles : {', '.join(keys)}.", f"Possible keys: {', '.join(keys)}.")


def twin_of(written: str, keys: SequenceABC[str], beside: Collection[str]) -> str | None:
    """The key of the same mapping that another one was surely meant for too."""
    return nearest(written, [name for name in keys if name in beside])


def of_number(text: str | None) -> Text:
    """How a French number is written in a package."""
    written = (text or "").strip()
    number = number_meant(written)
    if number is not None and "%" in written:
        return to_write(decimal_text(number))
    if number is not None:
        plain = decimal_text(number)
        return Text(
            f"Écrivez {plain} : les décimales avec un point, les chiffres sans espace ni unité.",
            f"Write {plain}: decimals with a point, digits without a space or a unit.",
        )
    return Text("Les décimales s'écrivent avec un point.", "Decimals are written with a point.")


def of_version(text: str) -> Text | None:
    """The version that « v0.1 », « 1,0,0 » or « 1 » stands for."""
    match = _VERSION.fullmatch(unquoted(text))
    if match is None:
        return None
    numbers = [str(int(number)) for number in re.findall("[0-9]+", match[1])]
    return to_write(".".join([*numbers, "0", "0"][:3]))


def of_text(node: Located) -> Text:
    """What to do where a text is needed and brackets, or a colon that cuts it, made something else."""
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = next(iter(node.entries.items()))
        is_cut = node.place.path.endswith("]") or " " in key
        if is_cut and isinstance(value, Scalar) and value.text and '"' not in key + value.text:
            text = f"{key} : {value.text}"
            whole = f'"{text}"' if len(text) < _LONGEST_TEXT else f'"{text[:_LONGEST_TEXT]}…"'
            return Text(
                f"Des deux-points coupent ce texte : mettez-le entre guillemets, {whole}.",
                f"A colon cuts this text: put it in quotes, {whole}.",
            )
    return Text(
        "Retirez les crochets ou les accolades ; s'ils sont du texte, mettez-le entre guillemets.",
        "Remove the brackets or braces; if they are part of the text, put it in quotes.",
    )


def items_of_text(node: Located) -> tuple[Scalar, ...]:
    """What a list that was written as a text surely holds: « redaction et direction », « pdf, odt »; else nothing."""
    text = ((node.text if isinstance(node, Scalar) else None) or "")[:200]
    if not _LISTED.fullmatch(text):
        return (Scalar(node.place, text),) if text and len(text) < _LONGEST_ITEM and "," not in text else ()
    return tuple(Scalar(node.place, word) for word in _BETWEEN_ITEMS.split(text) if word)


def of_list(node: Located, items: SequenceABC[Scalar]) -> Text:
    """How what was written becomes a list; `items`: what it holds, where that is sure."""
    if isinstance(node, Mapping) and node.entries:
        first = next(iter(node.entries))[:_SHOWN]
        return Text(
            f"Mettez « - » devant chaque élément. Sans accolades, c'est « - {first}: … », et ses autres clés "
            f"s'alignent sous « {first} ».",
            f'Put "- " before each item. Without braces, it is "- {first}: …", its other keys aligned under "{first}".',
        )
    if not items:
        return Text("Mettez « - » devant chaque élément.", 'Put "- " before each item.')
    words = [item.text or "" for item in items]
    return to_write("[" + ", ".join(word if _PLAIN.fullmatch(word) else f'"{word}"' for word in words) + "]")


def of_mapping(node: Located, keys: list[str]) -> Text:
    """The key and the value that were written as one text: « au_plus seuil » gives `{au_plus: seuil}`.

    Else the keys that there are.
    """
    text = ((node.text if isinstance(node, Scalar) else None) or "")[:200]
    match = _KEY_AND_VALUE.fullmatch(text)
    if match is not None and match[1] in keys:
        return to_write(f"{{{match[1]}: {match[2]}}}")
    duration = _DURATION.fullmatch(text)
    if duration is not None and {"valeur", "unite"} <= set(keys):
        return to_write(f"{{valeur: {duration[1]}, unite: {duration[2]}}}")
    if text and "au_moins" in keys:
        return of_target(text)
    listed = ", ".join(keys)
    if isinstance(node, Sequence):
        return Text(f"Retirez le tiret ou les crochets. Clés possibles : {listed}.", f"Possible keys: {listed}.")
    return Text(f"Clés possibles : {listed}.", f"Possible keys: {listed}.")


def of_target(text: str) -> Text:
    """The target that was written as a comparison, « effectif <= seuil », or without saying which one, « seuil »."""
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        return to_write(f"{{{_COMPARISONS[compared[1]]}: {compared[2]}}}")
    return Text(
        f"Écrivez « {{au_moins: {text}}} » ou « {{au_plus: {text}}} ».",
        f'Write "{{au_moins: {text}}}" or "{{au_plus: {text}}}".',
    )


def of_dated_values(node: Located) -> Text | None:
    """The value, or the table, that was written alone, as a parameter writes it."""
    if isinstance(node, Scalar) and parse_fraction(node.text or "") is None:
        return None
    return of_flow(Mapping(node.place, {"sans_date": node}))


def of_flow(node: Located) -> Text:
    """What was meant, on one line between braces or brackets; cut when it is long."""
    text = _flow(node)
    return to_write(text if len(text) <= _LONGEST_FLOW else f"{text[:_LONGEST_FLOW]}…")


def _flow(node: Located) -> str:
    if isinstance(node, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(child)}' for key, child in node.entries.items())}}}"
    if isinstance(node, Sequence):
        return f"[{', '.join(_flow(item) for item in node.items)}]"
    return node.text or ""


def of_dated_key(key: str) -> Text:
    """The date that a value was surely given, or how one is written."""
    date, _, value = key.partition(" ")
    iso = iso_of_french(key)
    if iso is not None:
        return to_write(iso)
    if as_identifier(key).replace("_", "") == "sansdate":
        return to_write("sans_date")
    if _YEAR.fullmatch(key):
        return to_write(f"{key[:7]}-01" if "-" in key else f"{key}-01-01")
    if parse_fraction(key) is not None:
        return to_write(f"sans_date: {key}")
    if value and parse_date(date) is not None:
        return to_write(f"{date}: {value}")
    length = length_of_month(key)
    if length is not None:
        return length
    return Text("Exemple : {sans_date: 0.25}", "Example: {sans_date: 0.25}")


def of_day(text: str | None) -> Text | None:
    """A French date as a package writes it, or how long the month is; None when the text is no date."""
    iso = iso_of_french(text or "")
    return length_of_month(text or "") if iso is None else to_write(iso)


def of_identifier(text: str, pattern: re.Pattern[str] | None, joiner: str = "_") -> Text | None:
    """An identifier made of the text, where one may be made."""
    bare = unquoted(text)
    if pattern is not None and bare != text and pattern.fullmatch(bare):
        return to_write(bare)
    name = as_identifier(text, joiner)
    if name.isdigit() and pattern is not None and pattern.fullmatch(f"n{name}"):
        return to_write_for_instance(f"n{name}")
    return to_write(name) if pattern is not None and name != text and pattern.fullmatch(name) else None
