"""Templates of messages and letters: their texts, and the closed list of the names that each may use."""

from __future__ import annotations

from dataclasses import dataclass

from poincon.cahier.model.enums import LetterAct
from poincon.cahier.model.form import Reference

TEMPLATE_NAMES: dict[str, frozenset[str]] = {
    "accuse_de_depot": frozenset({"structure", "numero", "programme", "campagne", "depose_le", "adresse"}),
    "demande_de_complements": frozenset(
        {"structure", "numero", "programme", "campagne", "echeance", "demandes", "message", "adresse"}
    ),
    "complements_retires": frozenset(
        {"structure", "numero", "programme", "campagne", "echeance", "retire_le", "motif", "adresse"}
    ),
    "rappel_de_complements": frozenset({"structure", "numero", "programme", "echeance", "adresse"}),
    "rappel_de_depot": frozenset({"structure", "numero", "programme", "campagne", "cloture", "adresse"}),
    "recevable": frozenset({"structure", "numero", "programme", "campagne", "adresse"}),
    "lettre_non_traitee": frozenset(
        {
            "structure",
            "ville",
            "numero",
            "programme",
            "campagne",
            "date",
            "depose_le",
            "prerequis",
            "autorite",
            "signataire",
            "recours",
        }
    ),
    "non_traitee": frozenset({"structure", "numero", "programme", "campagne", "adresse"}),
    "prolongation": frozenset({"structure", "programme", "campagne", "cloture", "motif", "adresse"}),
    "retrait": frozenset({"structure", "numero", "programme", "campagne", "retire_le"}),
}
"""Identifiers of templates, each with the names that its texts may hold between braces."""

READING_ANSWERS = frozenset(
    {
        "accuse_de_depot",
        "demande_de_complements",
        "complements_retires",
        "rappel_de_complements",
        "recevable",
        "lettre_non_traitee",
        "non_traitee",
    }
)
"""Templates about a dossier as it was handed over: their texts may also hold identifiers of its programme. The others
are about a dossier that is still prepared, or given up: nothing was decided on its answers."""

FREE_NAMES = frozenset(
    {"structure", "ville", "numero", "programme", "campagne", "depose_le", "date", "adresse", "signataire"}
)
"""The names that a programme's own models of letters may hold, beside the identifiers of the programme."""

LIST_NAMES = frozenset({"demandes", "prerequis"})
"""Names whose value is a list, one line for each of its items: each stands alone in its paragraph."""


@dataclass(frozen=True, slots=True)
class Template:
    """`body`: paragraphs separated by an empty line. `{nom}` stands for what `TEMPLATE_NAMES` allows, or for what the
    programme asks and computes where `READING_ANSWERS` allows that.

    A free one, which the platform sends by no act of its own, is offered to whoever writes to the structure: at the
    stage `stage`, or since the act `act`. It has a `label`.
    """

    id: str
    subject: str
    body: str
    reference: Reference
    label: str = ""
    stage: str = ""
    act: LetterAct | None = None

    @property
    def is_free(self) -> bool:
        return self.id not in TEMPLATE_NAMES

    @property
    def own_names(self) -> frozenset[str]:
        """The names that its texts may hold, whatever the programme."""
        return FREE_NAMES if self.is_free else TEMPLATE_NAMES[self.id]

    @property
    def reads_answers(self) -> bool:
        """Whether its texts may hold identifiers of the programme."""
        return self.is_free or self.id in READING_ANSWERS
