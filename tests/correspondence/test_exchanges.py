"""What both sides write to each other: who reads it, that it stays, that it is sent once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from poincon.correspondence import exchanges
from poincon.correspondence.exchanges import DOCUMENTS, LONGEST, DocumentRefused, UnfitMessage, add_note, send
from poincon.correspondence.models import DossierMessage, MessageAttachment, MessagesRead
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.files.models import ScanState, StoredFile
from poincon.files.services import content_path
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import NotAllowed
from tests.admissibility.factories import ELSEWHERE, REGION, address, officer, signed_in
from tests.casework.desk import Desk, desk, moved, queries, received
from tests.correspondence.exchanges import HERE, INSTRUCTING, NOTE, OWN, everybody, page_of, post
from tests.dossiers.factories import PDF, upload
from tests.people.makers import give as give_role
from tests.people.makers import person
from tests.platform_fixtures import NOW

django_db = pytest.mark.django_db


committing = pytest.mark.django_db(transaction=True)


@django_db
def test_both_sides_read_and_write_and_nobody_else_knows_of_it(here: Desk) -> None:
    send(here.dossier.pk, HERE, [upload("devis.pdf")], here.structure.head, NOW)
    file = MessageAttachment.objects.get().file_id
    people = everybody(here)
    for someone in (*people[OWN], *people[INSTRUCTING]):
        page = page_of(someone, here.dossier)
        assert HERE in page
        assert here.structure.head.full_name in page
        assert "devis.pdf" in page
        assert post(someone, here.dossier, f"De {someone.pk}").status_code == 302
        assert download(someone, here.dossier, file)[0] == 200
    assert DossierMessage.objects.count() == 6
    for someone in people["nobody"]:
        client = signed_in(someone)
        for route in ("messages", "notes"):
            answer = client.get(address(route, here.dossier))
            assert answer.status_code == 404
            assert HERE not in answer.content.decode()
            assert client.post(address(route, here.dossier), {"texte": "Bonjour"}).status_code == 404
        assert download(someone, here.dossier, file)[0] == 404
    assert DossierMessage.objects.count() == 6


@django_db
def test_each_message_says_who_wrote_it_and_for_which_side(here: Desk) -> None:
    send(here.dossier.pk, "De la structure", [], here.structure.head, NOW)
    send(here.dossier.pk, "Du service", [], here.ines, NOW + timedelta(seconds=1))
    assert list(DossierMessage.objects.values_list("text", "from_authority")) == [
        ("De la structure", False),
        ("Du service", True),
    ]
    page = page_of(here.paul, here.dossier)
    assert page.index("Du service") < page.index("De la structure")  # the last first
    assert "Inès Région" in page_of(here.structure.editor, here.dossier)
    assert "– service qui instruit" in page


@django_db
def test_who_is_of_the_structure_writes_for_it_whatever_else_they_are(here: Desk) -> None:
    give_role(here.structure.head, Role.REGIONAL_OFFICER, REGION)
    message = send(here.dossier.pk, HERE, [], here.structure.head, NOW)
    assert message.from_authority is False


@django_db
def test_before_the_submission_the_page_says_that_it_is_too_early() -> None:
    here = desk(submitted=False)
    page = page_of(here.structure.editor, here.dossier)
    assert "dès que ce dossier sera déposé" in page
    assert "<textarea" not in page
    answer = post(here.structure.editor, here.dossier)
    assert answer.status_code == 403
    assert HERE in answer.content.decode()  # what was typed is given back
    assert signed_in(here.ines).get(address("messages", here.dossier)).status_code == 404
    assert DossierMessage.objects.count() == 0


@django_db
def test_once_withdrawn_messages_are_read_and_no_longer_written(here: Desk) -> None:
    send(here.dossier.pk, HERE, [], here.ines, NOW)
    moved(here.dossier, Event.WITHDRAW, by=here.structure.head)
    for someone in (here.structure.head, here.ines):
        page = page_of(someone, here.dossier)
        assert HERE in page
        assert "Ce dossier est retiré" in page
        assert "<textarea" not in page
        assert post(someone, here.dossier, "Trop tard").status_code == 403
    assert DossierMessage.objects.count() == 1


@django_db
@pytest.mark.parametrize("events", [(Event.DECLARE_COMPLETE, Event.ADMIT), (Event.DECLARE_COMPLETE, Event.CLOSE)])
def test_after_the_conclusion_both_sides_may_still_write(here: Desk, events: tuple[Event, ...]) -> None:
    moved(here.dossier, *events, by=here.ines)
    for someone in (here.structure.head, here.ines):
        assert post(someone, here.dossier, f"De {someone.pk}").status_code == 302


@django_db
def test_a_double_click_sends_one_message_with_its_documents_once(here: Desk) -> None:
    first = send(here.dossier.pk, HERE, [upload("devis.pdf")], here.ines, NOW)
    assert send(here.dossier.pk, f" {HERE}\r\n", [upload("devis.pdf")], here.ines, NOW + timedelta(seconds=30)) == first
    assert (DossierMessage.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert content_path(StoredFile.objects.get().digest).exists()
    assert Act.objects.filter(event="message_sent").count() == 1


@django_db
def test_the_same_words_later_or_with_something_else_or_by_somebody_else_are_another_message(here: Desk) -> None:
    send(here.dossier.pk, HERE, [], here.ines, NOW)
    send(here.dossier.pk, HERE, [], here.ines, NOW + timedelta(minutes=2))
    send(here.dossier.pk, HERE, [], here.paul, NOW)
    send(here.dossier.pk, HERE, [upload()], here.ines, NOW)
    send(here.dossier.pk, HERE, [upload(content=PDF + b"autre")], here.ines, NOW)
    assert DossierMessage.objects.count() == 5


@committing
def test_a_message_sent_several_times_at_once_is_sent_once() -> None:
    here = desk()
    start = Barrier(4)

    def run(_writer: int) -> int:
        try:
            start.wait(20)
            return send(here.dossier.pk, HERE, [upload()], here.ines, NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(run, range(4)))) == 1
    assert (DossierMessage.objects.count(), MessageAttachment.objects.count(), StoredFile.objects.count()) == (1, 1, 1)


@django_db
def test_no_address_changes_or_deletes_a_message(here: Desk) -> None:
    send(here.dossier.pk, HERE, [], here.ines, NOW)
    client = signed_in(here.ines)
    for method in (client.put, client.patch, client.delete):
        assert method(address("messages", here.dossier)).status_code == 405
    assert "modifier" not in page_of(here.ines, here.dossier).replace("ne peut plus être modifié", "").lower()


@django_db
@pytest.mark.parametrize("text", ["", "   \r\n ", "\0"])
def test_an_empty_message_is_asked_for_again(here: Desk, text: str) -> None:
    answer = post(here.ines, here.dossier, text)
    assert answer.status_code == 422
    assert "Écrivez votre texte avant de l’envoyer." in answer.content.decode()
    assert 'href="#champ-texte"' in answer.content.decode()


@django_db
def test_a_message_too_long_is_given_back_whole(here: Desk) -> None:
    text = "é" * (LONGEST + 1)
    answer = post(here.ines, here.dossier, text)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert str(LONGEST + 1) in answer.content.decode()
    assert post(here.ines, here.dossier, text[1:]).status_code == 302


@django_db
@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (SimpleUploadedFile("outil.exe", b"MZ"), "outil.exe"),
        (SimpleUploadedFile("plan.pdf", b"pas un pdf"), "Le contenu de ce document"),
        (SimpleUploadedFile("vide.pdf", b""), "vide"),
        (SimpleUploadedFile("gros.pdf", PDF + b"\0" * (10 * 1024 * 1024)), "dépasse 10"),
    ],
    ids=lambda parameter: parameter.name if isinstance(parameter, SimpleUploadedFile) else "",
)
def test_a_document_that_cannot_be_taken_keeps_the_text_and_stores_nothing(
    here: Desk, document: SimpleUploadedFile, sentence: str
) -> None:
    document.seek(0)
    answer = post(here.ines, here.dossier, documents=[upload("bon.pdf"), document])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert HERE in page
    assert sentence in page
    assert "Choisissez de nouveau tous vos documents" in page
    assert (DossierMessage.objects.count(), StoredFile.objects.count()) == (0, 0)


@django_db
def test_too_many_documents_are_refused_before_any_is_stored(here: Desk) -> None:
    def many(number: int) -> list[SimpleUploadedFile]:
        return [upload(f"plan{each}.pdf", PDF + bytes([65 + each])) for each in range(number)]

    answer = post(here.ines, here.dossier, documents=many(DOCUMENTS + 1))
    assert answer.status_code == 422
    assert 'href="#champ-documents"' in answer.content.decode()
    assert StoredFile.objects.count() == 0
    assert post(here.ines, here.dossier, documents=many(DOCUMENTS)).status_code == 302
    assert MessageAttachment.objects.count() == DOCUMENTS


@django_db
def test_services_refuse_with_their_reasons(here: Desk) -> None:
    with pytest.raises(UnfitMessage):
        send(here.dossier.pk, " ", [], here.ines, NOW)
    with pytest.raises(DocumentRefused):
        send(here.dossier.pk, HERE, [upload("a.exe")], here.ines, NOW)
    for someone in (officer(region=ELSEWHERE), person((Role.EXPERT, None)), person()):
        with pytest.raises(NotAllowed):
            send(here.dossier.pk, HERE, [], someone, NOW)
        with pytest.raises(NotAllowed):
            add_note(here.dossier.pk, NOTE, someone, NOW)
    with pytest.raises(NotAllowed):
        add_note(here.dossier.pk, NOTE, here.structure.head, NOW)


@django_db
def test_what_is_written_is_shown_as_text_and_never_as_markup(here: Desk) -> None:
    send(here.dossier.pk, "<script>alert(1)</script> http://essai.example/?a=1&b=2", [], here.structure.head, NOW)
    page = page_of(here.ines, here.dossier)
    assert "<script>alert" not in page
    assert 'href="http://essai.example/?a=1&amp;b=2" rel="nofollow"' in page


def download(someone: Person, dossier: Dossier, file: Any) -> tuple[int, bytes, Any]:
    response = signed_in(someone).get(address("message_file", dossier, file))
    content = b"".join(response) if response.streaming else bytes(response.content)
    return response.status_code, content, response


@django_db
def test_a_document_is_sent_as_a_download_through_its_own_dossier_only(here: Desk) -> None:
    send(here.dossier.pk, HERE, [upload("devis.pdf")], here.structure.head, NOW)
    file = MessageAttachment.objects.get().file_id
    status, content, response = download(here.ines, here.dossier, file)
    assert (status, content) == (200, PDF)
    assert response["Content-Disposition"] == 'attachment; filename="devis.pdf"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert download(here.ines, received("Autre", here.campaign), file)[0] == 404
    StoredFile.objects.update(scan_state=ScanState.REFUSED, scanned_at=NOW)
    assert download(here.ines, here.dossier, file)[0] == 403


@django_db
def test_a_document_of_an_answer_is_not_reached_as_a_message_s(here: Desk) -> None:
    stored_file = StoredFile.objects.create(
        digest="0" * 64, size=1, media_type="application/pdf", name="a.pdf", uploaded_by=here.ines, uploaded_at=NOW
    )
    assert download(here.ines, here.dossier, stored_file.pk)[0] == 404


@django_db
def test_what_is_new_is_marked_until_it_was_seen(here: Desk) -> None:
    send(here.dossier.pk, HERE, [], here.structure.head, NOW)
    assert "Nouveau" in page_of(here.ines, here.dossier)
    assert "Nouveau" not in page_of(here.ines, here.dossier)
    assert "Nouveau" in page_of(here.paul, here.dossier)
    assert "Nouveau" not in page_of(here.structure.head, here.dossier)  # one's own


@django_db
def test_the_tab_counts_what_the_other_side_wrote_until_it_was_read(here: Desk) -> None:
    head, ines = here.structure.head, here.ines
    tabs = {head: reverse("dossiers:show", args=[here.dossier.pk]), ines: address("show", here.dossier)}
    send(here.dossier.pk, HERE, [], head, NOW)
    send(here.dossier.pk, "Encore", [], head, NOW + timedelta(seconds=5))
    pages = {reader: signed_in(reader).get(page).content.decode() for reader, page in tabs.items()}
    assert "Messages (2 non lus)" in pages[ines]
    assert "non lu" not in pages[head]
    assert "non lu" not in page_of(ines, here.dossier)
    assert "non lu" not in signed_in(ines).get(tabs[ines]).content.decode()
    send(here.dossier.pk, "Bien reçu", [], ines, NOW + timedelta(seconds=9))
    assert "Messages (1 non lu)" in signed_in(head).get(tabs[head]).content.decode()


@django_db
def test_what_is_written_while_one_reads_stays_unread_and_a_mark_never_goes_back(here: Desk) -> None:
    first = send(here.dossier.pk, HERE, [], here.structure.head, NOW)
    second = send(here.dossier.pk, "Encore", [], here.structure.head, NOW + timedelta(seconds=5))
    exchanges.mark_read(here.dossier, here.ines, [first])
    assert exchanges.read_until(here.dossier, here.ines) == NOW
    exchanges.mark_read(here.dossier, here.ines, [second])
    exchanges.mark_read(here.dossier, here.ines, [first])
    exchanges.mark_read(here.dossier, here.ines, [])
    assert MessagesRead.objects.get().at == second.made_at


@django_db
def test_the_journal_tells_that_something_was_written_and_never_what(here: Desk) -> None:
    message = send(here.dossier.pk, HERE, [upload("devis de Madame Durand.pdf")], here.structure.head, NOW)
    note = add_note(here.dossier.pk, NOTE, here.ines, NOW)
    digest = StoredFile.objects.get().digest
    acts = {
        act.event: (act.actor, act.details)
        for act in Act.objects.filter(event__in=("message_sent", "official_note_added"))
    }
    assert acts == {
        "message_sent": (str(here.structure.head.pk), {"message": message.pk, "documents": [digest]}),
        "official_note_added": (str(here.ines.pk), {"note": note.pk}),
    }
    assert "Durand" not in str(list(Act.objects.values_list("details", flat=True)))
    assert verify().acts == Act.objects.count()


@django_db
@pytest.mark.parametrize(
    ("route", "whose"), [("messages", "structure"), ("messages", "official"), ("notes", "official")]
)
def test_the_page_costs_the_same_for_any_number_of_messages(here: Desk, route: str, whose: str) -> None:
    someone = here.ines if whose == "official" else here.structure.head
    counts = []
    for more in (1, 60):
        for each in range(more):
            send(here.dossier.pk, f"{more}-{each}", [upload(f"{each}.pdf")] if each % 20 == 0 else [], here.paul, NOW)
            add_note(here.dossier.pk, f"{more}-{each}", here.paul, NOW)

        def ask(client: Client) -> None:
            assert client.get(address(route, here.dossier)).status_code == 200

        counts.append(queries(someone, ask))
    assert counts[0] == counts[1] <= 20
