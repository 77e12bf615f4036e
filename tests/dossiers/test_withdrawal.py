"""A structure withdraws: once, for good, and the rest of the world sees exactly what it knew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from poincon.dossiers import changes, services, validation
from poincon.dossiers.enums import CONCLUDED, TRANSITIONS, Event, State
from poincon.dossiers.mail_kinds import WITHDRAWAL
from poincon.dossiers.models import ChangeRequest, Dossier, Transition
from poincon.dossiers.withdrawal import withdraw
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.workflow.refusals import Allowed, NotAllowed
from tests.dossiers.factories import (
    WAYS,
    Structure,
    Typed,
    address,
    bring,
    campaign,
    document,
    dossier,
    officer,
    prepared,
    reread,
    save,
    structure,
)
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
FILLED: dict[str, Typed] = {"etal": {"nom": "Chez Paul", "loyer": "10"}}
LATER = NOW + timedelta(hours=1)


def brought(ours: Structure, state: State) -> Dossier:
    """A dossier of the structure in that state, by the services where this room has one."""
    dossier_ = bring(dossier(ours, answers=FILLED), ours, *WAYS[state], by=officer())
    assert dossier_.state == state
    return dossier_


@pytest.mark.parametrize("state", [state for state in State if (state, Event.WITHDRAW) in TRANSITIONS])
def test_a_head_withdraws_from_any_state_that_allows_it(ours: Structure, state: State) -> None:
    dossier = brought(ours, state)
    withdraw(dossier.pk, "Nous changeons de projet.", ours.head, LATER)
    current = reread(dossier)
    assert (current.state, current.concluded_at) == (State.WITHDRAWN, None)
    last = Transition.objects.filter(dossier=dossier).last()
    assert last is not None
    assert (last.before, last.reason, last.actor, last.made_at) == (
        state,
        "Nous changeons de projet.",
        ours.head,
        LATER,
    )
    act = Act.objects.get(event="dossier_withdrawn")
    assert act.details == {"from": state.value}
    assert not ChangeRequest.objects.filter(ended_at__isnull=True).exists()


def test_what_is_closed_is_not_withdrawn(ours: Structure) -> None:
    dossier = brought(ours, State.NOT_PROCESSED)
    with pytest.raises(NotAllowed, match="ne peut plus être retiré"):
        withdraw(dossier.pk, "", ours.head, LATER)
    assert State.NOT_PROCESSED in CONCLUDED


def test_nothing_of_it_changes_any_more(ours: Structure) -> None:
    dossier = brought(ours, State.TO_CORRECT)
    request = dossier.change_requests.get()
    withdraw(dossier.pk, "", ours.head, LATER)
    examiner = officer()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(dossier, 1, {"loyer": "1"}, ours.head),
        lambda: document(dossier, ours.editor),
        lambda: services.comment(dossier.pk, "etal", "trop tard", ours.editor, NOW),
        lambda: services.submit(dossier.pk, ours.head, LATER),
        lambda: changes.resubmit(dossier.pk, ours.head, LATER),
        lambda: changes.answer_item(request.items.get().pk, "trop tard", ours.head, LATER),
        lambda: validation.validate(dossier.pk, ours.head, LATER),
        lambda: changes.prepare_item(dossier.pk, "etal", "loyer", "x", examiner, LATER, allowed=Allowed()),
        lambda: changes.ask(dossier.pk, "x", None, examiner, LATER, allowed=Allowed()),
        lambda: changes.take_back(dossier.pk, "x", examiner, LATER, allowed=Allowed()),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed):
            refused()
    assert (reread(dossier).state, dossier.sheet.snapshots.count()) == (State.WITHDRAWN, 1)


def test_a_request_in_preparation_goes_with_it(ours: Structure) -> None:
    dossier = brought(ours, State.SUBMITTED)
    (item,) = prepared(dossier, officer())
    withdraw(dossier.pk, "", ours.head, LATER)
    assert item.request.__class__.objects.get(pk=item.request_id).ended_at == LATER


def test_withdrawing_twice_is_withdrawing_once(ours: Structure) -> None:
    dossier = brought(ours, State.SUBMITTED)
    withdraw(dossier.pk, "un", ours.head, LATER)
    withdraw(dossier.pk, "deux", ours.head, LATER)
    assert Transition.objects.filter(event=Event.WITHDRAW).get().reason == "un"
    assert Act.objects.filter(event="dossier_withdrawn").count() == 1


def test_the_head_withdraws_and_nobody_else(ours: Structure) -> None:
    dossier = brought(ours, State.SUBMITTED)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        withdraw(dossier.pk, "", ours.editor, LATER)
    for stranger in (structure().head, officer(), person((Role.MINISTRY, None)), person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            withdraw(dossier.pk, "", stranger, LATER)


def test_a_reason_too_long_is_refused_aloud(ours: Structure) -> None:
    dossier = brought(ours, State.DRAFT)
    with pytest.raises(NotAllowed, match="5000"):
        withdraw(dossier.pk, "a" * 5001, ours.head, LATER)
    assert reread(dossier).is_draft


def test_the_structure_is_told(ours: Structure) -> None:
    dossier = brought(ours, State.DRAFT)
    withdraw(dossier.pk, "", ours.head, LATER)
    mails = Mail.objects.filter(kind=WITHDRAWAL.id)
    assert {mail.person for mail in mails} == {ours.head, ours.editor}
    assert all(dossier.number in mail.title for mail in mails)


def test_another_is_opened_while_the_campaign_is_open(ours: Structure) -> None:
    into = campaign(closes_at=NOW + timedelta(days=1))
    first = dossier(ours, into, answers=FILLED)
    withdraw(first.pk, "", ours.head, LATER)
    second = services.open_dossier(into, ours.organisation, ours.editor, LATER)
    assert second.pk != first.pk
    withdraw(second.pk, "", ours.head, LATER)
    with pytest.raises(NotAllowed, match=r"n.est pas ouverte"):
        services.open_dossier(into, ours.organisation, ours.editor, into.closes_at)


def test_a_withdrawal_has_no_deadline(ours: Structure) -> None:
    into = campaign(closes_at=NOW + timedelta(days=1))
    submission = dossier(ours, into, answers=FILLED, submitted=True)
    withdraw(submission.pk, "", ours.head, into.closes_at + timedelta(days=400))
    assert reread(submission).state == State.WITHDRAWN


def test_every_state_is_reached_as_the_table_says() -> None:
    for state, way in WAYS.items():
        reached = State.DRAFT
        for event in way:
            reached = TRANSITIONS[reached, event].after
        assert reached == state
    assert set(WAYS) == set(State)


# through the pages


def test_the_page_names_the_consequences_and_asks(ours: Structure) -> None:
    dossier, head = brought(ours, State.SUBMITTED), Client()
    head.force_login(ours.head)
    assert address("withdraw", dossier) in head.get(address("show", dossier)).content.decode()
    page = head.get(address("withdraw", dossier)).content.decode()
    for words in ("ne pourra plus être modifié", "cessera de l’examiner", "en commencer un autre"):
        assert words in page
    unticked = head.post(address("withdraw", dossier), {"motif": "Une autre <b>voie</b>"})
    assert unticked.status_code == 422
    assert "Cochez cette case pour retirer" in unticked.content.decode()
    assert "Une autre &lt;b&gt;voie&lt;/b&gt;" in unticked.content.decode()
    assert reread(dossier).state == State.SUBMITTED
    response = head.post(address("withdraw", dossier), {"motif": "Une autre voie", "confirmation": "oui"})
    assert (response.status_code, response["Location"]) == (302, address("show", dossier))
    again = head.post(address("withdraw", dossier), {"motif": "Une autre voie", "confirmation": "oui"})
    assert again.status_code == 302
    page = head.get(address("show", dossier)).content.decode()
    assert "Retiré" in page
    assert "Une autre voie" in page
    assert "a été déposé" not in page
    assert address("withdraw", dossier) not in page


def test_an_official_reads_that_it_is_withdrawn_and_why(ours: Structure) -> None:
    dossier, examiner = brought(ours, State.SUBMITTED), Client()
    withdraw(dossier.pk, "Une autre voie", ours.head, LATER)
    examiner.force_login(officer())
    page = examiner.get(address("show", dossier)).content.decode()
    for words in ("Retiré", "Une autre voie", "il n’y a plus rien à examiner"):
        assert words in page
    receipt = examiner.get(address("receipt", dossier)).content.decode()
    assert "Ce dossier a été retiré depuis" in receipt


def test_the_list_shows_it_last_and_offers_another(ours: Structure) -> None:
    into, head = campaign(title="Étals de la halle"), Client()
    draft = dossier(ours, into, answers=FILLED)
    withdraw(draft.pk, "", ours.head, LATER)
    head.force_login(ours.head)
    page = head.get(reverse("dossiers:list")).content.decode()
    assert "Commencer un dossier" in page
    assert "Retiré" in page
