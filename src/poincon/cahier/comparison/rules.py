"""What `regles.yaml` holds, as things to compare."""

from __future__ import annotations

from poincon.cahier.basics.text import Text, enumeration
from poincon.cahier.comparison import properties as p
from poincon.cahier.comparison.differences import Area
from poincon.cahier.comparison.items import Kind
from poincon.cahier.comparison.properties import Property
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.explanation.words import COMPARISONS, STRENGTH_WORDS
from poincon.cahier.model import CriterionGroup, Formula, Parameter, Rule
from poincon.cahier.model.enums import RULE_BLOCKS

_FRENCH_KINDS = {kind: block for block, kind in RULE_BLOCKS.items()}


def _kind(voice: Voice, rule: Rule) -> str:
    return voice.say(_FRENCH_KINDS[rule.kind], rule.kind.value)


def _target(voice: Voice, rule: Rule) -> str | None:
    if rule.target is None:
        return None
    return f"{COMPARISONS[rule.target.comparison].into(voice.language)} {voice.formula(rule.target.formula)}"


def _lines(voice: Voice, rule: Rule) -> str | None:
    """Each verdict with its condition, in order."""
    lines = [f"{voice.quoted(voice.names.verdict(rule, line.id))} {_if(voice, line.condition)}" for line in rule.lines]
    return enumeration(lines, voice.language) if lines else None


def _if(voice: Voice, condition: Formula | None) -> str:
    if condition is None:
        return voice.say("sinon", "otherwise")
    return f"{voice.say('si', 'if')} {voice.formula(condition)}"


def _strength(voice: Voice, rule: Rule) -> str | None:
    return STRENGTH_WORDS[rule.strength].into(voice.language) if rule.strength else None


PARAMETERS: Kind[Parameter] = Kind(
    Area.PARAMETERS,
    Text("Paramètre", "Parameter"),
    lambda parameter: (f"parametres.{parameter.id}", parameter.label),
    (
        p.label(lambda parameter: parameter.label),
        p.word("unit", "l'unité", "the unit", lambda parameter: parameter.unit.name),
        p.yes_no(
            "campaign",
            "le choix laissé à la campagne",
            "whether a campaign may set it",
            lambda parameter: parameter.campaign,
        ),
        p.word("read_on", "le jour de lecture", "the day of reading", lambda parameter: parameter.read_on),
        p.names("by", "ce dont il dépend", "what it depends on", lambda parameter: parameter.owners),
        p.help_text(lambda parameter: parameter.help),
        p.source(),
        p.choice(),
    ),
)
CRITERION_GROUPS: Kind[CriterionGroup] = Kind(
    Area.RULES,
    Text("Groupe de critères", "Group of criteria"),
    lambda group: (f"groupes_de_criteres.{group.id}.libelle", group.label),
    (p.label(lambda group: group.label), p.source(), p.choice()),
)
RULES: Kind[Rule] = Kind(
    Area.RULES,
    Text("Règle", "Rule"),
    lambda rule: (f"regles.{rule.id}.libelle", rule.label),
    (
        p.label(lambda rule: rule.label),
        Property("kind", Text("la nature", "the kind"), _kind),
        p.formula("formula", "la formule", "the formula", lambda rule: rule.formula),
        p.word("unit", "l'unité", "the unit", lambda rule: rule.unit.name if rule.unit else None),
        Property("target", Text("la cible", "the target"), _target),
        Property("lines", Text("la liste des verdicts", "the list of verdicts"), _lines),
        Property("strength", Text("la force", "the strength"), _strength),
        p.formula(
            "applicable_if", "la condition d'application", "the condition to apply it", lambda rule: rule.applicable_if
        ),
        p.text("question", "la question", "the question", lambda rule: rule.question),
        p.word("scale", "l'échelle", "the scale", lambda rule: rule.scale),
        p.word("group", "le groupe", "the group", lambda rule: rule.group),
        p.names("evidence", "la liste des preuves", "the list of evidence", lambda rule: rule.evidence),
        p.names("sections", "la liste des rubriques", "the list of sections", lambda rule: rule.sections),
        p.word("linked_to", "le score lié", "the linked score", lambda rule: rule.linked_to),
        p.word("linked_share", "la part liée", "the linked share", lambda rule: rule.linked_share),
        p.yes_no("shown", "l'affichage", "whether it is shown", lambda rule: rule.shown),
        p.text("message", "le message", "the message", lambda rule: rule.message),
        p.text("text", "le texte", "the text", lambda rule: rule.text),
        p.names("levers", "la liste des leviers", "the list of levers", lambda rule: rule.levers),
        p.help_text(lambda rule: rule.help),
        p.source(),
        p.choice(),
    ),
)
