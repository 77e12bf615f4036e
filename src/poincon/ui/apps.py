from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "poincon.ui"
    label = "ui"
