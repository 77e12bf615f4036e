"""What is hidden is not given: it neither counts, nor blocks, nor is frozen, and comes back when it is shown again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from poincon.dossiers import changes, receipts, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.services import NotComplete
from poincon.dossiers.standing import standing, standing_of
from poincon.dossiers.views.common import documents_of
from poincon.people.models import Person
from poincon.sheets.differences import changed_between
from poincon.sheets.enums import SectionState
from poincon.sheets.standing import Standing
from poincon.sheets.summary import Summaries
from poincon.workflow.refusals import Allowed
from tests.browser.filling import fill
from tests.cahier.packages import Piece, form, write_package
from tests.dossiers.factories import (
    FIELDS,
    RULES,
    Structure,
    address,
    asked,
    campaign,
    document,
    dossier,
    kept,
    programme,
    real_programme,
    reread,
    save,
)
from tests.dossiers.forms import posted_by
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
CONDITIONAL: list[Piece] = [
    {"id": "surveille", "type": "oui_non"},
    {"id": "depuis", "type": "date", "requis": "oui", "visible_si": "surveille"},
    {"id": "contrat", "type": "fichier", "formats": ["pdf"], "visible_si": "surveille"},
    {
        "id": "rondes",
        "type": "tableau",
        "visible_si": "surveille",
        "colonnes": [{"id": "heure", "type": "entier"}],
    },
]
HIDDEN: dict[str, Any] = {"surveille": "non", "depuis": "32/13/2021", "rondes[0].heure": "dix"}


@pytest.fixture
def draft(ours: Structure, tmp_path: Any) -> Dossier:
    folder = write_package(tmp_path, form_piece=form([*FIELDS, *CONDITIONAL]), rules_piece=RULES)
    draft = dossier(ours, campaign(programme(folder)), answers={"etal": {"nom": "Chez Paul", **HIDDEN}})
    document(draft, ours.editor, "contrat")
    return reread(draft)


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def labels(standing: Standing) -> set[str]:
    return {row.label for summary in Summaries(standing, "fr", None).all() for row in summary.rows}


def test_what_is_hidden_stops_nothing_and_is_not_frozen(draft: Dossier, ours: Structure) -> None:
    current = standing(draft, NOW)
    assert current.may_be_submitted
    assert not current.problems
    snapshot = services.submit(draft.pk, ours.head, NOW)
    content = json.loads(snapshot.content)
    assert content["answers"] == {"nom": "Chez Paul", "surveille": "non"}
    assert content["documents"] == {}
    frozen = standing_of(snapshot, reread(draft))
    for reading in (current, frozen):
        assert not labels(reading) & {"depuis", "contrat", "rondes"}
        assert documents_of(draft, reading, NOW) == []
    assert receipts.pdf(draft, snapshot, frozen, "fr").startswith(b"%PDF")
    assert kept(draft)["depuis"] == "32/13/2021"
    assert changed_between(frozen, standing(reread(draft), NOW)) == {}


def test_what_is_hidden_comes_back_as_it_was_with_its_errors(editor: Client, draft: Dossier, ours: Structure) -> None:
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert "32/13/2021" not in page
    editor.post(address("section", draft, "etal"), posted_by(page) | {"surveille": ["oui"]})
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert posted_by(page)["depuis"] == ["32/13/2021"]
    assert posted_by(page)["rondes[0].heure"] == ["dix"]
    assert "contrat.pdf" in page
    current = standing(reread(draft), NOW)
    assert set(current.problems) == {"depuis", "rondes[0].heure"}
    assert not current.may_be_submitted


def test_what_may_yet_be_shown_counts(draft: Dossier, ours: Structure) -> None:
    save(draft, 1, {"surveille": None}, ours.editor)
    current = standing(reread(draft), NOW)
    assert set(current.problems) == {"depuis", "rondes[0].heure"}
    assert {"depuis", "contrat"} <= labels(current)


def test_a_section_is_not_begun_by_what_it_hides(ours: Structure, tmp_path: Any) -> None:
    sections = form([*FIELDS, {"id": "surveille", "type": "oui_non"}])
    accueil = next(section for section in sections["rubriques"] if section["id"] == "accueil")
    for field in accueil["groupes"][0]["champs"]:
        field |= {"visible_si": "surveille"}
    folder = write_package(tmp_path, form_piece=sections, rules_piece=RULES)
    answers: dict[str, Any] = {"etal": {"surveille": "non"}, "accueil": {"accueil_1": "++"}}
    draft = dossier(ours, campaign(programme(folder)), answers=answers)
    (section,) = [section for section in draft.package.programme.sections if section.id == "accueil"]
    assert standing(draft, NOW).section_state(section) == SectionState.OPTIONAL
    save(draft, 1, {"surveille": "oui"}, ours.editor)
    assert standing(reread(draft), NOW).section_state(section) != SectionState.OPTIONAL


def test_a_correction_leaves_alone_what_was_hidden_and_still_is(
    draft: Dossier, ours: Structure, examiner: Person
) -> None:
    services.submit(draft.pk, ours.head, NOW)
    submission = reread(draft)
    asked(submission, examiner, ("etal", "loyer"))
    save(submission, 1, {"loyer": "12"}, ours.editor)
    content = json.loads(changes.resubmit(submission.pk, ours.head, NOW).content)
    assert content["answers"] == {"nom": "Chez Paul", "surveille": "non", "loyer": "12"}
    assert kept(submission)["depuis"] == "32/13/2021"
    assert submission.sheet.attachments.filter(name="contrat", removed_at__isnull=True).exists()


def test_a_request_that_is_taken_back_restores_what_it_had_let_hide(
    draft: Dossier, ours: Structure, examiner: Person
) -> None:
    save(draft, 1, {"surveille": "oui", "depuis": "2020-01-01", "rondes[0].heure": "3"}, ours.editor)
    services.submit(draft.pk, ours.head, NOW)
    submission = reread(draft)
    request = asked(submission, examiner, ("etal", "surveille"), ("etal", "depuis"))
    save(submission, 2, {"depuis": "2021-01-01"}, ours.editor)
    save(submission, 3, {"surveille": "non"}, ours.editor)
    changes.take_back(submission.pk, "Erreur.", examiner, NOW, allowed=Allowed())
    assert (kept(submission)["surveille"], kept(submission)["depuis"]) == ("oui", "2020-01-01")
    request.refresh_from_db()
    assert request.unsent["answers"] == {"surveille": "non", "depuis": "2021-01-01"}


def test_a_renewal_that_becomes_a_first_request_is_handed_over_whatever_its_date_was(ours: Structure) -> None:
    """Issue 9: renewal, `32/13/2021`, then first request."""
    draft = dossier(ours, campaign(real_programme("crt-2022"), year=2022), answers={
        "administrative": {"nature_demande": "renouvellement", "fin_label_en_cours": "32/13/2021"}
    })  # fmt: skip
    complete = fill(draft, ours.head, NOW, but=frozenset({"fin_label_en_cours"}))
    assert set(complete.problems) == {"fin_label_en_cours"}
    with pytest.raises(NotComplete):
        services.submit(draft.pk, ours.head, NOW)
    version = complete.sections["administrative"].version
    save(draft, version, {"nature_demande": "premiere_demande"}, ours.editor, section="administrative")
    assert fill(draft, ours.head, NOW).problems == {}
    assert kept(draft, "administrative")["fin_label_en_cours"] == "32/13/2021"
    content = json.loads(services.submit(draft.pk, ours.head, NOW).content)
    assert content["answers"]["nature_demande"] == "premiere_demande"
    assert "fin_label_en_cours" not in content["answers"]
