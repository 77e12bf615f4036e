"""Yardstick: the rules of the population yardstick on one dossier, by hand in Python, exact, with no trace at all.

Numbers are int or Fraction, None is unknown; what the product does besides (the explanation) is the difference.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Number = int | Fraction
Truth = bool | None


def share(a: Number | None, b: Number | None) -> Fraction | None:
    return None if a is None or not b else Fraction(a, b)


def both(*truths: Truth) -> Truth:
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def at_least(value: Number | None, target: Number) -> Truth:
    return None if value is None else value >= target


def above(value: Number | None, target: Number) -> Truth:
    return None if value is None else value > target


def verdicts(once: dict[str, Any], year: dict[str, Any], average: Number) -> dict[str, Truth]:
    """The eleven verdicts of one dossier-year."""
    bespoke, catalogue = year.get("contrats_sur_mesure"), year.get("contrats_catalogue")
    contracts = None if bespoke is None or catalogue is None else bespoke + catalogue
    training = share(year.get("ca_formation"), year.get("prestations_facturees"))
    truths = {
        "part_ca_pme": above(share(year.get("ca_pme"), year.get("ca_total")), Fraction(1, 4)),
        "part_sur_mesure": above(share(bespoke, contracts), Fraction(33, 100)),
        "visites_entreprises_par_etp": at_least(share(year.get("entreprises_visitees"), year.get("etp_label")), 14),
        "visites_centres_par_etp": at_least(share(year.get("visites_centres"), year.get("etp_label")), 2),
        "ca_par_etp": at_least(share(year.get("ca_total"), year.get("etp_total")), average),
        "part_formation": None if training is None else training <= Fraction(1, 2),
        "anciennete": both(at_least(once.get("exercices_complets"), 2), once.get("configuration_proche")),
        "effectif": both(at_least(year.get("etp_crt"), 5), at_least(once.get("permanents_temps_plein"), 2)),
        "personnalite_juridique": once.get("personnalite_juridique_propre"),
        "comptabilite": once.get("comptabilite_propre"),
    }
    truths["recevabilite"] = both(*(truths[name] for name in PREREQUISITES))
    return truths


PREREQUISITES = ("anciennete", "effectif", "personnalite_juridique", "comptabilite")
