"""What the platform reads of `programme.yaml`: phases, functions, effects, its own options; each must be workable."""

from __future__ import annotations

from poincon.cahier.basics.problems import Problems
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.identity import IdentityReader
from poincon.cahier.loading.rules import RulesReader
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import ActorFunction, CalendarEffect, Phase, RuleKind
from poincon.cahier.model.enums import ACTOR_FUNCTIONS, CALENDAR_EFFECTS, PHASES, PLATFORM_SETTINGS

_PHASE_WORDS = {phase: word for word, phase in PHASES.items()}
_CLOSING_WORD = next(word for word, effect in CALENDAR_EFFECTS.items() if effect is CalendarEffect.CLOSING)
_FUNCTION_WORDS = {function: word for word, function in ACTOR_FUNCTIONS.items()}
_OF_STRUCTURES = (ActorFunction.STRUCTURE_EDITOR, ActorFunction.STRUCTURE_HEAD)
_RECEIVING = (ActorFunction.REGIONAL_OFFICER, ActorFunction.MINISTRY)
_ACTING: dict[Phase, tuple[ActorFunction, ...]] = {
    Phase.ACCOUNT: (),
    Phase.DRAFTING: _OF_STRUCTURES,
    Phase.VALIDATION: (ActorFunction.STRUCTURE_HEAD, ActorFunction.STRUCTURE_EDITOR),
    Phase.COMPLETENESS: _RECEIVING,
    Phase.PREREQUISITES: _RECEIVING,
    Phase.NOT_PROCESSED: _RECEIVING,
    Phase.EVALUATION: (ActorFunction.COMMITTEE_MEMBER, ActorFunction.EXPERT, *_RECEIVING),
}
"""The functions that can act in a phase, the usual one first: a structure writes its request, an authority examines.

Empty for the opening of an account: its stage may be any actor's."""
_NEEDED = frozenset(phase for phase, functions in _ACTING.items() if functions) - {Phase.NOT_PROCESSED}
"""The phases in which somebody must act; who checks the prerequisites also closes, when nobody else does."""


def check_process(identity: IdentityReader, rules: RulesReader, problems: Problems) -> None:
    """Report what the platform could not hold."""
    stages = [(entry.get("phase"), entry) for entry in identity.entry.get("etapes", []) if "phase" in entry]
    first: dict[Phase, ProgrammeEntry] = {}
    for phase, entry in stages:
        if phase in first:
            _phase_twice(phase, entry, first[phase], problems)
            continue
        first[phase] = entry
        _check_functions(phase, entry, identity, problems)
    if Phase.PREREQUISITES in first:
        _check_prerequisites(first, rules, problems)
    _check_closing(identity, problems)
    _check_settings(identity, problems)


def _phase_twice(phase: Phase, entry: ProgrammeEntry, first: ProgrammeEntry, problems: Problems) -> None:
    word, line = _PHASE_WORDS[phase], first.at("phase").line
    problems.add(
        entry.at("phase"),
        "phase_twice",
        f"la phase « {word} » est déjà celle de l'étape « {first.get('id', '')} » (ligne {line}).",
        f'the phase "{word}" is already that of the stage "{first.get("id", "")}" (line {line}).',
        Text(
            "Une phase revient à une seule étape : retirez celle-ci, ou écrivez-en une autre.",
            "A phase belongs to one stage only: take this one away, or write another.",
        ),
    )


