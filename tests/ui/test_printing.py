"""Signs that no document can print: which they are, and what is said of them."""

from __future__ import annotations

from unicodedata import category

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from poincon.ui.documents import printable
from poincon.ui.documents.glyphs import has_no_glyph, printed_ranges
from poincon.ui.forms import PageForm, text_field
from poincon.ui.printing import unprintable_name_words, unprintable_signs, unprintable_words, validate_printable
from tests.ui.glyphs import all_printed

RANGES = printed_ranges()


def assigned(code: int) -> bool:
    return category(chr(code)) not in ("Cc", "Cs", "Co", "Cn")


def test_typst_prints_all_that_the_table_has() -> None:
    assert all_printed("".join(chr(code) for first, last in RANGES for code in range(first, last + 1)))


def test_typst_prints_nothing_that_stands_beside_what_the_table_has() -> None:
    """Where the fonts change, so do the edges of what they have."""
    edges = {edge for first, last in RANGES for edge in (first - 1, last + 1) if assigned(edge)}
    assert [hex(edge) for edge in sorted(edges) if all_printed(chr(edge))] == []


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Été 2027 – « 1 250 000 € »", ()),
        ("Ω ж ☃ ❤\ufe0f ≥ œ", ()),
        ("a\x07\tb\u2028c\nd", ()),
        ("bravo 😀, bravo 😀", ("😀",)),
        ("👩\u200d💻 et 🇫🇷", ("👩\u200d💻", "🇫🇷")),
        ("漢字 ou 漢", ("漢字", "漢")),
        ("e\U0001e2ec", ("e\U0001e2ec",)),
        ("\uf0b7\tune puce de Word\n\uf0b7\tune autre", ()),
        ("a\uf0b7b", ("\uf0b7",)),
    ],
)
def test_signs_are_named_as_people_see_them(text: str, signs: tuple[str, ...]) -> None:
    assert unprintable_signs(text) == signs


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_text_of_which_nothing_is_asked_is_printed_as_it_is(text: str) -> None:
    spelled = any(has_no_glyph(sign) for sign in text)
    assert ("[U+" in printable(text)) == spelled
    assert bool(unprintable_signs(f"a{text}")) == spelled


def words(text: str, language: str = "fr") -> str:
    sentence = unprintable_words(text)
    assert sentence is not None
    return sentence.into("en" if language == "en" else "fr").replace("\u00a0", " ")


def test_one_sign_several_and_many() -> None:
    assert words("😀") == "« 😀 » ne peut pas être imprimé : remplacez-le par des mots."
    assert words("😀", "en") == "“😀” cannot be printed: replace it with words."
    assert words("😀 😁") == "« 😀 », « 😁 » ne peuvent pas être imprimés : remplacez-les par des mots."
    assert words("😀 😁", "en") == "“😀”, “😁” cannot be printed: replace them with words."
    assert "« 😃 » et d’autres signes ne peuvent" in words("😀 😁 😂 🤣 😃 😄")
    assert "“😃” and other signs cannot" in words("😀 😁 😂 🤣 😃 😄", "en")


def test_a_sign_that_no_screen_shows_is_named_by_its_number_and_a_long_word_is_cut() -> None:
    assert words("a\uf0b7") == "« U+F0B7 » ne peut pas être imprimé : remplacez-le par des mots."
    assert words("漢" * 1000).startswith(f"« {'漢' * 12}… » ne peut")


def test_the_name_of_a_document_is_changed_on_ones_own_computer() -> None:
    sentence = unprintable_name_words("plan 😀.pdf")
    assert sentence is not None
    assert sentence.fr.replace("\u00a0", " ").endswith("(« 😀 ») : renommez le fichier, puis envoyez-le de nouveau.")
    assert sentence.en.endswith("(“😀”): rename the file, then send it again.")
    assert unprintable_name_words("plan d’été.pdf") is None


def test_a_validator_says_it_in_the_language_of_the_page() -> None:
    validate_printable("Hélène")
    with override("en"), pytest.raises(ValidationError, match="cannot be printed"):
        validate_printable("Hélène 😀")


class NameForm(PageForm):
    name = text_field("Nom", "Écrivez un nom.", printed=True)
    nickname = text_field("Surnom")


def test_a_field_that_is_printed_asks_and_keeps_what_was_typed() -> None:
    form = NameForm({"name": "Zoé 😀", "nickname": "Zoé 😀"})
    (message,) = form.errors["name"]
    assert "« 😀 »".replace(" ", "\u00a0") in message
    assert "Zoé 😀" in str(form["name"])
    assert "nickname" not in form.errors
