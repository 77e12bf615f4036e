"""Each kind of field takes what it means and refuses the rest, in words that say what would be right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from poincon.cahier.basics.numbers import parse_fraction
from poincon.cahier.dossiers.kinds import WrongValue, read_value
from poincon.cahier.model import Field, FieldKind, Option, Reference

DECIMALS = {FieldKind.EUROS: 2, FieldKind.FTE: 6, FieldKind.DECIMAL: 6, FieldKind.PERCENTAGE: 6}


def field(kind: FieldKind, **keys: Any) -> Field:
    options = (Option("pme", "PME"), Option("grand_groupe", "Grand groupe"))
    return Field("x", kind, "x", Reference("R §1"), **{"decimals": DECIMALS.get(kind, 0), "options": options, **keys})


PERCENT = {"minimum": 0, "maximum": 1}

ACCEPTED: list[tuple[FieldKind, dict[str, Any], str, object]] = [
    (FieldKind.TEXT, {}, "01000", "01000"),
    (FieldKind.TEXT, {"length": 4}, "café", "café"),
    (FieldKind.LONG_TEXT, {}, "a\nb" * 5_000, "a\nb" * 5_000),
    (FieldKind.ADDRESS, {}, "1, rue de l'Exemple", "1, rue de l'Exemple"),
    (FieldKind.CHOICE, {}, "pme", "pme"),
    (FieldKind.CHOICES, {}, "grand_groupe", "grand_groupe"),
    (FieldKind.YES_NO, {}, "oui", True),
    (FieldKind.YES_NO, {}, "true", True),
    (FieldKind.YES_NO, {}, "non", False),
    (FieldKind.YES_NO, {}, "false", False),
    (FieldKind.INTEGER, {}, "61", 61),
    (FieldKind.INTEGER, {}, "61.00", 61),
    (FieldKind.INTEGER, {}, " 61 ", 61),
    (FieldKind.DECIMAL, {}, "9.5", Fraction(19, 2)),
    (FieldKind.DECIMAL, {"minimum": -5}, "-5", -5),
    (FieldKind.EUROS, {}, "250000.01", Fraction(25_000_001, 100)),
    (FieldKind.EUROS, {}, "1.100", Fraction(11, 10)),
    (FieldKind.FTE, {}, "0.333333", Fraction(333_333, 1_000_000)),
    (FieldKind.PERCENTAGE, PERCENT, "0.25", Fraction(1, 4)),
    (FieldKind.PERCENTAGE, PERCENT, "25 %", Fraction(1, 4)),
    (FieldKind.PERCENTAGE, PERCENT, "25%", Fraction(1, 4)),
    (FieldKind.PERCENTAGE, PERCENT, "33.3333\u202f%", Fraction(333_333, 1_000_000)),
    (FieldKind.PERCENTAGE, PERCENT, "1", 1),
    (FieldKind.PERCENTAGE, PERCENT, "100 %", 1),
    (FieldKind.DATE, {}, "2024-02-29", date(2024, 2, 29)),
    (FieldKind.YEAR, {}, "2021", 2021),
    (FieldKind.SIREN, {}, "732829320", "732829320"),
    (FieldKind.SIREN, {}, "732 829 320", "732829320"),
    (FieldKind.SIREN, {}, "732.829.320\u200b", "732829320"),
    (FieldKind.SIRET, {}, "73282932000074", "73282932000074"),
    (FieldKind.SIRET, {}, "732\u2009829\u3000320-00074", "73282932000074"),
    (FieldKind.EMAIL, {}, "prenom.nom@centre.example", "prenom.nom@centre.example"),
    (FieldKind.EMAIL, {}, "Prenom.Nom@Centre.example\u200b", "prenom.nom@centre.example"),
    (FieldKind.TELEPHONE, {}, "01 99 00 12 34", "01 99 00 12 34"),
    (FieldKind.TELEPHONE, {}, "01\u00a099\u202f00 12 34", "01 99 00 12 34"),
    (FieldKind.TELEPHONE, {}, "+33 1 99 00 12 34", "+33 1 99 00 12 34"),
    (FieldKind.REGION, {}, "27", "27"),
    (FieldKind.FILE, {"formats": ("pdf",)}, "Statuts 2021.PDF", "Statuts 2021.PDF"),
    (FieldKind.FILE, {}, "sans-ending", "sans-ending"),
    (FieldKind.FILE, {}, "é" * 125 + "a.pdf", "é" * 125 + "a.pdf"),
    (FieldKind.FILE, {"formats": ("pdf",)}, "E\u0301cole.pdf", "École.pdf"),
]

REFUSED: list[tuple[FieldKind, dict[str, Any], str, str, str]] = [
    (FieldKind.TEXT, {"length": 3}, "café", "text_too_long", "ce texte a 4 caractères ; il en faut 3 au plus"),
    (FieldKind.TEXT, {}, "x" * 501, "text_too_long", "501 caractères"),
    (FieldKind.LONG_TEXT, {}, "x" * 20_001, "text_too_long", "20000 au plus"),
    (FieldKind.CHOICE, {}, "PME", "unknown_option", "« PME » n'est pas une option"),
    (FieldKind.CHOICE, {}, "grandgroupe", "unknown_option", "Vouliez-vous dire « grand_groupe » ?"),
    (FieldKind.CHOICES, {}, "autre", "unknown_option", "Noms possibles : grand_groupe, pme."),
    (FieldKind.YES_NO, {}, "Oui !", "yes_or_no", "répondez par oui ou non"),
    (FieldKind.YES_NO, {}, "1", "yes_or_no", "répondez par oui ou non"),
    (FieldKind.INTEGER, {}, "61.5", "whole_number", "« 61.5 » n'est pas un nombre entier"),
    (FieldKind.INTEGER, {}, "soixante", "number", "Exemple : 61"),
    (FieldKind.INTEGER, {"minimum": 0}, "-1", "below", "« -1 » est au-dessous du minimum, 0"),
    (FieldKind.INTEGER, {"maximum": 9}, "10", "above", "« 10 » dépasse le maximum, 9"),
    (FieldKind.EUROS, {}, "12,50", "number_form", "écrivez le nombre sans espace, avec un point décimal"),
    (FieldKind.EUROS, {}, "1 250 000", "number_form", "écrivez le nombre sans espace"),
    (FieldKind.EUROS, {}, "1\u202f250\u202f000,00", "number_form", "écrivez le nombre sans espace"),
    (FieldKind.EUROS, {}, "0.001", "decimals", "« 0.001 » a plus de 2 décimales"),
    (FieldKind.EUROS, {}, "1000000000000000", "too_big", "dépasse 15 chiffres"),
    (FieldKind.EUROS, {}, "1_000", "number", "« 1_000 » n'est pas un nombre"),
    (FieldKind.EUROS, {}, "12 €", "number", "n'est pas un nombre"),
    (FieldKind.EUROS, {}, "1e5", "number", "n'est pas un nombre"),
    (FieldKind.EUROS, {}, "NaN", "number", "n'est pas un nombre"),
    (FieldKind.EUROS, {}, "１２", "number", "n'est pas un nombre"),
    (FieldKind.FTE, {"minimum": 0}, "-0.5", "below", "« -0.5 » est au-dessous du minimum, 0"),
    (FieldKind.DECIMAL, {}, "0.1234567", "decimals", "plus de 6 décimales"),
    (FieldKind.PERCENTAGE, PERCENT, "25", "above", "Écrivez 0.25 ou 25 %."),
    (FieldKind.PERCENTAGE, PERCENT, "101 %", "above", "« 1.01 » dépasse le maximum, 1"),
    (FieldKind.PERCENTAGE, PERCENT, "-1 %", "below", "au-dessous du minimum, 0"),
    (FieldKind.PERCENTAGE, PERCENT, "vingt %", "number", "n'est pas un nombre"),
    (FieldKind.DATE, {}, "2023-02-29", "date", "« 2023-02-29 » n'est pas une date qui existe. Février 2023 a 28"),
    (FieldKind.DATE, {}, "30/06/2010", "date", "une date s'écrit année-mois-jour. Écrivez 2010-06-30."),
    (FieldKind.DATE, {}, "31/02/2010", "date", "n'est pas une date qui existe. Février 2010 a 28 jours. Exemple"),
    (FieldKind.PERCENTAGE, PERCENT, "1/3", "number", "Écrivez 0.333333 ou 33.3333 %, les décimales avec un point."),
    (FieldKind.DECIMAL, {}, "1/3", "number", "Écrivez 0.333333, les décimales avec un point."),
    (FieldKind.EUROS, {}, "1/3", "number", "Écrivez 0.33, les décimales avec un point."),
    (FieldKind.PERCENTAGE, PERCENT, "un quart", "number", "Exemple : 0.25 ou 25 %"),
    (FieldKind.FTE, {}, "un quart", "number", "Exemple : 12.5"),
    (FieldKind.DATE, {}, "20211231", "date", "Écrivez 2021-12-31."),
    (FieldKind.DATE, {}, "2021-W52-5", "date", "Exemple : 2021-12-31"),
    (FieldKind.YEAR, {}, "21", "year", "« 21 » n'est pas une année. Exemple : 2021"),
    (FieldKind.YEAR, {}, "２０２１", "year", "n'est pas une année"),
    (FieldKind.SIREN, {}, "732829321", "siren", "sa clé, le dernier des 9 chiffres, n'est pas la bonne"),
    (FieldKind.SIREN, {}, "73282932", "siren", "n'est pas un SIREN"),
    (FieldKind.SIREN, {}, "000000000", "siren", "n'est pas un SIREN"),
    (FieldKind.SIRET, {}, "73282932000075", "siret", "sa clé, le dernier des 14 chiffres, n'est pas la bonne"),
    (FieldKind.EMAIL, {}, "prenom.nom", "email", "Exemple : prenom.nom@centre.example"),
    (FieldKind.EMAIL, {}, "a@b", "email", "n'est pas une adresse électronique"),
    (FieldKind.EMAIL, {}, "a b@c.example", "email", "n'est pas une adresse électronique"),
    (FieldKind.TELEPHONE, {}, "bureau 3", "telephone", "n'est pas un numéro de téléphone"),
    (FieldKind.REGION, {}, "Bretagne", "region", "Écrivez 53."),
    (FieldKind.REGION, {}, "99", "region", "Exemple : 27 pour la Bourgogne-Franche-Comté"),
    (FieldKind.FILE, {"formats": ("pdf", "docx")}, "a.exe", "file_format", "d'un format admis (pdf, docx)"),
    (FieldKind.FILE, {"formats": ("pdf",)}, "pdf", "file_format", "d'un format admis"),
    (FieldKind.FILE, {}, "../a.pdf", "file_name", "sans dossier"),
    (FieldKind.FILE, {}, "C:\\a.pdf", "file_name", "sans dossier"),
    (FieldKind.FILE, {}, ".htaccess", "file_name", "sans dossier"),
    (FieldKind.FILE, {}, "a" * 252 + ".pdf", "file_name", "255 octets au plus"),
    (FieldKind.FILE, {}, "é" * 126 + ".pdf", "file_name", "trop long"),
    (FieldKind.FILE, {"formats": ("pdf",)}, "..pdf", "file_name", "ni point au début"),
]


@pytest.mark.parametrize(
    ("kind", "keys", "text", "value"), ACCEPTED, ids=[f"{example[0]}-{example[2][:12]}" for example in ACCEPTED]
)
def test_a_field_takes_what_it_means(kind: FieldKind, keys: dict[str, Any], text: str, value: object) -> None:
    reading = read_value(field(kind, **keys), text)
    assert reading == value
    assert not isinstance(reading, float)
    assert isinstance(reading, bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("kind", "keys", "text", "code", "sentence"),
    REFUSED,
    ids=[f"{example[0]}-{example[2][:12]}" for example in REFUSED],
)
def test_a_field_refuses_the_rest_with_what_would_be_right(
    kind: FieldKind, keys: dict[str, Any], text: str, code: str, sentence: str
) -> None:
    with pytest.raises(WrongValue) as caught:
        read_value(field(kind, **keys), text)
    wrong = caught.value
    message = f"{wrong.text.fr} {wrong.remedy.fr if wrong.remedy else ''}"
    assert (wrong.code, sentence in message) == (code, True), message
    assert wrong.text.en != wrong.text.fr
    assert len(message) < 300


def test_every_kind_is_covered() -> None:
    elsewhere = {FieldKind.TABLE, FieldKind.STATEMENT, FieldKind.FREE_STATEMENT}
    assert {example[0] for example in ACCEPTED} == set(FieldKind) - elsewhere
    assert {example[0] for example in REFUSED} == set(FieldKind) - elsewhere - {FieldKind.ADDRESS}


def test_a_fraction_of_a_percentage_is_exact() -> None:
    assert read_value(field(FieldKind.PERCENTAGE, **PERCENT), "0.1 %") == parse_fraction("1/1000")
