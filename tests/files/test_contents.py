"""A document whose content is missing: what its page says, what lists mark, what is counted, and that it comes back."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from poincon.correspondence import exchanges
from poincon.correspondence.models import MessageAttachment
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.files import contents
from poincon.files.models import StoredFile
from poincon.files.services import content_path
from poincon.notifications.delivery import attach
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets.models import Attachment
from tests.casework.desk import desk
from tests.dossiers.factories import PDF, Structure, address, document, dossier, officer, structure
from tests.files.stored import lose, store_again
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db

MISSING = "Le contenu de ce document est introuvable"
MARK = "Contenu introuvable"


@pytest.fixture
def ours() -> Structure:
    return structure()


@pytest.fixture
def plan(ours: Structure) -> Attachment:
    """A document of a dossier that was submitted, whose content is in the store."""
    own_dossier = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    document(own_dossier, ours.editor)
    services.submit(own_dossier.pk, ours.head, NOW)
    return Attachment.objects.get()


def page(someone: Person, url: str) -> Any:
    client = Client()
    client.force_login(someone)
    response = client.get(url)
    if response.streaming:
        response.read = b"".join(response)  # type: ignore[attr-defined]
    return response


def opened(someone: Person, plan: Attachment) -> Any:
    return page(someone, address("file", Dossier.objects.get(), plan.file_id))


# opening


def test_a_document_without_its_content_is_told_in_words(ours: Structure, plan: Attachment) -> None:
    lose(plan.file)
    for someone, again in ((ours.editor, True), (officer(), False)):
        response = opened(someone, plan)
        words = response.content.decode()
        assert response.status_code == 404
        assert MISSING in words
        assert "plan.pdf" in words
        assert "rétablir depuis une sauvegarde" in words
        assert ("l’envoyer de nouveau" in words) is again


@pytest.mark.parametrize("damage", ["cut short", "a folder in its place"])
def test_a_content_that_is_not_whole_is_not_given(ours: Structure, plan: Attachment, damage: str) -> None:
    path = content_path(plan.file.digest)
    if damage == "cut short":
        path.write_bytes(PDF[:9])
    else:
        path.unlink()
        path.mkdir()
    response = opened(ours.editor, plan)
    assert (response.status_code, MISSING in response.content.decode()) == (404, True)


def test_whoever_may_not_see_the_dossier_learns_nothing_of_its_loss(plan: Attachment) -> None:
    lose(plan.file)
    response = opened(officer("11"), plan)
    assert MISSING not in response.content.decode()
    assert "Cette page n’existe pas" in response.content.decode()
    assert contents.count_missing() == 0


def test_a_letter_of_a_message_without_its_content_is_told_too() -> None:
    here = desk()
    exchanges.send(here.dossier.pk, "Voici.", [SimpleUploadedFile("devis.pdf", PDF)], here.structure.head, NOW)
    attachment = MessageAttachment.objects.select_related("file").get()
    lose(attachment.file)
    url = reverse("correspondence:message_file", args=[here.dossier.pk, attachment.file_id])
    assert MISSING in page(here.ines, url).content.decode()
    listing = page(here.ines, reverse("correspondence:messages", args=[here.dossier.pk]))
    assert MARK in listing.content.decode()


# what is known


def test_once_known_it_is_marked_on_the_pages_of_the_dossier(ours: Structure, plan: Attachment) -> None:
    own_dossier = Dossier.objects.get()
    lose(plan.file)
    assert MARK not in page(officer(), address("show", own_dossier)).content.decode()
    opened(ours.editor, plan)
    assert MARK in page(officer(), address("show", own_dossier)).content.decode()
    assert MARK in page(ours.editor, address("section", own_dossier, "etal")).content.decode()


def test_the_nightly_look_marks_what_nobody_opened_and_reads_no_content(
    plan: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = store_again(person(), PDF + b"another\n")
    lose(plan.file)

    def no_reading(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("a content is read")

    monkeypatch.setattr(Path, "open", no_reading)
    assert contents.sweep(NOW) == 1
    assert [file.pk for file in contents.missing()] == [plan.file_id]
    assert StoredFile.objects.get(pk=sound.pk).missing_since is None


def test_the_nightly_look_goes_through_every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "BATCH", 2)
    someone = person()
    files = [store_again(someone, PDF + bytes([65 + number])) for number in range(5)]
    for file in files[::2]:
        lose(file)
    assert contents.sweep(NOW) == 3
    assert {file.pk for file in contents.missing()} == {file.pk for file in files[::2]}


def test_what_came_back_is_no_longer_marked(ours: Structure, plan: Attachment) -> None:
    """By a restored backup that somebody opens, by the nightly look, by the same document sent again."""
    path = content_path(plan.file.digest)
    for way in ("opened", "looked for", "sent again"):
        lose(plan.file)
        contents.sweep(NOW)
        assert contents.count_missing() == 1
        if way == "sent again":
            store_again(ours.editor)
        else:
            path.write_bytes(PDF)
            assert opened(ours.editor, plan).status_code == 200 if way == "opened" else contents.sweep(NOW) == 0
        assert (way, contents.count_missing()) == (way, 0)


def test_a_content_cut_short_is_mended_by_the_same_document_sent_again(ours: Structure, plan: Attachment) -> None:
    content_path(plan.file.digest).write_bytes(PDF[:9])
    store_again(ours.editor)
    assert opened(ours.editor, plan).read == PDF


def test_an_instant_of_loss_is_the_first(plan: Attachment) -> None:
    lose(plan.file)
    contents.sweep(NOW)
    contents.sweep(NOW + timedelta(days=1))
    assert contents.missing().get().missing_since == NOW


def test_a_pipe_in_place_of_a_content_makes_nobody_wait(plan: Attachment) -> None:
    lose(plan.file)
    os.mkfifo(content_path(plan.file.digest))
    with pytest.raises(contents.ContentMissing):
        contents.open_content(plan.file)
    with pytest.raises(OSError, match="Invalid"):
        contents.hashed(plan.file.digest)


# who administers, who supervises


@pytest.mark.usefixtures("just_started")
def test_readiness_counts_them_and_stays_open(client: Client, plan: Attachment) -> None:
    assert client.get("/readyz").json()["missing_contents"] == 0
    lose(plan.file)
    contents.sweep(NOW)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (200, True)
    assert response.json()["checks"]["contents"] is False
    assert response.json()["missing_contents"] == 1


def test_readiness_counts_no_further_than_its_bound(
    client: Client, plan: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_COUNTED", 2)
    someone = person()
    for number in range(4):
        lose(store_again(someone, PDF + bytes([65 + number])))
    contents.sweep(NOW)
    assert client.get("/readyz").json()["missing_contents"] == 2


def test_the_page_of_jobs_counts_them(plan: Attachment) -> None:
    administrator = person((Role.ADMINISTRATOR, None))
    assert "introuvable" not in page(administrator, "/administration/travaux/").content.decode()
    lose(plan.file)
    contents.sweep(NOW)
    words = page(administrator, "/administration/travaux/").content.decode()
    assert "Le contenu de 1 document est introuvable" in words
    assert "check_files" in words


# mails


def test_a_mail_never_leaves_without_the_document_that_goes_with_it(plan: Attachment) -> None:
    message = EmailMessage("Lettre", "Voici.", to=["personne@essai.example"])
    lose(plan.file)
    with pytest.raises(contents.ContentMissing):
        attach(message, [plan.file], NOW)
    assert contents.count_missing() == 1
    assert mail.outbox == []