def _check_functions(phase: Phase, entry: ProgrammeEntry, identity: IdentityReader, problems: Problems) -> None:
    actor = next((actor for actor in identity.actors if actor.id == entry.get("acteur")), None)
    acting = _ACTING[phase]
    if actor is None or not acting or set(actor.functions) & set(acting):
        return
    written = next(each for each in identity.entry.get("acteurs", []) if each.get("id") == actor.id)
    if "fonctions" in written.keys and identity.problems.told_within(written.at("fonctions")):
        return
    word, fit = _PHASE_WORDS[phase], [_FUNCTION_WORDS[function] for function in acting]
    if actor.functions:
        functions = ", ".join(_FUNCTION_WORDS[function] for function in actor.functions)
        problems.add(
            entry.at("phase"),
            "unfit_function",
            f"personne ne pourrait agir à la phase « {word} » avec les fonctions de l'acteur « {actor.id} » "
            f"({functions}).",
            f'nobody could act in the phase "{word}" with the functions of the actor "{actor.id}" ({functions}).',
            Text(
                f"Donnez cette étape à un acteur qui a une de ces fonctions : {', '.join(fit)}.",
                f"Give this stage to an actor that has one of these functions: {', '.join(fit)}.",
            ),
        )
    elif phase in _NEEDED:
        problems.add(
            entry.at("phase"),
            "no_function",
            f"personne ne pourrait agir à la phase « {word} » : l'acteur « {actor.id} » n'a pas de « fonctions ».",
            f'nobody could act in the phase "{word}": the actor "{actor.id}" has no "fonctions".',
            Text(
                f"Donnez-lui par exemple « fonctions: [{fit[0]}] ».", f'Give it for instance "fonctions: [{fit[0]}]".'
            ),
        )


def _check_prerequisites(first: dict[Phase, ProgrammeEntry], rules: RulesReader, problems: Problems) -> None:
    place, word = first[Phase.PREREQUISITES].at("phase"), _PHASE_WORDS[Phase.PREREQUISITES]
    if not any(rule.kind is RuleKind.PREREQUISITE for rule in rules.rules):
        problems.add(
            place,
            "no_prerequisite",
            f"la phase « {word} » n'a rien à vérifier : aucune règle n'est un prérequis.",
            f'the phase "{word}" has nothing to check: no rule is a prerequisite.',
            Text(
                "Écrivez les prérequis dans regles.yaml, ou retirez cette phase.",
                "Write the prerequisites in regles.yaml, or take this phase away.",
            ),
        )
    if Phase.NOT_PROCESSED not in first:
        closed = _PHASE_WORDS[Phase.NOT_PROCESSED]
        problems.add(
            place,
            "no_way_out",
            f"aucune étape n'a la phase « {closed} » : où irait une demande à qui un prérequis manque ?",
            f'no stage has the phase "{closed}": where would a request go that fails a prerequisite?',
            Text(f"Ajoutez une étape avec « phase: {closed} ».", f'Add a stage with "phase: {closed}".'),
        )


def _check_closing(identity: IdentityReader, problems: Problems) -> None:
    days = [
        milestone
        for milestone in identity.entry.get("calendrier", [])
        if milestone.get("effet") is CalendarEffect.CLOSING
    ]
    for entry in days[1:]:
        line = days[0].at("effet").line
        problems.add(
            entry.at("effet"),
            "closing_twice",
            f"une campagne n'a qu'une clôture : elle est déjà à la ligne {line}.",
            f"a campaign has one closing only: it is already on line {line}.",
            Text(
                f"Gardez « effet: {_CLOSING_WORD} » à une seule échéance.",
                f'Keep "effet: {_CLOSING_WORD}" on one milestone only.',
            ),
        )


def _check_settings(identity: IdentityReader, problems: Problems) -> None:
    for entry in identity.entry.get("options", []):
        name = entry.get("id", "")
        meant = nearest(name, PLATFORM_SETTINGS)
        if meant is not None and name != meant:
            problems.add(
                entry.at("id"),
                "unread_setting",
                f"la plateforme ne lit pas « {name} ».",
                f'the platform does not read "{name}".',
                Text(f"Vouliez-vous dire « {meant} » ?", f'Did you mean "{meant}"?'),
            )
        if name not in PLATFORM_SETTINGS or "valeur" not in entry:
            continue
        value = entry.get("valeur")
        if entry.get("unite") != "jour" or value < 1 or value != int(value):
            problems.add(
                entry.at("valeur"),
                "setting_in_days",
                f"la plateforme lit l'option « {name} » en jours entiers, un au moins.",
                f'the platform reads the option "{name}" in whole days, one at least.',
                Text(
                    f"Écrivez par exemple « valeur: {PLATFORM_SETTINGS[name]} » et « unite: jour ».",
                    f'Write for instance "valeur: {PLATFORM_SETTINGS[name]}" and "unite: jour".',
                ),
            )
