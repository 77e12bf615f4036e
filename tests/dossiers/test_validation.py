"""Before the submission: an editor asks, who decides validates, anybody goes back; each once."""

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
def made(ours: Structure) -> Dossier:
    return dossier(ours, campaign(closes_at=NOW + timedelta(days=1)), answers=FILLED)


def events(made: Dossier) -> list[str]:
    return list(Transition.objects.filter(dossier=made).values_list("event", flat=True))


def test_an_editor_asks_once_for_the_validation(made: Dossier, ours: Structure) -> None:
    first = validation.ask_validation(made.pk, ours.editor, NOW)
    assert validation.ask_validation(made.pk, ours.editor, LATER) == first
    assert (reread(made).state, events(made)) == (State.DRAFT, [Event.ASK_VALIDATION])
    assert validation.validation_asked(reread(made)) == first
    assert Act.objects.get(event="validation_asked").actor == str(ours.editor.pk)


def test_what_follows_answers_the_request(made: Dossier, ours: Structure) -> None:
    validation.ask_validation(made.pk, ours.editor, NOW)
    validation.validate(made.pk, ours.head, LATER)
    assert validation.validation_asked(reread(made)) is None
    validation.reopen(made.pk, ours.editor, LATER)
    assert validation.validation_asked(reread(made)) is None
    validation.ask_validation(made.pk, ours.editor, LATER)
    assert events(made) == [Event.ASK_VALIDATION, Event.VALIDATE, Event.REOPEN, Event.ASK_VALIDATION]


def test_who_decides_has_nobody_to_ask(made: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="décider vous-même"):
        validation.ask_validation(made.pk, ours.head, NOW)


def test_a_validation_freezes_the_answers(made: Dossier, ours: Structure) -> None:
    validation.validate(made.pk, ours.head, NOW)
    frozen = reread(made)
    assert (frozen.state, frozen.validated_by, frozen.validated_at) == (State.VALIDATED, ours.head, NOW)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(made, 1, {"loyer": "1"}, ours.head),
        lambda: document(made, ours.editor),
        lambda: services.detach(made.pk, "plan", ours.editor, NOW),
        lambda: services.comment(made.pk, "etal", "trop tard", ours.editor, NOW),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed, match="reprenez sa préparation"):
            refused()


def test_validating_twice_is_validating_once(made: Dossier, ours: Structure) -> None:
    validation.validate(made.pk, ours.head, NOW)
    validation.validate(made.pk, ours.head, LATER)
    assert (reread(made).validated_at, events(made)) == (NOW, [Event.VALIDATE])
    other = person((Role.STRUCTURE_HEAD, ours.organisation))
    with pytest.raises(NotAllowed, match="en préparation se valide"):
        validation.validate(made.pk, other, LATER)


def test_a_validation_needs_what_a_submission_needs(ours: Structure) -> None:
    empty = dossier(ours)
    with pytest.raises(NotComplete) as refused:
        validation.validate(empty.pk, ours.head, NOW)
    assert [one.path for one in refused.value.standing.lacking] == ["nom"]
    assert (reread(empty).state, events(empty)) == (State.DRAFT, [])


def test_the_act_of_a_validation_names_the_answers_by_their_digest(made: Dossier, ours: Structure) -> None:
    validation.validate(made.pk, ours.head, NOW)
    details = Act.objects.get(event="dossier_validated").details
    assert details["answers"].startswith("sha256:")
    assert details["programme"] == made.programme_version_id
    assert "Chez Paul" not in str(details)


def test_the_direction_validates_and_nobody_else(made: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="Seule la direction"):
        validation.validate(made.pk, ours.editor, NOW)
    for stranger in (structure().head, officer(), person((Role.MINISTRY, None)), person()):
        for act in (validation.validate, validation.ask_validation, validation.reopen):
            with pytest.raises(NotAllowed, match="Seules les personnes de la structure"):
                act(made.pk, stranger, NOW)


@pytest.mark.parametrize("who", ["head", "editor"])
def test_anybody_of_the_structure_goes_back_to_preparing(made: Dossier, ours: Structure, who: str) -> None:
    validation.validate(made.pk, ours.head, NOW)
    someone: Person = getattr(ours, who)
    validation.reopen(made.pk, someone, LATER)
    validation.reopen(made.pk, someone, LATER)
    again = reread(made)
    assert (again.state, again.validated_at, again.validated_by) == (State.DRAFT, None, None)
    assert events(made) == [Event.VALIDATE, Event.REOPEN]
    save(made, 1, {"loyer": "1"}, ours.editor)
    with pytest.raises(NotAllowed, match="Seule la direction"):  # the validation fell
        services.submit(made.pk, ours.editor, LATER)


