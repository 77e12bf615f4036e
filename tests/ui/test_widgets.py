"""A widget for each kind of field: labels, names, errors, and every word escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.model import FieldKind, Reference
from poincon.ui.widgets import CurrentFile, Widgets, draw, draw_years
from poincon.ui.widgets.builder import Raw
from tests.ui.example_fields import GRID, LABEL, VALUES, made_field, programme

EVIL = "\"'><script>alert(1)</script>{{ 1 }}"


def maker(language: Language = "fr", name: str = GRID) -> Widgets:
    return Widgets(Names(programme(name), language))


@pytest.mark.parametrize("kind", FieldKind)
def test_each_kind_is_drawn_so_that_it_names_its_inputs_and_ties_its_errors(kind: FieldKind) -> None:
    field = made_field(kind)
    widget = maker().field(field, VALUES[kind], errors={field.id: ["Ce n’est pas cela."]}, required=True)
    html = draw(widget)
    assert f'id="{widget.id}"' in html
    assert "obligatoire" in html
    assert "Ce n’est pas cela." in html
    if kind is not FieldKind.TABLE:
        assert f"{widget.id}-erreur" in " ".join(re.findall(r'aria-describedby="([^"]*)"', html))
        assert re.search(rf'name="{re.escape(field.id)}(\.\w+)?"', html)
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", FieldKind)
def test_nothing_typed_becomes_markup(kind: FieldKind) -> None:
    field = made_field(kind, label=EVIL, help=EVIL)
    raws: dict[FieldKind, Raw] = {
        FieldKind.TABLE: [{"colonne_text": EVIL, "colonne_choice": EVIL}],
        FieldKind.FREE_STATEMENT: {"intitule": EVIL, "reponse": EVIL, "bareme": EVIL},
        FieldKind.CHOICES: [EVIL],
    }
    widget = maker().field(field, raws.get(kind, EVIL), errors={field.id: [EVIL]})
    assert "<script" not in draw(widget)


@given(text=st.text(alphabet="ab<>&\"' ={}%/\n") | st.just(EVIL), kind=st.sampled_from(FieldKind))
def test_a_widget_has_the_same_tags_whatever_its_texts_say(text: str, kind: FieldKind) -> None:
    """Labels, helps, errors, remarks, values, names of documents: none of them opens, ends or adds to an element."""
    assert structure(drawn_with(text, kind)) == structure(drawn_with("x", kind))


def drawn_with(text: str, kind: FieldKind) -> str:
    """A widget whose every text, from the programme or from people, is that text; not empty, so that all is there."""
    words = f"x{text}x"
    raws: dict[FieldKind, Raw] = {
        FieldKind.TABLE: [{"colonne_text": words, "colonne_choice": words}],
        FieldKind.FREE_STATEMENT: {"intitule": words, "reponse": words, "bareme": words},
        FieldKind.CHOICES: [words],
        FieldKind.FILE: {"motif": words},
    }
    reference = Reference(words, words)
    field = made_field(kind, label=words, help=words, reference=reference, levers=(words,))
    file = CurrentFile(words, words, words, words)
    widget = maker().field(field, raws.get(kind, words), errors={field.id: [words]}, files={field.id: file})
    return draw(replace(widget, remark=words.replace("\n", "")))


class Structure(HTMLParser):
    """Elements and the names of their attributes, without any text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))


def structure(html: str) -> list[tuple[str, ...]]:
    parser = Structure()
    parser.feed(html)
    parser.close()
    return parser.tags


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind not in (FieldKind.TABLE, FieldKind.FILE)])
def test_what_was_typed_comes_back_even_when_it_is_wrong(kind: FieldKind) -> None:
    field = made_field(kind)
    raw = {"intitule": "introuvable"} if kind is FieldKind.FREE_STATEMENT else "introuvable"
    widget = maker().field(field, raw)
    assert "introuvable" in draw(widget)


def test_years_stand_side_by_side_with_a_name_for_each_input() -> None:
    group = next(group for group in programme(LABEL).groups if group.id == "effectifs")
    table = maker(name=LABEL).years(group, [2020, 2021], {2021: {"etp_total": "9.5"}})
    cell = table.rows[0].cells[1][1]
    assert cell.name == "annees.2021.etp_total"
    assert cell.value == "9,5"
    html = draw_years(table)
    for ident in cell.labelled_by.split():
        assert f'id="{ident}"' in html


def test_rows_of_a_table_are_numbered_from_zero_in_names_and_from_one_for_people() -> None:
    widget = maker().field(made_field(FieldKind.TABLE), VALUES[FieldKind.TABLE])
    assert [line.number for line in widget.lines] == ["1", "2"]
    assert widget.lines[1].cells[3].name == "un_table[1].colonne_euros"
    html = draw(widget)
    assert 'name="ajouter_ligne:un_table"' in html
    assert 'name="retirer_ligne:un_table:1"' in html


def test_english_is_used_where_the_package_has_it() -> None:
    field = programme(LABEL).fields["numero_siren"]
    assert maker("en", LABEL).field(field).label != maker("fr", LABEL).field(field).label


def test_units_of_a_programme_stand_beside_their_inputs() -> None:
    fields = programme(LABEL).fields
    widgets = maker(name=LABEL)
    assert widgets.field(fields["ca_total"]).suffix == "€"
    assert widgets.field(fields["etp_crt"]).suffix == "ETP"
    assert widgets.field(fields["visites_centres"]).suffix == "visites"


def test_no_template_script_or_style_is_inline() -> None:
    root = Path(__file__).parents[2] / "src" / "poincon" / "ui" / "templates"
    for path in root.rglob("*.html"):
        html = path.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)", html), path


def test_boxes_that_are_all_unticked_are_named_beside() -> None:
    for kind in (FieldKind.CHOICES, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.STATEMENT):
        field = made_field(kind)
        widget = maker().field(field)
        html = draw(widget)
        assert f'name="cases" value="{field.id}"' in html
