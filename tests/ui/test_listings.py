"""The table of every list: heads said once, cells that tell their head on a telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import TemplateSyntaxError

from poincon.ui.components import Heading
from tests.pages import flat
from tests.ui.conftest import render


@dataclass(frozen=True)
class Example:
    name: str
    count: int = 0
    due: str = ""


EXAMPLES = [Example("Centre <Alpha>", 3, "lundi"), Example("Centre Beta")]


def shown(columns: str, options: str = 'label=_("Campagnes")', **context: Any) -> str:
    template = f"{{% load listings %}}{{% listing row in rows {options} %}}{columns}{{% endlisting %}}"
    return flat(render(template, {"rows": EXAMPLES, **context}))


NAME = '{% column _("Structure") %}<a href="#">{{ row.name }}</a>{% endcolumn %}'
COUNT = '{% column _("Dossiers") figures=True %}{{ row.count }}{% endcolumn %}'


def test_the_first_column_names_the_row() -> None:
    page = shown(NAME + COUNT)
    assert page.count('<tr role="row">') == 1 + len(EXAMPLES)
    assert re.findall(r'<th scope="row" role="rowheader"><a href="#">([^<]+)</a></th>', page) == [
        "Centre &lt;Alpha&gt;",
        "Centre Beta",
    ]


def test_a_cell_tells_its_head_on_a_telephone_and_the_head_is_translated() -> None:
    assert '<td role="cell" class="number" data-label="Dossiers">3</td>' in shown(NAME + COUNT)
    name = '{% column _("Nom") %}{{ row.name }}{% endcolumn %}'
    page = render("{% load listings %}{% listing row in rows %}" + name + "{% endlisting %}", {"rows": EXAMPLES}, "en")
    assert '<th scope="col" role="columnheader">Name</th>' in flat(page)


def test_figures_and_their_head_stand_on_the_right() -> None:
    page = shown(NAME + COUNT)
    assert '<th scope="col" role="columnheader" class="number">Dossiers</th>' in page
    assert page.count('class="number"') == 1 + len(EXAMPLES)


def test_a_list_is_named_by_its_words_or_by_its_title_and_may_have_its_own_look() -> None:
    assert 'role="group" aria-label="Campagnes">' in shown(NAME)
    page = shown(NAME, 'labelled_by="titre" look="queue"')
    assert 'role="group" aria-labelledby="titre">' in page
    assert '<table class="listed queue" role="table">' in page
    assert '<table class="listed" role="table">' in shown(NAME)


def test_a_cell_with_nothing_is_a_dash_that_telephones_leave_out() -> None:
    page = shown(NAME + '{% column _("Échéance") filled=row.due %}avant {{ row.due }}{% endcolumn %}')
    assert '<td role="cell" data-label="Échéance">avant lundi</td>' in page
    assert '<td role="cell" class="blank" data-label="Échéance"><span class="soft">–</span></td>' in page


def test_a_head_may_be_for_screen_readers_alone() -> None:
    page = shown(NAME + '{% column _("Action") unseen=True %}<button>Ouvrir</button>{% endcolumn %}')
    assert '<th scope="col" role="columnheader"><span class="visually-hidden">Action</span></th>' in page
    assert page.count('<td role="cell"><button>Ouvrir</button></td>') == len(EXAMPLES)


def test_a_head_may_sort_and_says_how_the_list_is_sorted() -> None:
    columns = NAME.replace('_("Structure")', "heading")
    page = shown(columns, heading=Heading("Structure", "?tri=-nom", "ascending"))
    assert 'aria-sort="ascending"><a href="?tri=-nom">Structure<span aria-hidden="true"> ↑</span></a></th>' in page
    assert "aria-sort" not in shown(columns, heading=Heading("Structure", "?tri=nom"))


def test_a_column_may_be_there_for_some_readers_only() -> None:
    columns = NAME + "{% if leads %}" + COUNT + "{% endif %}"
    assert "Dossiers" not in shown(columns, leads=False)
    assert shown(columns, leads=True) == shown(NAME + COUNT)


def test_a_list_in_a_cell_of_another_keeps_its_columns_to_itself() -> None:
    inner = '{% listing row in rows label="Dedans" %}{% column "Nom" %}{{ row.name }}{% endcolumn %}{% endlisting %}'
    page = shown(NAME + '{% column "Suite" %}' + inner + "{% endcolumn %}")
    assert page.count("<table") == 1 + len(EXAMPLES)
    assert page.count('data-label="Suite"') == len(EXAMPLES)


@pytest.mark.parametrize(
    "template",
    [
        "{% listing rows %}{% endlisting %}",
        "{% listing row in rows name=1 %}{% endlisting %}",
        "{% listing row in rows %}{% column %}{% endcolumn %}{% endlisting %}",
        '{% listing row in rows %}{% column "x" wide %}{% endcolumn %}{% endlisting %}',
    ],
)
def test_what_a_tag_does_not_know_is_refused_aloud(template: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render("{% load listings %}" + template, {"rows": EXAMPLES})
