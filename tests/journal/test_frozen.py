"""What was decided on, and what was sent, is never changed: the database refuses it, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from poincon.admissibility import letters
from poincon.correspondence import exchanges
from poincon.journal import guard
from tests.admissibility.factories import LATER, Scene, confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A dossier that was refused by letter, after a message."""
    here = confirmed({"assure": "non"})
    exchanges.send(here.dossier.pk, "Bonjour", [], here.ines, LATER)
    drawn = letters.draft(here.dossier, here.ines, LATER)
    letters.send(here.dossier.pk, fingerprint=drawn.fingerprint, actor=here.ines, now=LATER)
    return here


def model_of(table: str) -> Any:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


@pytest.mark.parametrize("table", settings.FROZEN_TABLES)
def test_nothing_of_it_can_be_changed(scene: Scene, table: str) -> None:
    model = model_of(table)
    rows = model.objects.all()
    assert rows.exists()
    text = next(
        field.name for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)
    )
    before = list(rows.values())
    with pytest.raises(DatabaseError, match=guard.REFUSAL), transaction.atomic():
        rows.update(**{text: "autre"})
    with pytest.raises(DatabaseError, match=guard.REFUSAL), transaction.atomic():
        rows[0].save()
    assert list(rows.values()) == before


def test_its_protection_is_told_when_it_is_absent(scene: Scene) -> None:
    guard.remove(connection)
    assert "correspondence_letter_no_update" in guard.missing(connection)
    guard.install(connection)
    assert guard.missing(connection) == []
