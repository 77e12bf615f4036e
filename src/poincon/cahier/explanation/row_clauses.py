"""« pour chaque » in words: the rows or groups that fail or lack, by name; how many hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poincon.cahier.basics.text import enumeration
from poincon.cahier.evaluation import Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.formulas import tree

if TYPE_CHECKING:
    from poincon.cahier.explanation.clauses import Clauses

_SENTENCES_SHOWN = 8
"""Sentences about rows or groups; the tree holds them all."""
_PLACES_SHOWN = 6
"""Rows named in one sentence."""


class RowClauses:
    """Renders « pour chaque »: the rows that fail by name, the others counted."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.wording = clauses.wording
        self.say = self.wording.say

    def clause(self, step: Step) -> str:
        assert isinstance(step.node, tree.ForEach)
        if not step.children:
            return self.nothing(step, step.node)
        failing = [child for child in step.children if child.value is False]
        unknown = [child for child in step.children if isinstance(child.value, Unknown)]
        wrong = failing or unknown
        if not wrong and step.node.column is not None and len(step.children) <= _SENTENCES_SHOWN:
            return self.wording.semicolon.join(self.sentences(list(step.children), step.node))
        parts = self.sentences(wrong, step.node)
        holding = sum(1 for child in step.children if child.value is True)
        if holding:
            parts.append(self.wording.count(holding, ("conforme", "conformes"), ("in order", "in order")))
        if failing and unknown:
            parts.append(self.wording.count(len(unknown), ("inconnue", "inconnues"), ("unknown", "unknown")))
        return self.wording.semicolon.join(parts)

    def nothing(self, step: Step, node: tree.ForEach) -> str:
        """Without a row to check: nobody gave the table, or it cannot be known which rows count, or it has none."""
        tables = enumeration([self.clauses.names.field(table) for table in node.tables], self.wording.language)
        if not isinstance(step.value, Unknown):
            quoted = self.wording.quoted(tables)
            return self.say(f"aucune ligne à vérifier dans {quoted}", f"no row to check in {quoted}")
        if any("[" in path for path in step.value.missing):
            quoted = self.wording.quoted(tables)
            return self.say(
                f"on ne sait pas encore quelles lignes vérifier dans {quoted}",
                f"it is not yet known which rows to check in {quoted}",
            )
        return self.wording.about(tables, self.say("non renseigné", "not given"))

    def sentences(self, steps: list[Step], node: tree.ForEach) -> list[str]:
        """Each sentence with the places that it is about: rows that fail in the same words are told together."""
        places: dict[str, list[str]] = {}
        for step in steps:
            clauses = self.clauses.within(str(step.at)) if node.column is None else self.clauses
            places.setdefault(clauses.clause(step), []).append(self.place(step, node))
        head = "" if node.column is not None else f"{self.clauses.names.field(node.tables[0])}, "
        sentences = [
            f"{head if index == 0 else ''}{self.listed(labels)}{self.wording.colon} {sentence}"
            for index, (sentence, labels) in enumerate(list(places.items())[:_SENTENCES_SHOWN])
        ]
        more = sum(len(labels) for labels in list(places.values())[_SENTENCES_SHOWN:])
        if more:
            sentences.append(self.wording.count(more, ("autre ligne", "autres lignes"), ("other row", "other rows")))
        return sentences

    def place(self, step: Step, node: tree.ForEach) -> str:
        """« Partie « Action collective » », or « « Site internet » (ligne 4) »."""
        if node.column is None:
            return self.clauses.names.row(str(step.at))
        return f"{self.clauses.phrases.column_of(node)} {self.wording.quoted(self.group_name(str(step.at), node))}"

    def group_name(self, value: str, node: tree.ForEach) -> str:
        """The label of the option that a group has in common; its text, where the column holds texts."""
        column = node.tables[0].column(node.column or "")
        option = column.option(value) if column is not None else None
        return value if column is None or option is None else self.clauses.names.option(column, option)

    def listed(self, places: list[str]) -> str:
        shown, more = places[:_PLACES_SHOWN], len(places) - _PLACES_SHOWN
        if more <= 0:
            return enumeration(shown, self.wording.language)
        rest = self.wording.count(more, ("autre", "autres"), ("other", "others"))
        return enumeration([*shown, rest], self.wording.language)
