"""An answer beyond a bound that another gives: told at its field, it stops a submission, and can always be mended."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from poincon.admissibility.checklist import checklist
from poincon.dossiers import changes, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.services import NotComplete
from poincon.dossiers.standing import standing
from poincon.people.models import Person
from poincon.sheets.enums import SectionState
from tests.cahier.packages import Piece, form, write_package
from tests.dossiers.factories import (
    FIELDS,
    RULES,
    Structure,
    address,
    asked,
    campaign,
    dossier,
    kept,
    programme,
    reread,
    save,
)
from tests.dossiers.forms import posted_by
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
BOUNDED: list[Piece] = [
    {"id": "part", "type": "etp", "maximum": "gardiens"},
    {"id": "debut", "type": "date", "minimum": "2020-01-01"},
    {"id": "fin", "type": "date", "minimum": "debut"},
]
TOO_MUCH = "« 15 ETP » est trop grand : au plus 12 ETP (gardiens)."


@pytest.fixture
def draft(ours: Structure, tmp_path: Path) -> Dossier:
    folder = write_package(tmp_path, form_piece=form([*FIELDS, *BOUNDED]), rules_piece=RULES)
    answers: dict[str, Any] = {"etal": {"nom": "Chez Paul", "gardiens": "12", "part": "15"}}
    return dossier(ours, campaign(programme(folder)), answers=answers)


def page_of(someone: Person, url: str) -> str:
    client = Client()
    client.force_login(someone)
    return " ".join(unescape(client.get(url).content.decode()).split())


def test_it_is_told_at_its_field_and_stops_the_submission(draft: Dossier, ours: Structure) -> None:
    page = page_of(ours.editor, address("section", draft, "etal"))
    assert TOO_MUCH in page
    assert "Au plus « gardiens »." in page
    assert "31/12/2021. Au plus t" in page
    current = standing(draft, NOW)
    assert current.section_state(current.asked_sections[0]) == SectionState.TO_CORRECT
    assert TOO_MUCH in page_of(ours.editor, address("check", draft))
    with pytest.raises(NotComplete):
        services.submit(draft.pk, ours.head, NOW)
    save(draft, 1, {"gardiens": "15"}, ours.editor)
    assert standing(reread(draft), NOW).problems == {}
    services.submit(draft.pk, ours.head, NOW)


def test_what_is_typed_beyond_it_is_saved(draft: Dossier, ours: Structure, client: Client) -> None:
    client.force_login(ours.editor)
    url = address("section", draft, "etal")
    page = client.get(url).content.decode()
    client.post(url, posted_by(page) | {"part": ["13"], "debut": ["31/12/2019"]})
    assert (kept(draft)["part"], kept(draft)["debut"]) == ("13", "2019-12-31")
    page = page_of(ours.editor, url)
    assert list(standing(reread(draft), NOW).problems) == ["part", "debut"]
    assert "« 13 ETP » est trop grand" in page
    assert "« 31/12/2019 » est trop tôt : au plus tôt le 01/01/2020." in page


def test_a_correction_that_puts_a_locked_answer_out_of_bounds_unlocks_it(
    draft: Dossier, ours: Structure, examiner: Person
) -> None:
    save(draft, 1, {"part": "12"}, ours.editor)
    services.submit(draft.pk, ours.head, NOW)
    submission = reread(draft)
    asked(submission, examiner, ("etal", "gardiens"))
    save(submission, 2, {"gardiens": "10"}, ours.editor)
    with pytest.raises(NotComplete):
        changes.resubmit(submission.pk, ours.head, NOW)
    assert checklist(standing(reread(draft), NOW), "fr", ())[0].wrong == 1
    entries = {entry.name: entry.word for entry in checklist(standing(reread(draft), NOW), "fr", ())[0].entries}
    assert entries["part"] == "Hors bornes"
    save(submission, 3, {"part": "10"}, ours.editor)
    changes.resubmit(submission.pk, ours.head, NOW)
    assert (kept(submission)["gardiens"], kept(submission)["part"]) == ("10", "10")
