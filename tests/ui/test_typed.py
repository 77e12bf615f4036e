"""What people type becomes what the engine reads, and back, without loss."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.characters import is_blank
from poincon.cahier.basics.text import Language
from poincon.cahier.dossiers.kinds import REGIONS, WrongValue, read_value
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind
from poincon.ui.widgets import AnswerTexts, display, normalise, problem
from tests.ui.example_fields import GRID, made_field, programme

LANGUAGES: tuple[Language, ...] = ("fr", "en")
NUMBERS = [FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENTAGE, FieldKind.EUROS, FieldKind.FTE]


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        (FieldKind.EUROS, "1 250 000,50 €", "1250000.50"),
        (FieldKind.EUROS, "1\u202f250\u202f000,50\u00a0€", "1250000.50"),
        (FieldKind.EUROS, "1250000.50", "1250000.50"),
        (FieldKind.EUROS, "1.250.000,50", "1250000.50"),
        (FieldKind.EUROS, "1,250,000.50", "1250000.50"),
        (FieldKind.EUROS, "€ 12,00", "12.00"),
        (FieldKind.EUROS, "12 euros", "12"),
        (FieldKind.EUROS, "\u221212,5", "-12.5"),
        (FieldKind.EUROS, ",5", "0.5"),
        (FieldKind.EUROS, "007", "7"),
        (FieldKind.PERCENTAGE, "25 %", "0.25"),
        (FieldKind.PERCENTAGE, "25", "0.25"),
        (FieldKind.PERCENTAGE, "12,50", "0.125"),
        (FieldKind.PERCENTAGE, "100", "1"),
        (FieldKind.PERCENTAGE, "0,25", "0.0025"),
        (FieldKind.FTE, "9,5 ETP", "9.5"),
        (FieldKind.INTEGER, "1 250", "1250"),
        (FieldKind.DATE, "31/12/2021", "2021-12-31"),
        (FieldKind.DATE, "1/3/2021", "2021-03-01"),
        (FieldKind.DATE, "1er mars 2021", "2021-03-01"),
        (FieldKind.DATE, "31.12.2021", "2021-12-31"),
        (FieldKind.DATE, "2021-12-31", "2021-12-31"),
        (FieldKind.SIREN, "732 829 320", "732829320"),
        (FieldKind.SIRET, "732\u202f829\u202f320\u202f00074", "73282932000074"),
        (FieldKind.YES_NO, "Oui", "oui"),
        (FieldKind.REGION, "bretagne", "53"),
        (FieldKind.ADDRESS, "12 rue de la Forge\r\n25000 Besançon", "12 rue de la Forge\n25000 Besançon"),
        (FieldKind.TEXT, "  Centre  ", "Centre"),
        (FieldKind.TEXT, "   ", ""),
        (FieldKind.TEXT, "\u200b\ufeff", ""),
        (FieldKind.TEXT, "Une\fligne \u202ede texte", "Une ligne de texte"),
        (FieldKind.LONG_TEXT, "Un.\vDeux.\fTrois 👩\u200d👧", "Un.\nDeux.\nTrois 👩\u200d👧"),
        (FieldKind.EUROS, "1250000\u200b", "1250000"),
        (FieldKind.EUROS, "1\u2003250\u3000000,50\ufeff €", "1250000.50"),
        (FieldKind.PERCENTAGE, "\u202d25\u202c %", "0.25"),
        (FieldKind.DATE, "\u200e31/12/2021", "2021-12-31"),
        (FieldKind.YEAR, "20\u00ad21", "2021"),
        (FieldKind.SIREN, "732.829.320\u200b", "732829320"),
        (FieldKind.EMAIL, "A@B.example\u200b", "a@b.example"),
        (FieldKind.TELEPHONE, "01\u00a099 00\u200b 12 34", "01 99 00 12 34"),
        (FieldKind.YES_NO, "Oui\u200b", "oui"),
        (FieldKind.REGION, "i\u0302le-de-france", "11"),
        (FieldKind.CHOICE, "choix_2\ufeff", "choix_2"),
    ],
)
def test_what_a_french_user_types_is_understood(kind: FieldKind, typed: str, text: str) -> None:
    assert normalise(made_field(kind), typed) == text


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.EUROS, "1,2 M€"),
        (FieldKind.EUROS, "12 34"),
        (FieldKind.EUROS, "environ 12"),
        (FieldKind.PERCENTAGE, "un quart"),
        (FieldKind.DATE, "31/02/2021"),
        (FieldKind.DATE, "31/12/21"),
        (FieldKind.SIREN, "12345"),
        (FieldKind.YES_NO, "peut-être"),
    ],
)
def test_what_cannot_be_read_is_kept_as_it_was_typed(kind: FieldKind, typed: str) -> None:
    field = made_field(kind)
    assert normalise(field, typed) == typed
    assert display(field, typed) == typed
    assert problem(field, typed, Names(programme(GRID), "fr"))


def test_a_comma_is_a_decimal_mark_in_french_and_groups_thousands_in_english() -> None:
    euros = made_field(FieldKind.EUROS)
    assert normalise(euros, "1,250", "fr") == "1.250"
    assert normalise(euros, "1,250", "en") == "1250"
    assert display(euros, "1250000.50", "en") == "1\u202f250\u202f000.50"
    assert display(euros, "1250000.50") == "1\u202f250\u202f000,50"


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (FieldKind.INTEGER, "10.000", "« 10.000 » peut se lire de deux façons. Écrivez 10 000 ou 10."),
        (FieldKind.INTEGER, "-1.250", "« -1.250 » n’est pas clair. Écrivez -1 250, sans point."),
        (FieldKind.EUROS, "1.250", "« 1.250 » peut se lire de deux façons. Écrivez 1 250 ou 1,25."),
        (FieldKind.EUROS, "1.250 €", "« 1.250 € » peut se lire de deux façons. Écrivez 1 250 ou 1,25."),
        (FieldKind.EUROS, "10.500", "« 10.500 » peut se lire de deux façons. Écrivez 10 500 ou 10,5."),
        (FieldKind.EUROS, "1.255", "« 1.255 » n’est pas clair. Écrivez 1 255, sans point."),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_point_before_three_digits_is_asked_again_and_what_was_typed_stays(
    kind: FieldKind, typed: str, message: str, language: Language
) -> None:
    field = made_field(kind)
    text = normalise(field, typed, language)
    with pytest.raises(WrongValue):
        read_value(field, text)
    assert display(field, text, language) == typed
    assert normalise(field, text, language) == normalise(field, display(field, text, language), language) == text
    assert AnswerTexts(Names(programme(GRID), "fr")).of(field, text) == typed
    sentence = problem(field, text, Names(programme(GRID), "fr"))
    assert sentence is not None
    assert sentence.replace("\u00a0", " ").replace("\u202f", " ") == message
    assert "?" not in (problem(field, text, Names(programme(GRID), "en")) or "?")


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        (FieldKind.EUROS, "1,250", "1.250"),
        (FieldKind.EUROS, "0.125", "0.125"),
        (FieldKind.EUROS, "1250.500", "1250.500"),
        (FieldKind.EUROS, "12.50", "12.50"),
        (FieldKind.EUROS, "1.250.000", "1250000"),
        (FieldKind.EUROS, "1.250,50", "1250.50"),
        (FieldKind.INTEGER, "1.250.000", "1250000"),
        (FieldKind.PERCENTAGE, "12.125", "0.12125"),
        (FieldKind.DECIMAL, "0.125", "0.125"),
        (FieldKind.DECIMAL, "1.250", "1.250"),
        (FieldKind.FTE, "1.250", "1.250"),
    ],
)
def test_any_other_point_or_comma_is_read_as_before(kind: FieldKind, typed: str, text: str) -> None:
    assert normalise(made_field(kind), typed) == text


@given(
    st.sampled_from(NUMBERS),
    st.sampled_from(LANGUAGES),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=6)),
)
def test_a_number_survives_being_shown_and_read_again(
    kind: FieldKind, language: Language, whole: int, fraction: str
) -> None:
    field = made_field(kind)
    text = normalise(field, f"{whole}.{fraction}" if fraction else str(whole), "fr")
    assert normalise(field, display(field, text, language), language) == text
    assert normalise(field, display(field, text, "en"), "fr") == text


@given(st.sampled_from(NUMBERS), st.text("0123456789 .,-%€\u202f", max_size=20), st.sampled_from(LANGUAGES))
def test_what_is_understood_is_a_number_and_stays_the_same_when_shown(
    kind: FieldKind, typed: str, language: Language
) -> None:
    field = made_field(kind)
    text = normalise(field, typed, language)
    if text not in ("", typed):
        assert normalise(field, display(field, text, language), language) == text


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_survives_being_shown_and_read_again(day: date) -> None:
    field = made_field(FieldKind.DATE)
    assert normalise(field, display(field, day.isoformat())) == day.isoformat()
    assert read_value(field, day.isoformat()) == day


@given(
    st.sampled_from([kind for kind in FieldKind if kind not in (FieldKind.TABLE, FieldKind.FREE_STATEMENT)]), st.text()
)
def test_no_text_is_ever_lost_or_refused(kind: FieldKind, typed: str) -> None:
    field = made_field(kind)
    text = normalise(field, typed)
    assert is_blank(text) == is_blank(typed)
    assert isinstance(display(field, text), str)
    problem(field, text, Names(programme(GRID), "fr"))


@given(st.sampled_from(sorted(REGIONS)))
def test_a_region_is_read_by_code_or_by_name(code: str) -> None:
    field = made_field(FieldKind.REGION)
    assert normalise(field, code) == normalise(field, REGIONS[code]) == code


@pytest.mark.parametrize(
    ("kind", "keys", "text", "message"),
    [
        (FieldKind.EUROS, {}, "abc", "« abc » n’est pas un nombre. Exemple : 1 250 000,50"),
        (FieldKind.PERCENTAGE, {"maximum": 1}, "1.2", "« 120 % » est trop grand : 100 % au plus."),
        (FieldKind.INTEGER, {"minimum": 0}, "-1", "« -1 » est trop petit : 0 au moins."),
        (FieldKind.INTEGER, {}, "2.5", "« 2,5 » a une virgule. Écrivez un nombre entier, sans virgule. Exemple : 61"),
        (FieldKind.EUROS, {}, "1.005", "« 1,005 » a trop de décimales : 2 au plus. Exemple : 1 250 000,50"),
        (FieldKind.DATE, {}, "2021-02-30", None),
        (FieldKind.STATEMENT, {}, "+++", "Choisissez une des réponses."),
    ],
)
def test_a_message_says_what_is_wrong_and_what_would_be_right(
    kind: FieldKind, keys: dict[str, int], text: str, message: str | None
) -> None:
    sentence = problem(made_field(kind, **keys), text, Names(programme(GRID), "fr"))
    assert sentence
    if message is not None:
        assert sentence.replace("\u00a0", " ").replace("\u202f", " ") == message


def test_answers_are_read_back_with_their_unit() -> None:
    texts = AnswerTexts(Names(programme(GRID), "fr"))
    english = AnswerTexts(Names(programme(GRID), "en"))
    assert texts.of(made_field(FieldKind.EUROS), "1250000.00") == "1\u202f250\u202f000,00\u202f€"
    assert english.of(made_field(FieldKind.EUROS), "1250000.00") == "€1,250,000.00"
    assert texts.of(made_field(FieldKind.EUROS), "douze") == "douze"
    assert texts.of(made_field(FieldKind.YES_NO), "true") == "Oui"
    assert texts.of(made_field(FieldKind.TABLE), [{}, {}]) == "2 lignes"
