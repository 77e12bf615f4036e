"""A letter freezes about any subject: its words and its files are read back as they were sent, whatever it is about."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from poincon.correspondence.letters import document_of, file_of, files_of, freeze, letters_about, text_of
from poincon.correspondence.models import Letter
from poincon.files.models import StoredFile
from poincon.files.services import content_path
from poincon.journal.chain import Subject
from poincon.people.models import Person
from poincon.ui.documents.letter import LetterText, blocks
from tests.casework.desk import Desk
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


_PARAGRAPHS = ("Bonjour,", ("un point", "un autre"))


DOCUMENT = LetterText("fr", "Ministère des essais\nrégion Bretagne", "DA-1 · Étals", "Une décision", _PARAGRAPHS)


def sent(about: Subject, by: Person, kind: str = "essai", document: LetterText = DOCUMENT) -> Letter:
    return freeze(about, kind, document, files_of(document, NOW), name="lettre", actor=by, now=NOW)


def test_a_letter_is_read_back_in_its_very_words(here: Desk) -> None:
    sent(here.dossier.journal_subject, here.ines)
    letter = letters_about(here.dossier.journal_subject).get()
    assert document_of(letter) == DOCUMENT
    assert text_of(letter) == list(blocks(DOCUMENT))
    assert (letter.sent_by, letter.sent_at, letter.snapshot) == (here.ines, NOW, None)


def test_both_files_of_a_letter_are_stored_and_no_other(here: Desk) -> None:
    contents = files_of(DOCUMENT, NOW)
    letter = sent(here.dossier.journal_subject, here.ines)
    files = {ending: file_of(letter, ending) for ending in ("pdf", "docx", "exe")}
    assert files.pop("exe") is None
    stored = {ending: file for ending, file in files.items() if file is not None}
    assert {file.name for file in stored.values()} == {"lettre.pdf", "lettre.docx"}
    assert {ending: content_path(file.digest).read_bytes() for ending, file in stored.items()} == contents


def test_letters_about_another_subject_are_not_among_them(here: Desk) -> None:
    letter = sent(here.dossier.journal_subject, here.ines)
    assert not letters_about(Subject("dossier", str(uuid4()))).exists()
    assert not letters_about(Subject("convention", letter.subject_id)).exists()


def test_each_kind_of_letter_is_sent_once_about_a_subject(here: Desk) -> None:
    sent(here.dossier.journal_subject, here.ines)
    with pytest.raises(IntegrityError), transaction.atomic():
        sent(here.dossier.journal_subject, here.ines)
    sent(here.dossier.journal_subject, here.ines, kind="autre")
    assert [letter.kind for letter in letters_about(here.dossier.journal_subject)] == ["essai", "autre"]


def test_a_letter_about_nothing_is_refused_and_stores_no_file(here: Desk) -> None:
    files = StoredFile.objects.count()
    with pytest.raises(LookupError, match="a letter is about something"):
        sent(Subject("dossier", str(uuid4())), here.ines)
    assert (Letter.objects.count(), StoredFile.objects.count()) == (0, files)