def test_a_draft_is_not_reopened(made: Dossier, ours: Structure) -> None:
    with pytest.raises(NotAllowed, match="rien à reprendre"):
        validation.reopen(made.pk, ours.head, NOW)


def test_an_editor_hands_over_what_is_validated(made: Dossier, ours: Structure) -> None:
    validation.validate(made.pk, ours.head, NOW)
    services.submit(made.pk, ours.editor, LATER)
    sent = reread(made)
    assert (sent.state, sent.submitted_at) == (State.SUBMITTED, LATER)
    assert (sent.validated_at, sent.validated_by) == (NOW, ours.head)


def test_who_decides_validates_by_handing_over(made: Dossier, ours: Structure) -> None:
    services.submit(made.pk, ours.head, NOW)
    sent = reread(made)
    assert (sent.validated_at, sent.validated_by, events(made)) == (NOW, ours.head, [Event.SUBMIT])


def test_nothing_is_validated_nor_handed_over_nor_reopened_after_the_end(made: Dossier, ours: Structure) -> None:
    closes = made.campaign.closes_at
    with pytest.raises(NotAllowed, match="close"):
        validation.validate(made.pk, ours.head, closes)
    validation.validate(made.pk, ours.head, closes - timedelta(microseconds=1))
    for act in (services.submit, validation.reopen):
        with pytest.raises(NotAllowed, match="close"):
            act(made.pk, ours.head, closes)


# what the programme says


def folder_where(tmp_path: Path, functions: list[str] | None) -> Path:
    """The market, whose validation belongs to an actor with these functions; None: to nobody."""
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
    made = dossier(ours, into, answers=FILLED)
    assert deciding_roles(made) == roles
    for someone, role in ((ours.editor, Role.STRUCTURE_EDITOR), (ours.head, Role.STRUCTURE_HEAD)):
        if role in roles:
            validation.validate(made.pk, someone, NOW)
            validation.reopen(made.pk, someone, NOW)
        else:
            with pytest.raises(NotAllowed):
                validation.validate(made.pk, someone, NOW)


def test_a_person_of_two_structures_decides_where_they_head(ours: Structure) -> None:
    theirs = structure()
    give(ours.head, Role.STRUCTURE_EDITOR, theirs.organisation)
    into = campaign()
    made = dossier(theirs, into, answers=FILLED)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        validation.validate(made.pk, ours.head, NOW)


# through the pages


@pytest.fixture
def standing_open(made: Dossier) -> Dossier:
    """Pages ask the clock of the machine, which is not that of the tests."""
    type(made.campaign).objects.update(closes_at=NOW + timedelta(days=9999))
    return made


def page_of(someone: Person, url: str) -> str:
    client = Client()
    client.force_login(someone)
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_pages_lead_from_the_request_to_the_submission(standing_open: Dossier, ours: Structure) -> None:
    made, editor, head = standing_open, Client(), Client()
    editor.force_login(ours.editor)
    head.force_login(ours.head)
    assert "Demander la validation" in page_of(ours.editor, address("check", made))
    done = editor.post(address("ask_validation", made))
    assert (done.status_code, done["Location"]) == (302, address("show", made))
    for someone in (ours.editor, ours.head):
        assert f"{ours.editor.full_name} a demandé la validation" in page_of(someone, address("show", made))
    assert "Valider sans déposer" in page_of(ours.head, address("check", made))
    assert head.post(address("validate", made)).status_code == 302
    assert "Validé par la direction" in page_of(ours.editor, address("show", made))
    asked = page_of(ours.editor, address("reopen", made))
    assert "La validation de la direction ne vaudra plus" in asked
    assert editor.post(address("reopen", made)).status_code == 302
    assert reread(made).is_draft
    head.post(address("validate", made))
    unticked = editor.post(address("submit", made))
    assert unticked.status_code == 422
    assert "Cochez cette case" in unticked.content.decode()
    assert editor.post(address("submit", made), {"confirmation": "1"})["Location"] == address("receipt", made)
    assert reread(made).state == State.SUBMITTED


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
