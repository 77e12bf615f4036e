"""Characters that nobody sees: they leave values, keys and names; prose keeps those that spell it."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.characters import is_blank, plain_spaces, prose, visible_text
from poincon.cahier.basics.identifiers import read_email
from poincon.cahier.basics.located import Mapping, read_bytes
from poincon.cahier.basics.numbers import parse_fraction
from poincon.cahier.basics.problems import Unusable
from poincon.cahier.dossiers import read_answers
from tests.cahier.conftest import Make
from tests.cahier.packages import dossier_of

FORMAT = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
FAMILY = "👩\u200d👩\u200d👧"
PERSIAN = "می\u200cخواهم"


@pytest.mark.parametrize("sign", [*FORMAT, *"\ufe0f\u034f\u3164\u115f\u2800"], ids=lambda sign: f"{ord(sign):04x}")
def test_a_value_holds_no_sign_that_is_not_drawn(sign: str) -> None:
    assert visible_text(f"{sign} 12{sign}50 {sign}") == "1250"
    assert is_blank(sign)


@given(st.text())
def test_a_value_and_a_text_are_the_same_however_often_they_are_cleaned(text: str) -> None:
    for clean in (visible_text, prose):
        assert clean(clean(text)) == clean(text)
        assert unicodedata.is_normalized("NFC", clean(text))


@pytest.mark.parametrize("text", [FAMILY, PERSIAN, "au\u00adtrement", "ก\u200bข", "שלום\u200f (12)"])
def test_prose_keeps_what_spells_it(text: str) -> None:
    assert prose(text) == text


@pytest.mark.parametrize(
    "sign", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\ufeff"]
)
def test_prose_holds_nothing_that_turns_letters_round(sign: str) -> None:
    assert prose(f"non {sign}iuo") == "non iuo"


@pytest.mark.parametrize("sign", ["\v", "\f", "\r", "\r\n", "\u0085"])
def test_every_sign_that_ends_a_line_is_a_line_break(sign: str) -> None:
    assert prose(f"Un.{sign}Deux.") == "Un.\nDeux."


def test_spaces_of_every_kind_are_spaces() -> None:
    assert plain_spaces("1\u00a02\u202f3\u20094\u30005\t6") == "1 2 3 4 5 6"


# in dossier files


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u202e", "\u00ad", "\u2060"])
def test_numbers_dates_and_choices_are_read_without_them(make: Make, sign: str) -> None:
    content = {
        f"lo{sign}yer": f"1250000{sign}",
        "remise": f"25{sign} %",
        "ouverture": f"{sign}2021-12-31",
        "creation": f"20{sign}21",
        "ouvert": f"ou{sign}i",
        "halle": f"couverte{sign}",
        "services": [f"{sign}eau"],
        "accueil_1": f"+{sign}+",
        "autre": {"reponse": f"+{sign}", "bareme": f"{sign}2", "intitule": FAMILY},
        "annees": {f"2022{sign}": {"ventes": f"{sign}12"}},
    }
    dossier = dossier_of(make(), {"exercice": f"2022{sign}", "reponses": content})
    assert dossier.reference_year == 2022
    assert dossier.years == {2022: {"ventes": 12}}
    autre: Any = dossier.answers.pop("autre")
    assert (autre.level, autre.weight, autre.title) == ("+", 2, FAMILY)
    assert dossier.answers == {
        "loyer": 1_250_000,
        "remise": parse_fraction("1/4"),
        "ouverture": date(2021, 12, 31),
        "creation": 2021,
        "ouvert": True,
        "halle": "couverte",
        "services": ("eau",),
        "accueil_1": "++",
    }


def test_an_answer_with_nothing_to_see_is_missing(make: Make) -> None:
    blank = {"enseigne": "\u200b", "loyer": "\ufeff ", "courriel": "\u202e"}
    fields = [{"id": "courriel", "type": "courriel"}]
    assert dossier_of(make(fields=fields), {"reponses": blank}).answers == {}


@pytest.mark.parametrize("as_json", [True, False])
def test_a_key_is_the_same_in_both_forms_of_unicode(as_json: bool) -> None:
    tree = read_bytes('{"E\u0301cole\u200b": "1"}'.encode(), "dossier", as_json=as_json)
    assert isinstance(tree, Mapping)
    assert list(tree.entries) == ["École"]


@pytest.mark.parametrize("as_json", [True, False])
def test_two_keys_that_look_alike_are_one_key_given_twice(as_json: bool) -> None:
    with pytest.raises(Unusable) as refused:
        read_bytes('{"loyer": "1", "lo\u200byer": "2"}'.encode(), "dossier", as_json=as_json)
    assert [problem.code for problem in refused.value.problems] == ["duplicate_key"]


@pytest.mark.parametrize("sign", ["\v", "\f"])
def test_a_vertical_tab_or_a_form_feed_is_a_line_break_of_an_answer(make: Make, sign: str) -> None:
    fields = [{"id": "recit", "type": "texte_long"}]
    programme = make(fields=fields).programme
    for data, as_json in (
        (json.dumps({"reponses": {"recit": f"Un.{sign}Deux."}}), True),
        (f'reponses: {{recit: "Un.\\x{ord(sign):02x}Deux."}}', False),
    ):
        dossier, problems = read_answers(read_bytes(data.encode(), "dossier", as_json=as_json), programme)
        assert (dossier.answers, problems) == ({"recit": "Un.\nDeux."}, [])


@pytest.mark.parametrize("host", ["xn--9xb.fr", "xn--0xbbx.fr"])
def test_a_host_that_hides_signs_in_its_coded_form_is_refused(host: str) -> None:
    assert read_email(f"accueil@{host}") is None


@pytest.mark.parametrize("address", ["Accueil@Café.example", "accueil@xn--caf-dma.example", "a.b@centre.example"])
def test_an_address_that_was_read_is_read_again_as_itself(address: str) -> None:
    once = read_email(address)
    assert once is not None
    assert read_email(once) == once
