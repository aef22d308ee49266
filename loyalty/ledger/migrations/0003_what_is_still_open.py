import django.db.models.deletion
from django.db import migrations, models

# Days that were closed before this are closed anew by the next proofs, with what is still open.
ANEW = "DELETE FROM ledger_closedday; DELETE FROM ledger_closeduntil"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_the_books_guard_themselves"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StillOpen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("earned", "Earned"), ("ends", "Ends"), ("came", "Came")], max_length=6
                    ),
                ),
                ("account", models.CharField(max_length=10)),
                ("day", models.DateField(null=True)),
                ("amount", models.BigIntegerField()),
                (
                    "closed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open",
                        to="ledger.closeduntil",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.programme"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("closed", "currency", "kind", "account", "day"),
                        name="open_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
