"""What `formulaire.yaml` holds, as things to compare."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.comparison import properties as p
from poincon.cahier.comparison.differences import Area
from poincon.cahier.comparison.items import Kind
from poincon.cahier.comparison.properties import Property
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.formulas.types import field_unit
from poincon.cahier.model import Field, Group, Option, Section
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
    return voice.say(f"{field.window} exercice(s)", f"{field.window} year(s)")


def _minimum(voice: Voice, field: Field) -> str | None:
    return voice.number(field.minimum, field_unit(field))


def _maximum(voice: Voice, field: Field) -> str | None:
    return voice.number(field.maximum, field_unit(field))


SECTIONS: Kind[Section] = Kind(
    Area.FORM,
    Text("Rubrique", "Section"),
    lambda one: (f"rubriques.{one.id}.titre", one.title),
    (p.title(lambda one: one.title), p.help_text(lambda one: one.help)),
)
GROUPS: Kind[Group] = Kind(
    Area.FORM,
    Text("Groupe", "Group"),
    lambda one: (f"groupes.{one.id}.titre", one.title),
    (
        p.title(lambda one: one.title),
        p.help_text(lambda one: one.help),
        p.formula("shown_if", "la condition d'affichage", "the condition to show it", lambda one: one.shown_if),
    ),
)
FIELDS: Kind[Field] = Kind(
    Area.FORM,
    Text("Champ", "Field"),
    lambda one: (f"champs.{one.id}.libelle", one.label),
    (
        p.label(lambda one: one.label),
        Property("kind", Text("le type", "the kind"), _kind),
        p.word("unit", "l'unité", "the unit", _unit),
        Property("required", Text("le caractère obligatoire", "whether it is required"), _required),
        p.formula("shown_if", "la condition d'affichage", "the condition to show it", lambda one: one.shown_if),
        Property("window", Text("la répétition", "the repetition"), _window),
        Property("minimum", Text("le minimum", "the minimum"), _minimum),
        Property("maximum", Text("le maximum", "the maximum"), _maximum),
        p.word("decimals", "le nombre de décimales", "the number of decimals", lambda one: one.decimals),
        p.word("length", "la longueur permise", "the length allowed", lambda one: one.length),
        p.word("rows", "le nombre de lignes permises", "the number of rows allowed", lambda one: one.maximum_rows),
        p.names("formats", "la liste des formats", "the list of formats", lambda one: one.formats),
        p.word("size", "la taille permise (Mo)", "the size allowed (MB)", lambda one: one.maximum_size),
        p.word("scale", "l'échelle", "the scale", lambda one: one.scale),
        p.word("weight", "le poids", "the weight", lambda one: one.weight),
        p.word("maximum_weight", "le barème permis", "the weight allowed", lambda one: one.maximum_weight),
        p.names("levers", "la liste des leviers", "the list of levers", lambda one: one.levers),
        p.yes_no(
            "reconstructed", "la mention « reconstitué »", 'the mark "reconstructed"', lambda one: one.reconstructed
        ),
        p.word("section", "la rubrique", "the section", lambda one: one.section),
        p.word("group", "le groupe", "the group", lambda one: one.group),
        p.help_text(lambda one: one.help),
        p.text("example", "l'exemple", "the example", lambda one: one.example),
        p.source(),
        p.choice(),
    ),
)
COLUMNS: Kind[Field] = Kind(FIELDS.area, Text("Colonne", "Column"), lambda one: ("", one.label), FIELDS.properties)
OPTIONS: Kind[Option] = Kind(
    Area.FORM, Text("Option", "Option"), lambda one: ("", one.label), (p.label(lambda one: one.label),)
)
