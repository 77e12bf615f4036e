"""Who has a dossier open is told to officials, on each of their pages, and to nobody of its structure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from poincon.dossiers.official_pages import HERE, who_is_on
from poincon.sheets.models import Presence
from tests.admissibility.factories import address, signed_in
from tests.casework.desk import desk
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db


def test_officials_know_who_else_has_the_dossier_open() -> None:
    here = desk()
    assert who_is_on(here.dossier, here.ines, NOW) == []
    presences = who_is_on(here.dossier, here.paul, NOW + timedelta(minutes=3))
    assert [(presence.person, presence.seen_at) for presence in presences] == [(here.ines, NOW)]
    assert who_is_on(here.dossier, here.paul, NOW + HERE + timedelta(seconds=1)) == []
    assert Presence.objects.count() == 2


def test_the_pages_of_officials_say_who_else_has_the_dossier_open() -> None:
    here = desk()
    pages = [address(route, here.dossier) for route in ("notes", "assign", "messages")]
    assert "a aussi ouvert ce dossier" not in signed_in(here.ines).get(pages[0]).content.decode()
    for url in pages:
        assert "Inès Région a aussi ouvert ce dossier" in signed_in(here.paul).get(url).content.decode()


def test_a_structure_is_not_told_which_official_reads_and_the_other_way_round() -> None:
    here = desk()
    signed_in(here.structure.head).get(address("messages", here.dossier))
    page = signed_in(here.ines).get(address("messages", here.dossier)).content.decode()
    assert here.structure.head.full_name not in page
    page = signed_in(here.structure.head).get(address("messages", here.dossier)).content.decode()
    assert "Inès" not in page
    assert "a aussi ouvert" not in page


def test_a_page_read_again_at_once_writes_nothing_more() -> None:
    here = desk()
    who_is_on(here.dossier, here.ines, NOW)
    who_is_on(here.dossier, here.ines, NOW + timedelta(seconds=30))
    assert Presence.objects.get().seen_at == NOW
    who_is_on(here.dossier, here.ines, NOW + timedelta(minutes=2))
    assert Presence.objects.get().seen_at == NOW + timedelta(minutes=2)
