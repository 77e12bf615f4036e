"""The words of the language: functions, signs, and all that no field, parameter or rule may be called."""

from __future__ import annotations

COMPARISONS = {"=": "=", "<>": "<>", "≠": "<>", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
FUNCTIONS = {
    "min": None,
    "max": None,
    "arrondi": 2,
    "arrondi_inf": 2,
    "arrondi_sup": 2,
    "mois_entre": 2,
    "avant": 1,
    "connu": 1,
    "absente": 1,
    "atteint": 1,
    "non_atteint": 1,
    "note": 1,
    "premier": 1,
    "dernier": 1,
    "croissant": 1,
}
"""Functions and the number of their arguments; None: two or more."""
ROUNDINGS = ("arrondi", "arrondi_inf", "arrondi_sup")
TOTALS = ("somme", "nombre")
"""Functions of a grammar of their own."""
WORDS = frozenset(
    {
        "et",
        "ou",
        "non",
        "si",
        "alors",
        "sinon",
        "pour",
        "chaque",
        "de",
        "est",
        "contient",
        "où",
        "sur",
        "annees",
        "ligne",
        "dossier",
        "criteres",
    }
)
RESERVED = WORDS | frozenset(FUNCTIONS) | frozenset(TOTALS)
"""Names that no field, parameter or rule may take."""
