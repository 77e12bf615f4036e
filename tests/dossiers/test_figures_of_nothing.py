"""A figure over tables without any row: « aucune ligne » where they may stay empty, nothing where they are awaited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from poincon.dossiers.models import Dossier
from poincon.dossiers.standing import standing
from poincon.sheets.charts import charts_of
from poincon.ui.charts import Chart
from tests.cahier.packages import Piece, form, write_package
from tests.dossiers.factories import FIELDS, RULES, Structure, address, campaign, dossier, programme
from tests.platform_fixtures import NOW

pytestmark = pytest.mark.django_db
COLUMNS: list[Piece] = [{"id": "partie", "type": "texte"}, {"id": "montant", "type": "euros"}]
FIGURES: list[Piece] = [
    {"id": "balance", "type": "equilibre", "titre": "Balance", "tableaux": ["sorties", "entrees"], "groupe": "partie"},
    {"id": "origine", "type": "parts", "titre": "Origine", "tableaux": ["entrees"], "groupe": "partie"},
]
NOTHING = "Aucune ligne\u00a0: rien à représenter."


def draft(ours: Structure, folder: Path, answers: dict[str, Any], **keys: str) -> Dossier:
    tables: list[Piece] = [
        {"id": name, "type": "tableau", "colonnes": COLUMNS, **keys} for name in ("sorties", "entrees")
    ]
    figures = [{**figure, "montant": "montant"} for figure in FIGURES]
    english = {"figures": {figure["id"]: {"titre": figure["id"]} for figure in figures}}
    piece = form([*FIELDS, *tables])
    package = write_package(
        folder, form_piece=piece, rules_piece=RULES, identity={"figures": figures}, english_piece=english
    )
    return dossier(ours, campaign(programme(package)), answers={"etal": {"nom": "Chez Paul", **answers}})


def drawn(of: Dossier) -> dict[str, Chart]:
    return {chart.title: chart for chart in charts_of(standing(of, NOW), "fr", lambda: None)}


@pytest.mark.parametrize("answers", [{}, {"sorties[]": "0", "entrees[]": "0"}, {"entrees[]": "1"}])
def test_tables_that_may_stay_empty_say_that_there_is_nothing(
    ours: Structure, tmp_path: Path, answers: dict[str, Any], client: Client
) -> None:
    empty = draft(ours, tmp_path, answers)
    charts = drawn(empty)
    assert [(chart.nothing, chart.svg) for chart in charts.values()] == [(NOTHING, ""), (NOTHING, "")]
    page = render_to_string("ui/components/chart.html", {"chart": charts["Balance"]})
    assert NOTHING in page
    assert "<table" not in page
    client.force_login(ours.editor)
    assert client.get(address("results", empty)).content.decode().count(NOTHING) == 2


@pytest.mark.parametrize("keys", [{"requis": "oui"}, {"requis_si": "ouvert"}, {"visible_si": "ouvert"}])
def test_tables_that_are_awaited_or_hidden_draw_nothing(ours: Structure, tmp_path: Path, keys: dict[str, str]) -> None:
    answers = {"ouvert": "non"} if "visible_si" in keys else {}
    assert drawn(draft(ours, tmp_path, answers, **keys)) == {}


def test_a_table_that_is_not_there_beside_another_has_no_row(ours: Structure, tmp_path: Path) -> None:
    charts = drawn(draft(ours, tmp_path, {"sorties[]": "1", "sorties[0].partie": "A", "sorties[0].montant": "10"}))
    assert charts["Balance"].rows[0][:3] == ("A", "10,00\u202f€", "aucune ligne")
    assert charts["Origine"].nothing == NOTHING
