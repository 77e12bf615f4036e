"""What changed between two packages, in words: matched by identifier, told in French and in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from poincon.cahier.cli.main import main
from poincon.cahier.comparison import Change, Difference, compare
from poincon.cahier.loading import load_package
from tests.cahier.conftest import Make
from tests.cahier.packages import Piece, copy_of, date_threshold, plain


class Versions:
    """A real package and a copy of it that a test changes."""

    def __init__(self, folder: Path) -> None:
        self.before = copy_of("crt-2022", folder / "avant")
        self.after = copy_of("crt-2022", folder / "apres")
        for copy in (self.before, self.after):
            date_threshold(copy)

    def change(self, file: str, old: str, new: str) -> None:
        """Change the first occurrence in a file of the new package."""
        path = self.after / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def differences(self) -> list[Difference]:
        return compare(load_package(self.before), load_package(self.after))

    def only(self) -> Difference:
        (difference,) = self.differences()
        return difference


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path)


def test_the_same_package_twice_has_no_difference(versions: Versions) -> None:
    assert versions.differences() == []


def test_a_case_added_changes_nothing(versions: Versions) -> None:
    (versions.after / "cas/nouveau.yaml").write_text(
        "titre: rien\nattendu: {effectif: indetermine}\n", encoding="utf-8"
    )
    assert versions.differences() == []


def test_a_new_dated_value_is_told_with_the_day_from_which_it_holds(versions: Versions) -> None:
    versions.change("regles.yaml", "{2000-01-01: 0.25}", "{2000-01-01: 0.25, 2024-01-01: 0.30}")
    difference = versions.only()
    assert difference.id == "seuil_part_ca_pme"
    assert plain(difference.text.fr).endswith(
        "passe de 25\u202f% à 30\u202f% à partir du 1er janvier 2024 : + 5 points."
    )
    assert plain(difference.text.en).endswith("goes from 25% to 30% as of 1 January 2024: +5 points.")


def test_a_value_corrected_for_some_time_only_says_until_when(versions: Versions) -> None:
    for folder in (versions.before, versions.after):
        rules = folder / "regles.yaml"
        text = rules.read_text(encoding="utf-8")
        past = "0.2" if folder is versions.before else "0.21"
        rules.write_text(
            text.replace("{2000-01-01: 0.25}", f"{{2000-01-01: {past}, 2010-01-01: 0.25}}", 1), encoding="utf-8"
        )
    sentence = plain(versions.only().text.fr)
    assert sentence.endswith("de 20\u202f% à 21\u202f% du 1er janvier 2000 au 31 décembre 2009 : + 1 point.")


def test_a_value_that_comes_later_is_told_as_missing_before(versions: Versions) -> None:
    versions.change("regles.yaml", "{2000-01-01: 0.25}", "{2001-01-01: 0.25}")
    difference = versions.only()
    assert "n'a plus de valeur du 1er janvier 2000 au 31 décembre 2000" in difference.text.fr
    assert difference.after is None


def test_values_that_differ_far_behind_the_point_do_not_look_the_same(versions: Versions) -> None:
    versions.change("regles.yaml", "{2000-01-01: 0.25}", "{2000-01-01: 0.2500001}")
    assert "de 25\u202f% à 25,00001\u202f%" in versions.only().text.fr


def test_a_target_that_becomes_inclusive_is_told_as_a_change_of_target(versions: Versions) -> None:
    versions.change("regles.yaml", "plus_de: seuil_part_ca_pme", "au_moins: seuil_part_ca_pme")
    difference = versions.only()
    assert (difference.id, difference.aspect) == ("part_ca_pme", "target")
    assert "la cible passe de plus de « seuil_part_ca_pme » à au moins « seuil_part_ca_pme »." in plain(
        difference.text.fr
    )
    assert 'from more than "seuil_part_ca_pme" to at least "seuil_part_ca_pme".' in difference.text.en


def test_a_formula_is_compared_without_its_spaces(versions: Versions) -> None:
    versions.change("regles.yaml", "valeur: ca_pme / ca_total", "valeur: ca_pme  /  ca_total")
    assert versions.only().aspect == "order"
    versions.change("regles.yaml", "valeur: ca_pme  /  ca_total", "valeur: ca_total / ca_pme")
    assert versions.only().aspect == "formula"


def test_a_version_and_a_title_that_change_stand_first(versions: Versions) -> None:
    versions.change("regles.yaml", "plus_de: seuil_part_ca_pme", "au_moins: seuil_part_ca_pme")
    versions.change("programme.yaml", "version: 1.3.0", "version: 1.4.0")
    texts = [difference.text.fr for difference in versions.differences()]
    assert texts[0] == "La version passe de 1.3.0 à 1.4.0."
    assert len(texts) == 2


def test_an_english_text_that_changes_alone_is_told(versions: Versions) -> None:
    english = (versions.after / "textes/en.yaml").read_text(encoding="utf-8")
    line = next(line for line in english.splitlines() if line.strip().startswith("seuil_part_ca_pme:"))
    versions.change("textes/en.yaml", line, line.split(":")[0] + ": Another wording")
    difference = versions.only()
    assert (difference.id, difference.aspect) == ("parametres.seuil_part_ca_pme", "english")
    assert difference.after is not None
    assert difference.after.en == "Another wording"


def test_two_different_programmes_are_compared_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = load_package(copy_of("crt-2022", tmp_path)), load_package(copy_of("dd-poles-2012", tmp_path))
    there, back = compare(first, second), compare(second, first)
    added = {difference.id for difference in there if difference.change is Change.ADDED}
    removed = {difference.id for difference in back if difference.change is Change.REMOVED}
    assert {"score_global", "S1"} <= added
    assert added == removed
    assert main(["compare", "crt-2022", "dd-poles-2012", "--lang", "en"]) == 0
    assert " : " not in capsys.readouterr().out.replace("« ", "")


def test_the_english_of_a_comparison_quotes_english_texts(versions: Versions) -> None:
    versions.change(
        "regles.yaml", "libelle: Seuil de la part du chiffre", "libelle: Nouveau seuil de la part du chiffre"
    )
    english = versions.only().text.en
    assert "Threshold" in english
    assert "Seuil de" not in english


# a small programme


def differences(make: Make, before: Piece, after: Piece) -> dict[tuple[str, str], Difference]:
    """What changes when the market's programme is written once, then otherwise; by identifier and property."""
    old = make(**before)
    changes = compare(old, make(**after))
    assert changes
    return {(difference.id, difference.aspect): difference for difference in changes}


