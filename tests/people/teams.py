"""A structure with the persons who act for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from poincon.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Team:
    organisation: Organisation
    head: Person
    editor: Person

    @property
    def url(self) -> str:
        return reverse("people:organisation", args=[self.organisation.pk])
