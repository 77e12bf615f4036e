"""What the programme's own words cite of a dossier: values of its rules, of what it answered, as it was handed over."""

from __future__ import annotations

from functools import cached_property

from poincon.cahier.basics.text import Language
from poincon.cahier.evaluation import Assessment
from poincon.cahier.explanation import Names, cited_values
from poincon.cahier.templates import identifiers_cited
from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing_submitted
from poincon.notifications.wording import template_of


class CitedValues:
    """Reads a dossier once, whatever the languages, and not at all where no text cites anything.

    `assessment`: what was decided on; the last snapshot when it is not given.
    """

    def __init__(self, dossier: Dossier, assessment: Assessment | None = None) -> None:
        self._dossier = dossier
        self._decided_on = assessment

    def of(self, template: str, names: Names) -> dict[str, str]:
        """The values that this template cites in that language."""
        return self.worth(identifiers_cited(template_of(template, names.programme, names.language)), names.language)

    def worth(self, identifiers: frozenset[str], language: Language) -> dict[str, str]:
        """What these identifiers are worth in the dossier, in words."""
        return cited_values(self._assessment, identifiers, language) if identifiers else {}

    @cached_property
    def _assessment(self) -> Assessment:
        return self._decided_on or standing_submitted(self._dossier).assessment
