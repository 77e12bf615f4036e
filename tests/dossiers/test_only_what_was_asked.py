"""Whatever a structure tries, what it hands over differs from before by what was asked, and by nothing else."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from poincon.dossiers import changes, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.saving import add_row
from poincon.dossiers.standing import standing
from poincon.dossiers.unlocking import unlocked
from poincon.people.models import Person
from poincon.sheets.answers import named, parse_name
from poincon.sheets.differences import changed_bases
from poincon.workflow.refusals import NotAllowed
from tests.dossiers.asking import submitted
from tests.dossiers.factories import (
    PDF,
    Structure,
    asked,
    document,
    name_in,
    reread,
    save,
)
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_tried_only_what_was_asked_differs(ours: Structure, examiner: Person, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    submission = submitted(ours, conditional=True)
    before = json.loads(submission.sheet.snapshots.get().content)
    points = chance.sample(
        [("etal", "loyer"), ("etal", "annees.2021.ventes"), ("etal", "depenses"), ("etal", "plan"),
         ("etal", "surveille"), ("accueil", "autre"), ("accueil", "")], 3,
    )  # fmt: skip
    request = asked(submission, examiner, *points)
    for _ in range(30):
        _try_something(submission, ours, chance)
    became = {name.text for name in unlocked(reread(submission)).conditional}
    for item in request.items.all():
        changes.answer_item(item.pk, "Voilà.", ours.editor, NOW)
    _make_it_complete(submission, ours)
    became |= {name.text for name in unlocked(reread(submission)).conditional}
    after = json.loads(changes.resubmit(submission.pk, ours.head, NOW).content)
    programme = submission.package.programme
    digests = (
        {text: str(document["digest"]) for text, document in each["documents"].items()} for each in (before, after)
    )
    old, new = (named(each, programme) for each in digests)
    first, last = (named(each["answers"], programme) for each in (before, after))
    different = changed_bases(first, last, (old, new), programme).values()
    pointed = {text for _section, text in points}
    whole = {section for section, text in points if not text}
    assert {name.text for name in different if name.text not in pointed and name.section not in whole} <= became


TRIED: dict[str, list[Any]] = {
    "nom": ["Chez Paule", None],
    "loyer": ["1", "2", None],
    "apport": ["3"],
    "annees.2021.ventes": ["4", None],
    "annees.2022.ventes": ["5"],
    "surveille": ["oui", "non", None],
    "surveillant": ["Paule", None],
    "horaires": ["la nuit", None],
    "depenses[0].montant": ["6", None],
    "depenses[3].poste": ["Sel"],
    "recettes[0].montant": ["7"],
    "autre.intitule": ["Banc"],
    "accueil_2": ["+", None],
    "vision_1": ["+"],
}


def _try_something(dossier: Dossier, ours: Structure, chance: random.Random) -> None:
    """One of all that a person of the structure can try; refusals are theirs."""
    version = 100_000  # of a page that saw nothing: whole conflicts are not what is looked at here
    try:
        attempt = chance.randrange(5)
        if attempt == 0:
            document(dossier, ours.editor, chance.choice(["plan", "contrat"]), PDF + bytes([65 + chance.randrange(9)]))
        elif attempt == 1:
            services.detach(dossier.pk, chance.choice(["plan", "contrat"]), ours.editor, NOW)
        elif attempt == 2:
            add_row(dossier.pk, "etal", name_in(dossier, chance.choice(["depenses", "recettes"])), ours.editor, NOW)
        else:
            name = chance.choice(sorted(TRIED))
            parsed = parse_name(name, dossier.package.programme)
            assert parsed is not None
            row = dossier.sheet.sections.filter(section=parsed.field.section).first()
            version = row.version if row else 0
            save(dossier, version, {name: chance.choice(TRIED[name])}, ours.editor, parsed.field.section)
    except NotAllowed:
        pass


def _make_it_complete(dossier: Dossier, ours: Structure) -> None:
    for _ in range(4):
        for state in standing(reread(dossier), NOW).lacking:
            if state.field.id == "contrat":
                document(dossier, ours.editor, state.path)
            else:
                version = dossier.sheet.sections.get(section="etal").version
                save(dossier, version, {state.path: "Paule"}, ours.editor)
