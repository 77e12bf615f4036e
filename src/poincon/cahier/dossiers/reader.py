"""Dossier files: every scalar is text until its field types it; every error at once, with the nearest known name."""

from __future__ import annotations

from pathlib import Path

from poincon.cahier.basics.characters import visible_text
from poincon.cahier.basics.located import Located, Mapping, Scalar, Sequence, read_file
from poincon.cahier.basics.numbers import parse_decimal
from poincon.cahier.basics.problems import Place, Problem, Problems, suggestion
from poincon.cahier.basics.text import Text
from poincon.cahier.dossiers.absences import declares_absence, read_absence, refuse_absence
from poincon.cahier.dossiers.dossier import Cell, Dossier, FreeAnswer, Row, Value
from poincon.cahier.dossiers.filing import read_filing
from poincon.cahier.dossiers.given import GivenReader, read_level
from poincon.cahier.dossiers.kinds import WrongValue, read_value
from poincon.cahier.dossiers.nodes import NodeReader, is_blank_node, is_blank_row
from poincon.cahier.dossiers.remedies import of_column, of_rows
from poincon.cahier.formulas.sizes import LONGEST_SPAN
from poincon.cahier.model import Field, FieldKind, Programme

BY_YEAR = "annees"
KEYS = ("programme", "exercice", "depot", "reponses", "parametres", "appreciations")
FIRST_YEAR, LAST_YEAR = 1900, 2199
MAXIMUM_SPAN = LONGEST_SPAN - 1
"""Years between the first and the last that a dossier may give."""
_NO_YEARS = Text(
    "Ce programme n'a pas de réponses par année : répondez hors de « annees ».",
    'This programme has no answers by year: answer outside "annees".',
)


def read_dossier_file(path: Path, programme: Programme) -> Dossier:
    """A YAML or JSON dossier. Raises `Unusable` with every error."""
    return read_dossier(read_file(path), programme)


def read_dossier(node: Located, programme: Programme) -> Dossier:
    """A located tree as a dossier. Raises `Unusable` with every error."""
    problems = Problems()
    dossier = _DossierReader(programme, problems).read(node)
    problems.refuse()
    return dossier


def read_answers(node: Located, programme: Programme) -> tuple[Dossier, list[Problem]]:
    """What can be read of a dossier that is being filled, and what is wrong with the rest."""
    problems = Problems()
    dossier = _DossierReader(programme, problems).read(node)
    return dossier, list(problems)


