"""What things are called, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers import Dossier
from poincon.cahier.explanation.figures import Figures
from poincon.cahier.explanation.references import english_references
from poincon.cahier.explanation.wording import WORDINGS, Wording
from poincon.cahier.explanation.words import COMPARISONS
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import (
    Band,
    Comparison,
    CriterionGroup,
    Field,
    FieldKind,
    Figure,
    Group,
    Level,
    Option,
    Parameter,
    Programme,
    Reference,
    Rule,
    Scale,
    Section,
    Slot,
    Template,
)

_ROW = re.compile(r"(?:annees\.([0-9]+)\.)?(\w+)\[([0-9]+)\]")
_FIELD = re.compile(r"(?:annees\.[0-9]+\.)?(\w+)")
_ROW_SHOWN = 60
"""Characters of the text that a row is named by."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Our own reading of something: `subject`, what it is about, empty for the rule itself."""

    text: str
    language: Language
    """French where the package has no English of it."""
    subject: str = ""


def choice_text(choice: Choice | None) -> str | None:
    return choice.text if choice is not None else None


@dataclass(frozen=True, slots=True)
class Names:
    """Labels of a programme in one language; French where the English is missing."""

    programme: Programme
    language: Language
    dossier: Dossier | None = None
    """Whose rows are named by what they hold; without it, by their number alone."""

    @property
    def wording(self) -> Wording:
        return WORDINGS[self.language]

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

    def filler(self, group: Group) -> str:
        """« à remplir par « DRARI » à l'étape « Examen régional » »; empty for what the structure is asked at entry."""
        if group.at_entry:
            return ""
        actor = next((actor for actor in self.programme.actors if actor.id == group.filled_by), None)
        stage = next((stage for stage in self.programme.stages if stage.id == group.stage), None)
        words = self.wording.say("à remplir", "to be filled")
        if actor is not None:
            label = self.wording.quoted(self.text(f"acteurs.{actor.id}.libelle", actor.label))
            words += self.wording.say(f" par {label}", f" by {label}")
        if stage is not None:
            label = self.wording.quoted(self.text(f"etapes.{stage.id}.libelle", stage.label))
            words += self.wording.say(f" à l'étape {label}", f" at the stage {label}")
        return words

    def field(self, field: Field) -> str:
        return self.text(f"champs.{field.id}.libelle", field.label)

    def column(self, table: Field, column: Field) -> str:
        return self.text(f"champs.{table.id}.colonnes.{column.id}.libelle", column.label)

    def table_of(self, column: Field) -> Field | None:
        """The table that a column belongs to; None for a field of the form."""
        return self.programme.table_of_column.get(column)

    def any_field(self, field: Field) -> str:
        """The label of a field or of a column."""
        table = self.table_of(field)
        return self.field(field) if table is None else self.column(table, field)

    def option(self, chooser: Field | Rule, option: Option) -> str:
        """The label of an option of a choice, or of a verdict."""
        if isinstance(chooser, Rule):
            return self.text(f"regles.{chooser.id}.lignes.{option.id}", option.label)
        if chooser.option_list:
            return self.text(f"listes.{chooser.option_list}.options.{option.id}", option.label)
        field, table = chooser, self.table_of(chooser)
        path = f"champs.{table.id}.colonnes.{field.id}" if table else f"champs.{field.id}"
        return self.text(f"{path}.options.{option.id}", option.label)

    def verdict(self, rule: Rule, identifier: str) -> str:
        """The label of a verdict by the identifier of its line."""
        option = rule.option(identifier)
        return identifier if option is None else self.option(rule, option)

    def level(self, scale: Scale, level: Level) -> str:
        return self.text(f"echelles.{scale.id}.niveaux.{level.id}", level.label)

    def parameter(self, parameter: Parameter) -> str:
        """Its label; of a cell of a table, « Taux d'aide pour Environnement et Petite », « Prix, moins de 20 »."""
        slot = parameter.slot
        if slot is None:
            return self.text(f"parametres.{parameter.id}.libelle", parameter.label)
        table = self.parameter(self.programme.parameter[slot.table])
        if slot.band is not None:
            return f"{table}, {self.band(slot.table, slot.band)}"
        return self.wording.say(f"{table} pour {self.options(slot)}", f"{table} for {self.options(slot)}")

    def owner(self, name: str) -> str:
        """The label of what a table of parameters is read by."""
        owner = self.programme.key_owner(name)
        return self.rule(owner) if isinstance(owner, Rule) else name if owner is None else self.any_field(owner)

    def options(self, slot: Slot) -> str:
        """« Environnement et Petite »: the options of a cell of a table."""
        owners = self.programme.parameter[slot.table].by
        labels = [self.chosen(owner, option) for owner, option in zip(owners, slot.options, strict=True)]
        return self.wording.say(" et ", " and ").join(labels)

    def chosen(self, owner: str, identifier: str) -> str:
        """The label of an option of what a table of parameters is read by."""
        chooser = self.programme.key_owner(owner)
        option = chooser.option(identifier) if chooser is not None else None
        return identifier if chooser is None or option is None else self.option(chooser, option)

    def band(self, table: str, band: Band) -> str:
        """« plus de 19 ETP, au plus 49 ETP »; « au-delà » where the dates of the table disagree on what is below."""
        owner = self.programme.key_owner(self.programme.parameter[table].by_band)
        unit = field_unit(owner) if isinstance(owner, Field) else owner.unit if owner is not None else None
        figures, parts = Figures(self.programme, self.language), []
        if band.lower is not None:
            word = COMPARISONS[Comparison.AT_LEAST if band.lower[1] else Comparison.MORE]
            parts.append(f"{word.into(self.language)} {figures.whole(band.lower[0], unit)}")
        if band.upper is not None:
            word = COMPARISONS[Comparison.AT_MOST if band.closed else Comparison.LESS]
            parts.append(f"{word.into(self.language)} {figures.whole(band.upper, unit)}")
        return ", ".join(parts) or self.wording.say("au-delà", "beyond")

    def rule(self, rule: Rule) -> str:
        return self.text(f"regles.{rule.id}.libelle", rule.label)

    def criterion_group(self, group: CriterionGroup) -> str:
        return self.text(f"groupes_de_criteres.{group.id}.libelle", group.label)

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

    # where requirements come from

    def reference(self, reference: Reference) -> str:
        """The place in the source, or that it is our own choice."""
        if reference.source is None:
            return self.wording.say("notre choix", "our choice")
        if self.language == "fr":
            return reference.source
        return english_references(self.programme)(reference.source)

    def choice_of_rule(self, rule: Rule) -> Choice | None:
        return self._choice(f"regles.{rule.id}", rule.reference)

    def choice_of_parameter(self, parameter: Parameter) -> Choice | None:
        table = parameter if parameter.slot is None else self.programme.parameter[parameter.slot.table]
        return self._choice(f"parametres.{table.id}", table.reference, self.parameter(table))

    def _choice(self, path: str, reference: Reference, subject: str = "") -> Choice | None:
        if not reference.choice:
            return None
        text = self.text(f"{path}.choix", reference.choice)
        return Choice(text, "fr" if text == reference.choice else self.language, subject)

    # rows, and answers that are missing

    def cells(self, path: str) -> Mapping[str, Any]:
        """What the row at `recettes[3]` holds; nothing when it is not known."""
        match = _ROW.match(path)
        if match is None or self.dossier is None:
            return {}
        year, table, index = match.groups()
        answers = self.dossier.years.get(int(year), {}) if year else self.dossier.answers
        rows = answers.get(table)
        row = rows[int(index)] if isinstance(rows, tuple) and int(index) < len(rows) else {}
        return row if isinstance(row, dict) else {}

    def row_text(self, path: str) -> str:
        """The first text that a row holds, which people know it by; empty when it holds none."""
        match = _ROW.match(path)
        table = self.programme.fields.get(match[2]) if match else None
        cells = self.cells(path)
        for column in table.columns if table is not None else ():
            text = cells.get(column.id)
            if column.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and isinstance(text, str) and text.strip():
                line = " ".join(text.split())
                return line if len(line) <= _ROW_SHOWN else line[: _ROW_SHOWN - 1].rstrip() + "…"
        return ""

    def row(self, path: str) -> str:
        """« Site internet » (ligne 4), or « ligne 4 »."""
        text, number = self.row_text(path), self.row_number(path)
        return f"{self.wording.quoted(text)} ({number})" if text else number

    def row_number(self, path: str) -> str:
        match = _ROW.match(path)
        return f"{self.wording.say('ligne', 'row')} {int(match[3]) + 1 if match else path}"

    def path(self, path: str) -> str:
        """A missing path in words: « Chiffre d'affaires total (2021) », « Montant (Recettes, ligne 4) »."""
        say, quoted = self.wording.say, self.wording.quoted
        if path.startswith("parametres."):
            name = path.removeprefix("parametres.")
            return self.parameter(self.programme.valued.get(name) or self.programme.parameter[name])
        if path.startswith("appreciations."):
            label = quoted(self.rule(self.programme.rule[path.removeprefix("appreciations.")]))
            return say(f"appréciation de {label}", f"appraisal of {label}")
        if _ROW.match(path):
            return self._cell(path)
        if path.startswith("annees."):
            _, year, rest = path.split(".", 2)
            return f"{self.path(rest)} ({year})"
        name, _, part = path.partition(".")
        words = (
            say(" (motif de l'absence)", " (why it is absent)") if part == "motif" else say(" (barème)", " (weight)")
        )
        return self.field(self.programme.fields[name]) + (words if part else "")

    def _cell(self, path: str) -> str:
        match = _ROW.match(path)
        assert match is not None
        year, table = match[1], self.programme.fields[match[2]]
        identifier = path[match.end() :].removeprefix(".")
        column = table.column(identifier)
        label = self.column(table, column) if column else identifier
        text = self.row_text(path)
        parts = [self.field(table), *([self.wording.quoted(text)] if text else []), self.row_number(path)]
        return f"{label} ({', '.join([*parts, *([year] if year else [])])})"

    def quoted_path(self, path: str) -> str:
        """A missing path as sentences name it: in quotation marks, unless its words are not a label."""
        name = self.path(path)
        if path.startswith("appreciations."):
            return self.wording.say(f"l'{name}", f"the {name}")
        return self.wording.quoted(name) + self.by_whom(path)

    def by_whom(self, path: str) -> str:
        """Who is to give a missing answer, in brackets; empty when it is the structure, at entry."""
        match = _FIELD.match(path)
        field = self.programme.fields.get(match[1]) if match else None
        if field is None or field.at_entry:
            return ""
        return f" ({self.filler(next(group for group in self.programme.groups if group.id == field.group))})"

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Missing paths as the form asks for them: field by field, year by year, row 2 before row 10."""
        return sorted(paths, key=self._place)

    def _place(self, path: str) -> tuple[int, int, int, int, str]:
        match = re.fullmatch(r"(?:annees\.([0-9]+)\.)?(\w+)(?:\[([0-9]+)\])?(?:\.(\w+))?", path)
        places = self.programme.place_of_field
        if match is None or match[2] not in places:
            return len(places), 0, 0, 0, path
        columns = [column.id for column in self.programme.fields[match[2]].columns]
        column = columns.index(match[4]) if match[4] in columns else -1
        return places[match[2]], int(match[1] or 0), int(match[3] or 0), column, path
