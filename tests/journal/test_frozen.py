"""What was decided on, and what was sent, is never changed: the database refuses it, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from poincon.admissibility import letters
from poincon.correspondence import exchanges
from poincon.journal import guard
from poincon.journal.frozen import FrozenKind, frozen_kinds
from poincon.journal.services import record
from tests.admissibility.factories import LATER, Scene, confirmed
from tests.dossiers.factories import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A dossier that was refused by letter, after a message."""
    here = confirmed({"assure": "non"})
    exchanges.send(here.dossier.pk, "Bonjour", [SimpleUploadedFile("plan.pdf", PDF)], here.ines, LATER)
    exchanges.add_note(here.dossier.pk, "À surveiller", here.ines, LATER)
    drawn = letters.draft(here.dossier, here.ines, LATER)
    letters.send(here.dossier.pk, fingerprint=drawn.fingerprint, actor=here.ines, now=LATER)
    return here


@pytest.mark.parametrize("kind", frozen_kinds().values(), ids=lambda kind: kind.id)
def test_nothing_of_it_can_be_changed(scene: Scene, kind: FrozenKind) -> None:
    model: Any = kind.model
    rows = model.objects.all()
    assert rows.exists()
    before = list(rows.values())
    for column in kind.columns:
        with pytest.raises(DatabaseError, match=guard.REFUSAL), transaction.atomic():
            rows.update(**{column: F(column)})
    with pytest.raises(DatabaseError, match=guard.REFUSAL), transaction.atomic():
        rows[0].save()
    assert list(rows.values()) == before


@pytest.mark.parametrize("kind", frozen_kinds().values(), ids=lambda kind: kind.id)
def test_its_digest_covers_every_column_but_those_that_may_change(kind: FrozenKind) -> None:
    """A column added to such a table is frozen too, or stands here with its reason."""
    free = {"file": {"scan_state", "scanned_at", "scan_failures"}}  # what a scanner says of it, later
    columns = {field.attname for field in kind.model._meta.concrete_fields}
    assert {*kind.columns, kind.number} == columns - free.get(kind.id, set())


def test_rows_that_no_room_declares_are_not_frozen(scene: Scene) -> None:
    with pytest.raises(LookupError, match="no room declares Dossier frozen"):
        record(scene.dossier, "saved", actor="a1", freezes=[scene.dossier], now=LATER)


def test_two_rooms_that_declare_the_same_kind_are_refused(settings: Any) -> None:
    settings.FROZEN = ("poincon.sheets.frozen.KINDS", "poincon.sheets.frozen.KINDS")
    with pytest.raises(ValueError, match="same kind"):
        frozen_kinds()


def test_its_protection_is_told_when_it_is_absent(scene: Scene) -> None:
    guard.remove(connection)
    assert "correspondence_letter_no_update" in guard.missing(connection)
    guard.install(connection)
    assert guard.missing(connection) == []
