import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "staff",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="preference",
                                serialize=False,
                                to="shops.staff",
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                    ],
                ),
            ],
        ),
    ]
