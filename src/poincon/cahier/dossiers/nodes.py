"""What a dossier's file holds at a place: one value, or keys and values; anything else is told."""

from __future__ import annotations

from collections.abc import Collection

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.cut_texts import report_cut, without_cuts
from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence
from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.text import Text

_NO_LIST = Text("Retirez les tirets ou les crochets.", "Remove the hyphens or the brackets.")
_KEYED = Text("Exemple : {nom: valeur}", "Example: {name: value}")


class NodeReader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def mapping(self, node: Located | None, names: Collection[str] = ()) -> dict[str, Located]:
        """The entries by key; none when it is no mapping, which is told. `names`: the keys that it may have."""
        if node is None or (isinstance(node, Scalar) and node.text is None):
            return {}
        if isinstance(node, Mapping):
            return without_cuts(node.entries, names, self.problems)[0] if names else node.entries
        fr, en = "il faut des clés et des valeurs ici.", "keys and values are needed here."
        remedy = _NO_LIST if isinstance(node, Sequence) else _KEYED
        self.problems.add(node.place, "mapping", fr, en, remedy)
        return {}

    def scalar(self, node: Located) -> str | None:
        """The text of a scalar; None when it is missing (empty, blank or null) or not a scalar, which is reported."""
        if isinstance(node, Scalar):
            return None if node.text is None or is_blank(node.text) else node.text.strip()
        texts = [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
        if len(texts) == 2 and all(text and text.isdecimal() for text in texts):
            report_cut(str(texts[0]), str(texts[1]), node.place, self.problems)
            return None
        remedy = Text("Retirez les accolades et les clés.", "Remove the braces and the keys.")
        if texts:
            remedy = Text(
                f"Écrivez par exemple {texts[0]}, sans crochets.", f"Write for instance {texts[0]}, unbracketed."
            )
        self.problems.add(node.place, "one_value", "il faut une seule valeur ici.", "one value is needed here.", remedy)
        return None


def is_blank_node(node: Located) -> bool:
    return isinstance(node, Scalar) and (node.text is None or is_blank(node.text))


def is_blank_row(node: Located) -> bool:
    """Whether a row has no answer at all: `{}`, null, or keys without values."""
    return all(map(is_blank_node, node.entries.values())) if isinstance(node, Mapping) else is_blank_node(node)
