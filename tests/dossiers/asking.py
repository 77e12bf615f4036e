"""Dossiers handed over, of which something is then asked: what the tests of changes start from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from poincon.dossiers import changes, services
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.people.models import Person
from poincon.workflow.refusals import Allowed
from tests.dossiers.factories import Structure, campaign, conditional_folder, document, dossier, programme, reread
from tests.platform_fixtures import NOW

LATER = NOW + timedelta(days=2)
ANSWERS: dict[str, Any] = {
    "etal": {
        "nom": "Chez Paul",
        "loyer": "10",
        "annees.2021.ventes": "100",
        "annees.2022.ventes": "200",
        "depenses[0].montant": "5",
        "depenses[1].montant": "6",
        "services": ["eau"],
    },
    "accueil": {"accueil_1": "++", "autre.reponse": "-", "autre.bareme": "2", "autre.intitule": "Fontaine"},
}
SEVERAL_ROWS: dict[str, Any] = {
    "etal": {
        "nom": "Chez Paul",
        "loyer": "10",
        "annees.2021.ventes": "100",
        "depenses[0].montant": "5",
        "depenses[1].montant": "6",
        "depenses[2].montant": "7",
    },
    "accueil": {"accueil_1": "++"},
}


def submitted(of: Structure, *, conditional: bool = False, answers: Mapping[str, Any] = ANSWERS) -> Dossier:
    """A dossier handed over, of a programme where some questions depend on others when `conditional`."""
    into = campaign(programme(conditional_folder() if conditional else None))
    draft = dossier(of, into, answers=dict(answers))
    document(draft, of.editor)
    services.submit(draft.pk, of.head, NOW)
    return reread(draft)


def prepare(dossier: Dossier, by: Person, section: str, name: str = "", text: str = "Revoyez.") -> ChangeItem:
    return changes.prepare_item(dossier.pk, section, name, text, by, NOW, allowed=Allowed())


def send(dossier: Dossier, by: Person, message: str = "", due_at: datetime | None = None) -> ChangeRequest:
    return changes.ask(dossier.pk, message, due_at, by, NOW, allowed=Allowed())
