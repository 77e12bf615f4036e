"""A programme for people: its form by section, its rules by kind, its parameters."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.cli.words import GROUP_TITLES, count
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.explanation.clauses import COMPARISONS
from poincon.cahier.explanation.sentences import STRENGTH_WORDS
from poincon.cahier.loading import Package
from poincon.cahier.model import Field, Group, Parameter, Reference, Rule
from poincon.cahier.model.kinds import kind_words


class ShowReport:
    def __init__(self, package: Package, terminal: Terminal) -> None:
        self.package = package
        self.programme = package.programme
        self.terminal = terminal
        self.names = Names(self.programme, terminal.language)
        self.figures = Figures(self.programme, terminal.language)
        self.colon = terminal.say("\u00a0: ", ": ")
        self.width = max([len(name) for name in self.identifiers()], default=0) + 2

    def identifiers(self) -> list[str]:
        return [*self.programme.fields, *self.programme.rule, *self.programme.parameter]

    def tell(self) -> None:
        self.head()
        for section in self.programme.sections:
            self.title(self.names.section(section))
            for group in section.groups:
                self.group(group)
        for kind, title in GROUP_TITLES.items():
            rules = [rule for rule in self.programme.rules if rule.kind is kind]
            if rules:
                self.title(self.terminal.into(title))
            for rule in rules:
                self.rule(rule)
        if self.programme.parameters:
            self.title(self.terminal.say("Paramètres", "Parameters"))
        for parameter in self.programme.parameters:
            self.parameter(parameter)

    def head(self) -> None:
        programme, language = self.programme, self.terminal.language
        for line in self.terminal.wrapped(self.names.title(), 0):
            self.terminal.line(self.terminal.paint(line, Style.BOLD))
        contents = ", ".join(
            (
                f"{programme.id} {programme.version}",
                self.terminal.say("empreinte ", "digest ") + short_digest(self.package),
                count(len(programme.fields), Text("champ", "field"), Text("champs", "fields"), language),
                count(len(programme.rules), Text("règle", "rule"), Text("règles", "rules"), language),
                count(
                    len(programme.parameters),
                    Text("paramètre", "parameter"),
                    Text("paramètres", "parameters"),
                    language,
                ),
            )
        )
        self.terminal.lines(self.terminal.wrapped(contents, 0))

    def title(self, text: str) -> None:
        self.terminal.line()
        self.terminal.lines([self.terminal.paint(line, Style.BOLD) for line in self.terminal.wrapped(text.upper(), 0)])

    def group(self, group: Group) -> None:
        years = (
            self.terminal.say(f", chaque année sur {group.window}", f", each of {group.window} years")
            if group.window
            else ""
        )
        for line in self.terminal.wrapped(self.names.group(group) + years, 2):
            self.terminal.line(self.terminal.paint(line, Style.DIM))
        for field in group.fields:
            self.entry(field.id, self.names.field(field), self.about_field(field), field.reference)
            for column in field.columns:
                about = f"{self.about_field(column)}. {self.names.column(field, column)}"
                self.terminal.lines(self.terminal.wrapped(f"· {column.id}{self.colon}{about}", 6))

    def about_field(self, field: Field) -> str:
        """« euros, requis »."""
        parts = [kind_words(field.kind).into(self.terminal.language)]
        if field.unit is not None and not field.unit.is_plain:
            parts.append(field.unit.name)
        if field.weight is not None:
            parts.append(self.terminal.say(f"poids {field.weight}", f"weight {field.weight}"))
        if field.required_if is not None:
            parts.append(self.terminal.say("requis si ", "required if ") + field.required_if.text)
        elif field.required:
            parts.append(self.terminal.say("requis", "required"))
        return ", ".join(parts)

    def rule(self, rule: Rule) -> None:
        parts = [rule.formula.text] if rule.formula else []
        if rule.target:
            comparison = COMPARISONS[rule.target.comparison].into(self.terminal.language)
            target = self.terminal.say("cible : ", "target: ")
            parts.append(f"{target}{comparison} {rule.target.formula.text}")
        if rule.strength:
            parts.append(self.terminal.into(STRENGTH_WORDS[rule.strength]))
        if rule.applicable_if:
            parts.append(self.terminal.say("applicable si ", "applicable if ") + rule.applicable_if.text)
        self.entry(rule.id, self.names.rule(rule), " ; ".join(parts), rule.reference)

    def parameter(self, parameter: Parameter) -> None:
        values = [
            self.figures.number(value, parameter.unit)
            + self.terminal.say(f" depuis le {self.figures.day(since)}", f" since {self.figures.day(since)}")
            for since, value in parameter.values
        ]
        if parameter.campaign:
            values.append(self.terminal.say("une campagne peut la fixer", "a campaign may set it"))
        self.entry(parameter.id, self.names.parameter(parameter), " ; ".join(values), parameter.reference)

    def entry(self, identifier: str, label: str, about: str, reference: Reference) -> None:
        """The identifier on its own line, with its label; what it is below, then where it comes from."""
        source = reference.source or self.terminal.say("notre choix", "our choice")
        self.terminal.line(f"  {self.terminal.paint(identifier, Style.BOLD)}")
        text = f"{label.rstrip('.')}. {about} ({source})" if about else f"{label} ({source})"
        self.terminal.lines(self.terminal.wrapped(text, 6))
