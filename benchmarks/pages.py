"""Pages of a real server as dossiers grow in number: queries, their time, times of one user and of eight."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.desks import Desk, desks_of
from benchmarks.serving import peak_of_servers, platform
from benchmarks.visitors import BUSY, Answer, Browser, Measured, Request, Visitor, visitor, visits

if TYPE_CHECKING:
    from benchmarks.bulk import Country

SIZES = (100, 1_000, 10_000, 100_000)
USERS = 8
"""As many at once, each with a dossier of their own."""
INSIDE = 5
"""Requests that are counted in this process, for each page."""
SECONDS = 1.5
"""How long a page is asked for by one user, and then by eight."""
LEAST, MOST = 4, 40
"""Requests of each user, whatever that takes."""
_FORM, _FIGURES = "administrative", "quantitative"
"""The section of the label with some forty fields, and that whose figures are asked year by year."""
_COLUMNS = ("structure", "etat", "depuis", "echeance", "attribue")
_TABS = ("attend", "complements", "attribuer", "messages")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or what is posted to it. `asks`: what each user asks, as a browser; `status`: what they get."""

    name: str
    browsers: tuple[Visitor, ...]
    ask: Callable[[Browser, int], Answer]
    status: int = 200
    most: int = MOST
    """Requests in all, of what can be done so many times."""

    def request(self, browser: Browser, user: int) -> Request:
        def send() -> bool:
            answer = self.ask(browser, user)
            if answer.status not in (self.status, BUSY):
                raise RuntimeError(f"{self.name}: {answer.status} {answer.location}")
            return answer.status == self.status

        return send


