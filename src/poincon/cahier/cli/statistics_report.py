"""A statistic for people: what it is, the rows that count, those that do not and why, and what to paste."""

from __future__ import annotations

import re
from collections import Counter

from poincon.cahier.basics.numbers import parse_decimal
from poincon.cahier.basics.text import Text
from poincon.cahier.cli.published_statistic import PublishedStatistic
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.statistics import MOST_DECIMALS
from poincon.cahier.cli.terminal import Style, Terminal, harmless
from poincon.cahier.cli.words import capitalised, count
from poincon.cahier.evaluation import Cause
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.explanation.words import CAUSES
from poincon.cahier.simulation import RowAside, Statistic

_ROW = (Text("ligne", "row"), Text("lignes", "rows"))
_COUNTED = (Text("ligne comptée", "row counted"), Text("lignes comptées", "rows counted"))
_ASIDE = (Text("non comptée", "left out"), Text("non comptées", "left out"))
_REASONS_TOLD = 10
_ROWS_TOLD = 10
_OF_A_YEAR = re.compile(r"annees\.[0-9]+\.")


class StatisticsReport:
    def __init__(self, published: PublishedStatistic, terminal: Terminal) -> None:
        self.statistic = published
        self.programme = published.package.programme
        self.terminal = terminal
        self.names = Names(self.programme, terminal.language)
        self.figures = Figures(self.programme, terminal.language)
        self.colon = terminal.say("\u00a0: ", ": ")

    def tell(self, file: str) -> None:
        self.head(file)
        self.terminal.line()
        for each in self.statistic.computed.by_year:
            self.value(each)
        whole = self.statistic.computed.whole
        if whole not in self.statistic.computed.by_year:
            self.value(whole)
        if whole.aside:
            self.aside(whole)
        self.to_paste()

    def head(self, file: str) -> None:
        for line in self.terminal.wrapped(self.names.title(), 0):
            self.terminal.line(self.terminal.paint(line, Style.BOLD))
        digest = self.terminal.say("empreinte ", "digest ") + short_digest(self.statistic.package)
        identity = f"{self.programme.id}, version {self.programme.version}, {digest}"
        rows = self.rows(self.statistic.computed.whole.rows)
        about = f"{identity}{self.names.wording.semicolon}{harmless(file)}, {rows}"
        self.terminal.lines(self.terminal.wrapped(about, 0))
        self.terminal.line()
        label = self.names.rule(self.statistic.checked.rule)
        self.terminal.lines(self.terminal.wrapped(label, 0))
        self.terminal.lines(self.terminal.wrapped(self.kind(), 2))

    def kind(self) -> str:
        computed = self.statistic.computed
        if computed.divisor is None:
            return self.terminal.say("Moyenne des lignes comptées.", "Mean of the rows counted.")
        return self.terminal.say(
            f"Somme de «\u00a0{computed.divided}\u00a0» divisée par somme de «\u00a0{computed.divisor}\u00a0», sur les "
            "lignes comptées.",
            f'Sum of "{computed.divided}" divided by sum of "{computed.divisor}", over the rows counted.',
        )

    def rows(self, number: int) -> str:
        return count(number, *_ROW, self.terminal.language)

    def value(self, each: Statistic) -> None:
        """« 2021 : 98 000,00 €/ETP (40 lignes comptées, 3 non comptées) »."""
        subject = str(each.year) if each.year is not None else self.terminal.say("Toutes les lignes", "All rows")
        text = self.statistic.value(each)
        number = None if text is None else parse_decimal(text, MOST_DECIMALS)
        value = self.no_value(each) if number is None else self.figures.number(number, self.statistic.unit)
        counted = count(each.counted, *_COUNTED, self.terminal.language)
        aside = count(len(each.aside), *_ASIDE, self.terminal.language)
        more = f", {aside}" if each.aside else ""
        line = f"{subject}{self.colon}{value} ({counted}{more})"
        self.terminal.lines(self.terminal.wrapped(line, 2))

    def no_value(self, each: Statistic) -> str:
        if each.counted:
            return self.terminal.say("aucune valeur, le diviseur est zéro", "no value, the divisor is zero")
        return self.terminal.say("aucune valeur", "no value")

    # what does not count

    def aside(self, whole: Statistic) -> None:
        self.terminal.line()
        title = self.terminal.say("LIGNES NON COMPTÉES", "ROWS LEFT OUT")
        self.terminal.line(self.terminal.paint(title, Style.BOLD))
        reasons = Counter(reason for row in whole.aside for reason in self.reasons(row))
        for reason, number in reasons.most_common(_REASONS_TOLD):
            self.terminal.lines(self.terminal.wrapped(f"{reason}{self.colon}{self.rows(number)}", 2))
        names = [self.name(row) for row in whole.aside[:_ROWS_TOLD]]
        rest = len(whole.aside) - len(names)
        more = self.terminal.say(f" et {rest} de plus", f" and {rest} more") if rest else ""
        self.terminal.lines(self.terminal.wrapped(", ".join(names) + more, 2))

    def reasons(self, row: RowAside) -> list[str]:
        """What a row lacks, without its year: every year lacks it in the same words."""
        if row.cause is None:
            return [self.terminal.say("Sans objet", "Not applicable")]
        if row.cause is not Cause.MISSING:
            return [capitalised(self.terminal.into(CAUSES[row.cause]))]
        paths = {_OF_A_YEAR.sub("", path) for path in row.missing}
        return [self.terminal.say("Il manque ", "Missing: ") + self.names.quoted_path(path) for path in sorted(paths)]

    def name(self, row: RowAside) -> str:
        return harmless(row.dossier) + (f" ({row.year})" if row.year is not None else "")

    # what to do with it

    def to_paste(self) -> None:
        yaml = self.statistic.yaml()
        if yaml is None:
            return
        self.terminal.line()
        title = self.terminal.say("À COLLER DANS REGLES.YAML, PARAMÈTRES", "TO PASTE IN REGLES.YAML, PARAMETRES")
        self.terminal.line(self.terminal.paint(title, Style.BOLD))
        self.terminal.line(f"  - id: {self.statistic.parameter_id}")
        self.terminal.line(f"    unite: {self.statistic.unit.name}")
        self.terminal.line(f"    {yaml}")
        parameter = self.statistic.computed.parameter
        if parameter is not None and parameter.campaign:
            sentence = self.terminal.say(
                "Ce paramètre peut aussi être fixé par la campagne.", "A campaign may also set this parameter."
            )
            self.terminal.lines(self.terminal.wrapped(sentence, 2))
