"""Tables that store subjects, and what of them speaks of something that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from poincon.journal.chain import Subject
from poincon.workflow.subjects import exists

Columns = tuple[str, str]
"""Those of the kind and of the number."""
_NUMBERS = ("id", "number")


def columns_of(model: type[Model]) -> Iterator[Columns]:
    """Each pair of columns `…_kind` and `…_id`, or `…_number`; a foreign key is held by the database, and is none."""
    names = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    for name in sorted(names):
        stem = name.removesuffix("_kind")
        if stem != name:
            yield from ((name, f"{stem}_{number}") for number in _NUMBERS if f"{stem}_{number}" in names)


def tables() -> dict[type[Model], Columns]:
    """Each table of the platform that stores subjects."""
    models = [model for model in apps.get_models() if model.__module__.startswith("poincon.")]
    return {model: columns for model in models for columns in columns_of(model)}


def subjects_of(model: type[Model]) -> list[Subject]:
    """The subjects that a table stores, each once."""
    rows = model._default_manager.order_by().values_list(*tables()[model]).distinct()
    return [Subject(kind, number) for kind, number in rows]


def missing(model: type[Model]) -> list[Subject]:
    """Those that are no longer there."""
    return [subject for subject in subjects_of(model) if not exists(subject)]
