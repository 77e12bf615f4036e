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
    made = bring(dossier(ours, answers=FILLED), ours, *WAYS[state], by=officer())
    assert made.state == state
    return made


@pytest.mark.parametrize("state", [state for state in State if (state, Event.WITHDRAW) in TRANSITIONS])
def test_a_head_withdraws_from_any_state_that_allows_it(ours: Structure, state: State) -> None:
    made = brought(ours, state)
    withdraw(made.pk, "Nous changeons de projet.", ours.head, LATER)
    gone = reread(made)
    assert (gone.state, gone.concluded_at) == (State.WITHDRAWN, None)
    last = Transition.objects.filter(dossier=made).last()
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
    made = brought(ours, State.NOT_PROCESSED)
    with pytest.raises(NotAllowed, match="ne peut plus être retiré"):
        withdraw(made.pk, "", ours.head, LATER)
    assert State.NOT_PROCESSED in CONCLUDED


def test_nothing_of_it_changes_any_more(ours: Structure) -> None:
    made = brought(ours, State.TO_CORRECT)
    request = made.change_requests.get()
    withdraw(made.pk, "", ours.head, LATER)
    examiner = officer()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(made, 1, {"loyer": "1"}, ours.head),
        lambda: document(made, ours.editor),
        lambda: services.comment(made.pk, "etal", "trop tard", ours.editor, NOW),
        lambda: services.submit(made.pk, ours.head, LATER),
        lambda: changes.resubmit(made.pk, ours.head, LATER),
        lambda: changes.answer_item(request.items.get().pk, "trop tard", ours.head, LATER),
        lambda: validation.validate(made.pk, ours.head, LATER),
        lambda: changes.prepare_item(made.pk, "etal", "loyer", "x", examiner, LATER, allowed=Allowed()),
        lambda: changes.ask(made.pk, "x", None, examiner, LATER, allowed=Allowed()),
        lambda: changes.take_back(made.pk, "x", examiner, LATER, allowed=Allowed()),
    )
    for refused in attempts:
        with pytest.raises(NotAllowed):
            refused()
    assert (reread(made).state, made.snapshots.count()) == (State.WITHDRAWN, 1)


def test_a_request_in_preparation_goes_with_it(ours: Structure) -> None:
    made = brought(ours, State.SUBMITTED)
    (item,) = prepared(made, officer())
    withdraw(made.pk, "", ours.head, LATER)
    assert item.request.__class__.objects.get(pk=item.request_id).ended_at == LATER


def test_withdrawing_twice_is_withdrawing_once(ours: Structure) -> None:
    made = brought(ours, State.SUBMITTED)
    withdraw(made.pk, "un", ours.head, LATER)
    withdraw(made.pk, "deux", ours.head, LATER)
    assert Transition.objects.filter(event=Event.WITHDRAW).get().reason == "un"
    assert Act.objects.filter(event="dossier_withdrawn").count() == 1


def test_the_head_withdraws_and_nobody_else(ours: Structure) -> None:
    made = brought(ours, State.SUBMITTED)
    with pytest.raises(NotAllowed, match="Seule la direction"):
        withdraw(made.pk, "", ours.editor, LATER)
    for stranger in (structure().head, officer(), person((Role.MINISTRY, None)), person()):
        with pytest.raises(NotAllowed, match="Seules les personnes"):
            withdraw(made.pk, "", stranger, LATER)


def test_a_reason_too_long_is_refused_aloud(ours: Structure) -> None:
    made = brought(ours, State.DRAFT)
    with pytest.raises(NotAllowed, match="5000"):
        withdraw(made.pk, "a" * 5001, ours.head, LATER)
    assert reread(made).is_draft


def test_the_structure_is_told(ours: Structure) -> None:
    made = brought(ours, State.DRAFT)
    withdraw(made.pk, "", ours.head, LATER)
    mails = Mail.objects.filter(kind=WITHDRAWAL.id)
    assert {mail.person for mail in mails} == {ours.head, ours.editor}
    assert all(made.number in mail.title for mail in mails)


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
    made = dossier(ours, into, answers=FILLED, submitted=True)
    withdraw(made.pk, "", ours.head, into.closes_at + timedelta(days=400))
    assert reread(made).state == State.WITHDRAWN


def test_every_state_is_reached_as_the_table_says() -> None:
    for state, way in WAYS.items():
        reached = State.DRAFT
        for event in way:
            reached = TRANSITIONS[reached, event].after
        assert reached == state
    assert set(WAYS) == set(State)


# through the pages


def test_the_page_names_the_consequences_and_asks(ours: Structure) -> None:
    made, head = brought(ours, State.SUBMITTED), Client()
    head.force_login(ours.head)
    assert address("withdraw", made) in head.get(address("show", made)).content.decode()
    page = head.get(address("withdraw", made)).content.decode()
    for told in ("ne pourra plus être modifié", "cessera de l’examiner", "en commencer un autre"):
        assert told in page
    unticked = head.post(address("withdraw", made), {"motif": "Une autre <b>voie</b>"})
    assert unticked.status_code == 422
    assert "Cochez cette case pour retirer" in unticked.content.decode()
    assert "Une autre &lt;b&gt;voie&lt;/b&gt;" in unticked.content.decode()
    assert reread(made).state == State.SUBMITTED
    done = head.post(address("withdraw", made), {"motif": "Une autre voie", "confirmation": "oui"})
    assert (done.status_code, done["Location"]) == (302, address("show", made))
    again = head.post(address("withdraw", made), {"motif": "Une autre voie", "confirmation": "oui"})
    assert again.status_code == 302
    page = head.get(address("show", made)).content.decode()
    assert "Retiré" in page
    assert "Une autre voie" in page
    assert "a été déposé" not in page
    assert address("withdraw", made) not in page


def test_an_official_reads_that_it_is_withdrawn_and_why(ours: Structure) -> None:
    made, examiner = brought(ours, State.SUBMITTED), Client()
    withdraw(made.pk, "Une autre voie", ours.head, LATER)
    examiner.force_login(officer())
    page = examiner.get(address("show", made)).content.decode()
    for told in ("Retiré", "Une autre voie", "il n’y a plus rien à examiner"):
        assert told in page
    receipt = examiner.get(address("receipt", made)).content.decode()
    assert "Ce dossier a été retiré depuis" in receipt


def test_the_list_shows_it_last_and_offers_another(ours: Structure) -> None:
    into, head = campaign(title="Étals de la halle"), Client()
    made = dossier(ours, into, answers=FILLED)
    withdraw(made.pk, "", ours.head, LATER)
    head.force_login(ours.head)
    page = head.get(reverse("dossiers:list")).content.decode()
    assert "Commencer un dossier" in page
    assert "Retiré" in page
