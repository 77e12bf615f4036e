"""« et » and « ou » in words: what decides is told first, the rest is counted, what cannot be is left out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from poincon.cahier.evaluation import NOT_APPLICABLE, Unknown
from poincon.cahier.evaluation.values import Step
from poincon.cahier.explanation.phrases import reads_elsewhere
from poincon.cahier.formulas import tree

if TYPE_CHECKING:
    from poincon.cahier.explanation.clauses import Clauses

_CONDITIONS_SHOWN = 8
"""Conditions told one by one; the tree holds them all."""
_STATES = ("failing", "unknown", "holding", "aside")
"""What the parts of a « et » are, those that decide it first."""
_FRENCH = {"failing": "non remplie", "unknown": "inconnue", "holding": "remplie", "aside": "sans objet"}
_ENGLISH = {"failing": "not met", "unknown": "unknown", "holding": "met", "aside": "not applicable"}


class LogicClauses:
    """Renders « et », « ou » and « non »: what decides first, the rest counted."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.wording = clauses.wording
        self.say = self.wording.say

    def clause(self, step: Step) -> str:
        assert isinstance(step.node, tree.Logic)
        if step.node.conjunction:
            return self.conjunction(_without_implied(step), self.wording.semicolon)
        return self.disjunction(step)

    # « et »

    def conjunction(self, steps: list[Step], separator: str) -> str:
        """What fails; else what is unknown; else what holds. The others are counted."""
        groups = {state: [step for step in steps if _state(step) == state] for state in _STATES}
        deciding = next(state for state in _STATES if groups[state])
        is_long = deciding == "holding" and len(groups[deciding]) > _CONDITIONS_SHOWN
        shown = [] if is_long else groups[deciding][:_CONDITIONS_SHOWN]
        rest = {state: len(group) - (len(shown) if state == deciding else 0) for state, group in groups.items()}
        parts = [self.part(step) for step in shown]
        parts += [self.counted(number, state, bool(shown)) for state, number in rest.items() if number]
        return separator.join(parts)

    def part(self, step: Step) -> str:
        """A condition among others: alternatives stand in brackets there."""
        text = self.clauses.clause(step)
        return f"({text})" if self.joiner in text and not text.startswith("(") else text

    def counted(self, number: int, state: str, is_rest: bool) -> str:
        """« 3 autres conditions remplies »."""
        fr, en = _FRENCH[state], _ENGLISH[state]
        invariable = fr.endswith("objet")
        other = ("autre ", "autres ") if is_rest else ("", "")
        other_english = "other " if is_rest else ""
        return self.wording.count(
            number,
            (f"{other[0]}condition {fr}", f"{other[1]}conditions {fr}{'' if invariable else 's'}"),
            (f"{other_english}condition {en}", f"{other_english}conditions {en}"),
        )

    # « ou »

    @property
    def joiner(self) -> str:
        return self.say(" ou bien ", " or else ")

    def disjunction(self, step: Step) -> str:
        """The alternatives that decide: a row shows that of its own choice only."""
        texts: list[str] = []
        for _, branches in groupby(_possible(step), key=_answer):
            group = list(branches)
            if isinstance(group[0].node, tree.OptionIs):
                texts.append(self.clauses.option_among(group))
            else:
                texts += [self.branch(branch) for branch in group]
        return self.joiner.join(texts)

    def branch(self, step: Step) -> str:
        """One alternative; the choice that makes it the right one is told after it."""
        if not _is_conjunction(step):
            return self.clauses.clause(step)
        parts = _without_implied(step)
        tests = [part for part in parts if not (_is_choice(part) and part.value is True)]
        if not tests or step.value is True:
            return self.conjunction(parts, self.say(" et ", " and "))
        choices = [self.choice(part) for part in parts if part not in tests and isinstance(part.node, tree.OptionIs)]
        text = self.conjunction(tests, self.say(" et ", " and "))
        return f"{text} ({self.wording.semicolon.join(choices)})" if choices else text

    def choice(self, step: Step) -> str:
        """« Sens : Au moins la cible »."""
        assert isinstance(step.node, tree.OptionIs)
        return self.clauses.about(step.children[0], self.clauses.phrases.option(step.node))


def _state(step: Step) -> str:
    if isinstance(step.value, Unknown):
        return "unknown"
    if step.value is NOT_APPLICABLE:
        return "aside"
    return "holding" if step.value is True else "failing"


def _without_implied(step: Step) -> list[Step]:
    """The parts of a « et » that add something: « connu(x) et x » tells x once, or only that it is not given."""
    assert isinstance(step.node, tree.Logic)
    operands = step.node.operands
    parts: list[Step] = list(step.children)
    for child in step.children:
        if child not in parts or not isinstance(child.node, tree.Known) or not reads_elsewhere(child.node, operands):
            continue
        readers = [part for part in parts if part is not child and _reads(part, child.node)]
        if child.value is True and readers:
            parts.remove(child)
        elif child.value is False:
            parts = [part for part in parts if part not in readers]
    return parts


def _reads(step: Step, test: tree.Known) -> bool:
    return any(part.text == test.operand.text for part in tree.walk(step.node))


def _is_conjunction(step: Step) -> bool:
    return isinstance(step.node, tree.Logic) and step.node.conjunction


def _is_choice(step: Step) -> bool:
    """A test of what somebody chose, or gave at all: it says which alternative is the right one."""
    node = step.node.operand if isinstance(step.node, tree.Not) else step.node
    return isinstance(node, tree.OptionIs | tree.Known)


def _possible(step: Step) -> list[Step]:
    """The alternatives that the result comes from; of those that all fail, the ones that nobody's choice rules out."""
    branches: list[Step] = list(step.children)
    if step.value is False:
        open_branches = [branch for branch in branches if not _is_ruled_out(branch)]
        return open_branches or branches
    return [branch for branch in branches if _state(branch) == _state(step)] or branches


def _is_ruled_out(step: Step) -> bool:
    return _is_conjunction(step) and any(child.value is False and _is_choice(child) for child in step.children)


def _answer(step: Step) -> tuple[str, int | None]:
    """What a test of a choice reads; itself for any other step."""
    if isinstance(step.node, tree.OptionIs):
        return step.node.operand.text, None
    return step.node.text, id(step)
