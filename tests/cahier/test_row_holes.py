"""Whatever the holes of a table hold in the end, the value is within what they left, and its length was foreseen."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.formulas.sizes import size_of
from poincon.cahier.formulas.tree import Node
from poincon.cahier.loading import Package, load_package
from tests.cahier.orders import ORDERS, PARAMETERS
from tests.cahier.packages import ASIDE, UNKNOWN, Piece, form, judged, rules, write_package

VALUES = {"quantite": [None, "0", "1", "10"], "prix": [None, "0", "2.50"], "livree": [None, "oui", "non"]}
FILLED = {"quantite": ["0", "3", "10"], "prix": ["0", "7"], "livree": ["oui", "non"]}
FORMULAS = {
    "x_somme": "somme(commandes.quantite * commandes.prix où livree)",
    "plafonnee": "somme(min(commandes.prix, plafond * taux) - arrondi(commandes.prix * taux, euro) où livree)",
    "x_max": "max(commandes.prix * commandes.quantite où livree)",
    "x_min": "min(commandes.prix où livree)",
    "x_premier": "premier(commandes.quantite où livree)",
    "x_nombre": "nombre(commandes où livree)",
    "u": "seuil",
}
ROW = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


@lru_cache(maxsize=1)
def rows_package() -> Package:
    with tempfile.TemporaryDirectory() as folder:
        form_piece, rules_piece = form([ORDERS]), rules(FORMULAS, PARAMETERS)
        return load_package(write_package(Path(folder), form_piece=form_piece, rules_piece=rules_piece))


def completions(rows: list[Piece]) -> list[list[Piece]]:
    """The table with its holes filled in, in every way."""
    holes = [(index, name) for index, row in enumerate(rows) for name in VALUES if row[name] is None]
    return [
        [
            {**row, **{name: cell for (at, name), cell in zip(holes, cells, strict=True) if at == index}}
            for index, row in enumerate(rows)
        ]
        for cells in product(*(FILLED[name] for _, name in holes))
    ]


def holds(value: Any, bounds: Any, exact: Any) -> bool:
    if value is ASIDE or exact is ASIDE or exact == ASIDE:
        return value in (UNKNOWN, exact) and bounds is None
    if value != UNKNOWN:
        return bool(value == exact)
    if bounds is None:
        return True
    return (bounds.lowest is None or bounds.lowest <= exact) and (bounds.highest is None or exact <= bounds.highest)


@given(
    st.lists(ROW, min_size=1, max_size=3).filter(lambda rows: sum(list(row.values()).count(None) for row in rows) <= 4)
)
def test_no_answer_to_a_hole_contradicts_what_was_concluded_without_it(rows: list[Piece]) -> None:
    package = rows_package()
    rows = [{"article": "Pommes", **row} for row in rows]
    before = judged(package, {"reponses": {"commandes": rows}})
    for complete in completions(rows):
        after = judged(package, {"reponses": {"commandes": complete}})
        for name in FORMULAS:
            assert after.worth(name) != UNKNOWN
            assert holds(before.worth(name), before[name].bounds, after.worth(name)), (name, complete)


LONGEST = {"quantite": "10", "prix": "999999999999999.99"}
LONG_FORMULAS = {
    "produit": "somme(commandes.prix * commandes.prix * commandes.quantite)",
    "tiers": "somme(commandes.prix * taux / loyer)",
    "champs": "somme(commandes.prix / loyer / caution)",
    "quotients": "somme(commandes.prix / (commandes.prix + loyer))",
    "choisis": "somme(si commandes.livree alors commandes.prix / caution sinon commandes.prix * taux / loyer)",
    "melange": "somme((commandes.prix - loyer) / (commandes.quantite * loyer) + commandes.prix / (loyer - caution))",
    "arrondis": "somme(arrondi(commandes.prix / (commandes.prix + loyer), unite))",
    "grand": "max(commandes.prix / (commandes.prix + loyer))",
}


def test_no_number_is_longer_than_the_checker_thought() -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = {**ORDERS, "lignes_maximum": "60"}
        form_piece, rules_piece = form([table]), rules(LONG_FORMULAS, {"taux": "7/999983 ratio"})
        package = load_package(write_package(Path(folder), form_piece=form_piece, rules_piece=rules_piece))
    rows = [
        {**LONGEST, "prix": f"{999999999999999 - row}.{row:02}", "livree": "non" if row % 2 else "oui"}
        for row in range(60)
    ]
    verdicts = judged(
        package, {"reponses": {"commandes": rows, "loyer": "999983999983.97", "caution": "999999999989.01"}}
    )
    for name in LONG_FORMULAS:
        size, value = size_of(node_of(package, name), {}), Fraction(verdicts[name].value)
        assert len(str(abs(value.numerator))) <= size.above, name
        assert len(str(value.denominator)) <= size.below, name


def node_of(package: Package, name: str) -> Node:
    node = package.rulebook.by_id[name].formula
    assert node is not None
    return node
