"""What the head of every page offers: the places where this person has something to do, whichever room they are in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.campaigns.permissions import runs_campaigns
from poincon.people import navigation as people
from poincon.people.enums import RECEIVING_ROLES, STRUCTURE_ROLES
from poincon.people.models import Person
from poincon.people.permissions import can_administer
from poincon.ui.components import Frame, Link


def page(request: HttpRequest) -> dict[str, Any]:
    """`frame`, which `ui/base.html` reads. A context processor."""
    person, day = getattr(request, "person", None), getattr(request, "day", None)
    links = places(person, day) if person is not None and day is not None else ()
    frame = Frame(
        account=reverse("people:account"),
        sign_in=reverse("people:sign_in"),
        sign_out=reverse("people:sign_out"),
        language=reverse("people:language"),
        places=tuple(replace(link, current=link.url == request.path) for link in links),
    )
    return {"frame": frame}


def places(person: Person, day: date) -> Iterator[Link]:
    """In the order of what they do most."""
    roles = person.roles_on(day)
    if roles & RECEIVING_ROLES:
        yield Link(_("Dossiers reçus"), reverse("casework:queue"))
    if roles & set(STRUCTURE_ROLES) or not roles:
        yield Link(_("Mes dossiers"), reverse("dossiers:list"))
    if runs_campaigns(person, day):
        yield Link(_("Campagnes"), reverse("campaigns:list"))
    yield from people.places(person, day)
    if can_administer(person, day):
        yield Link(_("Travaux"), reverse("administration_jobs"))
    yield Link(_("Notifications"), reverse("notifications:notifications"))
