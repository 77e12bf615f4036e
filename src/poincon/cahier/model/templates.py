"""Templates of messages and letters: their texts, and the closed list of the names that each may use."""

from __future__ import annotations

from dataclasses import dataclass

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

LIST_NAMES = frozenset({"demandes", "prerequis"})
"""Names whose value is a list, one line for each of its items: each stands alone in its paragraph."""


@dataclass(frozen=True, slots=True)
class Template:
    """`body`: paragraphs separated by an empty line. `{nom}` stands for what `TEMPLATE_NAMES` allows, nothing else."""

    id: str
    subject: str
    body: str
    reference: Reference
