"""Saving a section: merged name by name, nothing lost, nothing written where it may not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from poincon.dossiers.models import Dossier
from poincon.dossiers.saving import add_row, remove_row
from poincon.dossiers.standing import standing
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.enums import Role
from poincon.sheets.models import SectionRevision
from poincon.sheets.saving import MAXIMUM_ANSWER
from poincon.workflow.refusals import NotAllowed
from tests.dossiers.factories import (
    Structure,
    Typed,
    campaign,
    dossier,
    kept,
    name_in,
    reread,
    save,
    save_typed,
    structure,
)
from tests.people.makers import give, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ours: Structure) -> Dossier:
    return dossier(ours, campaign(closes_at=NOW + timedelta(days=30)))


# versions and merging


def test_each_save_that_changes_something_makes_a_version(draft: Dossier, ours: Structure) -> None:
    assert save(draft, 0, {"loyer": "1"}, ours.editor).version == 1
    assert save(draft, 1, {"loyer": "2"}, ours.head).version == 2
    assert save(draft, 2, {"loyer": "2"}, ours.editor).version == 2
    assert save(draft, 2, {}, ours.editor).version == 2
    row = draft.sheet.sections.get(section="etal")
    assert (row.version, row.updated_by) == (2, ours.head)
    revisions = [(revision.version, revision.previous) for revision in SectionRevision.objects.filter(answers=row)]
    assert revisions == [(1, {"loyer": None}), (2, {"loyer": "1"})]


def test_sections_have_versions_of_their_own(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    assert save(draft, 0, {"accueil_1": "++"}, ours.editor, "accueil").version == 1


def test_two_persons_who_change_different_fields_are_merged(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    saved = save(draft, 0, {"apport": "2", "annees.2022.ventes": "3"}, ours.head)
    assert saved.conflicts == ()
    assert kept(draft) == {"loyer": "1", "apport": "2", "annees.2022.ventes": "3"}


def test_two_persons_who_change_the_same_field_are_shown_both_values(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    saved = save(draft, 0, {"loyer": "2", "apport": "3"}, ours.head)
    (conflict,) = saved.conflicts
    assert (conflict.name.text, conflict.mine, conflict.theirs) == ("loyer", "2", "1")
    assert (conflict.by, conflict.at) == (ours.editor.full_name, NOW)
    assert kept(draft) == {"loyer": "1", "apport": "3"}


def test_sending_again_with_the_new_version_decides(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    shown = save(draft, 0, {"loyer": "2"}, ours.head)
    assert save(draft, shown.version, {"loyer": "2"}, ours.head).conflicts == ()
    assert kept(draft) == {"loyer": "2"}
    assert SectionRevision.objects.get(version=2).previous == {"loyer": "1"}


def test_somebody_who_saves_between_the_two_is_not_overwritten(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    shown = save(draft, 0, {"loyer": "2"}, ours.head)
    save(draft, shown.version, {"loyer": "9"}, ours.editor)
    (conflict,) = save(draft, shown.version, {"loyer": "2"}, ours.head).conflicts
    assert (conflict.theirs, kept(draft)) == ("9", {"loyer": "9"})


def test_the_same_value_twice_is_no_conflict(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    assert save(draft, 0, {"loyer": "1"}, ours.head).conflicts == ()


def test_what_a_whole_form_did_not_touch_is_no_conflict(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1", "apport": "1"}, ours.editor)
    save(draft, 1, {"loyer": "2"}, ours.editor)
    saved = save(draft, 1, {"loyer": "1", "apport": "5", "caution": None}, ours.head)
    assert saved.conflicts == ()
    assert kept(draft) == {"loyer": "2", "apport": "5"}


def test_emptying_what_somebody_else_changed_is_a_conflict(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    save(draft, 1, {"loyer": "2"}, ours.editor)
    (conflict,) = save(draft, 1, {"loyer": None}, ours.head).conflicts
    assert (conflict.mine, conflict.theirs) == (None, "2")
    assert kept(draft) == {"loyer": "2"}


@pytest.mark.parametrize("version", [-1, 2, 999_999_999])
def test_a_version_that_never_was_overwrites_nothing(draft: Dossier, ours: Structure, version: int) -> None:
    save(draft, 0, {"loyer": "1"}, ours.editor)
    assert len(save(draft, version, {"loyer": "2"}, ours.head).conflicts) == 1
    assert kept(draft) == {"loyer": "1"}


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_emptied_answer_is_no_answer(draft: Dossier, ours: Structure, empty: Any) -> None:
    save(draft, 0, {"loyer": "1", "services": ["eau"]}, ours.editor)
    save(draft, 1, {"loyer": empty, "services": empty}, ours.editor)
    assert kept(draft) == {}


# names


@pytest.mark.parametrize(
    "name",
    [
        "accueil_1",  # of another section
        "vision_1",
        "inconnu",
        "",
        "annees",
        "annees.",
        "annees.2022",
        "annees.2022.",
        "annees.2022.loyer",  # asked once
        "ventes",  # yearly
        "annees.2019.ventes",  # before the window
        "annees.2023.ventes",  # after it
        "annees.22.ventes",
        "annees.²⁰²².ventes",
        "annees.2022.annees.2022.ventes",
        "plan",  # a document has its own door
        "plan[]",
        "loyer[]",
        "loyer[0]",
        "loyer[0].montant",
        "loyer.reponse",
        "loyer.",
        "annees.2022.ventes.",
        "depenses",
        "depenses[]",
        "depenses[0]",
        "depenses[0].inconnue",
        "depenses[-1].montant",
        "depenses[01].montant",
        "depenses[5].montant",  # its rows: 0 to 4
        "depenses[9999].montant",
        "depenses[99999].montant",
        "depenses[].montant",
        "annees.2022.depenses[0].montant",
        "version",
        "__class__",
        "loyer\0",
    ],
)
def test_a_forged_name_writes_nothing(draft: Dossier, ours: Structure, name: str) -> None:
    saved = save(draft, 0, {name: "7", "apport": "1"}, ours.editor)
    assert saved.conflicts == ()
    assert kept(draft) == {"apport": "1"}
    assert kept(draft, "accueil") == {}


@pytest.mark.parametrize("name", ["autre", "autre.inconnu", "autre.reponse.reponse", "autre[0].reponse", "loyer"])
def test_a_free_statement_is_answered_by_its_parts_only(draft: Dossier, ours: Structure, name: str) -> None:
    save(draft, 0, {name: "7", "autre.bareme": "2"}, ours.editor, "accueil")
    assert kept(draft, "accueil") == {"autre.bareme": "2"}


# what cannot be read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("loyer", "douze"),
        ("annees.2022.clients", "beaucoup"),
        ("ouverture", "31/02/2022"),
        ("halle", "souterraine"),
        ("depenses[0].montant", "12,5,3"),
        ("services", ["eau", "pétrole"]),
    ],
)
def test_a_text_that_cannot_be_read_is_kept_and_told_at_its_field(
    draft: Dossier, ours: Structure, name: str, text: Any
) -> None:
    save(draft, 0, {name: text}, ours.editor)
    current = standing(reread(draft), NOW)
    assert kept(draft)[name] == text
    assert list(current.problems) == [name]
    assert not current.may_be_submitted


def test_the_parts_of_a_free_statement_are_told_one_by_one(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"autre.bareme": "12", "autre.intitule": "Fontaine"}, ours.editor, "accueil")
    assert list(standing(reread(draft), NOW).problems) == ["autre.bareme"]


def test_an_answer_too_long_is_refused_aloud(draft: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="100000 caractères"):
        save(draft, 0, {"adresse": "a" * (MAXIMUM_ANSWER + 1), "loyer": "1"}, ours.editor)
    assert kept(draft) == {}
    save(draft, 0, {"adresse": "a" * MAXIMUM_ANSWER}, ours.editor)
    assert kept(draft) == {"adresse": "a" * MAXIMUM_ANSWER}


# rows


def rows(draft: Dossier, table: str = "depenses") -> list[str]:
    """The first column of each row that the engine reads."""
    column = {"depenses": "partie", "stock": "objet"}[table]
    records: Any = standing(reread(draft), NOW).assessment.dossier.answers.get(table, ())
    return [str(row.get(column, "")) for row in records]


def fill(draft: Dossier, ours: Structure, names: str) -> int:
    changes: Typed = {f"depenses[{place}].partie": name for place, name in enumerate(names)}
    return save(draft, 0, changes, ours.editor).version


def test_a_row_is_added_at_the_end(draft: Dossier, ours: Structure) -> None:
    for number in range(1, 4):
        add_row(draft.pk, "etal", name_in(draft, "depenses"), ours.editor, NOW)
        assert kept(draft)["depenses[]"] == str(number)
    assert rows(draft) == []


@pytest.mark.parametrize(("index", "remainder"), [(0, "BCD"), (1, "ACD"), (3, "ABC"), (4, "ABCD"), (10**6, "ABCD")])
def test_rows_below_the_one_removed_move_up(draft: Dossier, ours: Structure, index: int, remainder: str) -> None:
    version = fill(draft, ours, "ABCD")
    save(draft, version, {"depenses[1].montant": "1", "depenses[3].montant": "3"}, ours.editor)
    remove_row(draft.pk, "etal", version + 1, name_in(draft, "depenses"), index, ours.editor, NOW)
    assert rows(draft) == list(remainder)
    answers = kept(draft)
    amounts = {
        answers[f"depenses[{row}].partie"]: answers.get(f"depenses[{row}].montant") for row in range(len(remainder))
    }
    assert amounts == {name: {"B": "1", "D": "3"}.get(name) for name in remainder}
    assert not [name for name in answers if name.startswith(f"depenses[{len(remainder)}]")]


def test_every_row_can_be_removed(draft: Dossier, ours: Structure) -> None:
    version = fill(draft, ours, "AB")
    version = remove_row(draft.pk, "etal", version, name_in(draft, "depenses"), 0, ours.editor, NOW).version
    remove_row(draft.pk, "etal", version, name_in(draft, "depenses"), 0, ours.editor, NOW)
    assert kept(draft) == {"depenses[]": "0"}


def test_a_page_that_shows_other_rows_removes_none(draft: Dossier, ours: Structure) -> None:
    version = fill(draft, ours, "ABC")
    remove_row(draft.pk, "etal", version, name_in(draft, "depenses"), 0, ours.head, NOW)
    with pytest.raises(NotAllowed, match="viennent de changer"):
        remove_row(draft.pk, "etal", version, name_in(draft, "depenses"), 0, ours.editor, NOW)
    assert rows(draft) == ["B", "C"]


def test_a_table_holds_five_hundred_rows_and_no_more(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"stock[497].objet": "clou"}, ours.editor)
    for _ in range(5):
        add_row(draft.pk, "etal", name_in(draft, "stock"), ours.editor, NOW)
    save(draft, 99, {"stock[499].objet": "vis", "stock[500].objet": "trop"}, ours.editor)
    assert kept(draft) == {"stock[497].objet": "clou", "stock[499].objet": "vis", "stock[]": "500"}
    assert (len(rows(draft, "stock")), standing(reread(draft), NOW).problems) == (500, {})


def test_cells_of_a_row_that_a_script_added_bring_their_row(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"depenses[0].montant": "5"}, ours.editor)
    save(draft, 1, {"depenses[2].partie": "C"}, ours.editor)
    assert rows(draft) == ["", "", "C"]


def test_last_rows_that_a_script_emptied_go(draft: Dossier, ours: Structure) -> None:
    version = fill(draft, ours, "ABC")
    save(draft, version, {"depenses[1].partie": "C", "depenses[2].partie": None}, ours.editor)
    assert rows(draft) == ["A", "C"]
    add_row(draft.pk, "etal", name_in(draft, "depenses"), ours.editor, NOW)
    save(draft, version + 2, {"depenses[0].partie": "Z"}, ours.editor)
    assert rows(draft) == ["Z", "C"]
    assert kept(draft)["depenses[]"] == "3"


@pytest.mark.parametrize("table", ["", "inconnu", "loyer", "plan", "depenses[]", "depenses[0]", "annees.2022.depenses"])
def test_rows_of_what_is_no_table_are_refused_in_french(draft: Dossier, ours: Structure, table: str) -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: add_row(draft.pk, "etal", name_in(draft, table), ours.editor, NOW),
        lambda: remove_row(draft.pk, "etal", 0, name_in(draft, table), 0, ours.editor, NOW),
        lambda: add_row(draft.pk, "accueil", name_in(draft, "depenses"), ours.editor, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="Ce tableau n’existe pas dans cette rubrique"):
            refused()
    assert kept(draft) == {}


# who and when


def test_nobody_else_than_the_structure_saves(draft: Dossier) -> None:
    for stranger in (
        structure().head,
        person((Role.REGIONAL_OFFICER, "53")),
        person((Role.MINISTRY, None)),
        person((Role.ADMINISTRATOR, None)),
        person(),
    ):
        with pytest.raises(NotAllowed, match="Seules les personnes de la structure"):
            save(draft, 0, {"loyer": "1"}, stranger)
    assert kept(draft) == {}


def test_a_deadline_is_an_instant(draft: Dossier, ours: Structure) -> None:
    closes = draft.campaign.closes_at
    save_typed(draft.pk, "etal", 0, {"loyer": "1"}, ours.editor, closes - timedelta(microseconds=1))
    for at in (closes, closes + timedelta(microseconds=1)):
        with pytest.raises(NotAllowed, match="La campagne est close"):
            save_typed(draft.pk, "etal", 1, {"loyer": "2"}, ours.editor, at)
    assert kept(draft) == {"loyer": "1"}


def test_a_campaign_closed_before_its_time_is_closed(draft: Dossier, ours: Structure) -> None:
    type(draft.campaign).objects.update(state="closed")
    with pytest.raises(NotAllowed, match="La campagne est close"):
        save(draft, 0, {"loyer": "1"}, ours.editor)


def test_what_was_submitted_is_not_saved_over(ours: Structure) -> None:
    submission = dossier(ours, submitted=True)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(submission, 1, {"loyer": "1"}, ours.head),
        lambda: add_row(submission.pk, "etal", name_in(submission, "depenses"), ours.head, NOW),
        lambda: remove_row(submission.pk, "etal", 1, name_in(submission, "depenses"), 0, ours.head, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="ses réponses sont figées"):
            refused()
    assert kept(submission) == {"nom": "Chez Paul"}


def test_roles_hold_by_the_day_in_paris(draft: Dossier, ours: Structure) -> None:
    """At 23 h 30 UTC, it is already the next day there."""
    late = NOW.replace(hour=23, minute=30)
    starting, leaving = person(), person()
    give(starting, Role.STRUCTURE_EDITOR, ours.organisation, starts=NOW.date() + timedelta(days=1))
    give(leaving, Role.STRUCTURE_EDITOR, ours.organisation, ends=NOW.date())
    save_typed(draft.pk, "etal", 0, {"loyer": "1"}, starting, late)
    with pytest.raises(NotAllowed):
        save_typed(draft.pk, "etal", 1, {"loyer": "2"}, leaving, late)


# the journal


def test_each_save_is_one_act_without_any_answer(draft: Dossier, ours: Structure) -> None:
    save(draft, 0, {"loyer": "424242", "apport": "1"}, ours.editor)
    save(draft, 1, {"loyer": "424242"}, ours.editor)
    save(draft, 0, {"loyer": "5"}, ours.head)
    add_row(draft.pk, "etal", name_in(draft, "depenses"), ours.editor, NOW)
    acts = list(Act.objects.filter(subject_kind="dossier", subject_id=str(draft.pk)))
    assert [act.event for act in acts] == ["dossier_opened", "section_saved", "section_saved"]
    assert acts[1].details == {"section": "etal", "version": 1, "names": ["apport", "loyer"]}
    assert acts[2].details == {"section": "etal", "version": 2, "names": ["depenses[]"]}
    assert {act.actor for act in acts[1:]} == {str(ours.editor.pk)}
    assert "424242" not in str([act.details for act in acts])
    assert verify().acts == Act.objects.count()
