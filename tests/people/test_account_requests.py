"""Asking for an account: what is kept of it, how often, what it duplicates, which officials see it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.jobs.queue import Row
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.accounts import requesting
from poincon.people.accounts.duplicates import duplicates_of, likeness, words_of
from poincon.people.attempts import ASKING_FOR_AN_ACCOUNT, wait_until
from poincon.people.enums import Role
from poincon.people.models import AccountRequest, Attempt, Organisation
from poincon.people.slowing_down import Limit, prune
from tests.people.mails import only, sent
from tests.people.makers import officer, organisation, person
from tests.people.requests_made import ADDRESS, SIREN, asked, post
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


# asking


def test_the_first_page_leads_to_the_request() -> None:
    assert f'href="{ADDRESS}"' in Client().get("/").content.decode()


@pytest.mark.parametrize("name", ["full_name", "structure_name", "city"])
def test_a_name_that_documents_could_not_print_is_asked_about(client: Client, name: str) -> None:
    response = post(client, **{name: "Atelier 😀"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("«\u00a0😀\u00a0» ne peut pas être imprimé") == 2
    assert 'value="Atelier 😀"' in page
    assert not AccountRequest.objects.exists()


def test_a_request_is_kept_and_acknowledged_without_repeating_what_a_stranger_typed(client: Client) -> None:
    response = post(client)
    assert (response.status_code, response["Location"]) == (302, "/compte/demande-envoyee/")
    account_request = AccountRequest.objects.get()
    assert (account_request.siren, account_request.region, account_request.role, account_request.state) == (
        SIREN,
        "53",
        "structure_head",
        "pending",
    )
    message = only("zoe.lantier@essai.example")
    for text in ("Zoé", "Lantier", "Brest", "Paul Ost"):
        assert text not in f"{message.subject} {message.body}"


@pytest.mark.parametrize("email", ["A@b.example\u200b", "\u202aa@b.example\u202c", " a@b\u00ad.example\ufeff"])
def test_what_is_copied_with_an_address_and_a_number_is_not_part_of_them(client: Client, email: str) -> None:
    spelled = f"\u200b{SIREN[:3]}.{SIREN[3:6]}\u2009{SIREN[6:]}"
    assert post(client, email=email, siren=spelled).status_code == 302
    account_request = AccountRequest.objects.get()
    assert (account_request.email, account_request.siren) == ("a@b.example", SIREN)


def test_a_name_of_nothing_to_see_is_no_name(client: Client) -> None:
    page = post(client, full_name="\u200b\u2060")
    assert page.status_code == 422
    assert "Écrivez votre prénom et votre nom." in page.content.decode()


def test_a_message_keeps_its_lines(client: Client) -> None:
    post(client, message="Un.\vDeux.\fTrois.")
    assert AccountRequest.objects.get().message == "Un.\nDeux.\nTrois."


def test_a_name_is_one_line_that_reads_as_it_is_written(client: Client) -> None:
    """Names go into mails, where a second line would pass for one of ours."""
    post(
        client, structure_name="Centre\u00a0A\r\n\r\nhttps://ailleurs.example", full_name="Zoé\x1b\u202e Lantier\u2028x"
    )
    account_request = AccountRequest.objects.get()
    assert (account_request.structure_name, account_request.full_name) == (
        "Centre\u00a0A https://ailleurs.example",
        "Zoé Lantier x",
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("siren", "123 456 789", "Ce numéro SIREN n’est pas valable"),
        ("siren", "000 000 000", "Ce numéro SIREN n’est pas valable"),
        ("siren", "", "Écrivez le numéro SIREN"),
        ("email", "zoe", "Écrivez une adresse électronique, par exemple"),
        ("full_name", "  ", "Écrivez votre prénom et votre nom."),
        ("role", "ministry", "Choisissez ce que vous ferez"),
        ("region", "99", "Choisissez la région"),
        ("message", "a" * 2_001, "Raccourcissez"),
        ("city", "a" * 121, "Raccourcissez"),
        ("structure_name", "\0", "nul"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_nothing_is_lost(
    client: Client, name: str, value: str, sentence: str
) -> None:
    response = post(client, **{name: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    target = "id_role_0" if name == "role" else f"id_{name}"
    assert f'href="#{target}"' in page
    assert 'value="Directrice"' in page
    assert not AccountRequest.objects.exists()


def test_the_answer_is_the_same_whether_an_account_exists_or_not() -> None:
    holder = person(email="claire@essai.example")
    answers = []
    for email in (holder.email, "personne@essai.example"):
        response = post(Client(REMOTE_ADDR="192.0.2.1"), email=email)
        answers.append((response.status_code, response["Location"], AccountRequest.objects.filter(email=email).count()))
    assert answers == [(302, "/compte/demande-envoyee/", 1)] * 2
    assert len({message.to[0] for message in sent()}) == 2


def test_only_the_mail_tells_an_existing_person_that_they_have_an_account(client: Client) -> None:
    holder = person(email="claire@essai.example")
    post(client, email="Claire@Essai.example")
    message = only(holder.email)
    assert message.subject == "Vous avez déjà un compte"
    assert "/connexion/" in message.body


def test_somebody_spoken_to_in_english_is_answered_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    post(client)
    assert AccountRequest.objects.get().language == "en"


def test_a_double_click_makes_one_request_and_one_mail(client: Client) -> None:
    assert [post(client).status_code for _ in range(2)] == [302, 302]
    assert AccountRequest.objects.count() == 1
    assert len(sent()) == 1
    assert Act.objects.filter(event="account_requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_sent_twice_at_the_same_instant_is_one() -> None:
    start = Barrier(4)

    def send(number: int) -> int:
        try:
            start.wait(20)
            return asked().pk.int
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert AccountRequest.objects.count() == 1


def test_another_structure_is_another_request(client: Client) -> None:
    post(client)
    post(client, structure_name="Plateforme de Quimper")
    assert AccountRequest.objects.count() == 2


def test_a_signed_in_person_finds_their_name_and_address_filled_in(signed_in: Any) -> None:
    someone = person()
    page = signed_in(someone).get(ADDRESS).content.decode()
    assert f'value="{someone.email}"' in page
    assert f'value="{someone.full_name}"' in page


def test_the_journal_of_a_request_holds_no_personal_data(client: Client) -> None:
    post(client)
    (act,) = Act.objects.filter(event="account_requested")
    assert act.actor == "visiteur"
    assert act.details == {"role": "structure_head", "region": "53"}
    assert verify().acts == Act.objects.count()


def test_a_job_holds_no_address_and_no_link(client: Client) -> None:
    from django_tasks_db.models import DBTaskResult

    post(client)
    rows: list[Row] = list(DBTaskResult.objects.all())
    assert rows
    assert not any("essai.example" in str(row.args_kwargs) or "http" in str(row.args_kwargs) for row in rows)


# asking a lot


def test_who_asks_a_lot_is_told_when_to_come_back_and_keeps_what_was_typed(client: Client) -> None:
    for number in range(ASKING_FOR_AN_ACCOUNT["email_and_address"].count):
        assert post(client, structure_name=f"Centre {number}").status_code == 302
    response = post(client, structure_name="Centre de trop")
    page = response.content.decode()
    assert response.status_code == 429
    assert "Réessayez à partir du" in page
    assert 'value="Centre de trop"' in page
    assert not AccountRequest.objects.filter(structure_name="Centre de trop").exists()
    assert post(client, email="autre@essai.example").status_code == 302


def test_one_network_is_slowed_down_across_addresses(client: Client) -> None:
    limit = ASKING_FOR_AN_ACCOUNT["address"].count
    statuses = [post(client, email=f"a{number}@essai.example").status_code for number in range(limit + 1)]
    assert statuses == [302] * limit + [429]
    assert post(Client(REMOTE_ADDR="192.0.2.9"), email="b@essai.example").status_code == 302


def test_a_limit_loosens_after_its_window_and_forgets_old_attempts() -> None:
    limits = {"email": Limit(2, timedelta(hours=1))}

    def attempt(minutes: int) -> Any:
        return wait_until("essai", limits, NOW + timedelta(minutes=minutes), email="a@b.example")

    assert [attempt(0), attempt(10)] == [None, None]
    assert attempt(20) == NOW + timedelta(hours=1)
    assert attempt(61) is None
    assert attempt(62) == NOW + timedelta(minutes=70)
    prune(NOW + timedelta(days=2))
    assert wait_until("essai", limits, NOW + timedelta(days=2), email="autre") is None
    assert Attempt.objects.count() == 1


def test_attempts_tell_neither_whom_nor_where() -> None:
    wait_until("essai", {"email": Limit(1)}, NOW, email="claire@essai.example")
    assert "claire" not in Attempt.objects.get().key


# what is already there


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Centre d’Études de Brest", "CENTRE D'ETUDES DE BREST", True),
        ("Centre d’essais de Brest", "Centre d’essais de Brest Métropole", True),
        ("Centre d’essais de Brest", "Centre d’essais de Quimper", False),
        ("Plateforme", "Plateforme du bois", False),
        ("", "Centre", False),
    ],
)
def test_names_are_alike_by_their_words(first: str, second: str, alike: bool) -> None:
    assert (likeness(words_of(first), words_of(second)) >= 0.6) is alike


def test_duplicates_are_found_by_siren_name_address_and_shown_as_far_as_the_reader_may_see() -> None:
    same = organisation("Autre nom", "53")
    Organisation.objects.filter(pk=same.pk).update(siren=SIREN)
    like = organisation("Centre d’Essais Brest", "53")
    organisation("Centre d’Essais Brest", "84")
    far = organisation("Lointaine", "84")
    Organisation.objects.filter(pk=far.pk).update(siren=SIREN)
    first, second = asked(email="paul@essai.example"), asked(email="zoe.lantier@essai.example")
    asked(region="84", email="loin@essai.example")
    holder = person(email="zoe.lantier@essai.example")
    duplicates = duplicates_of(second, officer(), TODAY)
    assert [(duplicate.organisation, duplicate.same_siren) for duplicate in duplicates.organisations] == [
        (same, True),
        (like, False),
    ]
    assert duplicates.elsewhere == ("84",)
    assert duplicates.requests == (first,)
    assert duplicates.person == holder
    # Names are compared inside the region only, whoever reads; a SIREN everywhere.
    nationally = duplicates_of(second, person((Role.MINISTRY, None)), TODAY)
    assert {duplicate.organisation for duplicate in nationally.organisations} == {same, like, far}
    assert nationally.elsewhere == ()


def test_the_page_of_a_request_shows_its_duplicates(signed_in: Any) -> None:
    same = organisation("Centre déjà là", "53")
    Organisation.objects.filter(pk=same.pk).update(siren=SIREN)
    person((Role.STRUCTURE_HEAD, same), email="zoe.lantier@essai.example")
    asked(email="paul@essai.example")
    account_request = asked()
    page = signed_in(officer()).get(reverse("people:request", args=[account_request.pk])).content.decode()
    for text in ("Centre déjà là", "même SIREN", "Cette adresse a déjà un compte", "même adresse", "dirigée par"):
        assert text in page


def test_another_structure_of_the_region_can_be_looked_for(signed_in: Any) -> None:
    organisation("Institut du cuir", "53")
    organisation("Institut du cuir du sud", "84")
    address = reverse("people:request", args=[asked().pk])
    client = signed_in(officer())
    page = client.get(address, {"structure": "cuir"}).content.decode()
    assert "Institut du cuir" in page
    assert "du sud" not in page
    assert client.get(address, {"structure": "\0%_'"}).status_code == 200


# pages of officials


def test_the_list_shows_what_waits_in_one_s_regions_and_filters(signed_in: Any) -> None:
    asked(structure_name="Ici un")
    second = asked(structure_name="Ici deux", email="b@essai.example")
    asked(structure_name="Là-bas", region="84")
    requesting.refuse(second.pk, "non", officer(), now=NOW)
    client, address = signed_in(officer()), reverse("people:requests")

    def shown(**query: str) -> list[str]:
        page = client.get(address, query).content.decode()
        return [name for name in ("Ici un", "Ici deux", "Là-bas") if name in page]

    assert shown() == ["Ici un"]
    assert shown(etat="refused") == ["Ici deux"]
    assert shown(etat="toutes") == ["Ici un", "Ici deux"]
    assert shown(etat="toutes", q="b@essai") == ["Ici deux"]
    assert shown(etat="toutes", q=SIREN) == ["Ici un", "Ici deux"]
    assert shown(region="84") == []
    assert "Aucune demande" in client.get(address, {"q": "rien"}).content.decode()
    for query in ({"q": "\0"}, {"page": "9" * 30}, {"etat": "'"}, {"region": "\ud7ff"}):
        assert client.get(address, query).status_code == 200


def test_the_ministry_sees_every_region(signed_in: Any) -> None:
    asked(structure_name="Ici")
    asked(structure_name="Là-bas", region="84")
    page = signed_in(person((Role.MINISTRY, None))).get(reverse("people:requests")).content.decode()
    assert "Ici" in page
    assert "Là-bas" in page
    assert "Toutes les régions" in page


def test_the_kind_that_is_asked_is_that_of_the_structure_that_is_made(client: Client) -> None:
    assert post(client, kind="association").status_code == 302
    account_request = AccountRequest.objects.get()
    official = person((Role.REGIONAL_OFFICER, "53"))
    accepted = requesting.accept(account_request.pk, requesting.Placement(Role.STRUCTURE_HEAD), official, now=NOW)
    assert accepted.organisation is not None
    assert accepted.organisation.kind == "association"
    assert post(client, email="b@essai.example", kind="royaume").status_code == 422
    assert post(client, email="b@essai.example").status_code == 302
    assert AccountRequest.objects.get(email="b@essai.example").kind == ""
