"""Sending the letter that closes a request: once, as it was read, and nothing changes it afterwards."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.core import mail as outbox
from django.utils import timezone

from poincon.admissibility import letters
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import computed
from poincon.admissibility.mail_kinds import NOT_PROCESSED
from poincon.cahier.evaluation import assess
from poincon.campaigns.models import ProgrammeVersion
from poincon.correspondence.models import Letter
from poincon.dossiers.enums import Event, State
from poincon.dossiers.models import Transition
from poincon.files.models import ScanState, StoredFile
from poincon.files.services import content_path
from poincon.jobs.worker import run_all
from poincon.journal.models import Act
from poincon.journal.verification import verify
from poincon.notifications.models import Mail
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from poincon.sheets import answers as reading
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.admissibility.closing_letters import FAILING, read_page, send
from tests.admissibility.factories import (
    LATER,
    REGION,
    Scene,
    address,
    confirmed,
    officer,
    page,
    pressed_twice,
    retain,
    signed_in,
)
from tests.dossiers.factories import structure
from tests.dossiers.threads import together
from tests.people.makers import person

pytestmark = pytest.mark.django_db


def test_sending_keeps_both_files_closes_the_dossier_and_tells_the_structure(failing: Scene) -> None:
    letter = send(failing)
    dossier = failing.again()
    assert (dossier.state, dossier.concluded_at) == (State.NOT_PROCESSED, LATER)
    assert letter.snapshot is not None
    assert (letter.sent_by, letter.sent_at, letter.snapshot.digest) == (failing.ines, LATER, failing.seen)
    for file, ending in ((letter.pdf, "pdf"), (letter.docx, "docx")):
        assert file.scan_state == ScanState.MADE_HERE
        content = content_path(file.digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.digest
        assert file.name == f"lettre-{dossier.number}.{ending}"
    act = Act.objects.get(event="dossier_not_processed")
    assert (act.details["pdf"], act.details["docx"]) == (letter.pdf.digest, letter.docx.digest)
    assert act.details["prerequisites"]["assurance"] == "not_met"
    mails = Mail.objects.filter(kind=NOT_PROCESSED.id)
    assert {mail.person for mail in mails} == {failing.structure.head, failing.structure.editor}
    assert {file.pk for mail in mails for file in mail.documents.all()} == {letter.pdf.pk}
    run_all(timezone.now())
    delivered = [message for message in outbox.outbox if message.attachments]
    assert len(delivered) == 2
    assert delivered[0].attachments[0][1] == content_path(letter.pdf.digest).read_bytes()
    assert verify().acts == Act.objects.count()


def posted(here: Scene, by: Any) -> dict[str, str]:
    match = re.search(r'name="vu" value="([^"]+)"', page(by, "letter", here.dossier))
    assert match is not None
    return {"vu": match[1], "confirmation": "oui"}


def test_it_is_sent_once_whoever_presses_how_often(failing: Scene) -> None:
    url = address("letter", failing.dossier)
    mine, other_form = posted(failing, failing.ines), posted(failing, failing.paul)
    unticked = signed_in(failing.ines).post(url, {"vu": mine["vu"]})
    assert unticked.status_code == 422
    assert failing.again().state == State.COMPLETE
    assert pressed_twice(failing.ines, url, mine) == address("outcome", failing.dossier)
    answer = signed_in(failing.paul).post(url, other_form)
    assert answer.status_code == 409
    assert "Inès Région" in unescape(answer.content.decode())
    assert Letter.objects.count() == Transition.objects.filter(event=Event.CLOSE).count() == 1
    assert Mail.objects.filter(kind=NOT_PROCESSED.id).count() == 2
    assert StoredFile.objects.count() == 2


def test_what_is_sent_is_what_was_read(failing: Scene) -> None:
    mine = posted(failing, failing.ines)
    retain(failing, "surface", Verdict.MET, "Le plan en montre quatre.", by=failing.paul)
    answer = signed_in(failing.ines).post(address("letter", failing.dossier), mine)
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "a changé depuis que vous l’avez lue" in text
    assert "Trois étals" not in text
    assert Letter.objects.count() == 0
    with pytest.raises(Outdated):
        send(failing, fingerprint="sha256:inconnue")


def test_another_day_does_not_make_another_letter_but_for_its_date(failing: Scene) -> None:
    before = letters.draft(failing.again(), failing.ines, LATER)
    after = letters.draft(failing.again(), failing.ines, LATER + timedelta(days=3))
    assert before.fingerprint == after.fingerprint
    assert before.document != after.document


@pytest.mark.django_db(transaction=True)
def test_officials_who_send_at_once_send_one_letter() -> None:
    here = confirmed(FAILING)
    fingerprints = [letters.draft(here.again(), by, LATER).fingerprint for by in (here.ines, here.paul)]

    def work(writer: int) -> str:
        index = writer % 2
        try:
            letters.send(
                here.dossier.pk, fingerprint=fingerprints[index], actor=(here.ines, here.paul)[index], now=LATER
            )
        except NotThatWay:
            return "told"
        return "sent"

    assert sorted(together(work)) == ["sent", "told", "told", "told"]
    assert (Letter.objects.count(), Mail.objects.filter(kind=NOT_PROCESSED.id).count()) == (1, 2)
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.COMMITTEE_MEMBER])
def test_only_those_that_the_programme_names_send_it(failing: Scene, role: Role) -> None:
    by = person((role, REGION if role == Role.COMMITTEE_MEMBER else None))
    with pytest.raises(NotAllowed, match="Régie des marchés"):
        send(failing, by)
    assert failing.again().state == State.COMPLETE


def test_both_sides_download_what_was_sent_and_nobody_else(failing: Scene) -> None:
    letter = send(failing)
    for reader in (failing.structure.head, failing.structure.editor, failing.ines, person((Role.MINISTRY, None))):
        for ending, file in (("pdf", letter.pdf), ("docx", letter.docx)):
            response = signed_in(reader).get(address("letter_file", failing.dossier, ending))
            assert b"".join(response) == content_path(file.digest).read_bytes()
            assert "attachment" in response["Content-Disposition"]
    page(failing.ines, "letter_file", failing.dossier, "exe", status=404)
    for stranger in (structure("Maison Bravo").head, officer(region="84")):
        page(stranger, "letter_file", failing.dossier, "pdf", status=404)


def test_nothing_changes_it_afterwards(failing: Scene) -> None:
    letter = send(failing)
    before = read_page(page(failing.ines, "letter", failing.dossier))
    Organisation.objects.filter(pk=failing.structure.organisation.pk).update(name="Autre nom", city="Ailleurs")
    Person.objects.filter(pk=failing.ines.pk).update(full_name="Autre personne")
    assert read_page(page(failing.paul, "letter", failing.dossier)) == before
    with pytest.raises((NotAllowed, NotThatWay)):
        send(failing, failing.paul)
    with pytest.raises(NotAllowed):
        retain(failing, "assurance", Verdict.MET, "Finalement si")
    refused = signed_in(failing.ines).post(address("letter", failing.dossier), {"vu": "x", "confirmation": "oui"})
    assert refused.status_code == 302  # their own press, again
    assert Letter.objects.get() == letter
    for ending in ("pdf", "docx"):
        page(failing.ines, "letter_draft", failing.dossier, ending, status=404)


def test_what_was_refused_can_be_judged_again_from_what_was_frozen(failing: Scene) -> None:
    """Only the snapshot that the letter names and the package whose digest it gives."""

    letter = send(failing)
    assert letter.snapshot is not None
    content = json.loads(letter.snapshot.content)
    package = ProgrammeVersion.objects.get(pk=content["programme_digest"]).package
    documents = {name: each["name"] for name, each in content["documents"].items()}
    parameters = {name: Fraction(text) for name, text in content["parameters"].items()}
    answers, files = (reading.named(each, package.programme) for each in (content["answers"], documents))
    engine, problems = reading.read(answers, package.programme, files, content["reference_year"], parameters)
    assert problems == {}
    again = assess(package, engine, date.fromisoformat(content["on"])).results
    outcomes = Act.objects.get(event="dossier_not_processed").details["prerequisites"]
    assert {name: computed(again[name]).value for name in outcomes} == outcomes
    assert {name: content["outcomes"][name]["status"] for name in outcomes} == outcomes
    assert {
        check.rule: check.computed for check in failing.dossier.prerequisite_checks.all()
    }.items() <= outcomes.items()
