"""Free models of letters: a programme's own, which say themselves when they are offered to whoever writes."""

from __future__ import annotations

from poincon.cahier.basics.problems import Problems, suggestion
from poincon.cahier.basics.spelling import nearest
from poincon.cahier.basics.text import Text
from poincon.cahier.loading.shapes import ProgrammeEntry
from poincon.cahier.model import Phase, Stage
from poincon.cahier.model.enums import LETTER_ACTS
from poincon.cahier.model.templates import TEMPLATE_NAMES

OFFERED_AT = frozenset({Phase.COMPLETENESS, Phase.PREREQUISITES, Phase.NOT_PROCESSED, Phase.EVALUATION})
"""The phases at which somebody writes to a structure about its dossier."""
_LABEL = Text("Ajoutez « libelle: … ».", 'Add "libelle: …".')
_OCCASION = Text(
    f"Pour un modèle libre, ajoutez « etape: … » ou « acte: … » ({', '.join(LETTER_ACTS)}).",
    f'For a free template, add "etape: …" or "acte: …" ({", ".join(LETTER_ACTS)}).',
)
_OWN_KEYS = ("libelle", "etape", "acte")


def is_meant_free(entry: ProgrammeEntry) -> bool:
    """Whether a template is written as the programme's own: it has no name of ours, and says when it is offered."""
    return entry.get("id") not in TEMPLATE_NAMES and bool(entry.keys & {"etape", "acte"})


def check_occasion(entry: ProgrammeEntry, stages: tuple[Stage, ...] | None, problems: Problems) -> None:
    """Report a template that nobody would ever be offered, and one of the platform's that says when it is.

    `stages`: None when they could not be read.
    """
    identifier = entry.get("id")
    if identifier in TEMPLATE_NAMES:
        _check_ours(entry, problems)
    elif is_meant_free(entry):
        _check_free(entry, stages, problems)
    elif identifier is not None:
        problems.add(
            entry.at("id"),
            "no_such_template",
            f"« {identifier[:60]} » n'est pas un modèle de la plateforme, et n'a ni « etape » ni « acte » comme "
            "un modèle libre.",
            f'"{identifier}" is no template of the platform, and has no "etape" or "acte" as a free one does.',
            suggestion(identifier, TEMPLATE_NAMES) if nearest(identifier, TEMPLATE_NAMES) else _OCCASION,
        )


def _check_ours(entry: ProgrammeEntry, problems: Problems) -> None:
    for key in _OWN_KEYS:
        if key in entry.keys:
            problems.add(
                entry.at(key),
                "not_free",
                f"« {entry.get('id')} » est un modèle de la plateforme, qui sait quand l'envoyer.",
                f'"{entry.get("id")}" is a template of the platform, which knows when to send it.',
                Text(f"Retirez « {key} », ou donnez un autre « id ».", f'Remove "{key}", or give another "id".'),
            )


def _check_free(entry: ProgrammeEntry, stages: tuple[Stage, ...] | None, problems: Problems) -> None:
    if "libelle" not in entry.keys:
        problems.add(entry.place, "missing_key", "la clé « libelle » manque.", 'the key "libelle" is missing.', _LABEL)
    if "etape" in entry and "acte" in entry:
        problems.add(
            entry.at("acte"),
            "two_occasions",
            "ce modèle a une « etape » et un « acte » : on ne sait pas quand le proposer.",
            'this template has an "etape" and an "acte": nobody knows when to offer it.',
            Text("Gardez l'un des deux.", "Keep one of them."),
        )
    elif "etape" in entry and stages is not None:
        _check_stage(entry, {stage.id: stage for stage in stages}, problems)


def _check_stage(entry: ProgrammeEntry, stages: dict[str, Stage], problems: Problems) -> None:
    name = entry.get("etape")
    if name not in stages:
        problems.add(
            entry.at("etape"),
            "unknown_name",
            f"« {name[:60]} » n'est pas un nom d'étape connu.",
            f'"{name[:60]}" is not the name of a known stage.',
            suggestion(name, stages),
            names=(name,),
        )
    elif stages[name].phase not in OFFERED_AT:
        acts = ", ".join(LETTER_ACTS)
        problems.warn(
            entry.at("etape"),
            "never_offered",
            f"personne n'écrit à une structure depuis l'étape « {name} » : ce modèle ne sera jamais proposé.",
            f'nobody writes to a structure from the stage "{name}": this template will never be offered.',
            Text(
                "Donnez à cette étape une « phase » de l'examen, ou à ce modèle un « acte » au lieu de « etape » "
                f"({acts}).",
                f'Give that stage a "phase" of the examination, or this template an "acte" instead ({acts}).',
            ),
        )
