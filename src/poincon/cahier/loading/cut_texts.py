"""Texts that a comma cuts between braces: told once, and read whole, so that nothing else complains of them."""

from __future__ import annotations

import re
from collections.abc import Collection

from poincon.cahier.basics.located import Located, Mapping, Scalar
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text
from poincon.cahier.loading import remedies

_COMPARED_NUMBER = re.compile(r".*[<>=*/+-]\s*(?P<whole>[0-9]{1,20})")
_NUMBER = re.compile(r"[0-9 \u00a0\u202f-]+")


def whole_texts(node: Mapping, keys: Collection[str], problems: Problems) -> Mapping:
    """The mapping with its cut texts joined again; each is reported at its first stray part."""
    entries: dict[str, Located] = {}
    strays: dict[str, list[str]] = {}
    last = ""
    for name, child in node.entries.items():
        before = entries.get(last)
        is_part = name not in keys and isinstance(child, Scalar) and child.text is None and nearest(name, keys) is None
        if is_part and isinstance(before, Scalar) and before.text and not _NUMBER.fullmatch(before.text):
            strays.setdefault(last, []).append(name)
        else:
            entries[name] = child
            last = name
    for key, parts in strays.items():
        cut = entries[key]
        assert isinstance(cut, Scalar)
        number = _COMPARED_NUMBER.fullmatch((cut.text or "")[:200]) if parts[0].isdecimal() else None
        problems.add(
            node.entries[parts[0]].place,
            "unknown_key",
            f"la clé « {parts[0][:60]} » n'existe pas ici.",
            f'there is no key "{parts[0][:60]}" here.',
            remedies.of_cut_text(cut.text or "", ", ".join(parts))
            if number is None
            else _parameter(f"{number['whole']}.{parts[0][:20]}"),
        )
        if number is None:
            entries[key] = Scalar(cut.place, ", ".join([cut.text or "", *parts]), cut.first_line)
    return Mapping(node.place, entries)


def _parameter(number: str) -> Text:
    figure = f"valeurs: {{sans_date: {number}}}"
    return Text(
        f"Un seuil ne s'écrit pas dans une formule : donnez-lui un nom dans « parametres » (« {figure} »), et écrivez "
        "ce nom.",
        f'A threshold is not written in a formula: give it a name under "parametres" ("{figure}"), and write '
        "that name.",
    )
