"""Dossiers under examination, for tests: invented programmes with the phases that a test asks for.

Prerequisites of the market: `assurance` (the answer `assure`), `surface` (`etals` at least `surface_minimale`),
`terrasse` (only when `ouvert`; `caution` at least `caution_minimale`), and `recevabilite`, which sums them up. All is
dated in the past: pages ask the clock of the machine, and come after.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.test import Client
from django.urls import reverse

from poincon.admissibility import completeness, prerequisites
from poincon.admissibility.deciding import snapshot_of
from poincon.admissibility.enums import Verdict
from poincon.admissibility.examination import examine
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers import changes, services
from poincon.dossiers.models import ChangeRequest, Dossier
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.workflow.refusals import Allowed
from tests.cahier.packages import Piece, form, named, rules, write_package
from tests.dossiers.factories import (
    FIELDS,
    Structure,
    Typed,
    campaign,
    document,
    programme,
    reread,
    save_typed,
    structure,
)
from tests.pages import flat
from tests.people.makers import give, person

PAST = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = PAST + timedelta(days=1)
REGION, ELSEWHERE = "53", "84"
RULES = rules(
    None,
    {"surface_minimale": "3 etal", "caution_minimale": "100 euro"},
    {
        "prerequis": [
            {"id": "assurance", "libelle": "Assurance du stand", "condition": "assure", "source": "R §2"},
            {"id": "surface", "libelle": "Trois étals au moins", "condition": "etals >= surface_minimale"},
            {
                "id": "terrasse",
                "libelle": "Caution pour la terrasse",
                "condition": "caution >= caution_minimale",
                "applicable_si": "ouvert",
            },
            {
                "id": "recevabilite",
                "libelle": "Tous les prérequis",
                "condition": "assurance et surface et terrasse",
            },
        ]
    },
)
_ROOMS = {
    "assign": "casework",
    "messages": "correspondence",
    "message_file": "correspondence",
    "notes": "correspondence",
}
"""The room of each page that officials have of a dossier, when it is not `admissibility`."""
GOOD: Typed = {"nom": "Chez Paul", "assure": "oui", "etals": "4", "ouvert": "non"}
"""Answers with which every prerequisite is met, or does not apply."""


@lru_cache(maxsize=16)
def package(
    phases: str = "completude prerequis non_traitee",
    function: str = "instruction_regionale",
    templates: tuple[tuple[str, str], ...] = (),
    extra: str = "",
    free: tuple[tuple[str, str, str], ...] = (),
) -> Path:
    """The folder of a programme with these phases after the submission; `function`: of those who examine.

    `templates`: bodies of its own, by identifier; `extra`: more of its identity, as JSON; `free`: models of letters,
    each an identifier, a stage and a body.

    With prerequisites and without `non_traitee`, that phase is the stage of somebody whom the platform does not know.
    """
    folder = Path(tempfile.mkdtemp(prefix="poincon-examen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    actors = [
        named(
            {"id": "marchand", "libelle": "Marchand", "portee": "structure", "fonctions": ["redaction", "direction"]}
        ),
        named({"id": "regie", "libelle": "Régie des marchés", "portee": "region", "fonctions": [function]}),
        named({"id": "mairie", "libelle": "Mairie", "portee": "nation", "fonctions": ["ministere"]}),
    ]
    stages = [named({"id": "etape_saisie", "acteur": "marchand", "phase": "saisie"})]
    stages += [named({"id": f"etape_{phase}", "acteur": "regie", "phase": phase}) for phase in phases.split()]
    if "prerequis" in phases and "non_traitee" not in phases:
        actors.append(named({"id": "archives", "libelle": "Archives", "portee": "nation"}))
        stages.append(named({"id": "etape_classement", "acteur": "archives", "phase": "non_traitee"}))
    identity: Piece = {"version": "3.0.0", "acteurs": actors, "etapes": stages, **json.loads(extra or "{}")}
    texts = [{"id": name, "objet": f"Objet de {name}", "corps": body, "choix": "Nos mots."} for name, body in templates]
    texts += [
        {
            "id": name,
            "libelle": f"Modèle {name}",
            "etape": stage,
            "objet": f"Objet de {name}",
            "corps": body,
            "choix": "x",
        }
        for name, stage, body in free
    ]
    english: Piece = {name: {"objet": f"{name} (English)", "corps": body} for name, body in templates}
    english |= {
        name: {"libelle": f"Model {name}", "objet": f"{name} (English)", "corps": body} for name, _stage, body in free
    }
    return write_package(
        folder,
        form_piece=form(FIELDS),
        rules_piece=RULES,
        identity=identity,
        templates=json.dumps({"modeles": texts}) if texts else "",
        templates_english=english or None,
    )


def examined_campaign(
    phases: str = "completude prerequis non_traitee", function: str = "instruction_regionale", title: str = "Étals"
) -> Campaign:
    version: ProgrammeVersion = programme(package(phases, function))
    return campaign(version, title=title)


@dataclass(frozen=True, slots=True)
class Scene:
    """A structure, its dossier, two officers of its region."""

    structure: Structure
    dossier: Dossier
    ines: Person
    paul: Person

    @property
    def seen(self) -> str:
        return snapshot_of(self.dossier).digest

    def again(self) -> Dossier:
        return reread(self.dossier)


def officer(name: str = "", region: str = REGION) -> Person:
    official = person((Role.REGIONAL_OFFICER, region))
    if name:
        official.full_name = name
        official.save(update_fields=["full_name"])
    return official


def scene(into: Campaign | None = None, answers: Mapping[str, str] | None = None, *, plan: bool = False) -> Scene:
    """A dossier that was submitted; `answers` beside those that make it hold."""
    ours = structure("Maison Alpha", REGION)
    into = into or examined_campaign()
    dossier = services.open_dossier(into, ours.organisation, ours.head, PAST)
    save_typed(dossier.pk, "etal", 0, {**GOOD, **(answers or {})}, ours.editor, PAST)
    if plan:
        document(dossier, ours.editor)
    services.submit(dossier.pk, ours.head, PAST)
    return Scene(ours, reread(dossier), officer("Inès Région"), officer("Paul Ost"))


def complete(answers: Mapping[str, str] | None = None, into: Campaign | None = None) -> Scene:
    """The same, declared complete."""
    here = scene(into, answers)
    completeness.declare_complete(here.dossier.pk, "", digest=here.seen, actor=here.ines, now=PAST)
    return Scene(here.structure, here.again(), here.ines, here.paul)


def confirmed(answers: Mapping[str, str] | None = None, into: Campaign | None = None) -> Scene:
    """The same, with every computed prerequisite confirmed."""
    here = complete(answers, into)
    prerequisites.confirm_all(here.dossier.pk, digest=here.seen, actor=here.ines, now=PAST)
    return here


def retain(
    here: Scene,
    rule: str,
    verdict: Verdict,
    reason: str = "",
    *,
    by: Person | None = None,
    version: int | None = None,
    now: datetime = LATER,
) -> None:
    current = examine(here.again()).of(rule)
    assert current is not None
    prerequisites.retain(
        here.dossier.pk,
        rule,
        verdict,
        reason,
        version=current.version if version is None else version,
        digest=here.seen,
        actor=by or here.ines,
        now=now,
    )


def asked(here: Scene, *points: tuple[str, str, str], now: datetime = PAST) -> ChangeRequest:
    """A request for changes, sent, with these points (section, name, text)."""
    for section, name, text in points:
        changes.prepare_item(here.dossier.pk, section, name, text, here.ines, now, allowed=Allowed())
    return changes.ask(here.dossier.pk, "Merci de compléter.", None, here.ines, now, allowed=Allowed())


def answered(here: Scene, answers: Typed, now: datetime = LATER) -> None:
    """The structure changes these answers of the stall and hands them over."""
    row = here.dossier.sheet.sections.get(section="etal")
    save_typed(here.dossier.pk, "etal", row.version, answers, here.structure.editor, now)
    changes.resubmit(here.dossier.pk, here.structure.head, now)


def also(person: Person, role: Role, scope: str | None = None) -> Person:
    """The same person, with one role more."""
    give(person, role, scope)
    return Person.objects.get(pk=person.pk)


def signed_in(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def pressed_twice(someone: Person, url: str, posted: dict[str, str]) -> str:
    """Where a button leads that is pressed twice: the first answer and the second agree, a browser shows the second."""
    client = signed_in(someone)
    answers = [client.post(url, posted) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    first, second = (answer.headers["Location"] for answer in answers)
    assert first == second
    return second


def address(route: str, dossier: Dossier | UUID, *more: object) -> str:
    """Of a page about a dossier, by its name alone: whichever room it is in."""
    room = _ROOMS.get(route, "admissibility")
    return reverse(f"{room}:{route}", args=[dossier.pk if isinstance(dossier, Dossier) else dossier, *more])


def page(someone: Person, route: str, dossier: Dossier, *more: object, status: int = 200) -> str:
    response = signed_in(someone).get(address(route, dossier, *more))
    assert response.status_code == status
    return flat(response.content.decode())
