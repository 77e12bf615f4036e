"""Each dossier is judged by the version of its campaign: until now it could be no other."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_that_of_the_campaign(apps: Any, schema_editor: Any) -> None:
    dossiers = apps.get_model("dossiers", "Dossier").objects.filter(programme_version__isnull=True)
    campaigns = apps.get_model("campaigns", "Campaign").objects.filter(pk=OuterRef("campaign"))
    dossiers.update(programme_version=Subquery(campaigns.values("programme_version")[:1]))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_instruction")]

    operations = [migrations.RunPython(take_that_of_the_campaign, migrations.RunPython.noop)]
