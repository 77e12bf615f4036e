"""Persons, organisations and roles for tests, by their traits."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from stdnum import luhn

from poincon.people import services
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from tests.platform_fixtures import NOW

PASSWORD = "un long mot de passe"
_numbers = count(1)


def person(*roles: tuple[Role, Organisation | str | None], email: str = "", now: datetime = NOW) -> Person:
    """`person((Role.REGIONAL_OFFICER, "53"))`: a role and its scope, an organisation or a region."""
    number = next(_numbers)
    newcomer = services.register_person(
        None,
        email=email or f"personne{number}@essai.example",
        full_name=f"Personne {number}",
        password=PASSWORD,
        now=now,
    )
    for role, scope in roles:
        give(newcomer, role, scope, now=now)
    return newcomer


def give(
    holder: Person,
    role: Role,
    scope: Organisation | str | None = None,
    *,
    starts: date = date(2020, 1, 1),
    ends: date | None = None,
    now: datetime = NOW,
) -> None:
    organisation = scope if isinstance(scope, Organisation) else None
    region = scope if isinstance(scope, str) else ""
    services.give_role(None, holder, role, organisation=organisation, region=region, starts=starts, ends=ends, now=now)


def organisation(name: str = "", region: str = "53", now: datetime = NOW) -> Organisation:
    number = next(_numbers)
    return services.register_organisation(
        None, name=name or f"Centre {number}", siren=siren(number), region=region, city="Essai-sur-Mer", now=now
    )


def siren(number: int) -> str:
    """A number whose check digit is right, and which nobody has: those that begin with 0 are not given."""
    body = f"{number:08d}"
    return body + luhn.calc_check_digit(body)


def officer(region: str = "53") -> Person:
    """A person who examines requests and dossiers of that region."""
    return person((Role.REGIONAL_OFFICER, region))
