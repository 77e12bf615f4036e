"""A package that names thousands of things that do not exist: work is in proportion to what is told, and bounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

import pytest

from poincon.cahier.basics import spelling
from poincon.cahier.basics.problems import MAXIMUM, Unusable
from poincon.cahier.basics.spelling import extended, nearest, resembling
from poincon.cahier.loading import package_from_files

MANY = 4 * MAXIMUM
IDENTITY = (
    "identifiant: marche\nversion: 0.1.0\ntitre: T\nnature: contrat\ndate: 2022-12-31\nporteur: V\n"
    "sources: [{id: R, titre: T}]\n"
)
FIELD = "- {id: loyer, libelle: A, type: euros, source: R §1"
RULES = "derives:\n- {id: total, libelle: A, unite: euro, source: R §1, affiche: oui, valeur: loyer + loyer}\n"


def names() -> Iterator[str]:
    """Names that look like one another, and like none of ours."""
    return (f"inconnu_{number * 7919 % 99991}" for number in range(MANY))


def form(fields: str) -> str:
    return f"rubriques:\n- id: r\n  titre: R\n  groupes:\n  - id: g\n    titre: G\n    champs:\n{fields}"


def package(
    identity: str = IDENTITY, fields: str = f"    {FIELD}}}\n", rules: str = RULES, **more: str
) -> dict[str, str]:
    names_of_more = {"templates": "modeles.yaml", "english": "textes/en.yaml"}
    files = {"programme.yaml": identity, "formulaire.yaml": form(fields), "regles.yaml": rules}
    return files | {names_of_more[key]: text for key, text in more.items()}


def rules_reading(formula: str) -> str:
    rule = "- {{id: r{number}, libelle: A, unite: euro, source: R §1, affiche: oui, valeur: {formula}}}\n"
    return "derives:\n" + "".join(
        rule.format(number=number, formula=formula.format(name=name)) for number, name in enumerate(names())
    )


OPTIONS = ", ".join(f"{{id: o{number}, libelle: O, {name}: x}}" for number, name in enumerate(names()))
COLUMNS = ", ".join(
    f"{{id: o{number}, libelle: O, type: euros, source: R §1, {name}: x}}" for number, name in enumerate(names())
)
HOSTILE: dict[str, Callable[[], dict[str, str]]] = {
    "keys of the identity": lambda: package(IDENTITY + "".join(f"{name}: x\n" for name in names())),
    "keys of one field": lambda: package(fields=f"    {FIELD}, {', '.join(f'{name}: x' for name in names())}}}\n"),
    "a key of each field": lambda: package(
        fields="".join(
            f"    - {{id: f{number}, libelle: A, type: euros, source: R §1, {name}: x}}\n"
            for number, name in enumerate(names())
        )
    ),
    "kinds": lambda: package(
        fields="".join(
            f"    - {{id: f{number}, libelle: A, type: {name}, source: R §1}}\n" for number, name in enumerate(names())
        )
    ),
    "names in formulas": lambda: package(rules=rules_reading("{name} + 1")),
    "functions in formulas": lambda: package(rules=rules_reading("{name}(loyer)")),
    "options": lambda: package(
        fields=f"    - {{id: loyer, libelle: A, type: choix, source: R §1, options: [{OPTIONS}]}}\n"
    ),
    "columns": lambda: package(
        fields=f"    - {{id: loyer, libelle: A, type: tableau, source: R §1, colonnes: [{COLUMNS}]}}\n"
    ),
    "pieces after a comma": lambda: package(IDENTITY + f"recours: {{texte: a, {', '.join(names())}}}\n"),
    "letters": lambda: package(
        templates="modeles:\n" + "".join(f'  {name}: {{objet: "a", corps: "b {{{name}}}"}}\n' for name in names())
    ),
    "English": lambda: package(
        english="champs:\n" + "".join(f"  {name}: {{libelle: x}}\n" for name in names())
    ),
    "English of one field": lambda: package(
        english="champs:\n  loyer:\n" + "".join(f"    {name}: x\n" for name in names())
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_names_are_compared_as_far_as_they_are_told(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    sizes: list[int] = []

    def counted(word: str, possibilities: Sequence[str], n: int, cutoff: float) -> list[str]:
        sizes.append(len(possibilities))
        return get_close_matches(word, possibilities, n, cutoff)

    monkeypatch.setattr(spelling, "get_close_matches", counted)
    spelling._lexicon.cache_clear()
    files = HOSTILE[kind]()
    start = time.monotonic()
    with pytest.raises(Unusable) as unusable:
        package_from_files(files, "marche")
    assert len(unusable.value.problems) <= MAXIMUM
    # a key is looked for among those that are missing, then among those that are there; a name among all, and all again
    assert len(sizes) <= 3 * MAXIMUM
    assert max(sizes, default=0) <= 20  # of thousands
    assert time.monotonic() - start < 60  # without these bounds: minutes


def test_a_name_among_thousands_is_compared_with_the_few_that_look_like_it() -> None:
    many = [f"{word}_{number}" for word in ("loyer", "apport", "caution") for number in range(3_000)]
    assert nearest("chiffre_affaires", [*many, "chiffre_affaire"]) == "chiffre_affaire"
    assert nearest("lyoer_1217", many) == "loyer_1217"
    assert nearest("Éffectif", [*many, "effectif"]) == "effectif"
    assert nearest("xyz", many) is None
    assert "montant_subvention" in resembling("montant_de_subvention", [*many, "montant_subvention"])


def test_names_that_say_more_than_another_are_few() -> None:
    candidates = ["aide_montant", "montant_total", "montants", "montant", "un_montant_la"]
    assert extended("montant", candidates) == ["aide_montant", "montant_total"]
    assert len(extended("montant", [f"montant_{number}" for number in range(100)])) == 4
