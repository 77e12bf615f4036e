"""Pages of a real server, in requests per second, against the home page measured just before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.scene import Desk, Scene, make_scene
from benchmarks.serving import peak_of_servers, platform
from benchmarks.visitors import Measured, Request, Visitor, visits

if TYPE_CHECKING:
    from poincon.dossiers.models import Dossier

USERS = (1, 8)
REQUESTS = {1: 30, 8: 10}
"""Requests that each user sends, by the number of users."""
RECEIVED = 300
"""Dossiers in the region's list."""
ALONE = 20
"""How many of them are submitted one after the other, before eight users submit the rest."""


def pages() -> list[str]:
    """Home, lists, dossiers, saves, checks and submissions, for one user and for eight at once."""
    with platform() as served:
        scene = make_scene(served.port, desks=max(USERS), ready=RECEIVED)
        served.start()
        lines = _drafts(scene)
        lines += _submissions(scene)
        lines += _region(scene)
        served.stop()
    peak = f"  peak memory of a server process        {peak_of_servers():8.0f} MB"
    return [f"pages: times the home page's time, requests per second, p95 ({scene.database})", *lines, peak]


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """The home page for as many users, measured again before each page: a busy machine slows both."""

    scene: Scene

    def against(self, name: str, work: list[list[Request]]) -> str:
        home = visits([[_getting(desk.visitor, "/")] * 10 for desk in self.scene.desks[: len(work)]])
        return _line(name, visits(work), home)


def _line(name: str, page: Measured, home: Measured) -> str:
    users = "1 user " if page.users == 1 else f"{page.users} users"
    details = f"{page.rate:6.1f} /s, p95 {page.p95 * 1000:5.0f} ms; home {home.rate:5.0f} /s"
    return f"  {name:<29}{users}  {home.rate / page.rate:8.2f} x   ({details})"


def _getting(visitor: Visitor, path: str) -> Request:
    def send() -> None:
        answer = visitor.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return send


def _drafts(scene: Scene) -> list[str]:
    """What somebody who fills a dossier asks for; each user has a dossier of each programme, and saves in its own."""
    kinds: dict[str, Callable[[Desk, Dossier], Request]] = {
        "dossier": lambda desk, dossier: _getting(desk.visitor, f"/dossiers/{dossier.pk}/"),
        "section": lambda desk, dossier: _getting(desk.visitor, desk.section_path(dossier)),
        "save": lambda desk, dossier: desk.saving(dossier),
        "check": lambda desk, dossier: _getting(desk.visitor, f"/dossiers/{dossier.pk}/verifier/"),
        "results": lambda desk, dossier: _getting(desk.visitor, f"/dossiers/{dossier.pk}/resultats/"),
    }
    yardstick, lines = _Yardstick(scene), []
    for users in USERS:
        desks, count = scene.desks[:users], REQUESTS[users]
        lists = [[_getting(desk.visitor, "/dossiers/")] * count for desk in desks]
        lines.append(yardstick.against("own list", lists))
        for name, make in kinds.items():
            for programme in scene.programmes:
                work = [[make(desk, desk.dossiers[programme])] * count for desk in desks]
                lines.append(yardstick.against(f"{name} {programme}", work))
    return lines


def _submissions(scene: Scene) -> list[str]:
    """Each dossier is submitted by its own head: first one after the other, then eight at once."""

    def submitting(visitor: Visitor, dossier: Dossier) -> Request:
        def send() -> None:
            answer = visitor.post_form(f"/dossiers/{dossier.pk}/deposer/", {"confirmation": "oui"})
            if answer.status != 302 or not answer.location.endswith("/recepisse/"):
                raise RuntimeError(f"submission: {answer.status} {answer.location}")

        return send

    yardstick = _Yardstick(scene)
    requests = [submitting(visitor, dossier) for visitor, dossier in scene.ready]
    rest, users = requests[ALONE:], max(USERS)
    return [
        yardstick.against("submit", [requests[:ALONE]]),
        yardstick.against("submit", [rest[place::users] for place in range(users)]),
    ]


def _region(scene: Scene) -> list[str]:
    """The officer's list, once it holds everything that was submitted."""
    yardstick, lines = _Yardstick(scene), []
    for users in USERS:
        for name, path in (("region list", "/region/"), ("region list, search", "/region/?q=centre+2")):
            work = [[_getting(scene.officer, path)] * REQUESTS[users] for _ in range(users)]
            lines.append(yardstick.against(name, work))
    return lines
