"""What officials note between them: no page of the structure tells that it exists."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from poincon.correspondence import exchanges
from poincon.correspondence.exchanges import LONGEST, add_note, send
from poincon.correspondence.models import OfficialNote
from poincon.people.enums import Role
from poincon.people.models import Person
from tests.admissibility.factories import REGION, address, signed_in
from tests.casework.desk import Desk
from tests.correspondence.exchanges import HERE, INSTRUCTING, NOTE, OWN, everybody, page_of, post
from tests.people.makers import give as give_role
from tests.platform_fixtures import NOW

django_db = pytest.mark.django_db


@django_db
def test_notes_are_read_by_those_who_examine_and_are_nowhere_for_the_structure(here: Desk) -> None:
    add_note(here.dossier.pk, NOTE, here.ines, NOW)
    people = everybody(here)
    for someone in people[INSTRUCTING]:
        assert NOTE in page_of(someone, here.dossier, "notes")
    give_role(here.structure.editor, Role.REGIONAL_OFFICER, REGION)
    for someone in (*people[OWN], *people["nobody"]):
        client = signed_in(someone)
        assert client.get(address("notes", here.dossier)).status_code == 404
        assert client.post(address("notes", here.dossier), {"texte": "Bonjour"}).status_code == 404
        assert exchanges.notes_of(Person.objects.get(pk=someone.pk), here.dossier, NOW).count() == 0
    assert OfficialNote.objects.count() == 1


@django_db
def test_no_page_of_the_structure_tells_that_a_note_exists(here: Desk) -> None:
    add_note(here.dossier.pk, NOTE, here.ines, NOW)
    send(here.dossier.pk, HERE, [], here.ines, NOW)
    client = signed_in(here.structure.head)
    routes = [f"dossiers:{name}" for name in ("show", "check", "results", "receipt")]
    pages = [read(client, reverse(route, args=[here.dossier.pk])) for route in routes]
    pages += [read(client, address("messages", here.dossier)), read(client, reverse("dossiers:list"))]
    pages += [read(client, reverse("notifications:notifications"))]
    for page in pages:
        assert NOTE not in page
        assert address("notes", here.dossier) not in page


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


@django_db
def test_a_note_is_left_once_and_given_back_when_it_cannot_be(here: Desk) -> None:
    for _click in range(2):
        assert post(here.ines, here.dossier, NOTE, "notes").status_code == 302
    assert OfficialNote.objects.count() == 1
    answer = post(here.ines, here.dossier, "x" * (LONGEST + 1), "notes")
    assert answer.status_code == 422
    assert "x" * (LONGEST + 1) in answer.content.decode()
    assert post(here.ines, here.dossier, " ", "notes").status_code == 422
