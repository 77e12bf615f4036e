"""The form of pages: how each field is shown, what comes back beside an error, what no database keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.identifiers import read_siren
from poincon.ui.components import ErrorLink
from poincon.ui.forms import (
    LineField,
    LongField,
    PageForm,
    ValueField,
    add_errors,
    choice_field,
    email_field,
    hidden_field,
    list_field,
    long_field,
    text_field,
)
from poincon.ui.text import storable
from tests.pages import flat
from tests.ui.conftest import render

FIELD = '{% include "ui/components/field.html" %}'


class ExampleForm(PageForm):
    nom = text_field("Votre nom", "Écrivez votre nom.", about="Tel que la structure le lira.")
    adresse = email_field()
    role = choice_field("Rôle", [("lire", "Lire"), ("écrire", "Écrire")], "Choisissez un rôle.")
    region = list_field("Région", [("", "Aucune"), ("53", "Bretagne")], help_text="Une seule.")
    motif = long_field("Motif", counted=300, optional=True)
    vu = hidden_field()


def shown(form: PageForm, name: str) -> str:
    return flat(render(FIELD, {"field": form[name]}))


def form_with(**typed: str) -> ExampleForm:
    form = ExampleForm({"nom": "Claire", "adresse": "claire@structure.example", "role": "lire", **typed})
    form.is_valid()
    return form


def test_a_field_is_shown_with_its_label_its_hint_and_what_opens_below() -> None:
    page = shown(ExampleForm(), "nom")
    assert '<label for="champ-nom">Votre nom</label>' in page
    assert "obligatoire" in page
    assert '<div class="control control-text">' in page
    assert "Tel que la structure le lira." in page
    assert 'aria-describedby="champ-region_helptext"' in shown(ExampleForm(), "region")


def test_an_optional_text_says_so_and_counts_its_characters() -> None:
    page = shown(ExampleForm(), "motif")
    assert "facultatif" in page
    assert 'data-length="300"' in page
    assert "maxlength" not in page


def test_what_was_typed_comes_back_beside_its_error() -> None:
    form = form_with(adresse="claire <b>")
    page = shown(form, "adresse")
    assert 'value="claire &lt;b&gt;"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="champ-adresse_error"' in page
    assert "par exemple prenom.nom@structure.example" in page


def test_radio_buttons_are_one_group_that_its_error_describes() -> None:
    page = shown(form_with(role="régner"), "role")
    assert page.strip().startswith('<fieldset class="field field-wrong" aria-describedby="champ-role_error">')
    assert 'id="champ-role_1"' in page


def test_the_summary_leads_to_each_input_in_the_order_of_the_page() -> None:
    form = form_with(role="", nom="", adresse="x")
    targets = [link.target for link in form.error_links()]
    assert targets == ["champ-nom", "champ-adresse", "champ-role_0"]
    assert form.error_links()[0] == ErrorLink("Écrivez votre nom.", "champ-nom")


def test_a_form_may_say_in_the_summary_what_each_message_is_about() -> None:
    class Subjects(ExampleForm):
        def subject(self, name: str) -> str:
            return str(self.fields[name].label) if name == "nom" else ""

    form = Subjects({"nom": "", "adresse": "claire@structure.example"})
    assert [link.message for link in form.error_links()] == [
        "Votre nom – Écrivez votre nom.",
        "Choisissez un rôle.",
    ]


def test_an_id_holds_no_point() -> None:
    form = PageForm()
    form.fields["cloture.jour"] = text_field("Jour")
    assert form["cloture.jour"].auto_id == "champ-cloture-jour"
    assert 'name="cloture.jour"' in str(form["cloture.jour"])


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_no_text_reaches_a_database_with_what_it_cannot_keep(text: str) -> None:
    long = LongField(required=False).clean(text)
    assert "\0" not in long
    assert long == storable(long)


@pytest.mark.parametrize(
    "field", [LineField(), ValueField(reader=read_siren, error_messages={"invalid": "Relisez-le."}), email_field()]
)
def test_a_nul_in_a_line_is_refused_aloud(field: Any) -> None:
    with pytest.raises(ValidationError):
        field.clean("Ma\0rie")


@given(st.text(max_size=30))
def test_a_line_has_no_second_line_and_nothing_that_turns_it(text: str) -> None:
    line = LineField(required=False, strip=True).clean(text.replace("\0", ""))
    assert len(line.splitlines()) <= 1
    assert "\u202e" not in line


def test_a_second_line_joins_the_first() -> None:
    assert LineField().clean(" Claire\r\n\r\n\tMénard\u202e ") == "Claire Ménard"


def test_what_groups_digits_is_not_kept() -> None:
    siren = ValueField(reader=read_siren, error_messages={"invalid": "Relisez-le."})
    assert siren.clean(" 012.345\u202f674\u200b ") == "012345674"
    with pytest.raises(ValidationError, match="Relisez-le"):
        siren.clean("012 345 678")


def test_a_line_of_nothing_to_see_is_empty() -> None:
    with pytest.raises(ValidationError, match="Écrivez votre nom"):
        text_field("Votre nom", "Écrivez votre nom.").clean(" \u200b\ufeff ")


def test_what_a_model_refuses_stands_at_its_field_or_where_it_can_be_mended() -> None:
    form = form_with()
    add_errors(form, ValidationError({"nom": ["Ce nom est pris."], "inconnu": ["Autre chose."]}), "region")
    assert form.errors == {"nom": ["Ce nom est pris."], "region": ["Autre chose."]}
