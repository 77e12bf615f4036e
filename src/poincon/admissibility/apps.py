from __future__ import annotations

from django.apps import AppConfig


class AdmissibilityConfig(AppConfig):
    name = "poincon.admissibility"
