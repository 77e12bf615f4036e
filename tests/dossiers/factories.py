"""Dossiers for tests, by their traits: an invented programme first, the real ones where pages are concerned.

The stall: section `etal` has fields asked once (`loyer`, and the required `nom`), figures over three years, tables of
5, 200 and 500 rows and a document (`plan`); `accueil` and `vision` have statements.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from poincon.cahier.basics.numbers import Number
from poincon.cahier.loading import Package, package_files, package_from_files
from poincon.campaigns.installing import install_package
from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.campaigns.services import open_campaign
from poincon.dossiers import changes, services, validation
from poincon.dossiers.enums import Event, State
from poincon.dossiers.lifecycle import move
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.dossiers.saving import save_section
from poincon.dossiers.withdrawal import withdraw
from poincon.people.enums import Role
from poincon.people.models import Organisation, Person
from poincon.sheets.answers import Answer, Name, named, parse_name
from poincon.sheets.models import Attachment, SectionAnswers, Sheet, Snapshot
from poincon.sheets.saving import Saved
from poincon.sheets.versions.stale_pages import version_of_page
from poincon.workflow.refusals import Allowed
from tests.cahier.packages import PROGRAMMES, Piece, form, rules, write_package
from tests.people.makers import organisation, person, siren
from tests.platform_fixtures import NOW

OPENS = datetime(2020, 1, 1, tzinfo=UTC)
CLOSES = datetime(2100, 1, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
FIELDS: list[Piece] = [
    {"id": "nom", "type": "texte", "requis": "oui"},
    {"id": "adresse", "type": "texte_long"},
    {
        "id": "stock",
        "type": "tableau",
        "lignes_maximum": "500",
        "colonnes": [{"id": "objet", "type": "texte"}, {"id": "quantite", "type": "entier"}],
    },
]
RULES = rules(
    {"total": "somme(depenses.montant)"},
    None,
    {
        "parametres": [
            {"id": "aide", "unite": "euro", "valeurs": {"2000-01-01": "10"}, "campagne": "oui"},
            {"id": "seuil", "unite": "ratio", "valeurs": {"2000-01-01": "0.2"}},
        ],
        "prerequis": [{"id": "assurance", "condition": "assure"}],
        "indicateurs": [
            {"id": "poids", "valeur": "(loyer + aide) / apport", "cible": {"au_moins": "seuil"}, "force": "requise"}
        ],
    },
)
_numbers = count(1)


@lru_cache(maxsize=1)
def market_folder() -> Path:
    """The package of the invented programme, written once for the process."""
    folder = Path(tempfile.mkdtemp(prefix="poincon-marche-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_package(folder, form_piece=form(FIELDS), rules_piece=RULES)


CONDITIONAL: list[Piece] = [
    {"id": "surveille", "type": "oui_non"},
    {"id": "surveillant", "type": "texte", "visible_si": "surveille", "requis_si": "surveille"},
    {"id": "contrat", "type": "fichier", "formats": ["pdf"], "requis_si": "surveille"},
    {"id": "horaires", "type": "texte", "visible_si": "connu(surveillant)"},
]
"""What one answer makes asked for: a field that is hidden until then, a document that was optional, and one more."""


@lru_cache(maxsize=1)
def conditional_folder() -> Path:
    """The same programme in a version that has them."""
    folder = Path(tempfile.mkdtemp(prefix="poincon-marche-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_package(
        folder, form_piece=form([*FIELDS, *CONDITIONAL]), rules_piece=RULES, identity={"version": "1.0.1"}
    )


@cache
def _package(files: tuple[tuple[str, str], ...]) -> Package:
    return package_from_files(dict(files), "essai")


def programme(folder: Path | None = None) -> ProgrammeVersion:
    """The package of a folder, installed. The same files are read once, however many tests install them."""
    files = package_files(folder or market_folder())
    return install_package(_package(tuple(files.items())), files, actor="systeme", now=NOW)


def real_programme(name: str) -> ProgrammeVersion:
    return programme(next(folder for folder in PROGRAMMES if folder.name == name))


def campaign(
    version: ProgrammeVersion | None = None,
    *,
    year: int = 2023,
    title: str = "Étals 2023",
    opens_at: datetime = OPENS,
    closes_at: datetime = CLOSES,
    parameters: dict[str, Number] | None = None,
) -> Campaign:
    return open_campaign(
        version or programme(),
        year=year,
        title=title,
        opens_at=opens_at,
        closes_at=closes_at,
        parameters=parameters or {},
        actor="systeme",
        now=NOW,
    )


Typed = dict[str, Answer | None]
"""Answers by the text of their name, as a browser sends them."""


@dataclass(frozen=True, slots=True)
class Structure:
    organisation: Organisation
    head: Person
    editor: Person


def structure(name: str = "", region: str = "53") -> Structure:
    association = organisation(name, region)
    return Structure(
        association, person((Role.STRUCTURE_HEAD, association)), person((Role.STRUCTURE_EDITOR, association))
    )


def dossier(
    of: Structure,
    into: Campaign | None = None,
    *,
    answers: Mapping[str, Typed] | None = None,
    submitted: bool = False,
) -> Dossier:
    """A dossier with these answers by section; when it is submitted it has its name, without which it could not be."""
    chosen = into or Campaign.objects.first() or campaign()
    draft = services.open_dossier(chosen, of.organisation, of.head, NOW)
    sections = dict(answers or {})
    if submitted and "etal" in {section.id for section in chosen.programme_version.package.programme.sections}:
        sections["etal"] = {"nom": "Chez Paul", **sections.get("etal", {})}
    for section, written in sections.items():
        save_typed(draft.pk, section, 0, written, of.editor, NOW)
    if submitted:
        services.submit(draft.pk, of.head, NOW)
    return reread(draft)


def reread(dossier: Dossier) -> Dossier:
    return Dossier.objects.with_context().get(pk=dossier.pk)


def save_typed(
    pk: UUID, section: str, base: int, changes: Typed, by: Person, now: datetime, *, page: str = ""
) -> Saved:
    """Save as the page of a section does: names are read at the door, under the version of the page."""
    made_under = version_of_page(Dossier.objects.with_context().get(pk=pk).sheet, page)
    return save_section(pk, section, base, named(changes, made_under.package.programme), by, now, page=page)


def save(dossier: Dossier, version: int, changes: Typed, by: Person, section: str = "etal") -> Saved:
    return save_typed(dossier.pk, section, version, changes, by, NOW)


def name_in(dossier: Dossier, text: str) -> Name | None:
    """The name of that text, as the dossier's version reads it."""
    return parse_name(text, dossier.package.programme)


