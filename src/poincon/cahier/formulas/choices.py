"""What `est` and `contient` may name: the options of the field whose choice a formula reads, or its verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node


@dataclass(frozen=True, slots=True)
class Choices:
    """`owner`: the identifier of whatever has these names."""

    owner: str
    names: tuple[str, ...]


def choices_of(node: Node) -> Choices | None:
    """The names that a choice may be tested against; None when it could be one field's or another's."""
    chooser = tree.chooser(node)
    return None if chooser is None else Choices(chooser.id, tuple(option.id for option in chooser.options))
