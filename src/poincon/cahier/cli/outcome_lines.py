"""One outcome for people: a line with its status, name and value; below it, its target and the reason."""

from __future__ import annotations

from poincon.cahier.basics.text import enumeration
from poincon.cahier.cli.terminal import Style, Terminal, shortened, wrap
from poincon.cahier.cli.words import ANSWER, COLOURS, MARKS, capitalised, choice_words, count
from poincon.cahier.evaluation import Cause, RuleResult
from poincon.cahier.evaluation.results import ScoreTrace
from poincon.cahier.explanation import Sentences
from poincon.cahier.explanation.words import STRENGTH_WORDS, mark_of, status_word
from poincon.cahier.model import RuleKind, Status, Strength

_INDENT = 19
"""Two spaces, the mark, a space, and the longest word of a status."""
_MISSING_TOLD = 2
_NAME_SHOWN = 70
"""Characters of a name inside a sentence: some fields are named by a whole clause."""
_IMPLIED = frozenset({RuleKind.PREREQUISITE, RuleKind.COHERENCE})
"""Kinds whose strength goes without saying."""


class OutcomeLines:
    def __init__(self, sentences: Sentences, terminal: Terminal) -> None:
        self.sentences = sentences
        self.terminal = terminal

    def lines(self, result: RuleResult) -> list[str]:
        """The outcome in a few lines, each within the terminal's width."""
        below = " ".join(part for part in (self.target(result), self.reason(result)) if part)
        return [*self.headline(result), *self.terminal.wrapped(below, _INDENT), *self.readings(result)]

    def readings(self, result: RuleResult) -> list[str]:
        """Our readings of the parameters that the rule uses."""
        lines = [choice_words(choice, self.terminal) for choice in self.sentences.choices(result) if choice.subject]
        return [self.terminal.paint(line, Style.DIM) for text in lines for line in self.terminal.wrapped(text, _INDENT)]

    def mark(self, kind: RuleKind, status: Status | None) -> str:
        mark = mark_of(kind, status)
        return self.terminal.paint(MARKS[mark], *COLOURS[mark])

    def headline(self, result: RuleResult) -> list[str]:
        rule = result.checked.rule
        word = status_word(rule.kind, result.status, self.terminal.language) if result.status else ""
        word = self.terminal.paint(word.ljust(_INDENT - 4), *COLOURS[mark_of(rule.kind, result.status)])
        value = self.value(result)
        room = max(self.terminal.width, 60) - _INDENT
        # The source stands with the target where there is one.
        name = self.sentences.names.rule(rule) + ("" if result.target is not None else self.sentences.source(result))
        first, *rest = wrap(name, room - len(value) - 2 if value else room) or [""]
        padding = " " * max(2, room - len(first) - len(value)) if value else ""
        head = f"  {self.mark(rule.kind, result.status)} {word}{first}{padding}"
        return [head + self.terminal.paint(value, Style.BOLD), *(" " * _INDENT + other for other in rest)]

    def value(self, result: RuleResult) -> str:
        """The value with its unit; what it can still be, while answers are missing."""
        if result.bounds is None:
            return self.sentences.value(result)
        return self.sentences.values.between(result.bounds, result.checked.unit)

    def target(self, result: RuleResult) -> str:
        rule = result.checked.rule
        if result.target is not None:
            return self.sentences.target(result)
        unmet = result.status in (Status.NOT_MET, Status.UNDETERMINED)
        if not unmet or rule.strength is None or rule.kind in _IMPLIED or rule.strength is Strength.PREREQUISITE:
            return ""
        word = STRENGTH_WORDS[rule.strength].into(self.terminal.language)
        return f"{capitalised(word)}."

    def reason(self, result: RuleResult) -> str:
        """Why an outcome is not met, or cannot be known; the advice of a recommendation."""
        rule = result.checked.rule
        if result.status is Status.UNDETERMINED:
            return capitalised(self.lacking(result)) + "."
        if result.status is Status.NOT_MET:
            sentence = f"{capitalised(self.sentences.finding(result).rstrip('.'))}."
            return f"{sentence} {self.sentences.names.rule_text(rule, 'message')}" if rule.message else sentence
        return self.sentences.names.rule_text(rule, "texte") if rule.text and result.status is Status.MET else ""

    def lacking(self, result: RuleResult) -> str:
        """« il manque « A » et « B » », or how many answers are missing and the first of them."""
        unknown = result.unknown
        assert unknown is not None  # an undetermined outcome always says why
        if unknown.cause is not Cause.MISSING:
            return self.sentences.lacking(unknown)
        paths = self.sentences.names.in_order(unknown.missing)
        names = [self.quoted(path) for path in paths[:_MISSING_TOLD]]
        if not paths:
            return self.sentences.lacking(unknown)
        if len(paths) <= _MISSING_TOLD:
            return self.terminal.say("il manque ", "missing: ") + enumeration(names, self.terminal.language)
        return self.answered(result.step) + self.terminal.say(
            f"il manque {len(paths)} réponses, dont {names[0]}", f"{len(paths)} answers are missing, such as {names[0]}"
        )

    def quoted(self, path: str) -> str:
        """A missing answer, its name cut where it is a whole clause."""
        names = self.sentences.names
        name = names.path(path)
        is_short = len(name) <= _NAME_SHOWN
        if is_short:
            return names.quoted_path(path)
        return names.wording.quoted(shortened(name, _NAME_SHOWN)) + names.by_whom(path)

    def answered(self, step: object) -> str:
        """How far a score is: « 3 réponses sur 20 ; »."""
        if not isinstance(step, ScoreTrace):
            return ""
        number, total = sum(1 for statement in step.statements if statement.earned is not None), len(step.statements)
        answers = count(number, *ANSWER, self.terminal.language)
        return self.terminal.say(f"{answers} sur {total} ; ", f"{answers} out of {total}; ")
