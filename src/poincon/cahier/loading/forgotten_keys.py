"""The line of a key of a file was left out: its list follows that of another key, as if it were the same."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingABC

from poincon.cahier.basics.located import Located, Mapping, Sequence
from poincon.cahier.basics.problems import Place, Problems
from poincon.cahier.basics.text import Text


def with_forgotten_keys(
    entries: dict[str, Located], keys_of: MappingABC[str, Collection[str]], problems: Problems
) -> dict[str, Located]:
    """The entries with the lists that were joined parted, which is told.

    `keys_of`: the keys that the entries of each list may have.
    """
    parted = dict(entries)
    for name, node in entries.items():
        if name not in keys_of or not isinstance(node, Sequence):
            continue
        start = next((i for i, entry in enumerate(node.items) if _is_foreign(entry, keys_of[name])), 0)
        rest = node.items[start:]
        absent = [other for other in keys_of if other not in parted]
        forgotten = [other for other in absent if all(_fits(entry, keys_of[other]) for entry in rest)]
        if not start or len(forgotten) != 1:
            continue
        first = rest[0].place
        parted[name] = Sequence(node.place, node.items[:start])
        parted[forgotten[0]] = Sequence(first, rest)
        tell_forgotten_key(forgotten[0], rest[0], problems)
    return parted


def tell_forgotten_key(name: str, first: Located, problems: Problems) -> None:
    line = first.place.line
    fr, en = f"il manque la ligne « {name}: » au-dessus de cette liste.", f'"{name}:" is missing above this list.'
    remedy = Text(f"Ajoutez « {name}: » au-dessus de la ligne {line}.", f'Add "{name}:" above line {line}.')
    problems.add(Place(first.place.file, line), "forgotten_key", fr, en, remedy)


def _is_foreign(entry: Located, keys: Collection[str]) -> bool:
    """Whether several keys of an entry are none of those that entries of the list have: one may be a slip."""
    return isinstance(entry, Mapping) and sum(key not in keys for key in entry.entries) > 1


def _fits(entry: Located, keys: Collection[str]) -> bool:
    return isinstance(entry, Mapping) and all(key in keys for key in entry.entries)
