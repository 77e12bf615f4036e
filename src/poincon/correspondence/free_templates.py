"""Models of letters that a programme offers to whoever writes to a structure, by where its dossier is."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Figures, Names
from poincon.cahier.model import LetterAct, Phase, Stage, Template
from poincon.cahier.templates import fill, identifiers_cited
from poincon.dossiers.cited import CitedValues
from poincon.dossiers.enums import State
from poincon.dossiers.instructing import signature
from poincon.dossiers.mails import common_values
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from poincon.ui.moments import moment_words

_EXAMINED = (Phase.COMPLETENESS, Phase.PREREQUISITES, Phase.EVALUATION)
PHASES: dict[State, tuple[Phase, ...]] = {
    State.DRAFT: (),
    State.VALIDATED: (),
    State.SUBMITTED: _EXAMINED,
    State.TO_CORRECT: _EXAMINED,
    State.COMPLETE: (Phase.PREREQUISITES, Phase.EVALUATION),
    State.ADMISSIBLE: (Phase.EVALUATION,),
    State.NOT_PROCESSED: (Phase.NOT_PROCESSED,),
    State.WITHDRAWN: (),
}
"""The phase in which a dossier of that state is: the first of these that its programme has."""
ACTS: dict[State, frozenset[LetterAct]] = {
    State.DRAFT: frozenset(),
    State.VALIDATED: frozenset(),
    State.SUBMITTED: frozenset({LetterAct.SUBMITTED}),
    State.TO_CORRECT: frozenset({LetterAct.SUBMITTED, LetterAct.CHANGES_ASKED}),
    State.COMPLETE: frozenset({LetterAct.SUBMITTED, LetterAct.COMPLETE}),
    State.ADMISSIBLE: frozenset({LetterAct.SUBMITTED, LetterAct.COMPLETE, LetterAct.ADMISSIBLE}),
    State.NOT_PROCESSED: frozenset({LetterAct.SUBMITTED, LetterAct.NOT_PROCESSED}),
    State.WITHDRAWN: frozenset(),
}
"""What has happened to a dossier of that state, and still holds."""


def stage_of(dossier: Dossier) -> Stage | None:
    """The stage at which the dossier is, as its programme names it; None at none that the platform holds."""
    programme = dossier.package.programme
    stages = (programme.stage_of(phase) for phase in PHASES[State(dossier.state)])
    return next((stage for stage in stages if stage is not None), None)


def offered(dossier: Dossier) -> list[Template]:
    """The free models of its programme that are of use where the dossier is, in the order of the package."""
    stage, acts = stage_of(dossier), ACTS[State(dossier.state)]
    return [
        template
        for template in dossier.package.programme.templates.values()
        if template.is_free and (template.act in acts or (stage is not None and template.stage == stage.id))
    ]


def text_of(template: Template, dossier: Dossier, author: Person, now: datetime, spoken: Language) -> str:
    """What the message is when one begins from that model: its subject, then its paragraphs."""
    names = Names(dossier.package.programme, spoken)
    worded = names.template(template)
    values = {
        **common_values(dossier, names),
        "ville": dossier.organisation.city,
        "depose_le": moment_words(_handed_over_at(dossier), spoken),
        "date": Figures(names.programme, spoken).day(timezone.localdate(now)),
        "signataire": signature(author, dossier, stage_of(dossier), now, spoken),
        **CitedValues(dossier).worth(identifiers_cited(worded), spoken),
    }
    filled = fill(worded, values)
    return "\n\n".join([filled.subject, *map(str, filled.paragraphs)])


def _handed_over_at(dossier: Dossier) -> datetime:
    """When it was last handed over."""
    snapshot = dossier.sheet.snapshots.last()
    moment = snapshot.made_at if snapshot is not None else dossier.submitted_at
    assert moment is not None  # no model is offered before
    return moment


def label_of(template: Template, names: Names) -> str:
    """How the model is offered, in the reader's language."""
    return names.text(f"modeles.{template.id}.libelle", template.label)
