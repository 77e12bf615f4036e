"""Several persons at the same instant: nothing acknowledged is lost, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from poincon.dossiers import services
from poincon.dossiers.models import Dossier, SectionRevision, Snapshot
from poincon.dossiers.saving import NotAllowed, add_row
from poincon.journal.models import Act
from poincon.journal.verification import verify
from tests.dossiers.factories import campaign, document, dossier, kept, save, structure
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


def together(work: Callable[[int], Any], writers: int = WRITERS) -> list[Any]:
    """What each of several threads made of its number, all started at once."""
    start = Barrier(writers)

    def run(writer: int) -> Any:
        try:
            start.wait(20)
            return work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def test_saves_of_different_fields_at_once_are_all_kept() -> None:
    ours = structure()
    made = dossier(ours)

    def work(writer: int) -> int:
        return sum(
            len(save(made, 0, {f"stock[{20 * writer + row}].objet": f"{writer}/{row}"}, ours.editor).conflicts)
            for row in range(10)
        )

    assert together(work) == [0] * WRITERS
    cells = {name: text for name, text in kept(made).items() if name != "stock[]"}
    assert cells == {
        f"stock[{20 * writer + row}].objet": f"{writer}/{row}" for writer in range(WRITERS) for row in range(10)
    }
    assert made.sections.get().version == SectionRevision.objects.count() == WRITERS * 10
    assert Act.objects.filter(event="section_saved").count() == WRITERS * 10
    assert verify().acts == Act.objects.count()


def test_of_saves_of_one_field_at_once_one_is_kept_and_the_others_are_told() -> None:
    ours = structure()
    made = dossier(ours)
    done = together(lambda writer: save(made, 0, {"loyer": str(writer + 1)}, ours.editor))
    winners = [str(writer + 1) for writer, saved in enumerate(done) if not saved.conflicts]
    assert [kept(made)["loyer"]] == winners
    told = {(conflict.mine, conflict.theirs) for saved in done for conflict in saved.conflicts}
    assert told == {(str(number), winners[0]) for number in range(1, WRITERS + 1)} - {(winners[0], winners[0])}


def test_rows_added_at_once_are_all_there() -> None:
    ours = structure()
    made = dossier(ours)
    together(lambda writer: [add_row(made.pk, "etal", "recettes", ours.editor, NOW) for _ in range(5)])
    assert kept(made) == {"recettes[]": str(WRITERS * 5)}


def test_a_dossier_opened_at_once_is_opened_once() -> None:
    into, ours = campaign(), structure()
    done = together(lambda writer: services.open_dossier(into, ours.organisation, ours.head, NOW))
    assert len({made.pk for made in done}) == Dossier.objects.count() == 1


def test_dossiers_opened_at_once_have_numbers_of_their_own() -> None:
    into, campaigns = [structure() for _ in range(WRITERS)], [campaign(title=title) for title in "AB"]
    work = [
        lambda of=of, each=campaigns[place % 2]: services.open_dossier(each, of.organisation, of.head, NOW)
        for place, of in enumerate(into)
    ]
    done = together(lambda writer: work[writer]())
    assert sorted(made.number for made in done) == [f"MARCHE-2023-{number:04d}" for number in range(1, WRITERS + 1)]


def test_a_dossier_submitted_at_once_is_submitted_once() -> None:
    ours = structure()
    made = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})
    done = together(lambda writer: services.submit(made.pk, ours.head, NOW))
    assert len({snapshot.pk for snapshot in done}) == Snapshot.objects.count() == 1


def test_a_save_during_a_submission_is_before_it_or_refused() -> None:
    ours = structure()
    made = dossier(ours, answers={"etal": {"nom": "Chez Paul"}})

    def work(writer: int) -> str:
        if writer == 0:
            return services.submit(made.pk, ours.head, NOW).content
        try:
            save(made, 1, {f"stock[{writer}].objet": "x"}, ours.editor)
        except NotAllowed:
            return "refused"
        return f'"stock[{writer}].objet":"x"'

    content, *others = together(work)
    assert all(told == "refused" or told in content for told in others)


def test_documents_given_at_once_leave_one_current() -> None:
    ours = structure()
    made = dossier(ours)
    together(lambda writer: document(made, ours.editor, content=b"%PDF-1.7\n%%" + bytes([65 + writer])))
    assert made.attachments.filter(removed_at__isnull=True).count() == 1
    assert made.attachments.count() == WRITERS
