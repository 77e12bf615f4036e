"""Who has a sheet."""

from __future__ import annotations

from django.db.models import QuerySet

from poincon.sheets.models import Sheet


def orphans() -> QuerySet[Sheet]:
    """Sheets that no row of any room has: whatever points to one is an owner."""
    owners = [relation.name for relation in Sheet._meta.related_objects if relation.one_to_one]
    assert owners
    return Sheet.objects.filter(**{f"{owner}__isnull": True for owner in owners})