ASKED = (("etal", "loyer"),)


def prepared(dossier: Dossier, by: Person, *points: tuple[str, str], now: datetime = NOW) -> list[ChangeItem]:
    """Points of a request in preparation, each (section, name)."""
    return [
        changes.prepare_item(dossier.pk, section, name, f"Revoyez {name or section}.", by, now, allowed=Allowed())
        for section, name in points or ASKED
    ]


def asked(dossier: Dossier, by: Person, *points: tuple[str, str], now: datetime = NOW) -> ChangeRequest:
    """A request that was sent, for these points."""
    prepared(dossier, by, *points, now=now)
    return changes.ask(dossier.pk, "Merci de compléter.", None, by, now, allowed=Allowed())


WAYS: dict[State, tuple[Event, ...]] = {
    State.DRAFT: (),
    State.VALIDATED: (Event.VALIDATE,),
    State.SUBMITTED: (Event.SUBMIT,),
    State.TO_CORRECT: (Event.SUBMIT, Event.ASK_CHANGES),
    State.COMPLETE: (Event.SUBMIT, Event.DECLARE_COMPLETE),
    State.ADMISSIBLE: (Event.SUBMIT, Event.DECLARE_COMPLETE, Event.ADMIT),
    State.NOT_PROCESSED: (Event.SUBMIT, Event.DECLARE_COMPLETE, Event.CLOSE),
    State.WITHDRAWN: (Event.SUBMIT, Event.ASK_CHANGES, Event.WITHDRAW),
}
"""How a dossier comes to each state."""


def bring(
    dossier: Dossier, of: Structure, *events: Event, by: Person, points: tuple[tuple[str, str], ...] = ()
) -> Dossier:
    """A draft brought further, by this room's services where it has them; `by`: the examiner."""
    for event in events:
        if event is Event.SUBMIT:
            services.submit(dossier.pk, of.head, NOW)
        elif event is Event.VALIDATE:
            validation.validate(dossier.pk, of.head, NOW)
        elif event is Event.ASK_CHANGES:
            asked(dossier, by, *points)
        elif event is Event.WITHDRAW:
            withdraw(dossier.pk, "", of.head, NOW)
        else:
            move(reread(dossier), event, by, NOW)
    return reread(dossier)


def officer(region: str = "53") -> Person:
    return person((Role.REGIONAL_OFFICER, region))


def kept(dossier: Dossier, section: str = "etal") -> dict[str, Answer]:
    """The answers that the database holds."""
    row = dossier.sheet.sections.filter(section=section).first()
    return dict(row.answers) if row else {}


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document(dossier: Dossier, by: Person, name: str = "plan", content: bytes = PDF) -> Attachment:
    return services.attach(dossier.pk, name, upload(f"{name}.pdf", content), by, NOW).attachment


def submitted_snapshot(dossier: Dossier) -> Snapshot:
    return dossier.sheet.snapshots.get()


def address(route: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"dossiers:{route}", args=[dossier.pk, *more])


def autosave(client: Client, dossier: Dossier, body: Any, section: str = "etal") -> Any:
    """The answer to an autosave; `body`: what is sent as JSON, or the very text."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address("save", dossier, section), text, content_type="application/json")


def many_dossiers(into: Campaign, number: int, region: str = "53", of: Structure | None = None) -> None:
    """Submitted dossiers with their answers and nothing else of their past, made quickly."""
    author = (of or structure(region=region)).head
    numbers = [next(_numbers) for _ in range(number)]
    structures = Organisation.objects.bulk_create(
        Organisation(name=f"Étal {each}", siren=siren(5_000_000 + each), region=region, city="Essai")
        for each in numbers
    )
    sheets = Sheet.objects.bulk_create(
        Sheet(programme_version=into.programme_version, reference_year=into.year - 1) for _ in numbers
    )
    Dossier.objects.bulk_create(
        Dossier(
            number=f"LOT-{each:06d}",
            campaign=into,
            sheet=sheet,
            organisation=organisation_,
            region=region,
            state="submitted",
            created_at=NOW,
            created_by=author,
            changed_at=NOW,
            submitted_at=NOW,
        )
        for each, organisation_, sheet in zip(numbers, structures, sheets, strict=True)
    )
    SectionAnswers.objects.bulk_create(
        SectionAnswers(sheet=sheet, section="etal", version=1, answers={"nom": "A"}, updated_at=NOW, updated_by=author)
        for sheet in sheets
    )
