"""Before the submission: an editor asks, whoever decides validates, anybody goes back; each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from poincon.dossiers import services, validation
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Dossier, Transition
from poincon.dossiers.permissions import deciding_roles
from poincon.dossiers.services import NotComplete
from poincon.journal.models import Act
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed
from tests.cahier.packages import IDENTITY, Piece, form, write_package
from tests.dossiers.factories import (
    FIELDS,
    RULES,
    Structure,
    Typed,
    address,
    campaign,
    document,
    dossier,
    officer,
    programme,
    reread,
    save,
    structure,
)
from tests.people.makers import give, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
FILLED: dict[str, Typed] = {"etal": {"nom": "Chez Paul"}}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def draft(ours: Structure) -> Dossier:
    return dossier(ours, campaign(closes_at=NOW + timedelta(days=1)), answers=FILLED)


def events(dossier: Dossier) -> list[str]:
    return list(Transition.objects.filter(dossier=dossier).values_list("event", flat=True))


def test_an_editor_asks_once_for_the_validation(draft: Dossier, ours: Structure) -> None:
    first = validation.ask_validation(draft.pk, ours.editor, NOW)
    assert validation.ask_validation(draft.pk, ours.editor, LATER) == first
    assert (reread(draft).state, events(draft)) == (State.DRAFT, [Event.ASK_VALIDATION])
    assert validation.validation_asked(reread(draft)) == first
    assert Act.objects.get(event="validation_asked").actor == str(ours.editor.pk)


def test_what_follows_answers_the_request(draft: Dossier, ours: Structure) -> None:
    validation.ask_validation(draft.pk, ours.editor, NOW)
    validation.validate(draft.pk, ours.head, LATER)
    assert validation.validation_asked(reread(draft)) is None
    validation.reopen(draft.pk, ours.editor, LATER)
    assert validation.validation_asked(reread(draft)) is None
    validation.ask_validation(draft.pk, ours.editor, LATER)
    assert events(draft) == [Event.ASK_VALIDATION, Event.VALIDATE, Event.REOPEN, Event.ASK_VALIDATION]


def test_who_decides_has_nobody_to_ask(draft: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="décider vous-même"):
        validation.ask_validation(draft.pk, ours.head, NOW)


def test_a_validation_freezes_the_answers(draft: Dossier, ours: Structure) -> None:
    validation.validate(draft.pk, ours.head, NOW)
    frozen = reread(draft)
    assert (frozen.state, frozen.validated_by, frozen.validated_at) == (State.VALIDATED, ours.head, NOW)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(draft, 1, {"loyer": "1"}, ours.head),
        lambda: document(draft, ours.editor),
        lambda: services.detach(draft.pk, "plan", ours.editor, NOW),
        lambda: services.comment(draft.pk, "etal", "trop tard", ours.editor, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="reprenez sa préparation"):
            refused()


def test_validating_twice_is_validating_once(draft: Dossier, ours: Structure) -> None:
    validation.validate(draft.pk, ours.head, NOW)
    validation.validate(draft.pk, ours.head, LATER)
    assert (reread(draft).validated_at, events(draft)) == (NOW, [Event.VALIDATE])
    other = person((Role.STRUCTURE_HEAD, ours.organisation))
    with pytest.raises(NotAllowed, match="en préparation se valide"):
        validation.validate(draft.pk, other, LATER)


def test_a_validation_needs_what_a_submission_needs(ours: Structure) -> None:
    empty = dossier(ours)
    with pytest.raises(NotComplete) as refused:
        validation.validate(empty.pk, ours.head, NOW)
    assert [state.path for state in refused.value.standing.lacking] == ["nom"]
    assert (reread(empty).state, events(empty)) == (State.DRAFT, [])


def test_the_act_of_a_validation_names_the_answers_by_their_digest(draft: Dossier, ours: Structure) -> None:
    validation.validate(draft.pk, ours.head, NOW)
    details = Act.objects.get(event="dossier_validated").details
    assert details["answers"].startswith("sha256:")
    assert details["programme"] == draft.sheet.programme_version_id
    assert "Chez Paul" not in str(details)


def test_the_direction_validates_and_nobody_else(draft: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="Seule la direction"):
        validation.validate(draft.pk, ours.editor, NOW)
    for stranger in (structure().head, officer(), person((Role.MINISTRY, None)), person()):
        for act in (validation.validate, validation.ask_validation, validation.reopen):
            with pytest.raises(NotAllowed, match="Seules les personnes de la structure"):
                act(draft.pk, stranger, NOW)


@pytest.mark.parametrize("position", ["head", "editor"])
def test_anybody_of_the_structure_goes_back_to_preparing(draft: Dossier, ours: Structure, position: str) -> None:
    validation.validate(draft.pk, ours.head, NOW)
    someone: Person = getattr(ours, position)
    validation.reopen(draft.pk, someone, LATER)
    validation.reopen(draft.pk, someone, LATER)
    again = reread(draft)
    assert (again.state, again.validated_at, again.validated_by) == (State.DRAFT, None, None)
    assert events(draft) == [Event.VALIDATE, Event.REOPEN]
    save(draft, 1, {"loyer": "1"}, ours.editor)
    with pytest.raises(NotAllowed, match="Seule la direction"):  # the validation fell
        services.submit(draft.pk, ours.editor, LATER)


def test_a_draft_is_not_reopened(draft: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="rien à reprendre"):
        validation.reopen(draft.pk, ours.head, NOW)


def test_an_editor_hands_over_what_is_validated(draft: Dossier, ours: Structure) -> None:
    validation.validate(draft.pk, ours.head, NOW)
    services.submit(draft.pk, ours.editor, LATER)
    sent = reread(draft)
    assert (sent.state, sent.submitted_at) == (State.SUBMITTED, LATER)
    assert (sent.validated_at, sent.validated_by) == (NOW, ours.head)


def test_who_decides_validates_by_handing_over(draft: Dossier, ours: Structure) -> None:
    services.submit(draft.pk, ours.head, NOW)
    sent = reread(draft)
    assert (sent.validated_at, sent.validated_by, events(draft)) == (NOW, ours.head, [Event.SUBMIT])


def test_nothing_is_validated_nor_handed_over_nor_reopened_after_the_end(draft: Dossier, ours: Structure) -> None:
    closes = draft.campaign.closes_at
    with pytest.raises(NotAllowed, match="close"):
        validation.validate(draft.pk, ours.head, closes)
    validation.validate(draft.pk, ours.head, closes - timedelta(microseconds=1))
    for act in (services.submit, validation.reopen):
        with pytest.raises(NotAllowed, match="close"):
            act(draft.pk, ours.head, closes)


# what the programme says


def folder_where(tmp_path: Path, functions: list[str] | None) -> Path:
    """The package of the market, whose validation belongs to an actor with these functions; None: to nobody."""
    actor: Piece = {"id": "conseil", "libelle": "Conseil", "portee": "structure", "role": "Décide.", "source": "R §1"}
    stage: Piece = {"id": "accord", "libelle": "Accord", "acteur": "conseil", "source": "R §1"}
    if functions is not None:
        actor["fonctions"] = functions
        stage["phase"] = "validation"
    identity = IDENTITY | {"version": "2.0.0", "acteurs": [actor], "etapes": [stage]}
    return write_package(tmp_path, form_piece=form(FIELDS), rules_piece=RULES, identity=identity)


@pytest.mark.parametrize(
    ("functions", "roles"),
    [
        (None, {Role.STRUCTURE_HEAD}),
        (["direction"], {Role.STRUCTURE_HEAD}),
        (["redaction"], {Role.STRUCTURE_EDITOR}),
        (["redaction", "direction"], {Role.STRUCTURE_HEAD, Role.STRUCTURE_EDITOR}),
    ],
)
def test_the_programme_says_who_decides(
    tmp_path: Path, ours: Structure, functions: list[str] | None, roles: set[Role]
) -> None:
    into = campaign(programme(folder_where(tmp_path, functions)))
    draft = dossier(ours, into, answers=FILLED)
    assert deciding_roles(draft) == roles
    for someone, role in ((ours.editor, Role.STRUCTURE_EDITOR), (ours.head, Role.STRUCTURE_HEAD)):
        if role in roles:
            validation.validate(draft.pk, someone, NOW)
            validation.reopen(draft.pk, someone, NOW)
        else:
            with pytest.raises(NotAllowed):
                validation.validate(draft.pk, someone, NOW)


def test_a_person_of_two_structures_decides_where_they_head(ours: Structure) -> None:
    theirs = structure()
    give(ours.head, Role.STRUCTURE_EDITOR, theirs.organisation)
    into = campaign()
    draft = dossier(theirs, into, answers=FILLED)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        validation.validate(draft.pk, ours.head, NOW)


# through the pages


@pytest.fixture
def standing_open(draft: Dossier) -> Dossier:
    """Pages ask the clock of the machine, which is not that of the tests."""
    type(draft.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    return draft


def page_of(someone: Person, url: str) -> str:
    client = Client()
    client.force_login(someone)
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_pages_lead_from_the_request_to_the_submission(standing_open: Dossier, ours: Structure) -> None:
    dossier, editor, head = standing_open, Client(), Client()
    editor.force_login(ours.editor)
    head.force_login(ours.head)
    assert "Demander la validation" in page_of(ours.editor, address("check", dossier))
    response = editor.post(address("ask_validation", dossier))
    assert (response.status_code, response["Location"]) == (302, address("show", dossier))
    for someone in (ours.editor, ours.head):
        assert f"{ours.editor.full_name} a demandé la validation" in page_of(someone, address("show", dossier))
    assert "Valider sans déposer" in page_of(ours.head, address("check", dossier))
    assert head.post(address("validate", dossier)).status_code == 302
    assert "Validé par la direction" in page_of(ours.editor, address("show", dossier))
    page = page_of(ours.editor, address("reopen", dossier))
    assert "La validation de la direction ne vaudra plus" in page
    assert editor.post(address("reopen", dossier)).status_code == 302
    assert reread(dossier).is_draft
    head.post(address("validate", dossier))
    unticked = editor.post(address("submit", dossier))
    assert unticked.status_code == 422
    assert "Cochez cette case" in unticked.content.decode()
    assert editor.post(address("submit", dossier), {"confirmation": "1"})["Location"] == address("receipt", dossier)
    assert reread(dossier).state == State.SUBMITTED


def test_a_page_says_why_one_may_not(standing_open: Dossier, ours: Structure) -> None:
    editor = Client()
    editor.force_login(ours.editor)
    refused = editor.post(address("validate", standing_open))
    assert refused.status_code == 403
    assert "Seule la direction" in refused.content.decode()
    nothing = editor.get(address("reopen", standing_open))
    assert nothing.status_code == 403
    assert "rien à reprendre" in nothing.content.decode()


def test_what_lacks_is_listed_when_a_validation_is_refused(ours: Structure) -> None:
    empty, head = dossier(ours), Client()
    head.force_login(ours.head)
    refused = head.post(address("validate", empty))
    assert refused.status_code == 422
    assert f'href="{address("section", empty, "etal")}#champ-nom"' in refused.content.decode()
