"""Versions that campaigns take, each after its dry run."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from poincon.campaigns.models import Campaign, ProgrammeVersion
from poincon.dossiers.adoption.adopting import adopt
from poincon.dossiers.adoption.dry_runs import ask_dry_run
from poincon.dossiers.models import Dossier, DryRun
from poincon.dossiers.validation import validate
from poincon.jobs.worker import run_all
from poincon.people.models import Person
from tests.campaigns.makers import installed, ministry
from tests.dossiers.factories import Structure, dossier
from tests.dossiers.forms_of_versions import changed_field
from tests.platform_fixtures import NOW

LATER = NOW + timedelta(hours=1)


def tried(into: Campaign, version: ProgrammeVersion, by: Person | None = None, now: datetime = NOW) -> DryRun:
    """A dry run of that version, to its end."""
    run = ask_dry_run(into.pk, version, actor=by or ministry(), now=now)
    if run.state != DryRun.State.DONE:
        run_all(now)
    return run


def adopted(into: Campaign, version: ProgrammeVersion, now: datetime = LATER) -> Campaign:
    """The campaign once it has taken that version, its dossiers once they have followed."""
    by = ministry()
    adopt(tried(into, version, by, now).pk, actor=by, now=now)
    run_all(now)
    return Campaign.objects.get(pk=into.pk)


def without(folder: Path, number: str, field: str) -> ProgrammeVersion:
    """The version of that number, which does not ask for this field."""
    return installed(folder, number, form_piece=changed_field(field, None), rules_piece={})


def validated(ours: Structure, into: Campaign) -> Dossier:
    """A dossier that its head has validated."""
    draft = dossier(ours, into, answers={"etal": {"nom": "Chez Paul", "enseigne": "A", "loyer": "20", "apport": "100"}})
    validate(draft.pk, ours.head, NOW)
    return draft
