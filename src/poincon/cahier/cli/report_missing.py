"""« Ce qui manque » : the answers that outcomes wait for, and the required fields that are still empty."""

from __future__ import annotations

from collections import Counter

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Style, Terminal, shortened
from poincon.cahier.cli.words import ANSWER, OUTCOME, count
from poincon.cahier.evaluation import Assessment, Cause, FieldState, completeness
from poincon.cahier.explanation import Sentences

_ANSWERS_TOLD = 12
_FIELDS_TOLD = 4
"""Names given for each section of the form."""
_APPRAISALS = "appreciations."
_NAME_SHOWN = 60
"""Characters of a field's name in a list: some are whole clauses."""


class MissingReport:
    def __init__(self, assessment: Assessment, sentences: Sentences, terminal: Terminal) -> None:
        self.assessment = assessment
        self.names = sentences.names
        self.terminal = terminal
        self.colon = terminal.say("\u00a0: ", ": ")

    def tell(self) -> None:
        waiting = self.waiting()
        appraisals = [path for path in waiting if path.startswith(_APPRAISALS)]
        answers = [path for path in waiting if not path.startswith(_APPRAISALS)]
        lacking = completeness(self.assessment).lacking
        self.terminal.line()
        title = self.terminal.say("CE QUI MANQUE", "WHAT IS MISSING")
        self.terminal.line(self.terminal.paint(title, Style.BOLD))
        if answers:
            self.answers(answers, waiting)
        if appraisals:
            self.appraisals(len(appraisals))
        if lacking:
            self.fields(lacking)
        if not waiting and not lacking:
            self.terminal.line(self.terminal.say("  Rien de ce qui est demandé.", "  Nothing of what is asked."))

    def waiting(self) -> Counter[str]:
        """How many outcomes wait for each path; those that block most first, then in the form's order."""
        counts: Counter[str] = Counter()
        for result in self.assessment.results.values():
            if result.unknown is not None and result.unknown.cause is Cause.MISSING:
                counts.update(result.missing)
        order = self.names.in_order(counts)
        return Counter({path: counts[path] for path in sorted(order, key=lambda path: -counts[path])})

    def answers(self, paths: list[str], waiting: Counter[str]) -> None:
        head = count(
            len(paths),
            Text("réponse que des résultats attendent", "answer that outcomes wait for"),
            Text("réponses que des résultats attendent", "answers that outcomes wait for"),
            self.terminal.language,
        )
        self.terminal.line(f"  {head}{self.colon.rstrip()}")
        for path in paths[:_ANSWERS_TOLD]:
            name = self.names.path(path) + self.names.by_whom(path)
            number = count(waiting[path], *OUTCOME, self.terminal.language)
            self.terminal.lines(_bulleted(f"{name} ({number})", self.terminal))
        self.more(len(paths) - _ANSWERS_TOLD)

    def more(self, number: int) -> None:
        if number > 0:
            rest = count(number, Text("autre", "more"), Text("autres", "more"), self.terminal.language)
            self.terminal.line(self.terminal.say(f"    … et {rest}", f"    … and {rest}"))

    def appraisals(self, number: int) -> None:
        sentence = count(
            number,
            Text("critère attend son appréciation", "criterion waits for its appraisal"),
            Text("critères attendent leur appréciation", "criteria wait for their appraisal"),
            self.terminal.language,
        )
        self.terminal.line(f"  {sentence}.")

    def fields(self, lacking: list[FieldState]) -> None:
        number = count(len(lacking), *ANSWER, self.terminal.language)
        head = self.terminal.say(f"Le formulaire demande encore {number}", f"The form still asks for {number}")
        self.terminal.line(f"  {head}{self.colon.rstrip()}")
        for section in self.assessment.package.programme.sections:
            states = [state for state in lacking if state.field.section == section.id]
            if states:
                names = [shortened(self.names.path(state.path), _NAME_SHOWN) for state in states[:_FIELDS_TOLD]]
                rest = len(states) - len(names)
                more = [self.terminal.say(f"et {rest} de plus", f"and {rest} more")] if rest else []
                listed = self.names.wording.semicolon.join([*names, *more])
                text = f"{self.names.section(section)} ({len(states)}){self.colon}{listed}"
                self.terminal.lines(_bulleted(text, self.terminal))


def _bulleted(text: str, terminal: Terminal) -> list[str]:
    """The text as an item of a list, its following lines under its first."""
    first, *rest = terminal.wrapped(text, 6)
    return [f"    - {first.lstrip(' ')}", *rest]
