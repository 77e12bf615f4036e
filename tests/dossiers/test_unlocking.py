"""A request unlocks exactly what it names, in pages, saves, documents and rows; the rest is refused aloud."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from poincon.dossiers import changes, services
from poincon.dossiers.enums import State
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.dossiers.saving import add_row, remove_row
from poincon.dossiers.services import NotComplete
from poincon.dossiers.unlocking import Unlocked, unlocked
from poincon.journal.models import Act
from poincon.people.models import Person
from poincon.sheets.answers import Name
from poincon.workflow.refusals import NotAllowed
from tests.dossiers.asking import submitted
from tests.dossiers.factories import (
    PDF,
    Structure,
    address,
    asked,
    autosave,
    document,
    kept,
    name_in,
    prepared,
    reread,
    save,
    upload,
)
from tests.dossiers.forms import posted_by
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(ours: Structure) -> Dossier:
    return submitted(ours)


@pytest.fixture
def editor(ours: Structure) -> Client:
    client = Client()
    client.force_login(ours.editor)
    return client


def allows(open_: Unlocked, text: str) -> bool:
    name = name_in(open_.dossier, text)
    assert name is not None, text
    return open_.allows(name)


def texts(names: Iterable[Name]) -> set[str]:
    return {name.text for name in names}


@pytest.mark.parametrize(
    ("point", "names"),
    [
        (("etal", "loyer"), {"loyer"}),
        (("etal", "annees.2021.ventes"), {"annees.2021.ventes"}),
        (("etal", "depenses"), {"depenses[0].montant", "depenses[4].poste", "depenses[]"}),
        (("etal", "plan"), {"plan"}),
        (("accueil", "autre"), {"autre.reponse", "autre.bareme", "autre.intitule"}),
        (("accueil", ""), {"accueil_1", "accueil_2", "autre.reponse", "autre.bareme", "autre.intitule"}),
    ],
)
def test_what_a_point_names_is_open_and_nothing_else(
    submission: Dossier, ours: Structure, examiner: Person, point: tuple[str, str], names: set[str]
) -> None:
    asked(submission, examiner, point)
    every = {
        "etal": {
            "nom", "loyer", "annees.2020.ventes", "annees.2021.ventes", "annees.2022.ventes", "annees.2021.clients",
            "depenses[0].montant", "depenses[4].poste", "depenses[]", "recettes[0].montant", "plan", "services",
        },
        "accueil": {"accueil_1", "accueil_2", "autre.reponse", "autre.bareme", "autre.intitule"},
        "vision": {"vision_1"},
    }  # fmt: skip
    open_ = unlocked(reread(submission))
    open_names = {name for listed in every.values() for name in listed if allows(open_, name)}
    assert open_names == names
    assert {section for section in every if open_.touches(section)} == {point[0]}
    elsewhere = [name for section, listed in every.items() if section != point[0] for name in listed]
    assert not any(allows(open_, name) for name in elsewhere)
    before = kept(submission, "vision")
    save(submission, 9, dict.fromkeys(names, "++"), ours.editor, "vision")  # a name goes with its own section
    assert kept(submission, "vision") == before


def test_all_of_a_draft_is_open_and_nothing_of_what_is_examined(submission: Dossier, ours: Structure) -> None:
    assert not allows(unlocked(submission), "loyer")
    Dossier.objects.filter(pk=submission.pk).update(state=State.DRAFT, submitted_at=None)
    assert allows(unlocked(reread(submission)), "vision_1")


def test_a_request_in_preparation_opens_nothing(submission: Dossier, examiner: Person, ours: Structure) -> None:
    prepared(submission, examiner)
    assert not allows(unlocked(reread(submission)), "loyer")
    with pytest.raises(NotAllowed, match="figées"):
        save(submission, 1, {"loyer": "11"}, ours.editor)


# saves


def test_a_save_of_what_is_asked_is_written(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner, ("etal", "loyer"), ("etal", "annees.2021.ventes"))
    save(submission, 1, {"loyer": "11", "annees.2021.ventes": "101"}, ours.editor)
    assert (kept(submission)["loyer"], kept(submission)["annees.2021.ventes"]) == ("11", "101")


@pytest.mark.parametrize(
    "answers",
    [
        {"nom": "Chez Paule"},
        {"annees.2022.ventes": "201"},
        {"depenses[0].montant": "50"},
        {"services": None},
        {"loyer": "11", "apport": "1"},
    ],
)
def test_anything_else_is_refused_aloud_and_whole(
    submission: Dossier, examiner: Person, ours: Structure, editor: Client, answers: dict[str, Any]
) -> None:
    asked(submission, examiner, ("etal", "loyer"), ("etal", "annees.2021.ventes"))
    before = kept(submission)
    with pytest.raises(NotAllowed, match="seul ce qui vous est demandé peut changer"):
        save(submission, 1, answers, ours.editor)
    answer = autosave(editor, submission, {"version": 1, "changes": answers})
    assert answer.status_code == 403
    reply = answer.json()
    assert reply["error"] == "closed"
    for name in ("Loyer", "Ventes (2021)"):
        assert name.lower() in reply["message"].lower()
    assert kept(submission) == before


def test_an_answer_sent_back_as_it_was_is_no_change(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner)
    saved = save(submission, 1, {"nom": "Chez Paul", "loyer": "11"}, ours.editor)
    assert (saved.version, kept(submission)["loyer"]) == (2, "11")


def test_rows_move_in_unlocked_tables_only(submission: Dossier, examiner: Person, ours: Structure) -> None:
    asked(submission, examiner, ("etal", "depenses"))
    attempts: tuple[Callable[[], object], ...] = (
        lambda: add_row(submission.pk, "etal", name_in(submission, "recettes"), ours.editor, NOW),
        lambda: remove_row(submission.pk, "etal", 1, name_in(submission, "recettes"), 0, ours.editor, NOW),
    )
    for act in attempts:
        with pytest.raises(NotAllowed, match="seul ce qui"):
            act()
    add_row(submission.pk, "etal", name_in(submission, "depenses"), ours.editor, NOW)
    remove_row(submission.pk, "etal", 2, name_in(submission, "depenses"), 0, ours.editor, NOW)
    assert (kept(submission)["depenses[]"], kept(submission)["depenses[0].montant"]) == ("2", "6")


def test_documents_are_given_and_taken_back_where_asked_only(
    submission: Dossier, examiner: Person, ours: Structure
) -> None:
    request = asked(submission, examiner)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: document(submission, ours.editor),
        lambda: services.detach(submission.pk, "plan", ours.editor, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="seul ce qui"):
            refused()
    assert submission.sheet.attachments.filter(removed_at__isnull=True).count() == 1
    ChangeRequest.objects.filter(pk=request.pk).update(ended_at=NOW)
    Dossier.objects.filter(pk=submission.pk).update(state=State.SUBMITTED)
    asked(submission, examiner, ("etal", "plan"))
    document(submission, ours.editor, content=PDF + b"mieux")
    services.detach(submission.pk, "plan", ours.editor, NOW)
    assert submission.sheet.attachments.count() == 2


# pages


def disabled(page: str, name: str) -> bool:
    """Whether every control of that name is read only."""
    tags = [tag for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page) if f'name="{name}"' in tag]
    assert tags, name
    states = {" disabled" in tag for tag in tags if 'type="hidden"' not in tag}
    assert len(states) == 1, name
    return states.pop()


def test_the_page_of_a_section_opens_what_is_asked(submission: Dossier, examiner: Person, editor: Client) -> None:
    asked(submission, examiner, ("etal", "loyer"), ("etal", "annees.2021.ventes"), ("etal", "depenses"))
    page = editor.get(address("section", submission, "etal")).content.decode()
    names = ["loyer", "annees.2021.ventes", "depenses[0].montant"]
    assert [disabled(page, name) for name in names] == [False, False, False]
    locked = ["nom", "apport", "annees.2020.ventes", "annees.2022.ventes", "services", "enseigne"]
    assert [disabled(page, name) for name in locked] == [True] * len(locked)
    for words in ("Revoyez loyer.", "Revoyez annees.2021.ventes.", "Demandé par le service qui instruit"):
        assert words in page
    assert 'id="champ-loyer-demande"' in page
    assert 'aria-describedby="champ-loyer-demande"' in page
    assert "data-autosave" in page
    assert "ajouter_ligne:depenses" in page
    assert "ajouter_ligne:recettes" not in page
    assert 'name="plan"' not in page  # no place for a document that is not asked


def test_a_section_where_nothing_is_asked_is_read_only(submission: Dossier, examiner: Person, editor: Client) -> None:
    asked(submission, examiner)
    page = editor.get(address("section", submission, "accueil")).content.decode()
    assert "Rien ne vous est demandé dans cette rubrique" in page
    assert "data-autosave" not in page
    assert disabled(page, "accueil_1")
    assert "Ajouter la note" in page  # colleagues still talk to each other


def test_a_page_posted_as_shown_writes_what_is_open(submission: Dossier, examiner: Person, editor: Client) -> None:
    asked(submission, examiner)
    url = address("section", submission, "etal")
    form = posted_by(editor.get(url).content.decode())
    assert "nom" not in form
    form["loyer"] = ["12,50"]
    before = kept(submission)
    assert editor.post(url, form).status_code == 200
    assert kept(submission) == before | {"loyer": "12.50"}


def test_a_page_made_before_says_what_is_open_and_keeps_what_was_typed(
    submission: Dossier, examiner: Person, editor: Client
) -> None:
    asked(submission, examiner)
    refused = editor.post(address("section", submission, "etal"), {"version": "1", "nom": "Chez Paule", "loyer": "11"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "seul ce qui vous est demandé peut changer" in page
    assert "Chez Paule" in page
    assert kept(submission)["loyer"] == "10"


def test_a_document_posted_where_none_is_asked_is_refused(
    submission: Dossier, examiner: Person, editor: Client
) -> None:
    asked(submission, examiner)
    refused = editor.post(address("section", submission, "etal"), {"version": "1", "plan": upload()})
    assert refused.status_code == 403
    assert submission.sheet.attachments.count() == 1


def test_the_answers_to_check_link_to_what_is_open_only(submission: Dossier, examiner: Person, editor: Client) -> None:
    asked(submission, examiner)
    page = editor.get(address("check", submission)).content.decode()
    links = set(re.findall(r'href="[^"]*/rubriques/etal/#([^"]+)"', page.partition("Ce que donnent")[0]))
    assert links == {"champ-loyer"}


# what an unlocked answer makes asked for


def test_what_an_unlocked_answer_makes_asked_for_is_unlocked(ours: Structure, examiner: Person) -> None:
    submission = submitted(ours, conditional=True)
    asked(submission, examiner, ("etal", "surveille"))
    for name in ("surveillant", "horaires", "contrat"):
        assert not allows(unlocked(reread(submission)), name)
    save(submission, 1, {"surveille": "oui"}, ours.editor)
    open_ = unlocked(reread(submission))
    assert texts(open_.conditional) == {"surveillant", "contrat"}
    assert not allows(open_, "nom")
    with pytest.raises(NotComplete):
        changes.resubmit(submission.pk, ours.head, NOW)
    save(submission, 2, {"surveillant": "Paule"}, ours.editor)
    assert texts(unlocked(reread(submission)).conditional) == {"surveillant", "contrat", "horaires"}
    save(submission, 3, {"horaires": "la nuit"}, ours.editor)
    document(submission, ours.editor, "contrat")
    content = json.loads(changes.resubmit(submission.pk, ours.head, NOW).content)
    assert content["answers"]["horaires"] == "la nuit"
    assert set(content["documents"]) == {"plan", "contrat"}


def test_what_is_no_longer_asked_for_is_not_sent(ours: Structure, examiner: Person) -> None:
    """Answered, then not asked for again by another change of mind: what is hidden waits, the rest is put back."""
    submission = submitted(ours, conditional=True)
    request = asked(submission, examiner, ("etal", "surveille"))
    save(submission, 1, {"surveille": "oui"}, ours.editor)
    save(submission, 2, {"surveillant": "Paule"}, ours.editor)
    document(submission, ours.editor, "contrat")
    save(submission, 3, {"surveille": "non"}, ours.editor)
    snapshot = changes.resubmit(submission.pk, ours.head, NOW)
    content = json.loads(snapshot.content)
    assert "surveillant" not in content["answers"]
    assert set(content["documents"]) == {"plan"}
    assert kept(submission)["surveille"] == "non"
    assert kept(submission)["surveillant"] == "Paule"
    assert not submission.sheet.attachments.filter(name="contrat", removed_at__isnull=True).exists()
    details = Act.objects.get(event="changes_submitted").details
    assert details["put_back"] == ["contrat"]
    assert details["request"] == request.pk


def test_what_a_hidden_answer_had_shown_is_not_sent(ours: Structure, examiner: Person) -> None:
    submission = submitted(ours, conditional=True)
    asked(submission, examiner, ("etal", "surveille"))
    save(submission, 1, {"surveille": "oui"}, ours.editor)
    save(submission, 2, {"surveillant": "Paule"}, ours.editor)
    save(submission, 3, {"horaires": "la nuit"}, ours.editor)
    save(submission, 4, {"surveille": "non"}, ours.editor)
    content = json.loads(changes.resubmit(submission.pk, ours.head, NOW).content)
    assert not content["answers"].keys() & {"surveillant", "horaires"}


def test_what_the_campaign_sets_meanwhile_opens_nothing(ours: Structure, examiner: Person) -> None:
    submission = submitted(ours, conditional=True)
    asked(submission, examiner)
    type(submission.campaign).objects.update(parameters={"aide": "5000"})
    assert unlocked(reread(submission)).conditional == frozenset()
