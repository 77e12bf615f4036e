"""The words of what a choice may be: the options of a field, verdicts, the levels of a scale."""

from __future__ import annotations

from poincon.cahier.explanation.names import Names
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node


def choice_label(names: Names, node: Node, identifier: str) -> str:
    """How people call a name that the choice of a node takes; the name itself where nothing says better."""
    if isinstance(node, tree.GivenLevel):
        level = node.scale.level(identifier)
        return identifier if level is None else names.level(node.scale, level)
    chooser = tree.chooser(node)
    option = chooser.option(identifier) if chooser is not None else None
    return identifier if chooser is None or option is None else names.option(chooser, option)
