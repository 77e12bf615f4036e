"""Every address of the platform, with what its view declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

EXAMPLES = {"UUIDConverter": UUID(int=1), "IntConverter": 1, "StringConverter": "inconnu", "SlugConverter": "inconnu"}
"""What an address may hold, by converter: nothing that exists."""


@dataclass(frozen=True, slots=True)
class Route:
    """`name` as `reverse` takes it; `parameters`: what the address holds, and which converter reads it."""

    address: str
    name: str
    rule: str | None
    parameters: dict[str, str]


def routes(resolver: URLResolver | None = None) -> Iterator[Route]:
    yield from _below(resolver or get_resolver(), "", "")


def undeclared(resolver: URLResolver | None = None) -> list[str]:
    """The addresses whose view says not who may open it."""
    return [route.address for route in routes(resolver) if not route.rule]


def _below(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, address, inner)
        else:
            yield _route(pattern, address, namespace)


def _route(pattern: URLPattern, address: str, namespace: str) -> Route:
    view: Any = pattern.callback
    rule = getattr(view, "access_rule", None)
    parameters = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    return Route(address, f"{namespace}{pattern.name}", rule, parameters)
