"""What is invented, read from the files of `data/`: every value there is text, as typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    programme: str = ""
    """The one that an official deals with; empty for all of them."""
    language: Language = Language.FRENCH
    shown: bool = True
    """Whether they are listed among the sign-ins."""


@dataclass(frozen=True, slots=True)
class DossierPlan:
    """A dossier as its structure brings it: how far its people go, and what their figures are like."""

    programme: str
    state: str
    last: str
    """The state of the one before, in a campaign that is over; « none » when there was none."""
    progress: float
    size: Fraction
    strength: float
    traits: tuple[str, ...]
    ends: int | None
    """The day of their last act, from now; None for any."""
    reason: str
    """Why it was withdrawn."""
    before: DossierPlan | None
    """One that the structure had opened in the same campaign, and withdrew."""


@dataclass(frozen=True, slots=True)
class StructurePlan:
    name: str
    acronym: str
    region: str
    city: str
    theme: str
    siren: str
    kind: str
    part_of: str
    """The acronym of the structure that it is a part of."""
    head: PersonPlan
    editor: PersonPlan
    dossiers: tuple[DossierPlan, ...]

    @property
    def siret(self) -> str:
        return self.siret_of(1)

    def siret_of(self, site: int) -> str:
        body = f"{self.siren}{site:04d}"
        return body + luhn.calc_check_digit(body)


@dataclass(frozen=True, slots=True)
class Postponement:
    """The deadline was `closes` first, and was moved on that `day`. Days from now."""

    closes: int
    day: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionPlan:
    """More time for one structure, by its acronym. Days from now."""

    structure: str
    day: int
    until: int
    reason: str


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """`opens`, `closes` and `calendar` in days from now; `year` added to the current one."""

    programme: str
    title: str
    year: int
    opens: int
    closes: int
    state: str
    parameters: dict[str, Fraction]
    calendar: dict[str, int]
    prepared: int
    """The day on which a campaign that is not open yet was prepared."""
    postponed: Postponement | None
    extensions: tuple[ExtensionPlan, ...]
    dossiers: dict[str, DossierPlan] | None
    """Its dossiers by acronym of their structure; None: those that structures list for that programme."""

    def dossier_of(self, structure: StructurePlan) -> DossierPlan | None:
        """What that structure does in it; None when it takes no part."""
        if self.dossiers is not None:
            return self.dossiers.get(structure.acronym)
        plan = next((dossier for dossier in structure.dossiers if dossier.programme == self.programme), None)
        if plan is None or self.state != "closed":
            return plan
        return None if plan.last == "none" or plan.state == "opened" else replace(plan, state=plan.last)


@cache
def read(name: str) -> Any:
    """A file of `data/` as dictionaries, lists and texts."""
    return _plain(read_file(_FOLDER / f"{name}.yaml"))


def password() -> str:
    """The one password of everybody in a demonstration database."""
    return str(read("people")["password"])


@cache
def campaigns() -> tuple[CampaignPlan, ...]:
    return tuple(_campaign(each) for each in read("campaigns"))


def _campaign(each: dict[str, Any]) -> CampaignPlan:
    programme, dossiers, moved = each["programme"], each.get("dossiers"), each.get("postponed")
    return CampaignPlan(
        programme=programme,
        title=each["title"],
        year=int(each["year"]),
        opens=int(each["opens"]),
        closes=int(each["closes"]),
        state=each.get("state", "open"),
        parameters={name: Fraction(value) for name, value in each["parameters"].items()},
        calendar={name: int(day) for name, day in (each.get("calendar") or {}).items()},
        prepared=int(each.get("prepared", "0")),
        postponed=Postponement(int(moved["closes"]), int(moved["day"]), moved["reason"]) if moved else None,
        extensions=tuple(
            ExtensionPlan(extension["structure"], int(extension["day"]), int(extension["until"]), extension["reason"])
            for extension in each.get("extensions") or ()
        ),
        dossiers=None if dossiers is None else {name: _dossier(programme, plan) for name, plan in dossiers.items()},
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
        domain = each.get("domain") or (f"region-{region}" if region else role.value.replace("_", "-"))
        yield PersonPlan(
            full_name=each["full_name"],
            email=email_of(each["full_name"], domain),
            role=role,
            region=region,
            programme=each.get("programme", ""),
            language=Language(each.get("language", "fr")),
            shown=each.get("show") != "non",
        )


def slug(text: str) -> str:
    """`Éloïse d’Armorel` → `eloise.d.armorel`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return ".".join(words)


def _structure(index: int, each: dict[str, Any]) -> StructurePlan:
    shown = set(each.get("show") or ())
    return StructurePlan(
        name=each["name"],
        acronym=each["acronym"],
        region=each["region"],
        city=each["city"],
        theme=each["theme"],
        siren=siren_of(_FIRST_NUMBER + index * 137),
        kind=each.get("kind", ""),
        part_of=each.get("part_of", ""),
        head=_member(each, Role.STRUCTURE_HEAD, each.get("head") or _name(index, index), shown),
        editor=_member(each, Role.STRUCTURE_EDITOR, each.get("editor") or _name(index * 7 + 3, index + 11), shown),
        dossiers=tuple(_dossier(name, plan) for name, plan in (each.get("dossiers") or {}).items()),
    )


def siren_of(number: int) -> str:
    """That number with its check digit."""
    body = f"{number:08d}"
    return body + luhn.calc_check_digit(body)


def _name(first: int, last: int) -> str:
    names = read("people")
    firsts, lasts = names["first_names"], names["last_names"]
    return f"{firsts[first % len(firsts)]} {lasts[last % len(lasts)]}"


def _member(each: dict[str, Any], role: Role, full_name: str, shown: set[str]) -> PersonPlan:
    return PersonPlan(
        full_name=full_name,
        email=email_of(full_name, slug(each["acronym"])),
        role=role,
        organisation=each["name"],
        region=each["region"],
        shown=role.value in shown,
    )


def _dossier(programme: str, plan: dict[str, Any]) -> DossierPlan:
    before = plan.get("before")
    return DossierPlan(
        programme=programme,
        state=plan["state"],
        last=plan.get("last", "submitted"),
        progress=float(plan.get("progress", "1")),
        size=Fraction(plan.get("size", "1")),
        strength=float(plan.get("strength", "0.9")),
        traits=tuple(plan.get("traits") or ()),
        ends=int(plan["ends"]) if "ends" in plan else None,
        reason=plan.get("reason", ""),
        before=_dossier(programme, before) if before else None,
    )


def email_of(full_name: str, domain: str) -> str:
    return f"{slug(full_name)}@{domain}.example"


def _plain(node: Located) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key: _plain(child) for key, child in node.entries.items()}
    return [_plain(child) for child in node.items]
