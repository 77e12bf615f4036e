"""What `est` and `contient` may name: options of a field, verdicts, levels; and criteria counted by level."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poincon.cahier.basics.problems import suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.formulas import tree
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Programme, Rule

_WRITABLE = re.compile(r"[A-Za-z0-9_]+")
UNWRITABLE = Text(
    "Un niveau comme « ++ » ne s'écrit pas dans une formule : donnez-lui un identifiant en lettres (« fait »), "
    "ou comparez « note(x) » à un paramètre.",
    'A level such as "++" cannot be written in a formula: give it an identifier in letters ("fait"), '
    'or compare "note(x)" with a parameter.',
)


CRITERIA_EXAMPLE = Text(
    "Écrivez par exemple « nombre(criteres où mineure ou majeure) », avec les niveaux de leur échelle.",
    'Write for instance "nombre(criteres où mineure ou majeure)", with the levels of their scale.',
)
OPTION, LEVEL = Text("une option", "an option"), Text("un niveau", "a level")


@dataclass(frozen=True, slots=True)
class Choices:
    """`owner`: the identifier of whatever has these names; `noun`: what they are."""

    owner: str
    names: tuple[str, ...]
    noun: Text

    def remedy(self, name: str) -> Text | None:
        """What to write instead of a name that is none of these."""
        writable = [own for own in self.names if is_writable(own)]
        return suggestion(name, writable) if writable else UNWRITABLE


def is_writable(name: str) -> bool:
    """Whether an option or a level may be named in a formula."""
    return _WRITABLE.fullmatch(name) is not None


def choices_of(node: Node) -> Choices | None:
    """The names that a choice may be tested against; None when it could be one field's or another's."""
    if isinstance(node, tree.GivenLevel):
        levels = tuple(level.id for level in node.scale.levels)
        return Choices(node.subject.id, levels, LEVEL)
    chooser = tree.chooser(node)
    return None if chooser is None else Choices(chooser.id, tuple(option.id for option in chooser.options), OPTION)


def criteria_of(programme: Programme, group: str | None) -> list[Rule]:
    """The criteria of a group; all of them when it is None."""
    return programme.criteria if group is None else programme.criteria_by_group.get(group, [])
