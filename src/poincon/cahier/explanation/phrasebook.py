"""What a programme fixes of its explanations in one language: labels, sources, heads, worked out once and filled in.

A programme never changes once it is read, and nothing here comes from a dossier: one phrasebook serves them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.names import Names, choice_text
from poincon.cahier.explanation.phrases import Phrases
from poincon.cahier.explanation.wording import Label
from poincon.cahier.explanation.words import STRENGTH_WORDS
from poincon.cahier.formulas.checked_rules import CheckedRule
from poincon.cahier.formulas.tree import Node
from poincon.cahier.model import Programme

PROGRAMMES_KEPT = 64
"""Programmes and languages that a process remembers the words of."""
NODES_KEPT = 4096
"""Nodes, or rules, of one programme: the largest has a thousand."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What is the same in every explanation of a rule."""

    label: Label
    source: str
    """« (000 §5.6) », after a space."""
    target: Label
    """« Cible requise », which stands before the target."""
    choice: str | None
    """Our reading of it, if it has one."""
    unit: str | None


class Phrasebook:
    """Words of one programme in one language; `phrasebook` gives the one that is shared."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self.names = Names(programme, language)
        self.figures = Figures(programme, language)
        self.phrases = Phrases(self.names, self.figures)
        self.label = lru_cache(maxsize=NODES_KEPT)(self._label)
        self.rule = lru_cache(maxsize=NODES_KEPT)(self._rule)

    def _label(self, node: Node) -> Label:
        return self.names.wording.label(self.phrases.label(node))

    def _rule(self, checked: CheckedRule) -> RuleWords:
        rule, names, wording = checked.rule, self.names, self.names.wording
        strength = STRENGTH_WORDS[rule.strength].into(names.language) if rule.strength else ""
        target = wording.say(f"Cible {strength}", f"{strength} target".strip().capitalize()).strip()
        return RuleWords(
            label=wording.label(names.rule(rule)),
            source=f" ({names.reference(rule.reference)})",
            target=wording.label(target),
            choice=choice_text(names.choice_of_rule(rule)),
            unit=None if checked.unit is None else checked.unit.name,
        )


@lru_cache(maxsize=PROGRAMMES_KEPT)
def phrasebook(programme: Programme, language: Language) -> Phrasebook:
    """The phrasebook of a programme; programmes are compared by identity."""
    return Phrasebook(programme, language)
