"""Between braces, a key that is glued to its value: `{id=nom, type=texte}`, a no-break space or a wide colon."""

from __future__ import annotations

import re
from collections.abc import Collection

from poincon.cahier.basics.located import Located, Scalar
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text, to_write

_GLUED = re.compile(r"(?P<key>\w+)(?P<sign> *=+ *|\s*：\s*|:[\u00a0\u2009\u202f]+)(?P<value>\S.*)")
_SHOWN = 2
"""Keys that a remedy writes."""
_LONGEST = 80


def with_glued_keys(entries: dict[str, Located], names: Collection[str], problems: Problems) -> dict[str, Located]:
    """The entries with the keys and values that were meant, which is told once."""
    meant: dict[str, Located] = {}
    glued: list[tuple[Place, str, str]] = []
    for name, node in entries.items():
        match = _GLUED.fullmatch(name) if isinstance(node, Scalar) and node.text is None else None
        if match is None or match["key"] not in names or match["key"] in entries:
            meant[name] = node
            continue
        meant[match["key"]] = Scalar(node.place, match["value"])
        glued.append((node.place, match["sign"].strip(" "), f"{match['key']}: {match['value'][:_LONGEST]}"))
    if glued:
        place, sign, pair = glued[0]
        pairs = ", ".join(written for _, _, written in glued[:_SHOWN])
        whole = pair if len(glued) == 1 else f"{{{pairs}{', …' if len(entries) > _SHOWN else ''}}}"
        message, remedy = _words(sign, whole)
        problems.add(place, "glued_key", message.fr, message.en, remedy)
    return meant


def _words(sign: str, whole: str) -> tuple[Text, Text]:
    """What is wrong with a sign between a key and its value, and what to write."""
    remedy = to_write(whole)
    if sign.startswith("="):
        return Text("une clé est suivie de « : », pas de « = ».", 'a key is followed by ":", not by "=".'), remedy
    if sign.startswith(":"):
        return Text("une espace insécable suit les deux-points.", "a no-break space follows the colon."), Text(
            f"Remplacez l'espace insécable par une espace : {whole}", f"Replace the no-break space by a space: {whole}"
        )
    return Text("ces deux-points ne sont pas ceux du clavier.", "this colon is not that of the keyboard."), remedy
