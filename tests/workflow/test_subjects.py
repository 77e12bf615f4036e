"""What is spoken of by its kind and its number is looked for in the table of its kind."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings

from poincon.journal.chain import Subject
from poincon.workflow.subjects import exists
from tests.dossiers.factories import campaign, dossier, programme, structure

pytestmark = pytest.mark.django_db


def test_a_subject_is_there_while_its_row_is() -> None:
    market = dossier(structure(), campaign(programme()))
    assert exists(market.journal_subject)
    assert not exists(Subject("dossier", str(uuid4())))


def test_a_kind_that_no_room_declares_is_an_error() -> None:
    with pytest.raises(KeyError):
        exists(Subject("gadget", "1"))


@pytest.mark.parametrize(("kind", "label"), settings.SUBJECTS.items())
def test_the_model_of_each_kind_speaks_of_itself_by_that_kind(kind: str, label: str) -> None:
    row = apps.get_model(label)()
    assert row.journal_subject == Subject(kind, str(row.pk))
