"""What `formulaire.yaml` holds, as things to compare."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from poincon.cahier.basics.numbers import Number
from poincon.cahier.basics.text import Text
from poincon.cahier.comparison import properties as p
from poincon.cahier.comparison.differences import Area
from poincon.cahier.comparison.items import Kind
from poincon.cahier.comparison.properties import Property
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import CarryOver, Field, Formula, Group, Option, OptionList, Section
from poincon.cahier.model.kinds import kind_words


def _kind(voice: Voice, field: Field) -> str:
    words = kind_words(field.kind)
    return voice.say(words.fr, words.en)


def _unit(field: Field) -> str | None:
    unit = field_unit(field) if field.is_quantity else None
    return unit.name if unit is not None else None


def _required(voice: Voice, field: Field) -> str:
    if field.required_if is not None:
        return f"{voice.say('si', 'if')} {voice.formula(field.required_if)}"
    return voice.yes_no(field.required)


def _window(voice: Voice, field: Field) -> str:
    if not field.window:
        return voice.say("une seule fois", "once")
    return voice.names.wording.count(field.window, ("exercice", "exercices"), ("year", "years"))


def _minimum(voice: Voice, field: Field) -> str | None:
    return _bound(voice, field, field.minimum_formula, field.minimum, field.earliest)


def _maximum(voice: Voice, field: Field) -> str | None:
    return _bound(voice, field, field.maximum_formula, field.maximum, field.latest)


def _bound(voice: Voice, field: Field, formula: Formula | None, number: Number | None, day: date | None) -> str | None:
    if formula is not None:
        return voice.formula(formula)
    return voice.day(day) if day is not None else voice.number(number, field_unit(field))


_CARRIED: dict[CarryOver, Text] = {
    CarryOver.YES: Text("oui", "yes"),
    CarryOver.TO_CONFIRM: Text("à confirmer", "to be confirmed"),
    CarryOver.NO: Text("non", "no"),
}


class _Carried(Protocol):
    @property
    def carry_over(self) -> CarryOver | None: ...


def _carry_over(voice: Voice, entity: _Carried) -> str | None:
    return None if entity.carry_over is None else _CARRIED[entity.carry_over].into(voice.language)


_CARRY_OVER: Property[_Carried] = Property("carry_over", Text("la reprise", "what is carried over"), _carry_over)


SECTIONS: Kind[Section] = Kind(
    Area.FORM,
    Text("Rubrique", "Section"),
    lambda section: (f"rubriques.{section.id}.titre", section.title),
    (
        p.title(lambda section: section.title),
        p.help_text(lambda section: section.help),
        p.formula("shown_if", "la condition d'affichage", "the condition to show it", lambda section: section.shown_if),
        _CARRY_OVER,
    ),
)
GROUPS: Kind[Group] = Kind(
    Area.FORM,
    Text("Groupe", "Group"),
    lambda group: (f"groupes.{group.id}.titre", group.title),
    (
        p.title(lambda group: group.title),
        p.help_text(lambda group: group.help),
        p.formula("shown_if", "la condition d'affichage", "the condition to show it", lambda group: group.shown_if),
        _CARRY_OVER,
        p.word("filled_by", "l'acteur qui le remplit", "the actor that fills it", lambda group: group.filled_by),
        p.word("stage", "l'étape où il se remplit", "the stage at which it is filled", lambda group: group.stage),
    ),
)
FIELDS: Kind[Field] = Kind(
    Area.FORM,
    Text("Champ", "Field"),
    lambda field: (f"champs.{field.id}.libelle", field.label),
    (
        p.label(lambda field: field.label),
        Property("kind", Text("le type", "the kind"), _kind),
        p.word("unit", "l'unité", "the unit", _unit),
        Property("required", Text("le caractère obligatoire", "whether it is required"), _required),
        p.formula("shown_if", "la condition d'affichage", "the condition to show it", lambda field: field.shown_if),
        p.word("list", "la liste d'options", "the list of options", lambda field: field.option_list),
        Property("window", Text("la répétition", "the repetition"), _window),
        Property("minimum", Text("le minimum", "the minimum"), _minimum),
        Property("maximum", Text("le maximum", "the maximum"), _maximum),
        p.word("decimals", "le nombre de décimales", "the number of decimals", lambda field: field.decimals),
        p.word("length", "la longueur permise", "the length allowed", lambda field: field.length),
        p.word("rows", "le nombre de lignes permises", "the number of rows allowed", lambda field: field.maximum_rows),
        p.names("formats", "la liste des formats", "the list of formats", lambda field: field.formats),
        p.word("size", "la taille permise (Mo)", "the size allowed (MB)", lambda field: field.maximum_size),
        p.word("scale", "l'échelle", "the scale", lambda field: field.scale),
        p.word("weight", "le poids", "the weight", lambda field: field.weight),
        p.word("maximum_weight", "le barème permis", "the weight allowed", lambda field: field.maximum_weight),
        p.names("levers", "la liste des leviers", "the list of levers", lambda field: field.levers),
        p.yes_no(
            "reconstructed", "la mention « reconstitué »", 'the mark "reconstructed"', lambda field: field.reconstructed
        ),
        p.word("section", "la rubrique", "the section", lambda field: field.section),
        p.word("group", "le groupe", "the group", lambda field: field.group),
        _CARRY_OVER,
        p.help_text(lambda field: field.help),
        p.text("example", "l'exemple", "the example", lambda field: field.example),
        p.source(),
        p.choice(),
    ),
)
COLUMNS: Kind[Field] = Kind(
    FIELDS.area, Text("Colonne", "Column"), lambda column: ("", column.label), FIELDS.properties
)
LISTS: Kind[OptionList] = Kind(Area.FORM, Text("Liste", "List"), lambda each: ("", each.id), ())
OPTIONS: Kind[Option] = Kind(
    Area.FORM, Text("Option", "Option"), lambda option: ("", option.label), (p.label(lambda option: option.label),)
)
