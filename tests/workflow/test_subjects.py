"""What is spoken of by its kind and its number is declared by its room, and looked for in the table of its kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils.translation import override

from poincon.correspondence.models import Letter
from poincon.dossiers.subjects import DOSSIER
from poincon.files.subjects import FILE
from poincon.jobs.subjects import JOB
from poincon.journal.chain import Subject
from poincon.journal.models import Act
from poincon.notifications.models import Mail
from poincon.workflow.subjects import SubjectKind, exists, has_reach, kind_of, subject_kinds, within_reach
from tests.architecture.repository import modules
from tests.dossiers.factories import campaign, document, dossier, programme, real_programme, reread, structure
from tests.notifications.makers import sent_to
from tests.platform_fixtures import NOW
from tests.workflow.subjects import columns_of, missing, tables

GADGET = Subject("gadget", "1")


# what rooms declare


def kinds_in_code(tree: ast.Module) -> Iterator[str]:
    """The kinds of subject that a module writes out; what it writes otherwise than out, or than from its column."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Subject":
            kind = node.args[0] if node.args else node
        elif isinstance(node, ast.keyword) and node.arg == "subject_kind" and isinstance(node.value, ast.Constant):
            kind = node.value
        else:
            continue
        if isinstance(kind, ast.Constant):
            yield str(kind.value)
        elif not (isinstance(kind, ast.Attribute) and kind.attr == "subject_kind"):
            yield ast.unparse(kind)


def test_every_kind_that_the_code_names_is_declared_and_no_other() -> None:
    kinds = {kind for _path, tree in modules() for kind in kinds_in_code(tree)}
    assert kinds - {""} == set(subject_kinds())  # the empty one stands before the first act of a journal


def test_kinds_that_code_names_are_seen() -> None:
    code = """
first = Subject("dossier", number)
second = chain.Subject(kind, number)
third = Subject(self.subject_kind, self.subject_id)
mails = Mail.objects.filter(subject_kind="extension")
fourth = Subject(kind="gadget", id="1")
"""
    assert list(kinds_in_code(ast.parse(code))) == ["dossier", "kind", "Subject(kind='gadget', id='1')", "extension"]


def speaking() -> Iterator[type[Any]]:
    """Models whose rows say which subject they are."""
    return (model for model in apps.get_models() if hasattr(model, "journal_subject"))


def test_rows_that_name_their_subject_name_a_kind_that_is_declared() -> None:
    assert {model().journal_subject.kind for model in speaking()} == set(subject_kinds()) - {FILE.id, JOB.id}


@pytest.mark.parametrize("kind", subject_kinds().values(), ids=lambda kind: kind.id)
def test_the_model_of_each_kind_speaks_of_itself_by_that_kind(kind: SubjectKind[Any]) -> None:
    if kind.model in speaking():
        row = kind.model()
        assert row.journal_subject == Subject(kind.id, str(getattr(row, kind.column.attname)))
    else:
        assert kind in {FILE, JOB}, "whoever records an act about it gives its number"


def test_two_rooms_that_declare_the_same_kind_are_refused(settings: Any) -> None:
    settings.SUBJECTS = ("poincon.dossiers.subjects.KINDS", "poincon.people.subjects.KINDS")
    assert set(subject_kinds()) == {"dossier", "person", "organisation", "account_request"}
    settings.SUBJECTS = ("poincon.dossiers.subjects.KINDS", "poincon.dossiers.subjects.KINDS")
    with pytest.raises(ValueError, match="same kind"):
        subject_kinds()


def test_a_kind_that_no_room_declares_is_an_error() -> None:
    for question in (kind_of, exists, lambda subject: within_reach(None, [subject], NOW)):
        with pytest.raises(LookupError, match="no room declares subjects of kind 'gadget'"):
            question(GADGET)
    assert not has_reach(GADGET)


# whether it is there


@pytest.mark.django_db
def test_a_subject_is_there_while_its_row_is() -> None:
    market = dossier(structure(), campaign(programme()))
    assert exists(market.journal_subject)
    assert not exists(Subject("dossier", str(uuid4())))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["dossier", "extension", "job"])
@pytest.mark.parametrize("text", ["no number", "", "9" * 30])
def test_nothing_bears_a_text_that_is_no_number_of_its_kind(kind: str, text: str) -> None:
    assert not exists(Subject(kind, text))


@pytest.mark.django_db
def test_a_content_is_there_by_its_digest_while_a_document_has_it() -> None:
    ours = structure()
    plan = document(dossier(ours), ours.editor).file
    assert exists(Subject("file", plan.digest))
    assert not exists(Subject("file", str(plan.pk)))


def test_the_tables_that_store_subjects_are_known_by_their_columns() -> None:
    assert set(tables()) == {Act, Mail, Letter}


@isolate_apps()
def test_columns_of_a_subject_are_seen_whatever_their_stem() -> None:
    class Gadget(models.Model):
        target_kind = models.CharField()
        target_number = models.CharField()
        kind = models.CharField()
        owner_kind = models.CharField()
        owner = models.ForeignKey(Mail, on_delete=models.PROTECT)

        class Meta:
            app_label = "gadgets"

    assert list(columns_of(Gadget)) == [("target_kind", "target_number")]


@pytest.mark.django_db
def test_a_row_whose_subject_is_gone_is_found_in_each_table() -> None:
    ours = structure()
    market, absent = dossier(ours), Subject("dossier", str(uuid4()))
    plan = document(market, ours.editor).file
    for about in (market.journal_subject, absent):
        sent_to(ours.editor, about=about)  # which is an act besides
        Letter.objects.create(
            subject_kind=about.kind,
            subject_id=about.id,
            kind="essai",
            title="Essai",
            paragraphs=[],
            language="fr",
            pdf=plan,
            docx=plan,
            sent_at=NOW,
            sent_by=ours.head,
        )
    assert {model: missing(model) for model in tables()} == {Act: [absent], Mail: [absent], Letter: [absent]}


# what people call it


@pytest.mark.django_db
def test_a_dossier_is_called_by_its_number_and_its_programme_in_the_reader_s_language() -> None:
    row = reread(dossier(structure(), campaign(real_programme("crt-2022"))))
    titles = {}
    for language in ("fr", "en"):
        with override(language):
            titles[language] = DOSSIER.title(row)
    assert all(title.startswith(f"{row.number} · ") for title in titles.values())
    assert titles["fr"] != titles["en"]


# who may be told of it


@pytest.mark.django_db
def test_who_may_be_told_is_asked_once_of_each_kind(django_assert_num_queries: Any) -> None:
    ours, theirs = structure(), structure()
    into = campaign(programme())
    own, foreign = dossier(ours, into), dossier(theirs, into)
    subjects = [row.journal_subject for row in (own, foreign, ours.editor, theirs.editor)]
    ours.editor.memberships_on(NOW.date())
    with django_assert_num_queries(3):  # with the memberships of the person
        reached = within_reach(ours.editor, subjects, NOW)
    assert reached == {own.journal_subject, ours.editor.journal_subject}


@pytest.mark.django_db
def test_a_kind_of_which_nobody_may_be_told_is_an_error_and_not_a_no() -> None:
    ours = structure()
    assert not has_reach(ours.organisation.journal_subject)
    with pytest.raises(LookupError, match="no reach"):
        within_reach(ours.head, [ours.organisation.journal_subject], NOW)
