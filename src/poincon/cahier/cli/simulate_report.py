"""A simulation for people: counts by outcome, before and after, and who changes."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.simulate_values import ValuesReport
from poincon.cahier.cli.terminal import Style, Terminal, harmless, wrap
from poincon.cahier.cli.verdict_counts import VerdictCounts
from poincon.cahier.cli.words import GROUP_TITLES, OUTCOME, count
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.explanation.words import status_word
from poincon.cahier.loading import Package
from poincon.cahier.model import Rule, RuleKind, Status
from poincon.cahier.simulation import Change, OutcomeCounts, Simulation

_UNDETERMINED = "undetermined"
_MET: dict[RuleKind, tuple[Text, Text]] = {
    **dict.fromkeys(RuleKind, (Text("atteint", "met"), Text("non att.", "not met"))),
    RuleKind.DERIVED: (Text("oui", "yes"), Text("non", "no")),
    RuleKind.COHERENCE: (Text("cohér.", "consist."), Text("incohér.", "incons.")),
    RuleKind.RECOMMENDATION: (Text("à suivre", "advised"), Text("non", "no")),
}
"""Heads of the columns of what is met and what is not."""
_OTHERS: tuple[tuple[str, Text], ...] = (
    ("not_applicable", Text("s. objet", "n/a")),
    (_UNDETERMINED, Text("indét.", "undet.")),
    ("known", Text("connu", "known")),
)
_COUNTED = ("met", "not_met", *(name for name, _ in _OTHERS))
_COLUMN = 9
_CHANGES_TOLD = 10


class SimulationReport:
    def __init__(self, package: Package, simulation: Simulation, terminal: Terminal) -> None:
        self.package = package
        self.programme = package.programme
        self.simulation = simulation
        self.terminal = terminal
        self.names = Names(self.programme, terminal.language)
        self.figures = Figures(self.programme, terminal.language)
        self.colon = terminal.say("\u00a0: ", ": ")

    def tell(self, file: str) -> None:
        self.head(file)
        for kind, title in GROUP_TITLES.items():
            counted = self.simulation.outcomes.keys() - self.simulation.verdicts.keys()
            rules = [rule for rule in self.programme.rules if rule.kind is kind and rule.id in counted]
            if rules:
                self.group(kind, title, rules)
        VerdictCounts(self.simulation, self.names, self.terminal).tell()
        if self.simulation.parameters:
            ValuesReport(self.package, self.simulation, self.terminal).tell()
            self.changes()

    def head(self, file: str) -> None:
        for line in self.terminal.wrapped(self.names.title(), 0):
            self.terminal.line(self.terminal.paint(line, Style.BOLD))
        rows = count(self.simulation.rows, Text("ligne", "row"), Text("lignes", "rows"), self.terminal.language)
        digest = self.terminal.say("empreinte ", "digest ") + short_digest(self.package)
        identity = f"{self.programme.id}, version {self.programme.version}, {digest}"
        about = f"{identity}{self.names.wording.semicolon}{harmless(file)}, {rows}"
        self.terminal.lines(self.terminal.wrapped(about, 0))
        for name, (before, after) in self.simulation.parameters.items():
            parameter = self.programme.valued[name]
            moves = self.figures.move(before, after, parameter.unit)
            self.terminal.lines(self.terminal.wrapped(f"{self.names.parameter(parameter)}{self.colon}{moves}", 2))

    def group(self, kind: RuleKind, title: Text, rules: list[Rule]) -> None:
        """A table: a row for each outcome, a column for each status; a second row where a reform changes the counts."""
        room = max(20, self.terminal.width - 2 - _COLUMN * len(_COUNTED))
        room = min(room, 60)
        self.terminal.line()
        words = [*_MET[kind], *(word for _, word in _OTHERS)]
        head = "".join(self.terminal.into(word).rjust(_COLUMN) for word in words)
        self.terminal.line(self.terminal.paint(f"{self.terminal.into(title).upper():<{room + 2}}", Style.BOLD) + head)
        rows = [rule for rule in rules if not self.all_unknown(rule)]
        for rule in rows:
            self.row(rule, self.simulation.outcomes[rule.id], room)
        if len(rows) < len(rules):
            number = count(len(rules) - len(rows), *OUTCOME, self.terminal.language)
            self.terminal.line(
                self.terminal.say(f"  {number} : tout est indéterminé", f"  {number}: all is undetermined")
            )

    def all_unknown(self, rule: Rule) -> bool:
        counts = self.simulation.outcomes[rule.id]
        return counts.before.keys() | counts.after.keys() <= {_UNDETERMINED} or not self.simulation.rows

    def row(self, rule: Rule, counts: OutcomeCounts, room: int) -> None:
        first, *rest = wrap(self.names.rule(rule), room) or [""]
        self.terminal.line(f"  {first:<{room}}{self.cells(counts.before)}")
        self.terminal.lines([f"  {other}" for other in rest])
        if counts.after != counts.before:
            after = self.terminal.say("après", "after").rjust(room)
            self.terminal.line(self.terminal.paint(f"  {after}{self.cells(counts.after)}", Style.BOLD))

    def cells(self, counts: dict[str, int]) -> str:
        return "".join((str(counts.get(name, 0)) if counts.get(name) else "·").rjust(_COLUMN) for name in _COUNTED)

    def changes(self) -> None:
        """Who changes status, outcome by outcome; those who change verdict are told with the verdicts."""
        moved = {name: counts for name, counts in self.simulation.outcomes.items() if counts.changes}
        if not moved and any(counts.changes for counts in self.simulation.verdicts.values()):
            return
        self.terminal.line()
        title = self.terminal.say("QUI CHANGE", "WHO CHANGES")
        self.terminal.line(self.terminal.paint(title, Style.BOLD))
        if not moved:
            self.terminal.line(self.terminal.say("  Personne ne change de résultat.", "  No outcome changes."))
        for name, counts in moved.items():
            self.changes_of(self.programme.rule[name], counts)

    def changes_of(self, rule: Rule, counts: OutcomeCounts) -> None:
        number = count(len(counts.changes), Text("ligne", "row"), Text("lignes", "rows"), self.terminal.language)
        self.terminal.lines(self.terminal.wrapped(f"{self.names.rule(rule)} ({number})", 2))
        for change in counts.changes[:_CHANGES_TOLD]:
            self.terminal.lines(self.terminal.wrapped(self.sentence(change, rule.kind), 4))
        rest = len(counts.changes) - _CHANGES_TOLD
        if rest > 0:
            self.terminal.line(self.terminal.say(f"    … et {rest} de plus", f"    … and {rest} more"))

    def sentence(self, change: Change, kind: RuleKind) -> str:
        year = f" ({change.year})" if change.year is not None else ""
        was, now = (self.status(name, kind) for name in (change.before, change.after))
        return f"{harmless(change.dossier)}{year}{self.colon}{was} → {now}"

    def status(self, name: str | None, kind: RuleKind) -> str:
        return status_word(kind, Status(name) if name else None, self.terminal.language).lower()
