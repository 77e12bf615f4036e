import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_version_of_each_dossier")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="programme_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="campaigns.programmeversion"
            ),
        ),
    ]
