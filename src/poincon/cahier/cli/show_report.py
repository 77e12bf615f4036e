"""A programme for people: its form by section, its rules by kind, its parameters."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.cli.report_head import short_digest
from poincon.cahier.cli.terminal import Style, Terminal
from poincon.cahier.cli.words import GROUP_TITLES, count
from poincon.cahier.explanation import BoundWords, Figures, Names
from poincon.cahier.explanation.phrases import Phrases
from poincon.cahier.explanation.words import CARRY_OVER_WORDS, COMPARISONS, STRENGTH_WORDS
from poincon.cahier.formulas.tree import Node
from poincon.cahier.formulas.visibility import field_key, group_key, section_key
from poincon.cahier.loading import Package
from poincon.cahier.model import CarryOver, Field, Group, Parameter, Reference, Rule, VerdictLine
from poincon.cahier.model.kinds import kind_words


class ShowReport:
    def __init__(self, package: Package, terminal: Terminal) -> None:
        self.package = package
        self.programme = package.programme
        self.terminal = terminal
        self.names = Names(self.programme, terminal.language)
        self.figures = Figures(self.programme, terminal.language)
        self.phrases = Phrases(self.names, self.figures)
        self.bounds = BoundWords(self.programme, terminal.language)
        self.colon = terminal.say("\u00a0: ", ": ")
        self.width = max([len(name) for name in self.identifiers()], default=0) + 2

    def identifiers(self) -> list[str]:
        return [*self.programme.fields, *self.programme.rule, *self.programme.parameter]

    def tell(self) -> None:
        self.head()
        for section in self.programme.sections:
            self.title(self.names.section(section))
            self.lines(self.asked(section_key(section.id)), 2)
            self.lines(self.carried(section.carry_over), 2)
            for group in section.groups:
                self.group(group)
        for kind, title in GROUP_TITLES.items():
            rules = [rule for rule in self.programme.rules if rule.kind is kind]
            if rules:
                self.title(self.terminal.into(title))
            for criterion_group, members in self.programme.by_criterion_group(rules):
                if criterion_group is not None:
                    self.heading(self.names.criterion_group(criterion_group))
                for rule in members:
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
        self.heading(self.names.group(group) + years)
        self.lines(self.asked(group_key(group.id)), 4)
        self.lines(self.names.filler(group), 4)
        self.lines(self.carried(group.carry_over), 4)
        for field in group.fields:
            self.entry(field.id, self.names.field(field), self.about_field(field), field.reference)
            for column in field.columns:
                about = f"{self.about_field(column)}. {self.names.column(field, column)}"
                self.terminal.lines(self.terminal.wrapped(f"· {column.id}{self.colon}{about}", 6))

    def lines(self, text: str, indent: int) -> None:
        if text:
            self.terminal.lines(self.terminal.wrapped(text, indent))

    def carried(self, carry_over: CarryOver | None) -> str:
        """What a section or a group says of the answers of last year; empty when it says nothing."""
        return "" if carry_over is None else self.terminal.into(CARRY_OVER_WORDS[carry_over])

    def asked(self, key: str) -> str:
        """« demandé si … »: the condition of that key (`champ:ca_total`), in words; empty when there is none."""
        condition = self.package.rulebook.shown_if.get(key)
        if condition is None:
            return ""
        return self.terminal.say("demandé si ", "asked if ") + self.phrases.condition(condition)

    def heading(self, text: str) -> None:
        self.terminal.lines([self.terminal.paint(line, Style.DIM) for line in self.terminal.wrapped(text, 2)])

    def about_field(self, field: Field) -> str:
        """« euros, requis »."""
        parts = [kind_words(field.kind).into(self.terminal.language)]
        if field.unit is not None and not field.unit.is_plain:
            parts.append(field.unit.name)
        if field.weight is not None:
            parts.append(self.terminal.say(f"poids {field.weight}", f"weight {field.weight}"))
        parts += [self.bounds.bound(bound) for bound in self.package.rulebook.bounds.get(field.id, ())]
        if field.required_if is not None:
            condition = self.phrases.condition(self.package.rulebook.required_if[field_key(field)])
            parts.append(self.terminal.say("requis si ", "required if ") + condition)
        elif field.required:
            parts.append(self.terminal.say("requis", "required"))
        if field.shown_if is not None:
            parts.append(self.asked(field_key(field)))
        if field.carry_over is not None:
            parts.append(self.terminal.into(CARRY_OVER_WORDS[field.carry_over]))
        return ", ".join(parts)

    def rule(self, rule: Rule) -> None:
        checked = self.package.rulebook.by_id[rule.id]
        parts = [self.phrases.phrase(checked.formula)] if checked.formula is not None else []
        parts += [self.verdict_line(rule, line, node) for line, node in zip(rule.lines, checked.lines, strict=True)]
        if checked.target is not None:
            comparison = COMPARISONS[checked.target.comparison].into(self.terminal.language)
            target = f"{comparison} {self.phrases.named(checked.target.second)}"
            parts.append(self.names.wording.about(self.terminal.say("cible", "target"), target))
        if rule.strength:
            parts.append(self.terminal.into(STRENGTH_WORDS[rule.strength]))
        if checked.applicable is not None:
            condition = self.phrases.condition(checked.applicable)
            parts.append(self.terminal.say("applicable si ", "applicable if ") + condition)
        self.entry(rule.id, self.names.rule(rule), self.names.wording.semicolon.join(parts), rule.reference)

    def verdict_line(self, rule: Rule, line: VerdictLine, condition: Node | None) -> str:
        """« Trois étoiles si … »."""
        label = self.names.verdict(rule, line.id)
        if condition is None:
            return self.terminal.say(f"{label} sinon", f"{label} otherwise")
        return self.terminal.say(f"{label} si ", f"{label} if ") + self.phrases.clause(condition)

    def parameter(self, parameter: Parameter) -> None:
        values = [self.values(parameter)] if parameter.values else []
        if parameter.owners:
            owners = self.terminal.say(" et ", " and ").join(map(self.names.owner, parameter.owners))
            values.append(self.terminal.say(f"selon {owners}", f"by {owners}"))
        if parameter.campaign:
            values.append(self.terminal.say("une campagne peut la fixer", "a campaign may set it"))
        about = self.names.wording.semicolon.join(values)
        self.entry(parameter.id, self.names.parameter(parameter), about, parameter.reference)
        for cell in parameter.cells:
            self.terminal.lines(self.terminal.wrapped(f"· {cell.id}{self.colon}{self.values(cell)}", 6))

    def values(self, parameter: Parameter) -> str:
        """« 25 % depuis le 1er janvier 2022 »; a band ends where another takes its place."""
        ended = self.terminal.say("tranche supprimée", "band removed")
        return self.names.wording.semicolon.join(
            f"{ended if value is None else self.figures.number(value, parameter.unit)} {self.figures.since(since)}"
            for since, value in parameter.values
        )

    def entry(self, identifier: str, label: str, about: str, reference: Reference) -> None:
        """The identifier on its own line, with its label; what it is below, then where it comes from."""
        source = self.names.reference(reference)
        self.terminal.line(f"  {self.terminal.paint(identifier, Style.BOLD)}")
        name = label.rstrip(".")
        end = "" if name.endswith(("?", "!", "…")) else "."
        text = f"{name}{end} {about} ({source})" if about else f"{label} ({source})"
        self.terminal.lines(self.terminal.wrapped(text, 6))
