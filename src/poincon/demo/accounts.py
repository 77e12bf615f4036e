"""How people come and go, from `data/accounts.yaml`: requests for accounts, invitations, sites, departures."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from poincon.casework import departures
from poincon.demo import world
from poincon.demo.agenda import Agenda, moment_of
from poincon.demo.cast import Cast
from poincon.people import services
from poincon.people.accounts import departing, erasing, inviting, requesting, structures
from poincon.people.accounts.requesting import Asked, Placement
from poincon.people.enums import Language, Role
from poincon.people.models import Membership

_FIRST_NUMBER = 93_000
"""SIRENs of those who ask for an account are made from here on."""
_STEP = 211


def plan(cast: Cast, agenda: Agenda) -> None:
    """Everything of the file, each at its time."""
    data = world.read("accounts")
    for index, each in enumerate(data["requests"]):
        request = _Request(each, _FIRST_NUMBER + index * _STEP, cast)
        agenda.add(moment_of(each, agenda.now), request.ask)
        if "decided" in each:
            agenda.add(moment_of(each["decided"], agenda.now), request.decide)
    for verb, listed in (("invitations", _invite), ("sites", _add_site), ("departures", _depart)):
        for each in data[verb]:
            agenda.add(moment_of(each, agenda.now), partial(listed, cast, each))
    for each in data["erasures"]:
        _Erasure(each, cast, agenda)


class _Request:
    """A request for an account, and what was answered."""

    def __init__(self, each: dict[str, Any], number: int, cast: Cast) -> None:
        self.each, self.cast = each, cast
        same = each.get("siren_of")
        self.siren = cast.structures[same].organisation.siren if same else world.siren_of(number)
        self.domain = world.slug(same or each["structure"]).replace(".", "-")

    def ask(self, at: datetime) -> None:
        each = self.each
        self.request = requesting.ask(
            Asked(
                email=world.email_of(each["full_name"], self.domain),
                full_name=each["full_name"],
                position=each["position"],
                role=Role(each["role"]),
                structure_name=each["structure"],
                siren=self.siren,
                city=each["city"],
                region=each["region"],
                kind=each.get("kind", ""),
                message=each["message"],
                language=each.get("language", Language.FRENCH),
            ),
            now=at,
        )

    def decide(self, at: datetime) -> None:
        decided = self.each["decided"]
        official = self.cast.officials[decided["by"]]
        if "refused" in decided:
            requesting.refuse(self.request.pk, decided["refused"], official, now=at)
            return
        organisation = self.cast.structures[decided["joins"]].organisation
        requesting.accept(self.request.pk, Placement(Role(self.each["role"]), organisation.pk), official, now=at)


def _invite(cast: Cast, each: dict[str, Any], at: datetime) -> None:
    actors = cast.structures[each["structure"]]
    email = world.email_of(each["full_name"], world.slug(each["structure"]))
    inviting.invite(actors.organisation, email, Role(each["role"]), actors.head, now=at)


def _add_site(cast: Cast, each: dict[str, Any], at: datetime) -> None:
    actors = cast.structures[each["structure"]]
    plan = next(structure for structure in world.structures() if structure.acronym == each["structure"])
    structures.save_site(
        actors.organisation,
        None,
        actors.head,
        name=each["name"],
        siret=plan.siret_of(actors.organisation.sites.count() + 1),
        address=each["address"],
        city=plan.city,
        now=at,
    )


def _depart(cast: Cast, each: dict[str, Any], at: datetime) -> None:
    """An official leaves; nobody takes their dossiers yet."""
    membership = Membership.objects.get(person=cast.officials[each["who"]])
    departures.depart(membership.pk, None, {}, cast.officials[each["by"]], at)


class _Erasure:
    """Somebody joined a structure, left it, and had their name erased."""

    def __init__(self, each: dict[str, Any], cast: Cast, agenda: Agenda) -> None:
        self.each, self.actors = each, cast.structures[each["structure"]]
        self.administrator = cast.officials[each["by"]]
        for day, act in ((each["joined"], self.join), (each["left"], self.leave), (each["day"], self.erase)):
            agenda.add(moment_of({**each, "day": day}, agenda.now), act)

    def join(self, at: datetime) -> None:
        name = self.each["full_name"]
        email = world.email_of(name, world.slug(self.each["structure"]))
        self.person = services.register_person(None, email=email, full_name=name, now=at)
        self.role = services.give_role(
            None,
            self.person,
            Role.STRUCTURE_EDITOR,
            organisation=self.actors.organisation,
            starts=timezone.localdate(at),
            now=at,
        )

    def leave(self, at: datetime) -> None:
        departing.end_colleague(self.actors.organisation, self.role.pk, self.actors.head, now=at)

    def erase(self, at: datetime) -> None:
        erasing.erase(self.administrator, self.person, now=at)
