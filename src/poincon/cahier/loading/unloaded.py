"""What was written but could not be loaded: its own error is told, not what everything else then misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.spelling import as_identifier
from poincon.cahier.model import Field, Programme


def unloaded(trees: Iterable[Located], programme: Programme) -> frozenset[str]:
    """Identifiers that these files write and the programme does not have."""
    loaded = frozenset(_loaded(programme))
    names: set[str] = set()
    todo = list(trees)
    while todo:
        node = todo.pop()
        if isinstance(node, Sequence):
            todo.extend(node.items)
        elif isinstance(node, Mapping):
            identifier = node.get("id")
            written = (identifier.text or "") if isinstance(identifier, Scalar) else ""
            if written not in loaded:
                names.update({written, as_identifier(written)} - loaded)
            todo.extend(node.entries.values())
    return frozenset(names - {""})


def _loaded(programme: Programme) -> Iterator[str]:
    for entries in (
        programme.sources,
        programme.units,
        programme.actors,
        programme.stages,
        programme.calendar,
        programme.settings,
        programme.figures,
        programme.sections,
        programme.parameters,
        programme.criterion_groups,
        programme.rules,
    ):
        yield from (entry.id for entry in entries)
    for rule in programme.rules:
        yield from (option.id for option in rule.options)
    for scale in programme.scales:
        yield scale.id
        yield from (level.id for level in scale.levels)
    for section in programme.sections:
        yield from (group.id for group in section.groups)
    for field in programme.fields.values():
        yield from _of_field(field)


def _of_field(field: Field) -> Iterator[str]:
    yield field.id
    yield from (option.id for option in field.options)
    for column in field.columns:
        yield from _of_field(column)