def test_a_field_is_told_property_by_property(make: Make) -> None:
    before = {"id": "surface", "type": "decimal", "unite": "etal", "maximum": "10", "requis": "oui"}
    after = {"id": "surface", "type": "entier", "unite": "etal", "minimum": "2", "requis_si": "ouvert"}
    changes = differences(make, {"fields": [before]}, {"fields": [after]})
    sentences = {aspect: difference.text for (name, aspect), difference in changes.items() if name == "surface"}
    assert sentences.keys() == {"kind", "required", "minimum", "maximum", "decimals"}
    assert plain(sentences["kind"].fr) == "Champ « surface » (surface) : le type passe de decimal à entier."
    assert sentences["kind"].en == 'Field "surface in English" (surface): the kind goes from decimal to integer.'
    assert plain(sentences["required"].fr).endswith("le caractère obligatoire passe de oui à si « ouvert ».")
    assert sentences["minimum"].fr.endswith("le minimum devient 2\u202fétals (il n'y en avait pas).")
    assert sentences["maximum"].fr.endswith("disparaît.")


def test_a_field_whose_identifier_changes_is_one_less_and_one_more(make: Make) -> None:
    field: Piece = {"id": "surface", "type": "entier", "libelle": "Surface"}
    changes = differences(make, {"fields": [field]}, {"fields": [{**field, "id": "aire"}]})
    assert {name: difference.change for (name, _), difference in changes.items()} == {
        "surface": Change.REMOVED,
        "aire": Change.ADDED,
    }


def test_options_and_columns_are_told_by_the_path_of_their_field(make: Make) -> None:
    def table(column: Piece) -> Piece:
        return {"fields": [{"id": "lots", "type": "tableau", "colonnes": [{"id": "nom", "type": "texte"}, column]}]}

    def choice(*names: str) -> Piece:
        return {"id": "mode", "type": "choix", "options": [{"id": name, "libelle": name} for name in names]}

    changes = differences(make, table(choice("vente", "don")), table(choice("vente", "troc")))
    assert {(name, difference.change) for (name, _), difference in changes.items()} == {
        ("lots.mode.don", Change.REMOVED),
        ("lots.mode.troc", Change.ADDED),
    }
    changes = differences(make, table({"id": "prix", "type": "euros"}), table({"id": "prix", "type": "entier"}))
    assert ("lots.prix", "kind") in changes


def test_a_weight_that_changes_is_told(make: Make) -> None:
    def weighing(weight: str) -> Piece:
        return {"fields": [{"id": "soin", "type": "enonce", "echelle": "degre", "poids": weight}]}

    changes = differences(make, weighing("1"), weighing("4"))
    assert plain(changes["soin", "weight"].text.fr) == "Champ « soin » (soin) : le poids passe de 1 à 4."


def test_a_scale_is_told_level_by_level(make: Make) -> None:
    def scale(value: str) -> Piece:
        return {"scales": [{"id": "gout", "niveaux": [{"id": "oui", "libelle": "Oui", "valeur": value}]}]}

    changes = differences(make, scale("1/3"), scale("2/3"))
    assert plain(changes["gout.oui", "value"].text.fr) == "Niveau « Oui » (gout.oui) : la valeur passe de 1/3 à 2/3."


def test_a_rule_is_told_by_strength_applicability_and_source(make: Make) -> None:
    def indicator(**own: str) -> Piece:
        piece = {"id": "garde", "condition": "ouvert", "force": "requise", **own}
        return {"indicateurs": [piece]}

    changes = differences(
        make,
        indicator(),
        indicator(force="eliminatoire", applicable_si="assure", source="R §9", condition="non ouvert"),
    )
    assert plain(changes["garde", "strength"].text.fr).endswith("la force passe de requise à éliminatoire.")
    assert changes["garde", "strength"].text.en.endswith("the strength goes from required to eliminating.")
    assert plain(changes["garde", "applicable_if"].text.fr).endswith("devient « assure » (il n'y en avait pas).")
    assert plain(changes["garde", "source"].text.fr).endswith("la source passe de « R §1 » à « R §9 ».")
    assert plain(changes["garde", "formula"].text.fr).endswith("la formule passe de « ouvert » à « non ouvert ».")
    assert len(changes) == 4


def test_the_json_of_a_difference_holds_both_values_in_the_language_asked(make: Make) -> None:
    changes = differences(
        make,
        {"formulas": {"total": "loyer * seuil"}, "parameters": {"seuil": "0.25 ratio"}},
        {"formulas": {"total": "loyer * seuil"}, "parameters": {"seuil": "0.3 ratio"}},
    )
    document = changes["seuil", "value"].to_json("en")
    assert document["area"] == "parameters"
    assert (document["change"], document["what"]) == ("changed", "value")
    assert (document["before"], document["after"]) == ("25%", "30%")
