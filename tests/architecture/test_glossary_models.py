"""The glossary names every kind of thing that the platform keeps in its database; every room has its place."""

from __future__ import annotations

import tomllib

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture.repository import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
MODELS = [
    model.__name__ for app in apps.get_app_configs() if app.name.startswith("poincon.") for model in app.get_models()
]


@pytest.mark.parametrize("name", MODELS)
def test_the_glossary_names_every_model(name: str) -> None:
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("|")]
    assert any(f"`{name}`" in row.split("|")[2] for row in rows)


def test_the_models_of_every_room_are_looked_at() -> None:
    assert {"Act", "Person", "StoredFile", "Campaign", "Dossier"} <= set(MODELS)


def test_every_room_is_installed_and_has_its_place_among_the_imports() -> None:
    built = {folder.parent.name for folder in (ROOT / "src" / "poincon").glob("*/apps.py")}
    assert set(settings.ROOMS) == built
    assert {f"poincon.{room}" for room in built} <= set(settings.INSTALLED_APPS)
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = configuration["tool"]["importlinter"]["contracts"][0]["layers"]
    assert [layer for layer in layers if layer in built] == list(reversed(settings.ROOMS))
