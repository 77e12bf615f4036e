from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "poincon.messages"
    label = "notifications"  # Django has an application called messages already
    default_auto_field = "django.db.models.BigAutoField"
