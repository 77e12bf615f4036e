"""« Nous n'avons pas ce document »: declared with its reason, saved and read like any answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from poincon.cahier.dossiers import Absence
from poincon.campaigns.models import Campaign
from poincon.dossiers import changes, receipts, services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing, standing_of
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.sheets.answers import by_text
from poincon.sheets.conflicts import conflict_words
from poincon.sheets.differences import differences
from poincon.sheets.standing import Standing
from poincon.sheets.summary import Summaries
from poincon.sheets.versions.contents import contents_of
from poincon.sheets.versions.following import follow
from poincon.workflow.refusals import Allowed
from tests.campaigns.makers import installed, signed
from tests.dossiers.adoptions import LATER, adopted, without
from tests.dossiers.asking import submitted
from tests.dossiers.factories import (
    Structure,
    address,
    asked,
    autosave,
    document,
    dossier,
    kept,
    reread,
    save,
    upload,
)
from tests.dossiers.forms import posted_by
from tests.pages import flat
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
REASON = "Statuts en cours de signature.\n\nAssemblée en mai."


@pytest.fixture
def draft(ours: Structure) -> Dossier:
    return dossier(ours, answers={"etal": {"nom": "Chez Paul", "plan.motif": REASON}})


@pytest.fixture
def editor(client: Client, ours: Structure) -> Client:
    client.force_login(ours.editor)
    return client


def value_of(standing: Standing, language: Any = "fr") -> str:
    rows = [row for summary in Summaries(standing, language, None).all() for row in summary.rows]
    return next(row.value for row in rows if row.label.startswith("plan"))


# saving


def test_a_plain_form_declares_a_document_absent_and_shows_it_again(editor: Client, ours: Structure) -> None:
    draft = dossier(ours)
    form = editor.get(address("section", draft, "etal")).content.decode()
    assert '<details class="absence">' in form
    data = posted_by(form) | {"plan.motif": [f"  {REASON}".replace("\n", "\r\n")]}
    page = editor.post(address("section", draft, "etal"), data).content.decode()
    assert kept(draft) == {"plan.motif": REASON}
    assert '<details class="absence" open>' in page
    assert posted_by(page)["plan.motif"] == [REASON]
    editor.post(address("section", draft, "etal"), posted_by(page) | {"plan.motif": [" \u200b"]})
    assert kept(draft) == {}


def test_an_autosave_declares_it_too_and_the_engine_reads_it(editor: Client, ours: Structure) -> None:
    draft = dossier(ours)
    assert autosave(editor, draft, {"version": 0, "changes": {"plan.motif": REASON}}).status_code == 200
    current = standing(reread(draft), NOW)
    assert current.assessment.dossier.answers["plan"] == Absence(REASON)
    assert not current.problems
    assert next(state for state in current.fields if state.path == "plan").filled


def test_a_reason_too_long_is_told_and_not_lost(editor: Client, draft: Dossier) -> None:
    save(draft, 1, {"plan.motif": "x" * 1_001}, draft.created_by)
    page = editor.get(address("section", draft, "etal")).content.decode()
    assert "Ce texte a 1001 caractères" in flat(page)
    assert 'href="#champ-plan-motif"' in page
    assert not standing(reread(draft), NOW).may_be_submitted
    assert posted_by(page)["plan.motif"] == ["x" * 1_001]


def test_only_a_document_may_be_declared_absent(draft: Dossier, ours: Structure) -> None:
    save(
        draft, 1, dict.fromkeys(["loyer.motif", "depenses.motif", "plan.reponse", "depenses[0].motif"], "x"), ours.head
    )
    assert kept(draft) == {"nom": "Chez Paul", "plan.motif": REASON}


def test_two_persons_who_give_another_reason_are_shown_both(draft: Dossier, ours: Structure) -> None:
    save(draft, 1, {"plan.motif": "Perdus."}, ours.head)
    (conflict,) = save(draft, 1, {"plan.motif": "Détruits."}, ours.editor).conflicts
    words = conflict_words(standing(reread(draft), NOW), conflict)
    assert (words["label"], words["mine"], words["theirs"]) == ("plan (motif de l'absence)", "Détruits.", "Perdus.")


# a document, after all


def test_attaching_the_document_takes_the_declaration_back_and_says_so(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    data = posted_by(editor.get(address("section", draft, "etal")).content.decode())
    response = editor.post(address("section", draft, "etal"), {**data, "plan": upload(), "joindre_document:plan": "1"})
    page = flat(response.content.decode())
    assert "« plan » est joint : il n’est plus déclaré absent." in page.replace("\u00a0", " ")
    assert "Statuts en cours de signature." in page
    assert kept(draft) == {"nom": "Chez Paul"}
    assert standing(reread(draft), NOW).assessment.dossier.answers["plan"] == "plan.pdf"
    names = [act.details["names"] for act in Act.objects.filter(event="section_saved").order_by("pk")]
    assert names[-1] == ["plan.motif"]


def test_a_page_made_before_the_document_came_does_not_declare_it_absent_again(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    before = posted_by(editor.get(address("section", draft, "etal")).content.decode())
    document(draft, ours.head)
    response = editor.post(address("section", draft, "etal"), before | {"loyer": ["1"]})
    assert response.status_code == 200
    assert kept(draft) == {"nom": "Chez Paul", "loyer": "1"}


def test_a_document_that_is_there_and_declared_absent_is_told_and_neither_is_lost(
    editor: Client, draft: Dossier, ours: Structure
) -> None:
    document(draft, ours.head)
    save(draft, 2, {"plan.motif": "Perdus."}, ours.editor)
    page = flat(editor.get(address("section", draft, "etal")).content.decode())
    assert "Ce document est joint" in page
    assert "plan.pdf" in page
    current = standing(reread(draft), NOW)
    assert not current.may_be_submitted
    services.detach(draft.pk, "plan", ours.editor, NOW)
    assert standing(reread(draft), NOW).assessment.dossier.answers["plan"] == Absence("Perdus.")


# handed over


def test_a_declaration_is_frozen_and_read_in_the_summary_and_the_receipt(draft: Dossier, ours: Structure) -> None:
    snapshot = services.submit(draft.pk, ours.head, NOW)
    assert json.loads(snapshot.content)["answers"]["plan.motif"] == REASON
    frozen = standing_of(snapshot, reread(draft))
    assert value_of(frozen) == f"Déclaré absent\u00a0: {REASON}"
    assert value_of(frozen, "en") == f"Declared absent: {REASON}"
    assert receipts.pdf(reread(draft), snapshot, frozen, "fr").startswith(b"%PDF")


def test_a_correction_that_asks_for_the_document_opens_its_declaration(
    ours: Structure, examiner: Person, editor: Client
) -> None:
    submission = submitted(ours)
    asked(submission, examiner, ("etal", "plan"))
    services.detach(submission.pk, "plan", ours.editor, NOW)
    page = editor.get(address("section", submission, "etal")).content.decode()
    assert "plan.motif" in posted_by(page)
    save(submission, 1, {"plan.motif": "Perdus."}, ours.editor)
    before, after = (standing_of(submission.sheet.snapshots.get(), submission), standing(reread(submission), NOW))
    with translation.override("fr"):
        (difference,) = differences(before, after, "fr", lambda section, base: True)
    assert difference.before.startswith("plan.pdf")
    assert difference.after == "Déclaré absent\u00a0: Perdus."
    content = json.loads(changes.resubmit(submission.pk, ours.head, NOW).content)
    assert (content["answers"]["plan.motif"], content["documents"]) == ("Perdus.", {})


def test_a_withdrawn_request_puts_the_declaration_back(draft: Dossier, ours: Structure, examiner: Person) -> None:
    services.submit(draft.pk, ours.head, NOW)
    submission = reread(draft)
    request = asked(submission, examiner, ("etal", "plan"))
    document(submission, ours.editor)
    assert "plan.motif" not in kept(submission)
    changes.take_back(request.dossier_id, "Erreur.", examiner, NOW, allowed=Allowed())
    assert kept(submission)["plan.motif"] == REASON
    assert not submission.sheet.attachments.filter(removed_at__isnull=True).exists()


# another version


def test_a_declaration_follows_to_another_version_and_comes_back_from_one_that_does_not_ask(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    draft = dossier(ours, into, answers={"etal": {"plan.motif": REASON}})
    after = adopted(into, installed(tmp_path, "1.1.0", titre="Un autre titre"))
    assert kept(draft) == {"plan.motif": REASON}
    after = adopted(after, without(tmp_path, "1.2.0", "plan"), LATER + timedelta(hours=1))
    assert kept(draft) == {}
    row = draft.sheet.set_aside.get()
    assert (row.name, row.label, row.value) == ("plan.motif", "plan (motif de l'absence)", REASON)
    page = signed(ours.editor).get(reverse("adoption:set_aside", args=[draft.pk])).content.decode()
    assert "Statuts en cours de signature." in page
    adopted(after, installed(tmp_path, "1.3.0"), LATER + timedelta(hours=2))
    assert kept(draft) == {"plan.motif": REASON}
    assert not draft.sheet.set_aside.exists()


def test_a_declaration_set_aside_does_not_come_back_beside_the_document(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    draft = dossier(ours, into, answers={"etal": {"plan.motif": REASON}})
    adopted(into, without(tmp_path, "1.1.0", "plan"))
    programme = into.programme_version.package.programme
    contents = contents_of([draft.sheet], [draft.sheet])[draft.sheet.pk]
    assert by_text(follow(contents, programme, programme, 2022).answers) == {"plan.motif": REASON}
    beside = replace(contents, documents={"plan": "plan.pdf"})
    assert follow(beside, programme, programme, 2022).answers == {}
