"""What is spoken of by its kind and its number (`journal.chain.Subject`), where no foreign key can hold it."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from poincon.journal.chain import Subject


def exists(subject: Subject) -> bool:
    """Whether the subject is in the table of its kind. Raises `KeyError` for a kind that `settings.SUBJECTS` lacks."""
    return QuerySet(apps.get_model(settings.SUBJECTS[subject.kind])).filter(pk=subject.id).exists()
