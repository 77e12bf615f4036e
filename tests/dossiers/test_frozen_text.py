"""The text of a snapshot, to the letter: digests already given stay good whatever becomes of the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poincon.cahier.basics.numbers import parse_fraction
from poincon.dossiers import changes, services
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from poincon.sheets.models import Snapshot
from tests.dossiers.factories import Structure, Typed, asked, campaign, document, dossier, reread, save, structure
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
FROZEN = Path(__file__).parent / "frozen"
ANSWERS: dict[str, Typed] = {
    "etal": {"loyer": "10.50", "apport": "100", "adresse": "1, place du Marché", "stock[1].objet": "Œuf"},
    "accueil": {"accueil_1": "++"},
}


def readable(snapshot: Snapshot) -> str:
    """Its text, less what is drawn anew in each database, and laid out to be read: keys stay in their order."""
    content: dict[str, Any] = json.loads(snapshot.content)
    content["organisation"] = "…"
    for frozen_document in content["documents"].values():
        frozen_document["file"] = "…"
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("moment", ["submitted", "resubmitted"])
def test_a_snapshot_is_written_to_the_letter_as_ever(examiner: Person, moment: str) -> None:
    ours = structure("Chez Paul")
    into = campaign(parameters={"aide": parse_fraction("12.5") or 0})
    draft = dossier(ours, into, answers=ANSWERS)
    save(draft, 1, {"nom": "Chez Paul"}, ours.editor)
    document(draft, ours.editor)
    snapshot = _handed_over(draft, ours, examiner, moment)
    assert readable(snapshot) == (FROZEN / f"{moment}.json").read_text(encoding="utf-8")


def _handed_over(draft: Dossier, ours: Structure, examiner: Person, moment: str) -> Snapshot:
    first = services.submit(draft.pk, ours.head, NOW)
    if moment == "submitted":
        return first
    submission = reread(draft)
    request = asked(submission, examiner, ("etal", "loyer"), ("etal", "plan"))
    changes.answer_item(request.items.get(name="plan").pk, "Le plan est le bon.", ours.editor, NOW)
    save(submission, 2, {"loyer": "11"}, ours.editor)
    return changes.resubmit(draft.pk, ours.head, NOW)
