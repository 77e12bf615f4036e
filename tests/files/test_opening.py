"""Who may open a document, as its scan stands, and what pages say of it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poincon.correspondence import exchanges
from poincon.correspondence.models import MessageAttachment
from poincon.correspondence.news import news as news_of_messages
from poincon.dossiers import services, validation
from poincon.dossiers.enums import Event
from poincon.dossiers.models import Dossier
from poincon.dossiers.news import news
from poincon.dossiers.news_kinds import DOCUMENT_REFUSED
from poincon.dossiers.services import NotComplete
from poincon.dossiers.standing import standing, standing_submitted
from poincon.files.models import ScanState, StoredFile
from poincon.jobs.worker import run_all
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.sheets.models import Attachment
from tests.admissibility.factories import page, scene
from tests.casework.desk import Desk, desk
from tests.dossiers.factories import PDF, Structure, address, bring, document, dossier, officer, reread, structure
from tests.files.scanner_server import EVIL, Behaviour, scanner
from tests.journal.makers import unguarded
from tests.people.makers import person
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
SOON = "réessayez dans quelques instants"


@pytest.fixture
def behaviour(settings: Any) -> Iterator[Behaviour]:
    with scanner() as (url, behaviour):
        settings.CLAMAV_URL = url
        yield behaviour


def ask(someone: Person, dossier: Dossier, attachment: Attachment) -> Any:
    return get(someone, address("file", dossier, attachment.file_id))


def get(someone: Person, url: str) -> Any:
    """The answer, its content read when it is a document."""
    client = Client()
    client.force_login(someone)
    response = client.get(url)
    if response.streaming:
        response.read = b"".join(response)  # type: ignore[attr-defined]
    return response


def text(response: Any) -> str:
    return str(response.content.decode())


def shown(someone: Person, route: str, dossier: Dossier, *more: object) -> str:
    response = get(someone, address(route, dossier, *more))
    assert response.status_code == 200
    return text(response)


@pytest.fixture
def ours() -> Structure:
    return structure()


def submitted(ours: Structure, content: bytes = PDF) -> tuple[Dossier, Attachment]:
    """A dossier that was handed over with its document, before any scan."""
    own_dossier = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    plan = document(own_dossier, ours.editor, content=content)
    services.submit(own_dossier.pk, ours.head, NOW)
    return reread(own_dossier), plan


# opening


def test_until_it_is_scanned_only_who_sent_a_document_opens_it(ours: Structure, behaviour: Behaviour) -> None:
    dossier, plan = submitted(ours)
    assert ask(ours.editor, dossier, plan).status_code == 200
    for other in (ours.head, officer()):
        refused = ask(other, dossier, plan)
        assert (refused.status_code, refused["Retry-After"]) == (409, "30")
        assert SOON in text(refused)
        assert "plan.pdf" in text(refused)
    assert ask(officer("11"), dossier, plan).status_code == 404
    run_all(NOW)
    for other in (ours.editor, ours.head, officer()):
        opened = ask(other, dossier, plan)
        assert opened.read == PDF
        assert opened["Content-Disposition"].startswith("attachment")


def test_a_scan_that_is_late_is_said_to_be(ours: Structure, behaviour: Behaviour) -> None:
    dossier, plan = submitted(ours)
    with unguarded():
        StoredFile.objects.update(uploaded_at=timezone.now() - timedelta(minutes=11))
    refused = ask(officer(), dossier, plan)
    assert refused.status_code == 409
    assert "L’antivirus met plus de temps que d’habitude" in text(refused)
    assert SOON not in text(refused)
    assert "Analyse antivirus en retard" in shown(officer(), "show", dossier)


def test_without_a_scanner_a_document_is_given_and_no_page_speaks_of_one(ours: Structure) -> None:
    dossier, plan = submitted(ours)
    for someone in (ours.editor, ours.head, officer()):
        opened = ask(someone, dossier, plan)
        assert opened.read == PDF
        for route, more in (("show", ()), ("section", ("etal",)), ("receipt", ())):
            assert "antivirus" not in shown(someone, route, dossier, *more)


def test_a_document_that_was_refused_is_opened_by_nobody_and_the_page_says_what_to_do(
    ours: Structure, behaviour: Behaviour, settings: Any
) -> None:
    dossier, plan = submitted(ours, PDF + EVIL)
    run_all(NOW)
    for url in (settings.CLAMAV_URL, ""):  # even once the scanner is gone
        settings.CLAMAV_URL = url
        for someone, remedy in (
            (ours.editor, "puis envoyez une version saine"),
            (ours.head, "puis envoyez une version saine"),
            (officer(), "Demandez une version saine"),
        ):
            refused = ask(someone, dossier, plan)
            assert refused.status_code == 403
            assert "plan.pdf" in text(refused)
            assert remedy in text(refused)
        assert ask(officer("11"), dossier, plan).status_code == 404


def test_a_document_that_could_not_be_scanned_is_opened_by_who_sent_it_alone(
    ours: Structure, behaviour: Behaviour, settings: Any
) -> None:
    behaviour.limit = 3
    dossier, plan = submitted(ours)
    run_all(NOW)
    assert ask(ours.editor, dossier, plan).status_code == 200
    refused = ask(officer(), dossier, plan)
    assert refused.status_code == 403
    assert "trop grand pour l’antivirus" in text(refused)
    assert "Analyse antivirus impossible" in shown(officer(), "show", dossier)
    settings.CLAMAV_URL = ""
    assert ask(officer(), dossier, plan).status_code == 200


def test_documents_of_a_message_wait_for_their_scan_too(behaviour: Behaviour) -> None:
    here: Desk = desk()
    uploads = [SimpleUploadedFile("devis.pdf", PDF), SimpleUploadedFile("plan.pdf", PDF + EVIL)]
    exchanges.send(here.dossier.pk, "Voici.", uploads, here.structure.head, NOW)
    sound, bad = [attachment.file for attachment in MessageAttachment.objects.order_by("pk").select_related("file")]

    def status(someone: Person, file: StoredFile) -> int:
        return int(get(someone, reverse("correspondence:message_file", args=[here.dossier.pk, file.pk])).status_code)

    assert [status(here.structure.head, sound), status(here.ines, sound)] == [200, 409]
    run_all(NOW)
    assert [status(here.structure.head, sound), status(here.ines, sound)] == [200, 200]
    assert [status(here.structure.head, bad), status(here.ines, bad)] == [403, 403]
    assert "Refusé par l’antivirus" in page(here.ines, "messages", here.dossier)
    since, until = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    sentences = {
        someone: [item.text for item in news_of_messages(someone, since, until) if item.kind is DOCUMENT_REFUSED]
        for someone in (here.structure.head, here.structure.editor, here.ines)
    }
    assert [len(texts) for texts in sentences.values()] == [1, 0, 0]
    assert "plan.pdf" in sentences[here.structure.head][0]


# filling


def test_a_refused_document_stops_the_submission_until_it_is_taken_back(ours: Structure, behaviour: Behaviour) -> None:
    own_dossier = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    document(own_dossier, ours.editor, content=PDF + EVIL)
    assert "Analyse antivirus en cours" in shown(ours.head, "section", own_dossier, "etal")
    assert standing(own_dossier, NOW).may_be_submitted  # nobody is punished for a scan that is slow
    run_all(NOW)
    assert not standing(own_dossier, NOW).may_be_submitted
    for act in (services.submit, validation.validate):
        with pytest.raises(NotComplete):
            act(own_dossier.pk, ours.head, NOW)
    form = shown(ours.editor, "section", own_dossier, "etal")
    assert "Refusé par l’antivirus" in form
    assert "retirez-le, ou remplacez-le par une version saine" in form
    assert "À corriger" in shown(ours.head, "show", own_dossier)
    assert "retirez-le, ou remplacez-le" in shown(ours.head, "check", own_dossier)
    services.detach(own_dossier.pk, "plan", ours.editor, NOW)
    services.submit(own_dossier.pk, ours.head, NOW)


def test_a_refused_document_that_is_replaced_stops_nothing(ours: Structure, behaviour: Behaviour) -> None:
    own_dossier = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    document(own_dossier, ours.editor, content=PDF + EVIL)
    run_all(NOW)
    document(own_dossier, ours.head)
    assert standing(own_dossier, NOW).may_be_submitted


def test_what_was_handed_over_before_it_was_refused_stays_submitted_and_whoever_examines_sees_it(
    behaviour: Behaviour,
) -> None:
    here = scene(plan=True)
    StoredFile.objects.update(scan_state=ScanState.REFUSED, scanned_at=NOW)
    dossier = reread(here.dossier)
    assert standing_submitted(dossier).may_be_submitted  # what was judged then is judged the same
    assert standing(dossier, NOW).may_be_submitted  # and the structure is not locked out of its answer
    checked = page(here.ines, "completeness", dossier)
    assert checked.count("Refusé par l’antivirus") >= 2  # in what deserves attention, and at its place
    assert "Refusé par l’antivirus" in shown(here.ines, "show", dossier)


# being told


def test_the_structure_and_those_who_examine_are_told_of_a_document_that_is_refused(
    ours: Structure, behaviour: Behaviour
) -> None:
    dossier, plan = submitted(ours, PDF + EVIL)
    run_all(NOW)
    since, until = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)

    def told(someone: Person) -> list[str]:
        return [item.text for item in news(someone, since, until) if item.kind is DOCUMENT_REFUSED]

    for someone in (ours.head, ours.editor, officer()):
        assert told(someone) == [
            f"L’antivirus a refusé un document du dossier {dossier.number}\u00a0: «\u00a0plan.pdf\u00a0»"
        ]
    assert told(officer("11")) == []
    assert told(structure().head) == []
    Attachment.objects.filter(pk=plan.pk).update(removed_at=NOW)
    assert told(ours.head) == []


def test_whoever_examines_hears_nothing_of_a_document_that_is_not_handed_over_yet(
    ours: Structure, behaviour: Behaviour
) -> None:
    own_dossier = bring(
        dossier(ours, submitted=True), ours, Event.ASK_CHANGES, by=officer(), points=(("etal", "plan"),)
    )
    document(own_dossier, ours.editor, content=PDF + EVIL)
    run_all(NOW)
    since, until = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    kinds = [item.kind for item in news(officer(), since, until)]
    assert DOCUMENT_REFUSED not in kinds
    assert DOCUMENT_REFUSED in [item.kind for item in news(ours.head, since, until)]


# who administers


def jobs_page() -> str:
    client = Client()
    client.force_login(person((Role.ADMINISTRATOR, None)))
    return text(client.get("/administration/travaux/"))


def test_the_page_of_jobs_says_that_there_is_no_scanner_or_what_waits_for_it(
    ours: Structure, behaviour: Behaviour, settings: Any
) -> None:
    submitted(ours)
    assert "attend l’antivirus" not in jobs_page()
    with unguarded():
        StoredFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    assert "1 document attend l’antivirus" in jobs_page()
    behaviour.limit = 3
    run_all(NOW)
    assert "attend l’antivirus" not in jobs_page()
    assert "1 document n’a pas pu être analysé depuis un mois" in jobs_page()
    settings.CLAMAV_URL = ""
    assert "Aucun antivirus" in jobs_page()


@pytest.mark.usefixtures("just_started")
def test_a_scanner_that_is_down_does_not_make_the_platform_unready(ours: Structure, settings: Any) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    submitted(ours)
    run_all(NOW)
    assert Client().get("/readyz").status_code == 200
