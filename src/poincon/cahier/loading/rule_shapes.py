"""The shape of `regles.yaml`: parameters, groups of criteria, and each kind of rule."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.loading.common_keys import CHOICE, HELP, IDENTITY, LABEL, SOURCE, UNIT
from poincon.cahier.loading.meanings import STRENGTH_MEANINGS
from poincon.cahier.loading.parameter_bands import ValueAtDate
from poincon.cahier.loading.parameter_values import LeftAsWritten
from poincon.cahier.loading.refusals import Refusal
from poincon.cahier.loading.shapes import FORMULA, OPTION_NAME, TEXT, Key, ListOf, OneOf, Shape
from poincon.cahier.loading.unit_texts import UnitText
from poincon.cahier.loading.values import Dated, YesNo
from poincon.cahier.model.enums import STRENGTHS, TARGETS

_RULE = (IDENTITY, LABEL, HELP, Key("applicable_si", FORMULA, about="Sinon la règle est sans objet"), SOURCE, CHOICE)
_VALUE = Key("valeur", FORMULA)
_TOLD_IN = Key("unite", UnitText(), about="En quoi la valeur est dite, quand la formule ne le dit pas assez : nombre")
_CONDITION = Key("condition", FORMULA, required=True)
_STRENGTH = Key("force", OneOf(STRENGTHS, STRENGTH_MEANINGS))


def _no_strength(fr: str, en: str) -> tuple[Refusal, ...]:
    """Of rules that weigh what their kind weighs."""
    no_strength = Text(f"{fr} n'a pas de force.", f"{en} has no strength.")
    return (Refusal(("force",), no_strength, Text("Retirez-la.", "Remove it.")),)


def _no_target(fr: str, en: str, this: Text) -> Refusal:
    """Of rules that have a value, and no status."""
    return Refusal(
        ("cible", "force"),
        Text(f"{fr} n'a ni cible ni force.", f"{en} has neither a target nor a strength."),
        Text(
            f"Écrivez un indicateur dont la valeur est {this.fr}, avec « cible » et « force ».",
            f'Write an indicator whose value is {this.en}, with "cible" and "force".',
        ),
    )


_NO_FORMULA = Refusal(
    ("valeur",),
    Text(
        "un score n'a pas de formule : il note les énoncés de ses rubriques.",
        "a score has no formula: it marks the statements of its sections.",
    ),
    Text("Écrivez « rubriques: [une_rubrique] ».", 'Write "rubriques: [a_section]".'),
    instead="rubriques",
)

_LEVERS = Key("leviers", ListOf(TEXT))

PARAMETER_SHAPE = Shape(
    (
        IDENTITY,
        LABEL,
        HELP,
        Key("unite", UnitText(), required=True, about=UNIT.about),
        Key("par", LeftAsWritten(ListOf(TEXT)), about="Une table : un ou deux choix, dont chaque option a sa valeur"),
        Key("par_tranche", TEXT, about="Une table : un nombre, dont chaque tranche a sa valeur"),
        Key(
            "valeurs", Dated(ValueAtDate()), about="{2022-01-01: 0.25} ; {sans_date: 0.25} quand la source ne date pas"
        ),
        Key("lecture", TEXT, about="Le jour où la valeur est lue : exercice, depot, ou un champ de date"),
        Key("campagne", YesNo(), about="Une campagne peut fixer cette valeur"),
        SOURCE,
        CHOICE,
    )
)
VERDICT_LINE_SHAPE = Shape(
    (
        Key("id", OPTION_NAME, required=True, about="Ce que les formules en lisent : etoiles est trois"),
        LABEL,
        Key("si", FORMULA, about="Sans « si », la dernière ligne vaut dans tous les autres cas"),
    )
)
TARGET_SHAPE = Shape(tuple(Key(name, FORMULA) for name in TARGETS))
RULE_SHAPES: dict[str, Shape] = {
    "derives": Shape(
        (
            *_RULE,
            Key("valeur", FORMULA, required=True),
            _TOLD_IN,
            Key("affiche", YesNo(), about="Montrée même si aucune règle ne la lit"),
        ),
        (_no_target("une valeur dérivée", "a derived value", Text("cette valeur", "this value")),),
    ),
    "prerequis": Shape((*_RULE, _CONDITION), _no_strength("un prérequis", "a prerequisite")),
    "indicateurs": Shape((*_RULE, _VALUE, _TOLD_IN, Key("condition", FORMULA), Key("cible", TARGET_SHAPE), _STRENGTH)),
    "criteres": Shape(
        (
            *_RULE,
            Key("question", TEXT, required=True),
            Key("echelle", LeftAsWritten(TEXT), required=True),
            Key("preuves", ListOf(TEXT)),
            Key("groupe", TEXT, about="Un des groupes de critères"),
            _STRENGTH,
        )
    ),
    "scores": Shape(
        (*_RULE, Key("rubriques", ListOf(TEXT), required=True), Key("lie_a", TEXT), Key("part_liee", TEXT)),
        (_no_target("un score", "a score", Text("ce score", "this score")), _NO_FORMULA),
    ),
    "echeancier": Shape(
        (*_RULE, Key("valeur", FORMULA, required=True), _TOLD_IN),
        (_no_target("un montant de l'échéancier", "an amount of the schedule", Text("ce montant", "this amount")),),
    ),
    "coherence": Shape(
        (*_RULE, _CONDITION, Key("message", TEXT, about="Quand la condition n'est pas remplie")),
        _no_strength("un contrôle de cohérence", "a check of coherence"),
    ),
    "recommandations": Shape(
        (*_RULE, _CONDITION, Key("texte", TEXT, required=True), _LEVERS),
        _no_strength("une recommandation", "a recommendation"),
    ),
    "verdicts": Shape(
        (*_RULE, Key("lignes", ListOf(VERDICT_LINE_SHAPE), required=True, about="La première remplie l'emporte")),
        _no_strength("un verdict", "a verdict"),
    ),
}
CRITERION_GROUP_SHAPE = Shape((IDENTITY, LABEL, SOURCE, CHOICE))
RULES = Shape(
    (
        Key("parametres", ListOf(PARAMETER_SHAPE)),
        Key("groupes_de_criteres", ListOf(CRITERION_GROUP_SHAPE), about="Ce que l'on compte et montre ensemble"),
        *(Key(block, ListOf(shape)) for block, shape in RULE_SHAPES.items()),
    )
)
