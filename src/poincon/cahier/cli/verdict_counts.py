"""How many rows reach each verdict, before and after a change of parameters, and who changes: for people."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.terminal import Style, Terminal, harmless, wrap
from poincon.cahier.cli.words import GROUP_TITLES, count
from poincon.cahier.explanation import Names
from poincon.cahier.model import Rule, RuleKind
from poincon.cahier.simulation import OutcomeCounts, Simulation

_COLUMN = 9
_CHANGES_TOLD = 10


class VerdictCounts:
    def __init__(self, simulation: Simulation, names: Names, terminal: Terminal) -> None:
        self.simulation = simulation
        self.names = names
        self.terminal = terminal
        self.room = min(60, max(20, terminal.width - 2 - 2 * _COLUMN))

    def tell(self) -> None:
        """A table for each rule: a line for each of its verdicts, in their order, and one for none."""
        if not self.simulation.verdicts:
            return
        self.terminal.line()
        heads = [Text("avant", "before"), Text("après", "after")] if self.simulation.parameters else []
        columns = "".join(self.terminal.into(head).rjust(_COLUMN) for head in heads)
        title = self.terminal.into(GROUP_TITLES[RuleKind.VERDICT]).upper()
        self.terminal.line(self.terminal.paint(f"{title:<{self.room + 2}}", Style.BOLD) + columns)
        for name, counts in self.simulation.verdicts.items():
            self.rule(self.names.programme.rule[name], counts)

    def rule(self, rule: Rule, counts: OutcomeCounts) -> None:
        self.terminal.lines(self.terminal.wrapped(self.names.rule(rule), 2))
        for option in rule.options:
            self.row(self.names.option(rule, option), counts.before[option.id], counts.after[option.id])
        before, after = (self.simulation.rows - sum(each.values()) for each in (counts.before, counts.after))
        self.row(self.terminal.say("pas de verdict", "no verdict"), before, after)
        for change in counts.changes[:_CHANGES_TOLD]:
            year = f" ({change.year})" if change.year is not None else ""
            was, now = (self.word(rule, verdict) for verdict in (change.before, change.after))
            text = self.names.wording.about(f"{harmless(change.dossier)}{year}", f"{was} → {now}")
            self.terminal.lines(self.terminal.wrapped(text, 6))
        rest = len(counts.changes) - _CHANGES_TOLD
        if rest > 0:
            number = count(rest, Text("autre", "other"), Text("autres", "others"), self.terminal.language)
            self.terminal.line(self.terminal.say(f"      … et {number}", f"      … and {number}"))

    def row(self, label: str, before: int, after: int) -> None:
        first, *rest = wrap(label, self.room - 2) or [""]
        numbers = (before, after) if self.simulation.parameters else (after,)
        cells = "".join((str(number) if number else "·").rjust(_COLUMN) for number in numbers)
        self.terminal.line(f"    {first:<{self.room - 2}}{cells}")
        self.terminal.lines([f"    {other}" for other in rest])

    def word(self, rule: Rule, verdict: str | None) -> str:
        if verdict is None:
            return self.terminal.say("pas de verdict", "no verdict")
        return self.names.verdict(rule, verdict)
