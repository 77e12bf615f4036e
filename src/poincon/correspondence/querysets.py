"""The messages that somebody has not read, by dossier."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef

from poincon.correspondence.models import DossierMessage, MessagesRead
from poincon.dossiers.querysets import DossierQuerySet
from poincon.people.models import Person


def with_unread(dossiers: DossierQuerySet, person: Person) -> DossierQuerySet:
    """Adds `has_unread`: whether the structure wrote something that this person has not read."""
    written = unread(person).filter(dossier_id=OuterRef("pk"), from_authority=False)
    return dossiers.annotate(has_unread=Exists(written))


def unread_counts(person: Person, dossiers: list[UUID], *, from_authority: bool) -> dict[UUID, int]:
    """How many messages of that side the person has not read, by dossier: one query."""
    messages = unread(person).filter(dossier_id__in=dossiers, from_authority=from_authority)
    return dict(messages.order_by().values_list("dossier_id").annotate(count=Count("pk")))


def unread(person: Person) -> models.QuerySet[DossierMessage]:
    """What the person has not read, in whichever dossier: to be narrowed to what they may see."""
    read = MessagesRead.objects.filter(person=person, dossier_id=OuterRef("dossier_id"), at__gte=OuterRef("made_at"))
    return DossierMessage.objects.filter(~Exists(read))