class _DossierReader(NodeReader):
    def __init__(self, programme: Programme, problems: Problems) -> None:
        super().__init__(problems)
        self.programme = programme

    def read(self, node: Located) -> Dossier:
        top = self.mapping(node)
        self.check_answers_are_below(top)
        for key, child in top.items():
            if key not in KEYS and key not in self.programme.fields:
                self.problems.add(
                    child.place,
                    "unknown_key",
                    f"la clé « {key[:60]} » n'existe pas dans un dossier.",
                    f'there is no key "{key[:60]}" in a dossier.',
                    suggestion(key, KEYS),
                )
        self.check_programme(top.get("programme"))
        answers, years = self.answers(top.get("reponses"))
        reference = self.reference_year(top.get("exercice"), years)
        beside = GivenReader(self.programme, self.problems)
        figures, levels = beside.parameters(top.get("parametres")), beside.appraisals(top.get("appreciations"))
        return Dossier(answers, years, figures, levels, reference, read_filing(top.get("depot"), self.problems))

    def check_answers_are_below(self, top: dict[str, Located]) -> None:
        """Fields that are written beside `reponses`, instead of under it, are told together."""
        names = [key for key in top if key in self.programme.fields and key not in KEYS]
        if names:
            self.problems.add(
                top[names[0]].place,
                "misplaced_field",
                f"« {names[0][:60]} » est un champ : les réponses vont sous « reponses ».",
                f'"{names[0][:60]}" is a field: answers go under "reponses".',
                Text(
                    f"Écrivez « reponses: » au-dessus, puis « {names[0][:60]}: … » deux espaces plus à droite.",
                    f'Write "reponses:" above, then "{names[0][:60]}: …" two spaces to the right.',
                ),
            )

    def check_programme(self, node: Located | None) -> None:
        name = self.scalar(node) if node is not None else None
        if node is not None and name is not None and name != self.programme.id:
            self.problems.add(
                node.place,
                "other_programme",
                f"ce dossier est pour « {name[:60]} », pas pour « {self.programme.id} ».",
                f'this dossier is for "{name[:60]}", not for "{self.programme.id}".',
                Text(f"Écrivez « programme: {self.programme.id} ».", f'Write "programme: {self.programme.id}".'),
            )

    # years

    def year(self, text: str, place: Place) -> int | None:
        text = visible_text(text)
        if len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
            return int(text)
        self.problems.add(
            place,
            "year",
            f"« {text[:40]} » n'est pas une année ({FIRST_YEAR} à {LAST_YEAR}).",
            f'"{text[:40]}" is not a year ({FIRST_YEAR} to {LAST_YEAR}).',
            Text("Exemple : 2021", "Example: 2021"),
        )
        return None

    def reference_year(self, node: Located | None, years: dict[int, dict[str, Value]]) -> int | None:
        text = self.scalar(node) if node is not None else None
        if node is None or text is None:
            return max(years, default=None)
        year = self.year(text, node.place)
        if year is not None and years and max(years | {year: {}}) - min(years | {year: {}}) > MAXIMUM_SPAN:
            self.problems.add(
                node.place,
                "year_span",
                f"plus de {MAXIMUM_SPAN} ans séparent les années données.",
                f"more than {MAXIMUM_SPAN} years lie between the years given.",
            )
            return None
        return year

    def answers(self, node: Located | None) -> tuple[dict[str, Value], dict[int, dict[str, Value]]]:
        once: dict[str, Value] = {}
        years: dict[int, dict[str, Value]] = {}
        for name, child in self.mapping(node, self.programme.fields.keys() | {BY_YEAR}).items():
            if name == BY_YEAR and self.programme.has_years:
                years = self.by_year(child)
            else:
                self.answer(name, child, once, yearly=False)
        return once, years

    def by_year(self, node: Located) -> dict[int, dict[str, Value]]:
        years: dict[int, dict[str, Value]] = {}
        for name, child in self.mapping(node).items():
            year = self.year(name, child.place)
            if year is None or (isinstance(child, Scalar) and child.text is None):
                continue  # an empty year is a year that was not given
            values: dict[str, Value] = {}
            for field_name, answer in self.mapping(child, self.programme.fields).items():
                self.answer(field_name, answer, values, yearly=True)
            years[year] = values
        if years and max(years) - min(years) > MAXIMUM_SPAN:
            self.problems.add(
                node.place,
                "year_span",
                f"plus de {MAXIMUM_SPAN} ans séparent les années données.",
                f"more than {MAXIMUM_SPAN} years lie between the years given.",
            )
            return {}
        return years

    # answers

    def answer(self, name: str, node: Located, into: dict[str, Value], *, yearly: bool) -> None:
        if self.problems.full:
            return
        field = self.programme.fields.get(name)
        if field is None:
            names = [field.id for field in self.programme.fields.values() if field.yearly is yearly]
            self.problems.add(
                node.place,
                "unknown_field",
                f"le champ « {name[:60]} » n'existe pas.",
                f'there is no field "{name[:60]}".',
                _NO_YEARS if name == BY_YEAR else suggestion(name, names) or suggestion(name, self.programme.fields),
                (name,),
            )
            return
        if field.yearly is not yearly:
            remedy = (
                Text("Il se répond par année, sous « annees ».", 'It is answered by year, under "annees".')
                if field.yearly
                else Text("Il se répond une seule fois, hors de « annees ».", 'It is answered once, outside "annees".')
            )
            self.problems.add(
                node.place,
                "misplaced_field",
                f"le champ « {name} » n'est pas à sa place.",
                f'the field "{name}" is not in its place.',
                remedy,
            )
            return
        value = self.value(field, node)
        if value is not None:
            into[name] = value

    def value(self, field: Field, node: Located) -> Value | None:
        if is_blank_node(node):
            return None
        if field.kind is FieldKind.FILE and isinstance(node, Mapping):
            return read_absence(node.place, node.entries, self.problems)
        if isinstance(node, Mapping) and declares_absence(node.entries):
            refuse_absence(node.place, self.problems, in_table=False)
            return None
        if field.kind is FieldKind.TABLE:
            return self.table(field, node)
        if field.kind is FieldKind.FREE_STATEMENT:
            return self.free_statement(field, node)
        return self.cell(field, node)

    def cell(self, field: Field, node: Located) -> Cell | None:
        if field.kind is FieldKind.CHOICES:
            return self.choices(field, node)
        text = self.scalar(node)
        if text is None:
            return None
        if field.kind is FieldKind.STATEMENT:
            return read_level(self.programme, field.scale, text, node.place, self.problems)
        try:
            return read_value(field, text)
        except WrongValue as wrong:
            self.problems.add(node.place, wrong.code, wrong.text.fr, wrong.text.en, wrong.remedy, wrong.names)
            return None

    def choices(self, field: Field, node: Located) -> tuple[str, ...] | None:
        items = node.items if isinstance(node, Sequence) else (node,)
        chosen: list[str] = []
        for item in items:
            text = self.scalar(item)
            try:
                if text is not None:
                    chosen.append(str(read_value(field, text)))
            except WrongValue as wrong:
                self.problems.add(item.place, wrong.code, wrong.text.fr, wrong.text.en, wrong.remedy, wrong.names)
        return tuple(dict.fromkeys(chosen))

    def free_statement(self, field: Field, node: Located) -> FreeAnswer | None:
        entries = self.mapping(node)
        for key, child in entries.items():
            if key not in ("reponse", "bareme", "intitule"):
                self.problems.add(
                    child.place,
                    "unknown_key",
                    f"la clé « {key[:40]} » n'existe pas ici.",
                    f'there is no key "{key[:40]}" here.',
                    suggestion(key, ("reponse", "bareme", "intitule")),
                )
        texts = {key: self.scalar(child) for key, child in entries.items()}
        level, weight, title = texts.get("reponse"), texts.get("bareme"), texts.get("intitule")
        place = entries["reponse"].place if level is not None else node.place
        level_name = level and read_level(self.programme, field.scale, level, place, self.problems)
        number = self.weight(field, weight, entries["bareme"].place) if weight is not None else None
        return FreeAnswer(level_name, number, title or "")

    def weight(self, field: Field, text: str, place: Place) -> int | None:
        value = parse_decimal(text, 0)
        highest = field.maximum_weight or 1
        if value is None or not 1 <= value <= highest:
            self.problems.add(
                place,
                "weight",
                f"« {text[:40]} » : le barème est un entier de 1 à {highest}.",
                f'"{text[:40]}": the weight is a whole number from 1 to {highest}.',
            )
            return None
        return int(value)

    def table(self, field: Field, node: Located) -> tuple[Row, ...] | None:
        """The rows, up to the last that gives something; None when there are rows and none gives anything.

        A row that gives nothing stays as an empty one before the others, which keep their place in the file.
        """
        if not isinstance(node, Sequence):
            fr, en = "il faut une liste de lignes (« - … »).", 'a list of rows is needed ("- …").'
            self.problems.add(node.place, "list", fr, en, of_rows(field))
            return None
        if node.items and not any(isinstance(item, Mapping) or is_blank_node(item) for item in node.items):
            fr, en = "il faut des clés et des valeurs ici.", "keys and values are needed here."
            self.problems.add(node.place, "mapping", fr, en, of_rows(field))
            return None
        count = sum(not is_blank_row(item) for item in node.items)
        if count > field.maximum_rows:
            self.problems.add(
                node.place,
                "too_many_rows",
                f"ce tableau a {count} lignes ; {field.maximum_rows} au plus.",
                f"this table has {count} rows; {field.maximum_rows} at most.",
            )
            return None
        rows = [self.row(field, item) for item in node.items]
        while rows and not rows[-1]:
            rows.pop()
        return tuple(rows) if rows or not node.items else None

    def row(self, field: Field, node: Located) -> Row:
        row: Row = {}
        if self.problems.full or is_blank_node(node):
            return row
        for name, child in self.mapping(node, [column.id for column in field.columns]).items():
            column = field.column(name)
            if column is None:
                self.problems.add(
                    child.place,
                    "unknown_column",
                    f"la colonne « {name[:60]} » n'existe pas.",
                    f'there is no column "{name[:60]}".',
                    of_column(name, field),
                    (name,),
                )
                continue
            value: Cell | None = None
            if isinstance(child, Mapping) and declares_absence(child.entries):
                refuse_absence(child.place, self.problems, in_table=column.kind is FieldKind.FILE)
            elif not is_blank_node(child):
                value = self.cell(column, child)
            if value is not None:
                row[name] = value
        return row
