"""Entries that were written shorter than they are: `[commune, agglomeration]` for options that have a label each."""

from __future__ import annotations

from collections.abc import Sequence as SequenceABC

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.basics.text import Text, to_write
from poincon.cahier.loading.remedies import items_of_text

_SHOWN = 2
"""Entries that a remedy writes whole."""


def meant_entries(node: Located, title: str) -> tuple[Mapping, ...]:
    """The entries that are meant where each has an identifier and a title, and only texts were written.

    `title` is the key of the title. Nothing when the node is not such a short form: a list of texts, texts by
    identifier, texts on one line.
    """
    pairs = _pairs(node)
    if pairs:
        complete = all(isinstance(value, Scalar) and value.text and key not in ("id", title) for key, value in pairs)
        return tuple(_entry(key, value, title) for key, value in pairs if isinstance(value, Scalar)) if complete else ()
    texts = node.items if isinstance(node, Sequence) else items_of_text(node)
    words = [text for text in texts if isinstance(text, Scalar) and text.text]
    if len(words) != len(texts):
        return ()
    return tuple(_entry(_identifier(word.text or ""), word, title) for word in words)


def _pairs(node: Located) -> list[tuple[str, Located]]:
    """What is written `{commune: Commune, agglomeration: …}`, or as a list of such mappings, each of one key."""
    parts = node.items if isinstance(node, Sequence) else (node,)
    mappings = [part for part in parts if isinstance(part, Mapping)]
    short = len(mappings) == len(parts) and (
        not isinstance(node, Sequence) or all(len(m.entries) == 1 for m in mappings)
    )
    return [pair for mapping in mappings for pair in mapping.entries.items()] if short else []


def _identifier(text: str) -> str:
    """An acronym stays as it is: sources are called so."""
    return text if text.isascii() and text.isalnum() and text.isupper() else as_identifier(text)


def _entry(identifier: str, text: Scalar, title: str) -> Mapping:
    return Mapping(text.place, {"id": Scalar(text.place, identifier), title: text})


def of_entries(entries: SequenceABC[Mapping], title: str) -> Text:
    """How these entries are written."""
    written = [f'{{id: {_text(entry, "id")}, {title}: "{_text(entry, title)}"}}' for entry in entries[:_SHOWN]]
    return to_write("[" + ", ".join(written) + (", …]" if len(entries) > _SHOWN else "]"))


def _text(entry: Mapping, key: str) -> str:
    node = entry.get(key)
    return (node.text or "") if isinstance(node, Scalar) else ""
