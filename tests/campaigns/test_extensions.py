"""More time for one structure: who grants it, who is told, and what it opens for that structure alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from poincon.campaigns.extending import grant_extension
from poincon.campaigns.models import Campaign, Extension
from poincon.dossiers import services
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.notifications.enums import MailState
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.workflow.refusals import NotAllowed
from poincon.workflow.subjects import within_reach
from tests.campaigns.makers import administrator, ministry, signed
from tests.dossiers.factories import Structure, campaign, dossier, save, structure
from tests.people.makers import give, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

CLOSES = NOW - timedelta(days=1)
UNTIL = NOW + timedelta(days=3)


@pytest.fixture
def over() -> Campaign:
    """A campaign whose deadline was yesterday."""
    return campaign(closes_at=CLOSES)


@pytest.fixture
def ours() -> Structure:
    return structure("Étal de Paul")


def grant(
    to: Structure, into: Campaign, until: datetime = UNTIL, reason: str = "Inondation", by: Any = None
) -> Extension:
    return grant_extension(into.pk, to.organisation, until, reason, actor=by or ministry(), now=NOW)


def test_that_structure_opens_fills_and_submits_until_then_and_no_other_does(over: Campaign, ours: Structure) -> None:
    other = structure()
    with pytest.raises(NotAllowed):
        services.open_dossier(over, ours.organisation, ours.head, NOW)
    grant(ours, over)
    over = Campaign.objects.get(pk=over.pk)
    new_dossier = dossier(ours, over)
    save(new_dossier, 0, {"nom": "Chez Paul"}, ours.editor)
    services.submit(new_dossier.pk, ours.head, UNTIL - timedelta(microseconds=1))
    with pytest.raises(NotAllowed):
        services.open_dossier(over, other.organisation, other.head, NOW)


@pytest.mark.parametrize("closed", [False, True])
def test_a_closed_campaign_keeps_what_was_granted(over: Campaign, ours: Structure, closed: bool) -> None:
    grant(ours, over)
    if closed:
        Campaign.objects.filter(pk=over.pk).update(state="closed")
    over.refresh_from_db()
    assert over.closes_for(ours.organisation.pk) == UNTIL
    assert over.is_open_for(ours.organisation.pk, UNTIL - timedelta(microseconds=1))
    assert not over.is_open_for(ours.organisation.pk, UNTIL)
    assert list(Campaign.objects.extended_to([ours.organisation], NOW)) == [over]
    assert not Campaign.objects.extended_to([ours.organisation], UNTIL).exists()
    assert not Campaign.objects.extended_to([structure().organisation], NOW).exists()


def test_its_people_are_told_at_once_and_nobody_else(over: Campaign, ours: Structure) -> None:
    leaver = person()
    give(leaver, Role.STRUCTURE_EDITOR, ours.organisation, ends=NOW.date() - timedelta(days=30))
    structure()
    extension = grant(ours, over)
    assert {message.person for message in Mail.objects.all()} == {ours.head, ours.editor}
    run_all(NOW)
    assert {message.to[0] for message in mail.outbox} == {ours.head.email, ours.editor.email}
    body = mail.outbox[0].body
    assert "Inondation" in body
    assert "jeudi 18 mars 2027" in body
    people = {ours.head: True, ours.editor: True, leaver: False, structure().head: False}
    subject = extension.journal_subject
    assert {person: bool(within_reach(person, [subject], NOW)) for person in people} == people


def test_somebody_who_left_before_the_mail_goes_is_not_told(over: Campaign, ours: Structure) -> None:
    grant(ours, over)
    ours.editor.memberships.update(ends=NOW.date() - timedelta(days=1))
    run_all(NOW)
    assert [message.to[0] for message in mail.outbox] == [ours.head.email]
    assert Mail.objects.get(person=ours.editor).state == MailState.WITHHELD


def test_the_journal_holds_when_and_for_whom_and_no_reason(over: Campaign, ours: Structure) -> None:
    extension = grant(ours, over)
    act = Act.objects.get(event="extension_granted")
    assert act.details == {
        "extension": extension.pk,
        "organisation": str(ours.organisation.pk),
        "until": UNTIL.isoformat(),
    }
    assert not Act.objects.filter(details__icontains="Inondation").exists()


def test_a_double_click_grants_once(over: Campaign, ours: Structure) -> None:
    by = ministry()
    assert grant(ours, over, by=by) == grant(ours, over, by=by)
    assert (Extension.objects.count(), Mail.objects.count()) == (1, 2)


def test_more_time_after_more_time_is_told_again(over: Campaign, ours: Structure) -> None:
    grant(ours, over)
    grant(ours, over, UNTIL + timedelta(days=1), "Encore")
    assert Mail.objects.count() == 4
    over.refresh_from_db()
    assert over.closes_for(ours.organisation.pk) == UNTIL + timedelta(days=1)


@pytest.mark.parametrize(
    ("until", "reason", "sentence"),
    [
        (NOW, "x", "déjà passé"),
        (CLOSES, "x", "déjà passé"),
        (UNTIL, "  ", "Dites pourquoi"),
        (UNTIL, "x" * 2001, "dépasse 2000"),
    ],
)
def test_what_gives_no_time_or_no_reason_is_refused(
    over: Campaign, ours: Structure, until: datetime, reason: str, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        grant(ours, over, until, reason)


def test_before_the_deadline_of_all_only_what_comes_after_it_is_more(ours: Structure) -> None:
    coming = campaign(closes_at=NOW + timedelta(days=10))
    with pytest.raises(NotAllowed, match="Toutes les structures"):
        grant(ours, coming, coming.closes_at)
    grant(ours, coming, coming.closes_at + timedelta(days=2))
    with pytest.raises(NotAllowed, match="ne se raccourcit pas"):
        grant(ours, coming, coming.closes_at + timedelta(days=1))


def test_a_campaign_that_is_not_announced_is_not_extended(over: Campaign, ours: Structure) -> None:
    Campaign.objects.update(state="draft")
    with pytest.raises(NotAllowed, match="n’est pas ouverte"):
        grant(ours, over)


def test_the_ministry_of_that_programme_alone_grants_it(over: Campaign, ours: Structure) -> None:
    officials = [(Role.REGIONAL_OFFICER, "53"), (Role.EXPERT, None)]
    strangers = [administrator(), ministry("autre"), *(person(role) for role in officials), ours.head]
    for someone in strangers:
        with pytest.raises(NotAllowed, match="Seul le ministère"):
            grant(ours, over, by=someone)
    grant(ours, over, by=ministry("marche"))


# the page


def page(client: Client, into: Campaign, **query: str) -> str:
    response = client.get(reverse("campaigns:extensions", args=[into.pk]), query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_structure_is_found_by_a_part_of_its_name_and_by_its_siren(over: Campaign, ours: Structure) -> None:
    other, client = structure("Halle aux grains"), signed(ministry())
    for query in ("paul", ours.organisation.siren, f"{ours.organisation.siren[:3]} {ours.organisation.siren[3:]}"):
        content = page(client, over, q=query)
        assert "1 structure trouvée" in content
        assert "Étal de Paul" in content
        assert other.organisation.name not in content
    assert "Aucune structure de ce nom" in page(client, over, q="introuvable %")


def test_a_refused_form_comes_back_as_it_was_typed(over: Campaign, ours: Structure) -> None:
    client = signed(ministry())
    data = {"structure": str(ours.organisation.pk), "jusque.jour": "demain", "jusque.heure": "18 h", "motif": "Crue"}
    response = client.post(reverse("campaigns:extensions", args=[over.pk]), data)
    content = response.content.decode()
    assert response.status_code == 422
    assert 'value="demain"' in content
    assert 'value="18 h"' in content
    assert "Crue" in content
    assert 'href="#champ-jusque-jour"' in content
    assert not Extension.objects.exists()


def test_a_good_form_grants_it_and_shows_it_with_its_reason(over: Campaign, ours: Structure) -> None:
    client = signed(ministry())
    data = {"structure": str(ours.organisation.pk), "jusque.jour": "1/1/2090", "jusque.heure": "18 h", "motif": "Crue"}
    response = client.post(reverse("campaigns:extensions", args=[over.pk]), data)
    assert response.status_code == 302
    content = page(client, over, fait="1")
    assert "la structure est prévenue" in content
    assert "Crue" in content
    assert Extension.objects.get().until.isoformat() == "2090-01-01T17:00:00+00:00"


def test_a_structure_that_nobody_chose_is_told_so(over: Campaign) -> None:
    client = signed(ministry())
    for identifier in ("", "x", "00000000-0000-0000-0000-000000000000"):
        response = client.post(reverse("campaigns:extensions", args=[over.pk]), {"structure": identifier})
        assert response.status_code == 422
        assert "choisissez-la" in response.content.decode()


def test_who_administers_reads_what_was_granted_and_grants_nothing(over: Campaign, ours: Structure) -> None:
    grant(ours, over)
    client = signed(administrator())
    content = page(client, over, q="paul")
    assert "Étal de Paul" in content
    assert "Seul le ministère" in content
    assert 'name="q"' not in content
    data = {"structure": str(ours.organisation.pk), "jusque.jour": "1/1/2090", "jusque.heure": "18 h", "motif": "Crue"}
    response = client.post(reverse("campaigns:extensions", args=[over.pk]), data)
    assert response.status_code == 403
    assert Extension.objects.count() == 1
