"""The pages of those who run campaigns: nothing typed is lost, and each says what happens next."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from poincon.campaigns.changes import fingerprint
from poincon.campaigns.models import Campaign, CampaignChange, ProgrammeVersion
from poincon.people.enums import Role
from tests.campaigns.makers import CALENDAR, installed, ministry, signed
from tests.dossiers.factories import campaign, dossier, programme, structure
from tests.people.makers import person

pytestmark = pytest.mark.django_db

TYPED = {
    "titre": "  Étals   de l’été ",
    "annee": "2031",
    "ouverture.jour": "1er mars 2031",
    "ouverture.heure": "9 h",
    "cloture.jour": "28/04/2031",
    "cloture.heure": "23:59",
    "echeance.visite.jour": "",
    "echeance.visite.heure": "",
    "parametre.aide": "14 333,25",
}


@pytest.fixture
def version(tmp_path: Path) -> ProgrammeVersion:
    return installed(tmp_path, "1.0.0", calendar=CALENDAR)


@pytest.fixture
def client() -> Client:
    return signed(ministry())


def prepare(client: Client, version: ProgrammeVersion, **typed: str) -> Any:
    return client.post(reverse("campaigns:new"), {"version": version.digest, **TYPED, **typed})


def prepared(client: Client, version: ProgrammeVersion, **typed: str) -> Campaign:
    assert prepare(client, version, **typed).status_code == 302
    return Campaign.objects.latest("pk")


def page(client: Client, name: str, campaign: Campaign, **query: str) -> str:
    response = client.get(reverse(f"campaigns:{name}", args=[campaign.pk]), query)
    assert response.status_code == 200
    return str(response.content.decode())


# the list


def test_without_any_programme_the_list_says_how_to_start(client: Client) -> None:
    content = client.get(reverse("campaigns:list")).content.decode()
    assert "Aucune campagne pour l’instant" in content
    assert reverse("campaigns:programmes") in content
    assert "Aucun programme installé" in client.get(reverse("campaigns:new")).content.decode()


def test_the_list_counts_what_was_received_and_no_draft(client: Client) -> None:
    into = campaign()
    dossier(structure(), into, submitted=True)
    dossier(structure(), into)
    content = client.get(reverse("campaigns:list")).content.decode()
    assert re.search(r"Déposé.*?<strong class=\"number\">1</strong>", content, re.DOTALL)
    assert "préparation" not in content.partition("<tbody")[2].partition("</table>")[0]


def test_who_administers_counts_nothing_that_they_may_not_see() -> None:
    dossier(structure(), campaign(), submitted=True)
    content = signed(person((Role.ADMINISTRATOR, None))).get(reverse("campaigns:list")).content.decode()
    assert "Étals 2023" in content
    assert "Déposé" not in content


def test_the_list_is_filtered_by_state(client: Client) -> None:
    first, second = campaign(title="Ouverte"), campaign(title="Close", year=2022)
    Campaign.objects.filter(pk=second.pk).update(state="closed")
    content = client.get(reverse("campaigns:list"), {"etat": "open"}).content.decode()
    assert first.title in content.partition("<tbody")[2]
    assert second.title not in content.partition("<tbody")[2].partition("</table>")[0]
    assert "Aucune campagne dans cet état" in client.get(reverse("campaigns:list"), {"etat": "draft"}).content.decode()


def test_the_list_asks_the_database_as_often_for_many_campaigns_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    version = programme()
    for year in range(2000, 2020):
        campaign(version, year=year, title=f"Étals {year}")
    client.get(reverse("campaigns:list"))
    with django_assert_max_num_queries(9):
        client.get(reverse("campaigns:list"))


# a new one


def test_what_a_french_hand_types_is_read_exactly(client: Client, version: ProgrammeVersion) -> None:
    campaign = prepared(client, version)
    assert campaign.title == "Étals de l’été"
    assert campaign.opens_at.isoformat() == "2031-03-01T08:00:00+00:00"
    assert campaign.closes_at.isoformat() == "2031-04-28T21:59:00+00:00"
    assert campaign.parameters == {"aide": "57333/4"}
    assert campaign.calendar == {}
    content = page(client, "show", campaign, fait="preparee")
    assert "Les structures ne la voient pas encore" in content
    assert "lundi 28 avril 2031 à 23" in content.replace("\u00a0", " ")
    assert "14\u202f333,25" in content
    assert "Visite du marché" in content


def test_the_form_shows_each_milestone_with_what_the_programme_says(client: Client, version: ProgrammeVersion) -> None:
    content = client.get(reverse("campaigns:new"), {"version": version.digest}).content.decode()
    for label in ("Les étals s’ouvrent", "Date limite des étals", "Visite du marché", "Tirage au sort"):
        assert label in content
    assert "en septembre" in content
    assert 'name="echeance.visite.jour"' in content
    assert 'name="echeance.limite.jour"' not in content


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("titre", "  ", "Donnez un titre"),
        ("titre", "a" * 301, "dépasse 300 caractères"),
        ("annee", "l’an prochain", "n’est pas une année"),
        ("annee", "1850", "n’est pas une année"),
        ("cloture.jour", "demain", "n’est pas une date qui existe"),
        ("cloture.heure", "25:00", "n’est pas une heure"),
        ("ouverture.jour", "", "Donnez le jour"),
        ("cloture.jour", "28/02/2031", "doit venir après l’ouverture"),
        ("echeance.visite.jour", "12/13/2031", "n’est pas une date qui existe"),
        ("parametre.aide", "beaucoup", "n’est pas un nombre"),
        ("parametre.aide", "1,0000000000001", "trop de décimales"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_typed(
    client: Client, version: ProgrammeVersion, name: str, typed: str, message: str
) -> None:
    response = prepare(client, version, **{name: typed})
    content = response.content.decode()
    assert response.status_code == 422
    assert message in content
    inputs = re.findall(rf'<input [^>]*name="{re.escape(name)}"[^>]*>', content)
    assert [re.findall('value="(.*?)"', tag) for tag in inputs] in (
        [[typed]],
        [[typed.strip()]],
        [[]] if not typed else [],
    )
    assert "1er mars 2031" in content or "01/03/2031" in content or name.startswith("ouverture")
    assert 'role="alert"' in content
    assert f'href="#champ-{name.replace(".", "-")}"' in content
    assert not Campaign.objects.exists()


def test_an_hour_that_the_clocks_skip_is_refused_at_its_input(client: Client, version: ProgrammeVersion) -> None:
    response = prepare(client, version, **{"cloture.jour": "30/03/2031", "cloture.heure": "02:30"})
    assert response.status_code == 422
    assert "on passe à l’heure d’été" in response.content.decode()


def test_an_exact_quotient_is_read_as_such(client: Client, version: ProgrammeVersion) -> None:
    campaign = prepared(client, version, **{"parametre.aide": "43/3"})
    assert campaign.parameters == {"aide": "43/3"}
    assert 'value="43/3"' in page(client, "edit", campaign)
    assert "(43/3)" in page(client, "show", campaign)


def test_a_double_click_makes_one_campaign(client: Client, version: ProgrammeVersion) -> None:
    campaign = prepared(client, version)
    again = prepare(client, version)
    assert again["Location"] == f"{reverse('campaigns:show', args=[campaign.pk])}?fait=deja"
    assert Campaign.objects.count() == 1


def test_a_version_that_is_not_theirs_does_not_exist(version: ProgrammeVersion) -> None:
    other = signed(ministry("autre"))
    assert prepare(other, version).status_code == 404
    assert other.get(reverse("campaigns:new"), {"version": version.digest}).status_code == 404


# opening, closing


def test_a_campaign_is_opened_once_its_consequence_is_read(client: Client, version: ProgrammeVersion) -> None:
    campaign = prepared(client, version)
    assert "la clôture ne pourra plus être avancée" in page(client, "show", campaign)
    response = client.post(reverse("campaigns:open", args=[campaign.pk]))
    assert response["Location"].endswith("?fait=ouverte")
    content = page(client, "show", campaign, fait="ouverte")
    assert "La campagne est ouverte" in content
    assert "Clore la campagne" in content  # nobody has joined it yet


def test_what_cannot_be_done_is_said_where_it_was_asked(client: Client) -> None:
    into = campaign()
    dossier(structure(), into)
    response = client.post(reverse("campaigns:close", args=[into.pk]))
    assert response.status_code == 403
    assert "comptent sur la clôture annoncée" in response.content.decode()
    assert client.post(reverse("campaigns:discard", args=[into.pk])).status_code == 403


def test_a_campaign_closed_before_its_date_no_longer_announces_it(client: Client, opened: Campaign) -> None:
    assert "À venir" in page(client, "show", opened)
    assert client.post(reverse("campaigns:close", args=[opened.pk])).status_code == 302
    shown = page(client, "show", opened)
    assert "La campagne a été close avant cette date" in shown
    assert "À venir" not in shown


def test_the_address_of_an_act_leads_back_to_its_page_and_does_nothing(
    client: Client, version: ProgrammeVersion
) -> None:
    campaign = prepared(client, version)
    for name in ("open", "close", "discard"):
        answer = client.get(reverse(f"campaigns:{name}", args=[campaign.pk]))
        assert answer.headers["Location"] == reverse("campaigns:show", args=[campaign.pk])
    for name in ("install", "upload"):
        answer = client.get(reverse(f"campaigns:{name}"))
        assert answer.headers["Location"] == reverse("campaigns:programmes")
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DRAFT


# changing


def edit(client: Client, campaign: Campaign, **typed: str) -> Any:
    campaign.refresh_from_db()
    data = {**TYPED, "empreinte": fingerprint(campaign), "motif": "", **typed}
    return client.post(reverse("campaigns:edit", args=[campaign.pk]), data)


@pytest.fixture
def opened(client: Client, version: ProgrammeVersion) -> Campaign:
    campaign = prepared(client, version)
    client.post(reverse("campaigns:open", args=[campaign.pk]))
    return campaign


def test_a_deadline_put_off_asks_why_and_keeps_all_that_was_typed(client: Client, opened: Campaign) -> None:
    response = edit(client, opened, **{"cloture.jour": "30/04/2031", "titre": "Un autre titre"})
    content = response.content.decode()
    assert response.status_code == 422
    assert "Dites pourquoi" in content
    assert 'value="30/04/2031"' in content
    assert 'value="Un autre titre"' in content
    answer = edit(client, opened, **{"cloture.jour": "30/04/2031", "motif": "Panne du service"})
    assert answer["Location"].endswith("?fait=modifiee")
    shown = page(client, "show", opened).replace("\u00a0", " ")
    assert "Motif : Panne du service" in shown
    assert "Avant : lundi 28 avril 2031" in shown
    assert "Maintenant : mercredi 30 avril 2031" in shown


def test_a_deadline_brought_forward_is_refused_at_its_input(client: Client, opened: Campaign) -> None:
    response = edit(client, opened, **{"cloture.jour": "27/04/2031", "motif": "Trop long"})
    content = response.content.decode()
    assert response.status_code == 422
    assert "ne peut plus être avancée" in content
    assert 'href="#champ-cloture-jour"' in content
    assert "Trop long" in content


def test_of_two_people_the_second_reads_both_and_chooses(client: Client, opened: Campaign) -> None:
    opened.refresh_from_db()
    old_fingerprint = fingerprint(opened)
    assert edit(client, opened, titre="Le titre de l’autre").status_code == 302
    response = edit(client, opened, titre="Mon titre", empreinte=old_fingerprint)
    content = response.content.decode()
    assert response.status_code == 409
    assert "Deux personnes changent cette campagne" in content
    assert "Le titre de l’autre" in content
    assert 'value="Mon titre"' in content
    match = re.search(r'name="empreinte" value="(\w+)"', content)
    assert match is not None
    assert match[1] != old_fingerprint
    assert edit(client, opened, titre="Mon titre", empreinte=match[1]).status_code == 302
    opened.refresh_from_db()
    assert opened.title == "Mon titre"


def test_a_form_sent_as_it_was_shown_changes_nothing(client: Client, opened: Campaign) -> None:
    Campaign.objects.filter(pk=opened.pk).update(closes_at=opened.closes_at + timedelta(seconds=30))
    opened.refresh_from_db()
    assert edit(client, opened).status_code == 302
    opened.refresh_from_db()
    assert opened.closes_at.second == 30
    assert not CampaignChange.objects.exists()
