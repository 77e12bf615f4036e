"""Yardstick: the CRT rules over a population, as a careful engineer would write them by hand with NumPy.

float64, missing = NaN, three-valued status as int8 (0 not met, 1 undetermined, 2 met), so that Kleene's "and" is a minimum.
`population(n)` makes the synthetic dossier-years (5 % missing per field, zero denominators, values on the targets); `verdicts(d, average)`
computes 6 indicators, 4 prerequisites, 5 targets and the overall `recevabilite`. `python numpy_by_hand.py N` prints dossiers per second.
Float verdicts exactly on a target are not proven: that is what the product must do better.
"""

import sys
import time

import numpy as np

COLUMNS = {
    "ca_total": (200_000, 4_000_000, 2),
    "ca_pme": (0, 4_000_000, 2),
    "ca_formation": (0, 2_000_000, 2),
    "prestations_facturees": (0, 3_000_000, 2),
    "contrats_sur_mesure": (0, 90, 0),
    "contrats_catalogue": (0, 120, 0),
    "entreprises_visitees": (0, 250, 0),
    "visites_centres": (0, 40, 0),
    "etp_total": (3, 40, 1),
    "etp_crt": (2, 20, 1),
    "etp_label": (2, 15, 1),
    "exercices_complets": (0, 9, 0),
    "configuration_proche": (0, 1, 0),
    "permanents_temps_plein": (0, 8, 0),
    "personnalite_juridique_propre": (0, 1, 0),
    "comptabilite_propre": (0, 1, 0),
}


def population(n: int, seed: int = 2022) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    data = {}
    for name, (low, high, digits) in COLUMNS.items():
        scale = 10**digits
        values = rng.integers(low * scale, high * scale + 1, n) / scale
        values[rng.random(n) < 0.05] = np.nan
        data[name] = values
    for name in ("personnalite_juridique_propre", "comptabilite_propre", "configuration_proche"):
        yes = rng.random(n) < 0.9
        data[name] = np.where(np.isnan(data[name]), np.nan, yes.astype(float))
    zero = rng.random(n) < 0.01
    data["ca_total"][zero] = 0
    data["etp_label"][zero] = 0
    line = rng.random(n) < 0.02
    data["ca_pme"][line] = data["ca_total"][line] / 4
    return data


def share(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        q = a / b
    q[b == 0] = np.nan
    return q


def status(comparison, values: np.ndarray, target: float) -> np.ndarray:
    s = comparison(values, target).astype(np.int8)
    s *= 2
    s[np.isnan(values)] = 1
    return s


def verdicts(d: dict[str, np.ndarray], average: float) -> dict[str, np.ndarray]:
    above, at_least, at_most, both = np.greater, np.greater_equal, np.less_equal, np.minimum
    o = {
        "part_ca_pme": share(d["ca_pme"], d["ca_total"]),
        "part_sur_mesure": share(d["contrats_sur_mesure"], d["contrats_sur_mesure"] + d["contrats_catalogue"]),
        "visites_entreprises_par_etp": share(d["entreprises_visitees"], d["etp_label"]),
        "visites_centres_par_etp": share(d["visites_centres"], d["etp_label"]),
        "ca_par_etp": share(d["ca_total"], d["etp_total"]),
        "part_formation": share(d["ca_formation"], d["prestations_facturees"]),
    }
    s = {
        "part_ca_pme": status(above, o["part_ca_pme"], 0.25),
        "part_sur_mesure": status(above, o["part_sur_mesure"], 0.33),
        "visites_entreprises_par_etp": status(at_least, o["visites_entreprises_par_etp"], 14),
        "visites_centres_par_etp": status(at_least, o["visites_centres_par_etp"], 2),
        "ca_par_etp": status(at_least, o["ca_par_etp"], average),
        "part_formation": status(at_most, o["part_formation"], 0.5),
        "anciennete": both(status(at_least, d["exercices_complets"], 2), status(above, d["configuration_proche"], 0.5)),
        "effectif": both(status(at_least, d["etp_crt"], 5), status(at_least, d["permanents_temps_plein"], 2)),
        "personnalite_juridique": status(above, d["personnalite_juridique_propre"], 0.5),
        "comptabilite": status(above, d["comptabilite_propre"], 0.5),
    }
    s["recevabilite"] = both(both(s["anciennete"], s["effectif"]), both(s["personnalite_juridique"], s["comptabilite"]))
    return {**{f"value:{k}": v for k, v in o.items()}, **{f"status:{k}": v for k, v in s.items()}}


if __name__ == "__main__":
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    d = population(n)
    verdicts({k: v[:1000] for k, v in d.items()}, 98_000.0)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        verdicts(d, 98_000.0)
        times.append(time.perf_counter() - start)
    print(f"{n / sorted(times)[2]:,.0f} dossiers/s, median of 5 over {n:,}")
