"""Who is told of a dossier. Whether they still may is said by its reach (`dossiers.subjects`)."""

from __future__ import annotations

from datetime import date

from poincon.dossiers.models import Dossier
from poincon.notifications.audiences import people_of_organisation
from poincon.people.models import Person


def people_of_structure(dossier: Dossier, day: date) -> list[Person]:
    """Those who write or head for its structure on that day."""
    return people_of_organisation(dossier.organisation_id, day)
