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

LIST_NAMES = frozenset({"demandes", "prerequis"})
"""Names whose value is a list, one line for each of its items: each stands alone in its paragraph."""


@dataclass(frozen=True, slots=True)
class Template:
    """`body`: paragraphs separated by an empty line. `{nom}` stands for what `TEMPLATE_NAMES` allows, or for what the
    programme asks and computes where `READING_ANSWERS` allows that."""

    id: str
    subject: str
    body: str
    reference: Reference
