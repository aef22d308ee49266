"""The bell that wakes who carries errands; how many a store has on their way is asked before each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_errands_to_the_store")]

    operations = [
        migrations.CreateModel(
            name="Bell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rung_at", models.DateTimeField(null=True)),
            ],
        ),
        # one hot row: its versions stay on one page
        migrations.RunSQL("ALTER TABLE outbox_bell SET (fillfactor = 10)", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="errand",
            index=models.Index(
                fields=["shop"], condition=models.Q(leased_until__isnull=False), name="errand_on_its_way"
            ),
        ),
    ]
