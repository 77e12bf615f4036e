"""What `programme.yaml` and the scales hold, as things to compare."""

from __future__ import annotations

from poincon.cahier.basics.text import Text
from poincon.cahier.basics.units import named
from poincon.cahier.comparison import properties as p
from poincon.cahier.comparison.differences import Area
from poincon.cahier.comparison.items import Kind
from poincon.cahier.comparison.properties import Property
from poincon.cahier.comparison.voice import Voice
from poincon.cahier.explanation.words import STATUS_WORDS
from poincon.cahier.model import (
    Actor,
    ActorFunction,
    CalendarEffect,
    LetterAct,
    Level,
    Milestone,
    OrganisationKind,
    Phase,
    Programme,
    Scale,
    Setting,
    Source,
    Stage,
    Template,
    UnitName,
)

_NATURES = {
    "label": Text("label", "label"),
    "subvention": Text("subvention", "grant"),
    "contrat": Text("contrat", "contract"),
    "auto_evaluation": Text("autoévaluation", "self-assessment"),
    "aide": Text("aide", "aid"),
}
_FUNCTIONS = {
    ActorFunction.STRUCTURE_EDITOR: Text("rédiger pour une structure", "writing for a structure"),
    ActorFunction.STRUCTURE_HEAD: Text("diriger une structure", "heading a structure"),
    ActorFunction.REGIONAL_OFFICER: Text("instruire pour une région", "examining for a region"),
    ActorFunction.COMMITTEE_MEMBER: Text("siéger au comité d’une région", "sitting on a region’s committee"),
    ActorFunction.EXPERT: Text("expertiser", "giving an expert’s advice"),
    ActorFunction.MINISTRY: Text("agir pour le ministère", "acting for the ministry"),
}
_PHASES = {
    Phase.ACCOUNT: Text("ouverture du compte", "opening of the account"),
    Phase.DRAFTING: Text("saisie", "drafting"),
    Phase.VALIDATION: Text("validation par la direction", "validation by the head"),
    Phase.COMPLETENESS: Text("complétude", "completeness"),
    Phase.PREREQUISITES: Text("prérequis", "prerequisites"),
    Phase.NOT_PROCESSED: Text("demande non traitée", "request not processed"),
    Phase.EVALUATION: Text("évaluation", "evaluation"),
}
_EFFECTS = {
    CalendarEffect.OPENING: Text("ouvre la campagne", "opens the campaign"),
    CalendarEffect.CLOSING: Text("clôt la campagne", "closes the campaign"),
}


_APPLICANTS = {
    OrganisationKind.ASSOCIATION: Text("associations", "associations"),
    OrganisationKind.FOUNDATION: Text("fondations", "foundations"),
    OrganisationKind.COMPANY: Text("entreprises", "companies"),
    OrganisationKind.LOCAL_AUTHORITY: Text("collectivités territoriales", "local authorities"),
    OrganisationKind.PUBLIC_BODY: Text("établissements publics", "public bodies"),
    OrganisationKind.GROUPING: Text("groupements", "groupings"),
    OrganisationKind.OTHER: Text("autres structures", "other organisations"),
}
_ACTS = {
    LetterAct.SUBMITTED: Text("dossier déposé", "dossier submitted"),
    LetterAct.CHANGES_ASKED: Text("compléments demandés", "changes asked"),
    LetterAct.COMPLETE: Text("dossier complet", "dossier complete"),
    LetterAct.ADMISSIBLE: Text("dossier recevable", "dossier admissible"),
    LetterAct.NOT_PROCESSED: Text("demande non traitée", "request not processed"),
}


def _functions(voice: Voice, actor: Actor) -> str | None:
    return ", ".join(_FUNCTIONS[function].into(voice.language) for function in actor.functions) or None


def _phase(voice: Voice, stage: Stage) -> str | None:
    return voice.quoted(_PHASES[stage.phase].into(voice.language)) if stage.phase else None


def _act(voice: Voice, template: Template) -> str | None:
    return voice.quoted(_ACTS[template.act].into(voice.language)) if template.act else None


def _effect(voice: Voice, milestone: Milestone) -> str | None:
    return voice.quoted(_EFFECTS[milestone.effect].into(voice.language)) if milestone.effect else None


def _nature(voice: Voice, programme: Programme) -> str:
    return _NATURES[programme.nature].into(voice.language)


def _duration(voice: Voice, programme: Programme) -> str | None:
    if programme.duration is None:
        return None
    number, unit = programme.duration
    return voice.figures.number(number, named(unit))


def _applicants(voice: Voice, programme: Programme) -> str | None:
    kinds = [kind for kind in OrganisationKind if kind in programme.applicants]
    return ", ".join(_APPLICANTS[kind].into(voice.language) for kind in kinds) or None


def _recourse(voice: Voice, programme: Programme) -> str | None:
    return voice.text(programme.recourse.text) if programme.recourse else None


def _recourse_reference(voice: Voice, programme: Programme) -> str | None:
    if programme.recourse is None:
        return None
    reference = programme.recourse.reference
    parts = (voice.source(reference), voice.text(reference.choice))
    return ", ".join(part for part in parts if part) or None