def pages(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table of each size. The database grows from one to the next."""
    with platform(JOBS="apart") as served:  # a page is measured, not what a worker does beside it
        from benchmarks.bulk import Country

        country = Country(datetime.now(UTC))
        for size in sorted(sizes):
            start = time.perf_counter()
            country.grow_to(size)
            lasted = time.perf_counter() - start
            pages_of_size = list(_pages(country, served.port))
            served.start()
            print(f"{country.count} dossiers, {served.database}; made in {lasted:.0f} s", _HEAD, sep="\n", flush=True)
            for page in pages_of_size:
                print(_line(page, pages_of_size[0]), flush=True)
            served.stop()
            print(f"  peak memory of a server process, so far: {peak_of_servers():.0f} MB", flush=True)


# what is asked


def _pages(country: Country, port: int) -> Iterator[Page]:
    """The home page first: it is what the others are compared with."""
    from benchmarks.lives import FILLED

    desks = desks_of(port, country.more(FILLED, USERS))
    anybody = Visitor(port, "")
    yield _getting("home", (anybody,) * USERS, "/")
    yield from _structures_pages(desks)
    yield _submission(desks_of(port, country.more(FILLED, 2 * LEAST + 2 + USERS * LEAST)))
    yield from _officials_pages(country, port)


def _getting(name: str, browsers: tuple[Visitor, ...], *paths: str) -> Page:
    """A page at one address, or at that of each user."""
    return Page(name, browsers, lambda browser, user: browser.get(paths[user % len(paths)]))


def _structures_pages(desks: list[Desk]) -> Iterator[Page]:
    browsers = tuple(desk.visitor for desk in desks)

    def of_each(name: str, path: Callable[[Desk], str]) -> Page:
        return _getting(name, browsers, *(path(desk) for desk in desks))

    yield _getting("own list", browsers, "/dossiers/")
    yield of_each("dossier", lambda desk: desk.path)
    yield of_each(f"form ({_FORM})", lambda desk: desk.section_path(_FORM))
    yield of_each(f"figures ({_FIGURES})", lambda desk: desk.section_path(_FIGURES))
    yield Page("autosave", browsers, lambda browser, user: desks[user].autosave(browser))
    forms = [PostedForm(desk) for desk in desks]
    yield Page("form saved", browsers, lambda browser, user: forms[user].post(browser), 302)
    yield of_each("check", lambda desk: f"{desk.path}verifier/")
    yield of_each("results", lambda desk: f"{desk.path}resultats/")


class PostedForm:
    """The whole form of a section, as a browser without a script posts it: one answer is another each time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fields: dict[str, list[str]] = {}
        self._name = ""
        self._numbers = count(1)

    def post(self, browser: Browser) -> Answer:
        path = self._desk.section_path(_FORM)
        if not self._fields:
            self._read(browser.get(path))
        self._fields[self._name] = [f"Réponse {next(self._numbers)}"]
        answer = browser.post_form(path, self._fields)
        self._fields["version"] = [str(int(self._fields["version"][0]) + 1)]
        return answer

    def _read(self, page: Answer) -> None:
        from poincon.cahier.model import FieldKind
        from poincon.sheets.answers import named
        from tests.dossiers.forms import posted_by

        self._fields = {**posted_by(page.body.decode()), "continuer": [""]}
        del self._fields["csrfmiddlewaretoken"]  # that of whoever read the page; each browser sends its own
        names = named(self._fields, self._desk.dossier.package.programme)
        self._name = next(name.text for name in names if name.asked.kind is FieldKind.TEXT and not name.part)


def _submission(desks: list[Desk]) -> Page:
    """Each dossier is submitted by its own head, and once."""
    turns = iter(desks)

    def submit(browser: Browser, user: int) -> Answer:
        desk = next(turns)
        return browser.of(desk.visitor.session).post_form(f"{desk.path}deposer/", {"confirmation": "oui"})

    return Page("submit", tuple(desk.visitor for desk in desks[:USERS]), submit, 302, len(desks))


def _officials_pages(country: Country, port: int) -> Iterator[Page]:
    """What one region's officers, the ministry and whoever administers look at."""
    from benchmarks.lives import IN_HAND

    officials = country.officials
    dossier = country.more(IN_HAND, 1)[0]
    officers = tuple(visitor(port, person) for person in officials.regional[dossier.region])
    ministry = tuple(visitor(port, person) for person in officials.ministry)
    yield _getting("region's list", officers, "/region/")
    yield _getting("  searched", officers, "/region/?q=centre+0000")
    yield _getting("  filtered", officers, "/region/?etat=submitted")
    yield _getting("  page 2", officers, "/region/?page=2")
    for column in _COLUMNS:
        yield _getting(f"  by {column}", officers, f"/region/?tri={column}")
    for tab in _TABS:
        yield _getting(f"  tab {tab}", officers, f"/region/?voir={tab}")
    yield _getting("region's load", officers, "/instruction/charge/")
    yield _getting("official's dossier", officers, f"/instruction/{dossier.pk}/")
    yield _getting("ministry's list", ministry, "/region/")
    yield _getting("campaign", ministry, f"/campagnes/{dossier.campaign_id}/")
    yield _getting("people", (visitor(port, officials.administrator),), "/administration/personnes/")


# how it is measured

_HEAD = (
    f"  {'':<24}{'queries':>8}{'db ms':>8}  |  1 user: p50 ms     p95      /s   x home"
    f"  |  {USERS} users: p50 ms     p95      /s   x home"
)


def _line(page: Page, home: Page) -> str:
    from benchmarks.inside import Inside, work_of

    work = work_of(page.request(Inside(page.browsers[0].session), 0), INSIDE)
    figures, refused = [], 0
    remaining = page.most - INSIDE - 1
    for users in (1, USERS):
        each = max(LEAST, min(MOST, int(SECONDS / (work.whole * users)), remaining // (users if users > 1 else 2)))
        yardstick, measured = _measured(home, users, 20 if users == 1 else 5), _measured(page, users, each)
        remaining -= users * each
        refused += measured.refused
        ratio = measured.within(50) / yardstick.within(50)
        figures.append(
            f"{measured.within(50) * 1000:15.1f}{measured.within(95) * 1000:8.0f}{measured.rate:8.1f}{ratio:9.2f}"
        )
    note = f"  ({refused} times too busy)" if refused else ""
    return f"  {page.name:<24}{work.queries:8d}{work.seconds * 1000:8.1f}  |  {'  |   '.join(figures)}{note}"


def _measured(page: Page, users: int, each: int) -> Measured:
    """Each user sends so many requests, after one that warms up the server."""
    work = [[page.request(page.browsers[user % len(page.browsers)], user)] * each for user in range(users)]
    return visits(work)
