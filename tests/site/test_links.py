"""Pages of a room lead into the rooms that come after it, which make those links (`settings`)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from poincon.people.enums import Role
from tests.dossiers.factories import campaign, programme
from tests.people.makers import organisation, person

pytestmark = pytest.mark.django_db
DEPARTURE = "Faire partir un agent en confiant ses dossiers à d’autres"


def page(client: Client, name: str, *arguments: object) -> str:
    return client.get(reverse(name, args=arguments)).content.decode()


def test_the_head_of_a_page_leads_to_the_account_and_out_of_it(client: Client) -> None:
    assert f'href="{reverse("people:sign_in")}"' in page(client, "home")
    somebody = person()
    client.force_login(somebody)
    text = page(client, "home")
    assert f'<a href="{reverse("people:account")}">{somebody.full_name}</a>' in text
    assert f'action="{reverse("people:sign_out")}"' in text
    assert f'action="{reverse("people:language")}"' in text


def test_an_account_leads_to_what_one_chooses_to_receive(client: Client) -> None:
    client.force_login(person())
    text = page(client, "people:account")
    assert "<h2>Ce que vous recevez</h2>" in text
    assert f'<a class="task-title" href="{reverse("notifications:preferences")}">Notifications</a>' in text


def test_the_page_of_an_official_leads_to_their_departure(client: Client) -> None:
    client.force_login(person((Role.ADMINISTRATOR, None)))
    official = person((Role.REGIONAL_OFFICER, "53"))
    link = f'<a href="{reverse("casework:departure")}">{DEPARTURE}</a>'
    assert link in page(client, "people:person", official.pk)


def test_the_page_of_somebody_of_a_structure_leads_to_no_departure(client: Client) -> None:
    client.force_login(person((Role.ADMINISTRATOR, None)))
    head = person((Role.STRUCTURE_HEAD, organisation()))
    assert DEPARTURE not in page(client, "people:person", head.pk)


def test_the_page_of_a_campaign_leads_to_another_version_of_its_programme(client: Client) -> None:
    client.force_login(person((Role.MINISTRY, None)))
    market = campaign(programme())
    link = f'<a href="{reverse("adoption:version", args=[market.pk])}">Passer à une autre version du programme</a>'
    assert link in page(client, "campaigns:show", market.pk)
