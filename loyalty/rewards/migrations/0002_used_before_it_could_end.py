"""A reward that the store says was used stays, and is not asked about for ever."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rewards", "0001_redemptions")]

    operations = [
        migrations.AlterField(
            model_name="redemption",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not ending"),
                    ("undone", "undone"),
                    ("expired", "expired"),
                    ("withdrawn", "withdrawn"),
                    ("taken_back", "what it was given for was taken back"),
                    ("failed", "could not be made"),
                    ("kept", "used before it could be ended; its order is on its way"),
                ],
                default="",
                max_length=10,
            ),
        )
    ]