def _status(voice: Voice, level: Level) -> str | None:
    return STATUS_WORDS[level.status].into(voice.language) if level.status else None


PROGRAMME: Kind[Programme] = Kind(
    Area.IDENTITY,
    None,
    lambda programme: ("programme.titre", programme.title),
    (
        p.word("id", "l'identifiant", "the identifier", lambda programme: programme.id),
        p.word("version", "la version", "the version", lambda programme: programme.version),
        p.title(lambda programme: programme.title),
        p.text("summary", "le résumé", "the summary", lambda programme: programme.summary),
        Property("kind", Text("la nature", "the kind"), _nature),
        p.text("owner", "le porteur", "the owner", lambda programme: programme.owner),
        Property(
            "date", Text("la date de lecture", "the reading date"), lambda voice, programme: voice.day(programme.day)
        ),
        Property("applicants", Text("la liste de qui peut déposer", "the list of who may apply"), _applicants),
        Property("recourse", Text("la voie de recours", "the way to contest a decision"), _recourse),
        Property(
            "recourse_reference", Text("l'origine de cette voie", "where that way comes from"), _recourse_reference
        ),
        Property("duration", Text("la durée", "the duration"), _duration),
    ),
)
SOURCES: Kind[Source] = Kind(
    Area.SOURCES,
    Text("Source", "Source"),
    lambda source: ("", source.title),
    (
        p.title(lambda source: source.title),
        p.text("edition", "l'édition", "the edition", lambda source: source.edition),
        p.text("note", "la note", "the note", lambda source: source.note),
    ),
)
UNITS: Kind[UnitName] = Kind(
    Area.UNITS,
    Text("Unité", "Unit"),
    lambda unit: (f"unites.{unit.id}.singulier", unit.singular),
    (
        p.text("singular", "le singulier", "the singular", lambda unit: unit.singular),
        p.text("plural", "le pluriel", "the plural", lambda unit: unit.plural),
    ),
)
ACTORS: Kind[Actor] = Kind(
    Area.PROCESS,
    Text("Acteur", "Actor"),
    lambda actor: ("", actor.label),
    (
        p.label(lambda actor: actor.label),
        p.word("scope", "la portée", "the scope", lambda actor: actor.scope),
        p.text("role", "le rôle", "the role", lambda actor: actor.role),
        Property("functions", Text("la liste des fonctions", "the list of functions"), _functions),
        p.source(),
        p.choice(),
    ),
)
STAGES: Kind[Stage] = Kind(
    Area.PROCESS,
    Text("Étape", "Stage"),
    lambda stage: ("", stage.label),
    (
        p.label(lambda stage: stage.label),
        p.word("actor", "l'acteur", "the actor", lambda stage: stage.actor),
        p.names("following", "la suite", "what follows", lambda stage: stage.following),
        Property("phase", Text("la phase", "the phase"), _phase),
        p.source(),
        p.choice(),
    ),
)
MILESTONES: Kind[Milestone] = Kind(
    Area.PROCESS,
    Text("Échéance du calendrier", "Milestone"),
    lambda milestone: ("", milestone.label),
    (
        p.label(lambda milestone: milestone.label),
        p.text("when", "la date", "the date", lambda milestone: milestone.when),
        Property("effect", Text("l'effet", "the effect"), _effect),
        p.source(),
        p.choice(),
    ),
)
SETTINGS: Kind[Setting] = Kind(
    Area.PROCESS,
    Text("Option", "Setting"),
    lambda setting: ("", setting.label),
    (
        p.label(lambda setting: setting.label),
        p.word("unit", "l'unité", "the unit", lambda setting: setting.unit.name),
        Property(
            "value", Text("la valeur", "the value"), lambda voice, setting: voice.number(setting.value, setting.unit)
        ),
        p.source(),
        p.choice(),
    ),
)
SCALES: Kind[Scale] = Kind(
    Area.SCALES,
    Text("Échelle", "Scale"),
    lambda scale: (f"echelles.{scale.id}.libelle", scale.label),
    (
        p.label(lambda scale: scale.label),
        p.names(
            "order",
            "l'ordre des niveaux",
            "the order of levels",
            lambda scale: tuple(level.id for level in scale.levels),
        ),
        p.source(),
        p.choice(),
    ),
)
LEVELS: Kind[Level] = Kind(
    Area.SCALES,
    Text("Niveau", "Level"),
    lambda level: ("", level.label),
    (
        p.label(lambda level: level.label),
        Property("value", Text("la valeur", "the value"), lambda voice, level: voice.number(level.value)),
        Property("status", Text("le statut", "the status"), _status),
    ),
)
TEMPLATES: Kind[Template] = Kind(
    Area.TEMPLATES,
    Text("Modèle", "Template"),
    lambda template: (f"modeles.{template.id}.objet", template.subject),
    (
        p.label(lambda template: template.label),
        p.word("stage", "l'étape", "the stage", lambda template: template.stage),
        Property("act", Text("l'acte", "the act"), _act),
        p.text("subject", "l'objet", "the subject", lambda template: template.subject),
        p.text("body", "le corps", "the body", lambda template: template.body),
        p.source(),
        p.choice(),
    ),
)
