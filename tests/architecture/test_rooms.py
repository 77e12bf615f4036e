"""Rooms that the layers of imports don't see: views are of their room alone, and addresses follow its rank."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from tests.architecture.repository import CODE, ROOT, is_text, parsed

DOORS = frozenset({"home", "home_of_person"})
"""Addresses of the site that every room may lead to; the site's others are no room's business."""

_URL_TAG = re.compile(r"""\{%\s*url\s+["']([\w:]+)["']""")
_ROUTE = re.compile(r"(\w+):\w*")


def room_of(path: Path) -> str:
    """The room that holds a file; empty for those that are no Django application, `site` above all."""
    folder = path.relative_to(CODE).parts[0]
    return folder if folder in settings.ROOMS else ""


def files(ending: str) -> list[Path]:
    return sorted(CODE.rglob(f"*{ending}"))


# views


def views_imported(tree: ast.AST) -> Iterator[str]:
    """The room of each import of a module of views."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "poincon" and "views" in parts[2:]:
                yield parts[1]


def test_no_module_imports_the_views_of_another_room() -> None:
    faults = [
        f"{path.relative_to(ROOT)} imports views of {room}"
        for path in files(".py")
        for room in views_imported(parsed(path))
        if room != room_of(path)
    ]
    assert faults == []


@pytest.mark.parametrize(
    "code",
    [
        "from poincon.people.views.team import show",
        "from poincon.people.views import team",
        "from poincon.people import views",
        "import poincon.people.views.team",
    ],
)
def test_an_import_of_views_would_be_seen(code: str) -> None:
    assert list(views_imported(ast.parse(code))) == ["people"]


# addresses


def namespaces(resolver: URLResolver | None = None) -> Iterator[tuple[str, str]]:
    """Each namespace of addresses, with the room that it belongs to."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace:
                assert isinstance(pattern.urlconf_name, ModuleType)
                yield pattern.namespace, pattern.urlconf_name.__name__.split(".")[1]
            yield from namespaces(pattern)


def routes_in_template(text: str) -> list[str]:
    return _URL_TAG.findall(text)


def routes_in_code(tree: ast.Module) -> Iterator[str]:
    """What may be the name of a route: a string `namespace:name`, or what `reverse` and `redirect` are given."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and is_text(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if _ROUTE.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.Call) and _name(node.func) in {"reverse", "reverse_lazy", "redirect"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and ":" not in first.value:
                yield first.value


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def leads_up(route: str, room: str, rooms: dict[str, str]) -> bool:
    """Whether the page of that name is of a room that comes after this one, or of the site."""
    namespace, colon, _ = route.rpartition(":")
    if not colon:
        return route not in DOORS
    owner = rooms.get(namespace)
    return owner is not None and settings.ROOMS.index(owner) > settings.ROOMS.index(room)


def test_pages_lead_to_no_room_that_comes_after_theirs() -> None:
    rooms = dict(namespaces())
    routes = [(path, route) for path in files(".html") for route in routes_in_template(path.read_text("utf-8"))]
    routes += [(path, route) for path in files(".py") for route in routes_in_code(parsed(path))]
    faults = [
        f"{path.relative_to(ROOT)}: {route}"
        for path, route in routes
        if room_of(path) and leads_up(route, room_of(path), rooms)
    ]
    assert faults == []


def test_every_namespace_belongs_to_a_room() -> None:
    rooms = dict(namespaces())
    assert {"people", "campaigns", "dossiers", "casework"} <= set(rooms)
    assert rooms["adoption"] == "dossiers"
    assert set(rooms.values()) <= set(settings.ROOMS)


@pytest.mark.parametrize(
    ("code", "route"),
    [
        ('reverse("casework:queue")', "casework:queue"),
        ('reverse(f"admissibility:{name}", args=[pk])', "admissibility:"),
        ('posted_only("casework:queue", "pk")', "casework:queue"),
        ('redirect("administration_jobs")', "administration_jobs"),
    ],
)
def test_an_address_of_a_later_room_would_be_seen_in_code(code: str, route: str) -> None:
    assert list(routes_in_code(ast.parse(code))) == [route]
    assert leads_up(route, "people", dict(namespaces()))


def test_an_address_of_a_later_room_would_be_seen_in_a_template() -> None:
    routes = routes_in_template("{% url 'casework:queue' %}{%url \"admissibility:show\" dossier.pk as address %}")
    assert routes == ["casework:queue", "admissibility:show"]


def test_an_address_of_the_room_itself_or_of_one_before_is_no_fault() -> None:
    rooms = dict(namespaces())
    assert not leads_up("people:account", "people", rooms)
    assert not leads_up("people:account", "casework", rooms)
    assert not leads_up("home", "people", rooms)
