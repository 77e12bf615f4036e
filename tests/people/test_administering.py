"""Persons, for who administers: registering officials, giving and ending roles, closing accounts; never locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.journal.models import Act
from poincon.people import services
from poincon.people.accounts import administering
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.workflow.refusals import NotAllowed
from tests.people.mails import only, path_in, sent
from tests.people.makers import PASSWORD, give, organisation, person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
PERSONS = "/administration/personnes/"
TODAY = timezone.localdate(NOW)


def administrator() -> Person:
    return person((Role.ADMINISTRATOR, None))


def page_of(someone: Person) -> str:
    return f"{PERSONS}{someone.pk}/"


def end_of(someone: Person) -> str:
    return reverse("people:end_role", args=[someone.pk, someone.memberships.get().pk])


OFFICIAL = {
    "full_name": "Inès Région",
    "email": "ines@region.example",
    "language": "fr",
    "role": "regional_officer",
    "region": "53",
    "programme": "",
}


def test_an_official_is_registered_and_chooses_a_password(signed_in: Any) -> None:
    client = signed_in(administrator())
    assert client.get(f"{PERSONS}nouvelle/").status_code == 200
    response = client.post(f"{PERSONS}nouvelle/", OFFICIAL)
    official = Person.objects.get(email="ines@region.example")
    assert response["Location"] == page_of(official)
    membership = official.memberships.get()
    assert (membership.role, membership.region, membership.programme) == ("regional_officer", "53", "")
    link = path_in(only(official.email), "/mot-de-passe/choisir/")
    assert Client().post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302


def test_an_official_may_be_limited_to_one_programme(signed_in: Any) -> None:
    client = signed_in(administrator())
    offered = client.get(f"{PERSONS}nouvelle/").context["form"].fields["programme"].choices
    name = next(value for value, _label in offered if value)
    client.post(f"{PERSONS}nouvelle/", OFFICIAL | {"programme": name})
    assert Membership.objects.get(person__email=OFFICIAL["email"]).programme == name


@pytest.mark.parametrize(
    ("changes", "target", "sentence"),
    [
        ({"region": ""}, "id_region", "un rôle régional une région"),
        ({"role": "ministry"}, "id_region", "un rôle national ni l’une ni l’autre"),
        ({"role": "structure_head"}, "id_role", "Choisissez un rôle"),
        ({"email": "ines"}, "id_email", "par exemple"),
        ({"full_name": ""}, "id_full_name", "Écrivez le prénom"),
        ({"programme": "inconnu"}, "id_programme", "Choisissez dans la liste"),
    ],
)
def test_what_does_not_fit_is_told_where_it_is(
    signed_in: Any, changes: dict[str, str], target: str, sentence: str
) -> None:
    response = signed_in(administrator()).post(f"{PERSONS}nouvelle/", OFFICIAL | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'href="#{target}"' in page
    assert Person.objects.count() == 1
    assert sent() == []


def test_an_address_that_has_an_account_is_told(signed_in: Any) -> None:
    person(email=OFFICIAL["email"])
    response = signed_in(administrator()).post(f"{PERSONS}nouvelle/", OFFICIAL)
    assert response.status_code == 422
    assert "a déjà un compte" in response.content.decode()


def test_nobody_else_registers_anybody() -> None:
    for other in (person((Role.MINISTRY, None)), person((Role.REGIONAL_OFFICER, "53")), person()):
        with pytest.raises(PermissionDenied):
            administering.register_official(
                other, email="a@b.example", full_name="A", role=Role.MINISTRY, region="", programme="", now=NOW
            )
        for act in (administering.deactivate, administering.reactivate, administering.send_link):
            with pytest.raises(PermissionDenied):
                act(other, person(), now=NOW)


def test_the_list_is_searched_and_filtered(signed_in: Any) -> None:
    officer, expert, closed = person((Role.REGIONAL_OFFICER, "53")), person((Role.EXPERT, None)), person()
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    client = signed_in(administrator())

    def shown(**query: str) -> list[str]:
        page = client.get(PERSONS, query).content.decode()
        names = {"officer": officer, "expert": expert, "closed": closed}
        return [name for name, someone in names.items() if someone.email in page]

    assert shown() == ["officer", "expert"]
    assert shown(role="expert") == ["expert"]
    assert shown(q=officer.email.upper()) == ["officer"]
    assert shown(etat="fermes") == ["closed"]
    assert shown(etat="effaces") == []
    for query in ({"q": "\0"}, {"page": "9" * 30}, {"etat": "'"}, {"role": "king"}):
        assert client.get(PERSONS, query).status_code == 200


def test_a_role_is_given_and_ended_at_once(signed_in: Any) -> None:
    someone, client, theirs = person(), signed_in(administrator()), Client()
    theirs.force_login(someone)
    form = {"role": "ministry", "region": "", "programme": ""}
    assert theirs.get("/comptes/").status_code == 404
    assert client.post(f"{page_of(someone)}roles/", form).status_code == 302
    assert theirs.get("/comptes/").status_code == 200
    assert client.post(f"{page_of(someone)}roles/", form).status_code == 422
    assert client.get(end_of(someone)).status_code == 200
    assert [client.post(end_of(someone)).status_code for _ in range(2)] == [302, 302]
    assert theirs.get("/comptes/").status_code == 404
    assert "terminé le" in client.get(page_of(someone)).content.decode()
    assert Act.objects.filter(event="role_ended").count() == 1


def test_a_role_of_another_person_is_not_found(signed_in: Any) -> None:
    expert, ministry = person((Role.EXPERT, None)), person((Role.MINISTRY, None))
    client = signed_in(administrator())
    for number in (ministry.memberships.get().pk, 0, 10**30):
        assert client.post(f"{page_of(expert)}roles/{number}/fin/").status_code == 404


def test_closing_an_account_ends_its_sessions_and_opening_it_again_gives_it_back(signed_in: Any) -> None:
    someone, theirs = person((Role.MINISTRY, None)), Client()
    theirs.post("/connexion/", {"email": someone.email, "password": PASSWORD})
    assert theirs.get("/comptes/").status_code == 200
    client = signed_in(administrator())
    assert client.get(f"{page_of(someone)}fermer/").status_code == 200
    assert client.post(f"{page_of(someone)}fermer/").status_code == 302
    assert theirs.get("/comptes/").status_code == 302
    assert theirs.post("/connexion/", {"email": someone.email, "password": PASSWORD}).status_code == 422
    response = client.post(f"{page_of(someone)}roles/", {"role": "expert", "region": "", "programme": ""})
    assert response.status_code == 403
    assert client.post(f"{page_of(someone)}lien/").status_code == 403
    assert client.post(f"{page_of(someone)}rouvrir/").status_code == 302
    assert theirs.get("/comptes/").status_code == 302
    assert theirs.post("/connexion/", {"email": someone.email, "password": PASSWORD}).status_code == 302
    assert theirs.get("/comptes/").status_code == 200


def test_a_link_to_choose_a_password_can_be_sent(signed_in: Any) -> None:
    someone = person()
    assert signed_in(administrator()).post(f"{page_of(someone)}lien/").status_code == 302
    path_in(only(someone.email), "/mot-de-passe/choisir/")


# the last one


def test_the_last_administrator_cannot_lock_the_house(signed_in: Any) -> None:
    last = administrator()
    client = signed_in(last)
    for address in (end_of(last), f"{page_of(last)}fermer/"):
        response = client.post(address)
        assert response.status_code == 403
        assert "Donnez d’abord ce rôle à une autre personne" in response.content.decode()
    assert client.get(PERSONS).status_code == 200
    with pytest.raises(NotAllowed):
        services.end_role(last, last.memberships.get(), ends=TODAY, now=NOW)


@pytest.mark.parametrize("other", ["closed", "ends one day"])
def test_an_administrator_who_will_not_be_there_does_not_count(other: str) -> None:
    last, second = administrator(), person()
    give(second, Role.ADMINISTRATOR, ends=TODAY + timedelta(days=30) if other == "ends one day" else None)
    if other == "closed":
        Person.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        services.end_role_now(last, last.memberships.get(), now=NOW)


def test_one_of_two_administrators_may_go(signed_in: Any) -> None:
    administrator()
    leaving = administrator()
    client = signed_in(leaving)
    assert client.post(end_of(leaving)).status_code == 302
    assert client.get(PERSONS).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_administrators_who_end_each_other_at_the_same_instant_leave_one() -> None:
    both, start = [administrator(), administrator()], Barrier(2)
    memberships = [holder.memberships.get() for holder in both]

    def go(number: int) -> str:
        try:
            start.wait(20)
            services.end_role_now(both[number], memberships[1 - number], now=NOW)
        except (NotAllowed, PermissionDenied):
            return "told"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == ["done", "told"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR, ends__isnull=True).count() == 1


def test_what_a_departure_leaves_without_a_head_is_said_before(signed_in: Any) -> None:
    alone = organisation("Centre du cuir")
    head = person((Role.STRUCTURE_HEAD, alone))
    colleague = person((Role.STRUCTURE_EDITOR, alone))
    client = signed_in(administrator())
    for address in (end_of(head), f"{page_of(head)}fermer/", f"{page_of(head)}effacer/"):
        page = client.get(address).content.decode()
        assert "n’aura plus personne pour la diriger" in page
        assert colleague.full_name in page
