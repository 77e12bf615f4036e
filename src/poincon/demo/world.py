"""What is invented, read from the files of `data/`: every value there is text, as typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from stdnum import luhn

from poincon.cahier.basics.located import Located, Mapping, Scalar, read_file
from poincon.people.enums import Language, Role

_FOLDER = Path(__file__).parent / "data"
_FIRST_NUMBER = 71_000
"""SIRENs are made from here on. Those that begin with 0 are given to nobody."""


@dataclass(frozen=True, slots=True)
class PersonPlan:
    full_name: str
    email: str
    role: Role
    organisation: str = ""
    region: str = ""
    language: Language = Language.FRENCH
    shown: bool = True
    """Whether they are listed among the sign-ins."""


@dataclass(frozen=True, slots=True)
class DossierPlan:
    """A dossier as it will be: how far its people go, and what their figures are like."""

    programme: str
    state: str
    last: str
    """The state of the one before, in a campaign that is over."""
    progress: float
    size: Fraction
    strength: float
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StructurePlan:
    name: str
    acronym: str
    region: str
    city: str
    theme: str
    siren: str
    head: PersonPlan
    editor: PersonPlan
    dossiers: tuple[DossierPlan, ...]

    @property
    def siret(self) -> str:
        body = f"{self.siren}0001"
        return body + luhn.calc_check_digit(body)


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """`opens` and `closes` in days from now; `year` added to the current one."""

    programme: str
    title: str
    year: int
    opens: int
    closes: int
    closed: bool
    parameters: dict[str, Fraction]


@cache
def read(name: str) -> Any:
    """A file of `data/` as dictionaries, lists and texts."""
    return _plain(read_file(_FOLDER / f"{name}.yaml"))


def password() -> str:
    """The one password of everybody in a demonstration database."""
    return str(read("people")["password"])


@cache
def campaigns() -> tuple[CampaignPlan, ...]:
    return tuple(
        CampaignPlan(
            programme=each["programme"],
            title=each["title"],
            year=int(each["year"]),
            opens=int(each["opens"]),
            closes=int(each["closes"]),
            closed=each.get("closed") == "oui",
            parameters={name: Fraction(value) for name, value in each["parameters"].items()},
        )
        for each in read("campaigns")
    )


@cache
def structures() -> tuple[StructurePlan, ...]:
    return tuple(_structure(index, each) for index, each in enumerate(read("structures")))


def persons() -> Iterator[PersonPlan]:
    """Everybody: those of structures, then the others."""
    for structure in structures():
        yield structure.head
        yield structure.editor
    for each in read("people")["persons"]:
        role, region = Role(each["role"]), each.get("region", "")
        domain = f"region-{region}" if region else role.value.replace("_", "-")
        yield PersonPlan(
            full_name=each["full_name"],
            email=_email(each["full_name"], domain),
            role=role,
            region=region,
            language=Language(each.get("language", "fr")),
        )


def slug(text: str) -> str:
    """`Éloïse d’Armorel` → `eloise.d.armorel`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "".join(one if one.isalnum() else " " for one in plain).split()
    return ".".join(words)


def _structure(index: int, each: dict[str, Any]) -> StructurePlan:
    body = f"{_FIRST_NUMBER + index * 137:08d}"
    shown = set(each.get("show") or ())
    return StructurePlan(
        name=each["name"],
        acronym=each["acronym"],
        region=each["region"],
        city=each["city"],
        theme=each["theme"],
        siren=body + luhn.calc_check_digit(body),
        head=_member(each, Role.STRUCTURE_HEAD, index, index, shown),
        editor=_member(each, Role.STRUCTURE_EDITOR, index * 7 + 3, index + 11, shown),
        dossiers=tuple(_dossier(name, plan) for name, plan in (each.get("dossiers") or {}).items()),
    )


def _member(each: dict[str, Any], role: Role, first: int, last: int, shown: set[str]) -> PersonPlan:
    names = read("people")
    firsts, lasts = names["first_names"], names["last_names"]
    full_name = f"{firsts[first % len(firsts)]} {lasts[last % len(lasts)]}"
    return PersonPlan(
        full_name=full_name,
        email=_email(full_name, slug(each["acronym"])),
        role=role,
        organisation=each["name"],
        region=each["region"],
        shown=role.value in shown,
    )


def _dossier(programme: str, plan: dict[str, Any]) -> DossierPlan:
    return DossierPlan(
        programme=programme,
        state=plan["state"],
        last=plan.get("last", "submitted"),
        progress=float(plan.get("progress", "1")),
        size=Fraction(plan.get("size", "1")),
        strength=float(plan.get("strength", "0.9")),
        traits=tuple(plan.get("traits") or ()),
    )


def _email(full_name: str, domain: str) -> str:
    return f"{slug(full_name)}@{domain}.example"


def _plain(node: Located) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: _plain(child) for key, child in node.entries.items()}
    return [_plain(child) for child in node.items]
