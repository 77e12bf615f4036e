"""The triggers that make the journal append-only; put back after every migration by `guard.after_migration`."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from poincon.journal import guard


def _install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    guard.install(editor.connection)


def _remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = (("journal", "0001_initial"),)

    operations = (migrations.RunPython(_install, _remove),)
