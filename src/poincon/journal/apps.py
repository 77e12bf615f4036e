from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "poincon.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from poincon.journal.guard import after_migration

        # The only signal of the platform: SQLite rebuilds a table that a migration changes, and loses its triggers.
        post_migrate.connect(after_migration, sender=self)
