"""A form sent after its session ended: nothing is done, nothing is lost."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from poincon.correspondence.models import DossierMessage
from tests.admissibility.factories import address, scene
from tests.dossiers.factories import PDF
from tests.pages import hidden

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver"}
TEXT = "Bonjour,\nnous joignons <demain> l’attestation « promise »."


def test_what_was_typed_is_given_back_and_sent_once_signed_in_again() -> None:
    here, client = scene(), Client(enforce_csrf_checks=True)
    client.force_login(here.structure.head)
    typed = {"texte": TEXT, **hidden(client.get(address("messages", here.dossier)).content.decode())}
    Session.objects.all().delete()

    response = client.post(address("messages", here.dossier), typed, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert "rien n’a été envoyé" in page
    assert "&lt;demain&gt;" in page
    assert "<demain>" not in page
    assert 'target="_blank"' in page

    client.force_login(here.structure.head)  # in another tab: the form's token is then too old
    client.get(reverse("home"))
    again = client.post(
        address("messages", here.dossier), hidden(page) | {"csrfmiddlewaretoken": "x" * 64}, headers=OURS
    )
    assert again.status_code == 403
    assert "pas encore été envoyé" in again.content.decode()
    assert not DossierMessage.objects.exists()

    last = client.post(address("messages", here.dossier), hidden(again.content.decode()), headers=OURS)
    assert last.status_code == 302
    assert DossierMessage.objects.get().text.split() == TEXT.split()


def test_a_form_that_another_site_sent_is_not_given_back() -> None:
    here, client = scene(), Client()
    for origin in ("https://ailleurs.example", "null", ""):
        answer = client.post(address("messages", here.dossier), {"texte": TEXT}, headers={"Origin": origin})
        assert (answer.status_code, answer["Location"]) == (302, "/connexion/")
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.structure.head)
    answer = client.post(
        address("messages", here.dossier), {"texte": TEXT}, headers={"Origin": "https://ailleurs.example"}
    )
    assert answer.status_code == 403
    assert "attestation" not in answer.content.decode()


def test_documents_are_named_and_passwords_are_never_written() -> None:
    here = scene()
    answers = {"texte": TEXT, "documents": SimpleUploadedFile("devis.pdf", PDF)}
    page = Client().post(address("messages", here.dossier), answers, headers=OURS).content.decode()
    assert "<li>devis.pdf</li>" in page
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("people:sign_in"), {"email": "a@b.example", "password": "tres-secret"}, headers=OURS)
    assert answer.status_code == 403
    assert "tres-secret" not in answer.content.decode()
    assert "resté ouvert trop longtemps" in answer.content.decode()


def test_a_code_that_proves_who_one_is_is_never_written_again() -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = {"code": "abcd-efgh", "next": "/dossiers/"}
    answer = strict.post(reverse("people:second_factor"), sent, headers=OURS)
    assert answer.status_code == 403
    assert "abcd-efgh" not in answer.content.decode()


def test_nothing_typed_is_a_plain_way_to_sign_in() -> None:
    here = scene()
    answer = Client().post(address("messages", here.dossier), headers=OURS)
    assert answer.status_code == 302
