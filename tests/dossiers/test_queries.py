"""A page asks the database as often for ten thousand dossiers as for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poincon.campaigns.models import Campaign
from poincon.dossiers import services
from poincon.dossiers.models import Dossier
from poincon.people.models import Person
from tests.dossiers.factories import (
    CLOSES,
    OPENS,
    Structure,
    address,
    asked,
    autosave,
    campaign,
    document,
    dossier,
    many_dossiers,
    officer,
    programme,
    reread,
    save,
    structure,
)
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
MOST = 10_000


def queries(someone: Person, ask: Callable[[Client], object]) -> int:
    """How many a request makes; the second time, once what never changes is at hand."""
    client = Client()
    client.force_login(someone)
    ask(client)
    with CaptureQueriesContext(connection) as captured:
        ask(client)
    return len(captured)


def ok(url: str) -> Callable[[Client], object]:
    def ask(client: Client) -> None:
        assert client.get(url).status_code == 200

    return ask


def test_one_s_own_list_costs_the_same_for_any_number(ours: Structure) -> None:
    version = programme()
    counts = []
    for more in (1, 29):
        Campaign.objects.bulk_create(
            Campaign(
                programme_version=version, year=2023, title=f"Campagne {more}-{each}", opens_at=OPENS, closes_at=CLOSES,
                state="open",
            )
            for each in range(more)
        )  # fmt: skip
        for each in Campaign.objects.exclude(dossiers__isnull=False):
            services.open_dossier(each, ours.organisation, ours.head, NOW)
        counts.append(queries(ours.head, ok(reverse("dossiers:list"))))
    assert counts[0] == counts[1]
    assert counts[0] <= 11


def test_campaigns_to_begin_cost_the_same_for_any_number(ours: Structure) -> None:
    version, counts = programme(), []
    for more in (1, 29):
        for each in range(more):
            campaign(version, title=f"C{more}-{each}")
        counts.append(queries(ours.head, ok(reverse("dossiers:list"))))
    assert counts[0] == counts[1]


def test_the_pages_of_a_dossier_cost_the_same_among_any_number(ours: Structure) -> None:
    into = campaign()
    draft = dossier(ours, into, answers={"etal": {"nom": "Chez Paul"}})
    pages = {page: address(page, draft) for page in ("show", "check", "results")}
    pages["section"] = address("section", draft, "etal")

    def costs() -> dict[str, int]:
        return {page: queries(ours.editor, ok(url)) for page, url in pages.items()}

    alone = costs()
    assert max(alone.values()) <= 16
    for more in (99, MOST - 100):
        many_dossiers(into, more)
        assert costs() == alone


@pytest.mark.parametrize("page", ["show", "section", "changes"])
def test_the_pages_of_what_is_to_correct_cost_the_same_for_any_number_of_points(ours: Structure, page: str) -> None:
    """For both sides, whatever is asked, and among any number of dossiers."""
    into, other, examiner = campaign(), structure(), officer()
    single, many = (dossier(of, into, submitted=True) for of in (other, ours))
    asked(single, examiner)
    asked(many, examiner, *(("etal", name) for name in ("loyer", "apport", "caution", "etals", "slogan", "plan")))
    for submission, of in ((single, other), (many, ours)):
        save(submission, 1, {"loyer": "3"}, of.editor)

    def cost(dossier: Dossier, someone: Person) -> int:
        return queries(someone, ok(address(page, dossier, "etal") if page == "section" else address(page, dossier)))

    assert cost(single, other.editor) == cost(many, ours.editor) <= 24
    alone = cost(many, examiner)
    assert cost(single, examiner) == alone <= 24
    many_dossiers(into, 1_000)
    assert cost(many, examiner) == alone


@pytest.mark.parametrize("page", ["show", "section", "check", "results", "receipt"])
def test_a_full_dossier_costs_as_much_as_an_empty_one(ours: Structure, page: str) -> None:
    into, lean = campaign(), structure()
    empty = dossier(lean, into, answers={"etal": {"nom": "A"}, "accueil": {"accueil_1": "+"}})
    document(empty, lean.editor)
    services.comment(empty.pk, "etal", "note", lean.head, NOW)
    full = dossier(ours, into, answers={"etal": {"nom": "A"}, "accueil": {"accueil_1": "+"}})
    for number in range(20):
        save(full, number + 1, {f"stock[{number}].objet": "x", "loyer": str(number + 1)}, ours.editor)
        services.comment(full.pk, "etal", f"note {number}", ours.head, NOW)
        document(full, ours.editor)
    counts = []
    for draft, of in ((empty, lean), (full, ours)):
        if page == "receipt":
            services.submit(draft.pk, of.head, NOW)
        url = address(page, draft, "etal") if page == "section" else address(page, draft)
        counts.append(queries(of.editor, ok(url)))
    assert counts[0] == counts[1]


def test_a_save_costs_the_same_among_any_number_and_after_any_number_of_saves(ours: Structure) -> None:
    into = campaign()
    draft = dossier(ours, into, answers={"etal": {"nom": "Chez Paul"}})
    client = Client()
    client.force_login(ours.editor)

    def cost(text: str) -> int:
        version = reread(draft).sheet.sections.get(section="etal").version
        with CaptureQueriesContext(connection) as captured:
            assert autosave(client, draft, {"version": version, "changes": {"slogan": text}}).status_code == 200
        return len(captured)

    cost("0")
    first = cost("a")
    many_dossiers(into, 100)
    for number in range(20):
        cost(str(number))
    assert cost("b") == first <= 40
    assert Dossier.objects.count() == 101
