"""What things are called, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from poincon.cahier.basics.text import Language
from poincon.cahier.model import (
    Field,
    Figure,
    Group,
    Level,
    Option,
    Parameter,
    Programme,
    Rule,
    Scale,
    Section,
    Template,
)


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of a programme in one language; French where the English is missing."""

    programme: Programme
    language: Language

    def text(self, path: str, french: str) -> str:
        if self.language == "fr":
            return french
        english = self.programme.english
        return english.get(path) or english.get(path.removesuffix(".libelle")) or french

    def title(self) -> str:
        return self.text("programme.titre", self.programme.title)

    def section(self, section: Section) -> str:
        return self.text(f"rubriques.{section.id}.titre", section.title)

    def group(self, group: Group) -> str:
        return self.text(f"groupes.{group.id}.titre", group.title)

    def field(self, field: Field) -> str:
        return self.text(f"champs.{field.id}.libelle", field.label)

    def column(self, table: Field, column: Field) -> str:
        return self.text(f"champs.{table.id}.colonnes.{column.id}.libelle", column.label)

    def table_of(self, column: Field) -> Field | None:
        """The table that a column belongs to; None for a field of the form."""
        return next((field for field in self.programme.fields.values() if column in field.columns), None)

    def any_field(self, field: Field) -> str:
        """The label of a field or of a column."""
        table = self.table_of(field)
        return self.field(field) if table is None else self.column(table, field)

    def option(self, field: Field, option: Option) -> str:
        table = self.table_of(field)
        path = f"champs.{table.id}.colonnes.{field.id}" if table else f"champs.{field.id}"
        return self.text(f"{path}.options.{option.id}", option.label)

    def level(self, scale: Scale, level: Level) -> str:
        return self.text(f"echelles.{scale.id}.niveaux.{level.id}", level.label)

    def parameter(self, parameter: Parameter) -> str:
        return self.text(f"parametres.{parameter.id}", parameter.label)

    def rule(self, rule: Rule) -> str:
        return self.text(f"regles.{rule.id}.libelle", rule.label)

    def rule_text(self, rule: Rule, key: str) -> str:
        """`message`, `texte` or `question` of a rule."""
        french = {"message": rule.message, "texte": rule.text, "question": rule.question}[key]
        return self.text(f"regles.{rule.id}.{key}", french)

    def figure(self, figure: Figure) -> str:
        return self.text(f"figures.{figure.id}.titre", figure.title)

    def template(self, template: Template) -> Template:
        """The template in the reader's language."""
        return replace(
            template,
            subject=self.text(f"modeles.{template.id}.objet", template.subject),
            body=self.text(f"modeles.{template.id}.corps", template.body),
        )

    def path(self, path: str) -> str:
        """A missing path in words: « Chiffre d'affaires total (2021) », « Recettes, ligne 4, montant »."""
        fr = self.language == "fr"
        if path.startswith("annees."):
            _, year, rest = path.split(".", 2)
            return f"{self.path(rest)} ({year})"
        if path.startswith("parametres."):
            name = path.removeprefix("parametres.")
            return self.parameter(self.programme.parameter[name])
        if path.startswith("appreciations."):
            label = self.rule(self.programme.rule[path.removeprefix("appreciations.")])
            return f"appréciation de « {label} »" if fr else f'appraisal of "{label}"'
        name, dot, rest = path.partition(".")
        table_name, bracket, index = name.partition("[")
        field = self.programme.fields[table_name]
        if not bracket:
            return self.field(field) + ((" (barème)" if fr else " (weight)") if dot else "")
        column = field.column(rest)
        row = int(index.rstrip("]")) + 1
        label = self.column(field, column) if column else rest
        return f"{label} ({self.field(field)}, {'ligne' if fr else 'row'} {row})"
