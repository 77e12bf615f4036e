"""The letter that closes a request: drawn up, previewed, sent once, never changed; a page, a PDF and a DOCX alike."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from typing import Any, ClassVar

import docx
import pytest
from django.core import mail as outbox
from django.utils import timezone

from poincon.admissibility import letters
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import computed, examine
from poincon.admissibility.mail_kinds import NOT_PROCESSED
from poincon.cahier.evaluation import assess
from poincon.campaigns.models import ProgrammeVersion
from poincon.correspondence.models import Letter
from poincon.dossiers import answers as reading
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
from poincon.ui.documents.letter import plain_text
from poincon.ui.moments import moment_words
from poincon.workflow.moves import NotThatWay
from poincon.workflow.refusals import NotAllowed, Outdated
from tests.admissibility.factories import (
    LATER,
    PAST,
    REGION,
    Scene,
    address,
    confirmed,
    examined_campaign,
    officer,
    page,
    retain,
    signed_in,
)
from tests.admissibility.real import real_submitted
from tests.dossiers.factories import reread, structure
from tests.dossiers.threads import together
from tests.people.makers import person
from tests.ui.reading import Said, read_docx, read_pdf, same

pytestmark = pytest.mark.django_db

FAILING = {"assure": "non", "etals": "2", "loyer": "12"}


@pytest.fixture
def failing() -> Scene:
    """Two prerequisites computed as not met; all are confirmed."""
    return confirmed(FAILING)


def send(here: Scene, by: Any = None, fingerprint: str = "") -> Letter:
    author = by or here.ines
    drawn = letters.draft(here.again(), author, LATER)
    return letters.send(here.dossier.pk, fingerprint=fingerprint or drawn.fingerprint, actor=author, now=LATER)


def text_of(here: Scene, by: Any = None) -> str:
    return plain_text(letters.draft(here.again(), by or here.ines, LATER).document).replace("\u00a0", " ")


class _Text(HTMLParser):
    """What the page says of a letter: its headings, texts and items, in order."""

    KINDS: ClassVar[dict[str, str]] = {"h2": "heading", "p": "text", "li": "item"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Said] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or "data-letter" in dict(attrs)
        if self.inside and tag in self.KINDS:
            self.parts.append((self.KINDS[tag], ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self.inside and self.parts:
            kind, text = self.parts[-1]
            self.parts[-1] = (kind, text + data)


def read_page(text: str) -> list[Said]:
    reader = _Text()
    reader.feed(text)
    return reader.parts


# what it says


def test_it_names_each_prerequisite_that_fails_with_why_and_its_article(failing: Scene) -> None:
    text = text_of(failing)
    for sentence in (
        "Assurance du stand : assure : non. Non rempli. Texte : Règlement du marché, §2.",
        "Trois étals au moins",
        "2\u202fétals",
        "Texte : Règlement du marché, §1.",
    ):
        assert sentence in text
    for silent in ("Caution pour la terrasse", "Tous les prérequis", "(R §2)"):
        assert silent not in text


def test_it_says_who_decides_for_whom_about_what_and_how_to_contest(failing: Scene) -> None:
    text = text_of(failing)
    for sentence in (
        failing.dossier.number,
        "Maison Alpha",
        "Essai-sur-Mer",
        "Le 3 mars 2026",
        "Régie des marchés",
        "Inès Région, Régie des marchés, région Bretagne",
        "deux mois",
        "tribunal administratif",
        "recours gracieux",
    ):
        assert sentence in text
    assert "Paul Ost, Régie des marchés, région Bretagne" in text_of(failing, failing.paul)


def test_it_says_which_submission_was_judged(failing: Scene) -> None:
    """The last one, in the very words of its acknowledgement."""
    assert failing.dossier.snapshots.get().made_at == PAST
    assert f"déposé le {moment_words(PAST, 'fr')}".replace("\u00a0", " ") in text_of(failing)


def test_an_override_is_told_with_its_reason_instead_of_the_computation(failing: Scene) -> None:
    retain(failing, "surface", Verdict.MET, "Le plan en montre quatre.")
    retain(failing, "terrasse", Verdict.NOT_MET, "La terrasse est ouverte,\nsans caution")
    text = text_of(failing)
    assert (
        "Caution pour la terrasse : La terrasse est ouverte, sans caution. Le calcul fait sur les réponses du dossier "
        "donnait « sans objet » : nous ne l’avons pas suivi, pour cette raison. Texte : Règlement du marché, §1."
    ) in text
    assert text.count("nous ne l’avons pas suivi") == 1  # of the other, what was computed is what is retained
    assert "Trois étals" not in text
    retain(failing, "assurance", Verdict.NOT_MET, "L’attestation est périmée")
    assert "Assurance du stand : assure : non. Non rempli. L’attestation est périmée. Texte" in text_of(failing)


def test_a_national_authority_signs_without_a_region() -> None:
    here = confirmed(FAILING)
    assert "région" not in text_of(here, person((Role.MINISTRY, None)))


def test_when_nobody_acts_at_its_stage_who_checks_prerequisites_closes_the_request() -> None:
    here = confirmed(FAILING, examined_campaign("completude prerequis"))
    assert "Régie des marchés" in text_of(here)
    assert send(here).sent_by == here.ines


def test_it_is_in_french_whoever_writes_or_reads_it(failing: Scene) -> None:
    from django.utils.translation import override

    Person.objects.update(language="en")
    with override("en"):
        english = text_of(failing, Person.objects.get(pk=failing.ines.pk))
    assert english == text_of(failing)
    assert 'lang="fr" data-letter' in page(failing.ines, "letter", failing.dossier)


def test_there_is_none_while_nothing_stops_the_request() -> None:
    from tests.admissibility.factories import complete

    holding, pending = confirmed(), complete(FAILING, examined_campaign(title="Autre"))
    for here, why in ((holding, "sont remplis"), (pending, "restent à confirmer")):
        with pytest.raises(NotAllowed, match=why):
            letters.draft(here.again(), here.ines, LATER)
        assert why in unescape(page(here.ines, "letter", here.dossier))
        for ending in ("pdf", "docx"):
            page(here.ines, "letter_draft", here.dossier, ending, status=404)


# a page, a PDF, a DOCX


def test_the_preview_and_its_files_say_the_same_and_that_it_is_a_draft(failing: Scene) -> None:
    client = signed_in(failing.ines)
    shown = same(read_page(client.get(address("letter", failing.dossier)).content.decode()))
    pdf = client.get(address("letter_draft", failing.dossier, "pdf"))
    word = client.get(address("letter_draft", failing.dossier, "docx"))
    assert same(read_pdf(pdf.content)) == same(read_docx(word.content)) == shown
    assert shown[0] == ("text", "Projet:cettelettren’apasétéenvoyée.")
    assert f'filename="projet-lettre-{failing.dossier.number}.pdf"' in pdf["Content-Disposition"]
    assert pdf["Content-Type"] == "application/pdf"


def test_the_letter_that_was_sent_says_the_same_on_the_page_and_in_both_files(failing: Scene) -> None:
    letter = send(failing)
    pdf, word = (content_path(file.digest).read_bytes() for file in (letter.pdf, letter.docx))
    for reader in (failing.structure.head, failing.paul):
        shown = same(read_page(page(reader, "outcome", failing.dossier)))
        assert same(read_pdf(pdf)) == same(read_docx(word)) == shown
        assert "Projet" not in shown[0][1]
    document: Any = docx.Document(io.BytesIO(word))
    assert document.core_properties.title == letter.title
    assert b"/Lang(fr)" in pdf.replace(b" ", b"")


def test_what_people_type_is_printed_as_typed(failing: Scene) -> None:
    evil = '<b>#panic("x")</b> $x^2$ {structure} \\ *gras* & 😀'
    Organisation.objects.filter(pk=failing.structure.organisation.pk).update(name=evil)
    retain(failing, "assurance", Verdict.NOT_MET, evil)
    client = signed_in(failing.ines)
    shown = same(read_page(client.get(address("letter", failing.dossier)).content.decode()))
    pdf = client.get(address("letter_draft", failing.dossier, "pdf")).content
    word = client.get(address("letter_draft", failing.dossier, "docx")).content
    assert same(read_pdf(pdf)) == same(read_docx(word)) == shown
    assert any('#panic("x")</b>$x^2${structure}' in text for _kind, text in shown)


# sending


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
    assert [signed_in(failing.ines).post(url, mine).status_code for _twice in range(2)] == [302, 302]
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


# afterwards


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
    import json

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


# the first programme, with its own words


def test_the_label_closes_a_request_with_its_own_letter() -> None:
    from poincon.admissibility import completeness, prerequisites

    ours, ines = structure("Centre des matériaux", REGION), officer("Inès Région")
    dossier = real_submitted("crt-2022", ours, PAST, {"annees.2022.etp_crt": "4"})
    here = Scene(ours, dossier, ines, officer("Paul Ost"))
    completeness.declare_complete(dossier.pk, "", digest=here.seen, actor=ines, now=PAST)
    prerequisites.confirm_all(dossier.pk, digest=here.seen, actor=ines, now=PAST)
    assert [prerequisite.id for prerequisite in examine(reread(dossier)).failing] == ["effectif"]
    text = text_of(here)
    for sentence in (
        "Demande de label",
        "Cinq équivalents temps plein, dont deux permanents à temps plein",
        "4\u202fETP, au moins 5\u202fETP : non",
        "Cahier des charges du label « centre de ressources technologiques » (Version 2022), §2, §4.1.2.",
        "Inès Région, Délégation régionale académique à la recherche et à l’innovation (DRARI), région Bretagne",
        f"déposé le {moment_words(PAST, 'fr')}".replace("\u00a0", " "),
    ):
        assert sentence in text
    assert "Comptabilité propre" not in text
    letter = send(here)
    assert same(read_pdf(content_path(letter.pdf.digest).read_bytes())) == same(
        read_page(page(ours.head, "outcome", dossier))
    )
