"""Drafts follow a campaign to its new version, with all their answers; what was handed over keeps its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing, standing_submitted
from poincon.journal.models import Act
from poincon.sheets.models import Attachment, SetAsideAnswer
from tests.cahier.packages import ONCE, STATEMENTS
from tests.campaigns.makers import administrator, installed, ministry, signed
from tests.dossiers.adoptions import LATER, adopted, validated, without
from tests.dossiers.factories import (
    Structure,
    Typed,
    document,
    dossier,
    kept,
    reread,
    structure,
)
from tests.dossiers.forms_of_versions import changed_field, rules_with, sections
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


# who follows


def test_dossiers_in_preparation_follow_and_those_handed_over_keep_theirs(into: Campaign, tmp_path: Path) -> None:
    first = into.programme_version
    draft, submitted = dossier(structure(), into), dossier(structure(), into, submitted=True)
    version = installed(tmp_path, "1.1.0", rules_piece=rules_with(seuil="0.5"))
    after = adopted(into, version)
    assert after.programme_version == version
    assert reread(draft).sheet.programme_version == version
    assert reread(submitted).sheet.programme_version == first
    new = dossier(structure(), after)
    assert new.sheet.programme_version == version


def test_what_was_handed_over_is_judged_as_on_that_day_whatever_the_campaign_sets_since(
    into: Campaign, tmp_path: Path
) -> None:
    submitted = dossier(structure(), into, answers={"etal": {"loyer": "20", "apport": "100"}}, submitted=True)
    before = standing(submitted, NOW).assessment.results["poids"].value
    parameters = rules_with()
    parameters["parametres"].append(
        {"id": "bonus", "libelle": "Bonus", "source": "R §3", "unite": "euro", "campagne": "oui"}
    )
    parameters["derives"].append(
        {"id": "avec_bonus", "libelle": "Avec", "source": "R §3", "valeur": "loyer + bonus", "affiche": "oui"}
    )
    adopted(into, installed(tmp_path, "1.1.0", rules_piece=parameters))
    Campaign.objects.update(parameters={"bonus": "5"})
    for current in (standing(reread(submitted), NOW), standing_submitted(reread(submitted))):
        assert current.assessment.results["poids"].value == before
    new = dossier(structure(), Campaign.objects.get(), answers={"etal": {"loyer": "20"}})
    assert standing(new, NOW).assessment.results["avec_bonus"].value == 25


def test_a_withdrawn_draft_stays_as_it_was(into: Campaign, tmp_path: Path) -> None:
    draft = dossier(structure(), into)
    Dossier.objects.filter(pk=draft.pk).update(state="withdrawn")
    adopted(into, installed(tmp_path, "1.1.0"))
    assert reread(draft).sheet.programme_version == into.programme_version


# answers


def test_answers_follow_by_their_names_even_to_another_section(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    draft = dossier(ours, into, answers={"etal": {"loyer": "12.50", "enseigne": "A"}, "accueil": {"accueil_1": "+"}})
    moved = sections(etal=ONCE[1:], accueil=[*STATEMENTS, ONCE[0]])
    adopted(into, installed(tmp_path, "1.1.0", form_piece=moved, rules_piece={}))
    assert kept(draft) == {"enseigne": "A"}
    assert kept(draft, "accueil") == {"accueil_1": "+", "loyer": "12.50"}
    assert not draft.sheet.set_aside.exists()
    current = standing(reread(draft), NOW)
    assert current.sections["accueil"].updated_by is not None  # who last wrote there is still told


def test_what_cannot_follow_is_set_aside_and_shown_to_the_structure_alone(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    draft = dossier(ours, into, answers={"etal": {"enseigne": "Au bon étal", "loyer": "3"}})
    adopted(into, without(tmp_path, "1.1.0", "enseigne"))
    assert kept(draft) == {"loyer": "3"}
    row = draft.sheet.set_aside.get()
    assert (row.name, row.section, row.label, row.value) == ("enseigne", "etal", "enseigne", "Au bon étal")
    assert (row.asked_by, row.set_aside_at) == (into.programme_version, LATER)
    page = signed(ours.editor).get(reverse("adoption:set_aside", args=[draft.pk])).content.decode()
    assert "Au bon étal" in page
    assert "Mis de côté" in page
    act = Act.objects.get(event="version_followed")
    assert act.details["set_aside"] == ["enseigne"]
    assert "Au bon étal" not in str(act.details)
    for someone in (ministry(), administrator(), structure().head):
        assert signed(someone).get(reverse("adoption:set_aside", args=[draft.pk])).status_code == 404


def test_a_version_that_asks_again_brings_the_answer_back(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    draft = dossier(ours, into, answers={"etal": {"enseigne": "Au bon étal"}})
    after = adopted(into, without(tmp_path, "1.1.0", "enseigne"))
    adopted(after, installed(tmp_path, "1.2.0"), LATER + timedelta(hours=1))
    assert kept(draft) == {"enseigne": "Au bon étal"}
    assert not SetAsideAnswer.objects.exists()
    assert Act.objects.filter(event="version_followed").last().details["restored"] == ["enseigne"]  # type: ignore[union-attr]


def test_going_back_to_the_first_version_brings_everything_back(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    answers: Typed = {"enseigne": "A", "recettes[0].origine": "public", "services": ["eau"], "halle": "couverte"}
    draft = dossier(ours, into, answers={"etal": answers, "vision": {"vision_1": "++"}})
    plan = document(draft, ours.editor)
    before = kept(draft)
    smaller = installed(tmp_path, "1.1.0", form_piece=sections(etal=[], tables=[], yearly=YEARLY_ONE), rules_piece={})
    after = adopted(into, smaller)
    assert kept(draft) == {}
    assert draft.sheet.set_aside.count() == len(before) + 2  # the statement and the document too
    assert not draft.sheet.attachments.filter(removed_at__isnull=True).exists()
    adopted(after, into.programme_version, LATER + timedelta(hours=1))
    assert kept(draft) == before
    assert kept(draft, "vision") == {"vision_1": "++"}
    assert Attachment.objects.get(pk=plan.pk).removed_at is None
    assert not SetAsideAnswer.objects.exists()


YEARLY_ONE: list[dict[str, Any]] = [{"id": "ventes", "type": "euros"}]


def test_a_document_that_is_set_aside_is_still_opened_by_its_structure(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    draft = dossier(ours, into)
    plan = document(draft, ours.editor)
    adopted(into, without(tmp_path, "1.1.0", "plan"))
    assert draft.sheet.set_aside.get().value == "plan.pdf"
    page = signed(ours.editor).get(reverse("adoption:set_aside", args=[draft.pk])).content.decode()
    assert reverse("dossiers:file", args=[draft.pk, plan.file_id]) in page


def test_notes_on_a_section_that_went_are_still_read(into: Campaign, ours: Structure, tmp_path: Path) -> None:
    draft = dossier(ours, into)
    services.comment(draft.pk, "vision", "à revoir ensemble", ours.editor, NOW)
    adopted(into, installed(tmp_path, "1.1.0", form_piece=sections(), rules_piece={}))
    page = signed(ours.editor).get(reverse("adoption:set_aside", args=[draft.pk])).content.decode()
    assert "à revoir ensemble" in page


# what the head had validated


def test_a_validation_stands_when_nothing_that_was_read_changes(
    into: Campaign, ours: Structure, tmp_path: Path
) -> None:
    dossier = validated(ours, into)
    adopted(into, installed(tmp_path, "1.1.0", titre="Un autre titre"))
    after = reread(dossier)
    assert (after.state, after.sheet.programme_version.version, after.validated_by) == ("validated", "1.1.0", ours.head)


@pytest.mark.parametrize("change", ["outcome", "value", "required", "set aside"])
def test_a_validation_falls_with_its_reason_when_something_changes(
    into: Campaign, ours: Structure, tmp_path: Path, change: str
) -> None:
    dossier = validated(ours, into)
    pieces: dict[str, dict[str, Any]] = {
        "outcome": {"rules_piece": rules_with(seuil="0.5")},
        "value": {"rules_piece": rules_with(without="total")},
        "required": {"form_piece": changed_field("slogan", {"requis": "oui"})},
        "set aside": {"form_piece": changed_field("enseigne", None)},
    }
    adopted(into, installed(tmp_path, "1.1.0", **pieces[change]))
    after = reread(dossier)
    assert after.state == "draft"
    last = after.transitions.get(event="reopen")
    assert "de la version 1.0.0 à la version 1.1.0" in last.reason
    assert Act.objects.get(event="version_followed").details["reopened"] is True
