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
                    name="Errand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        (
                            "key",
                            models.CharField(help_text="what it is about; one row for it", max_length=120),
                        ),
                        ("wanted", models.JSONField()),
                        (
                            "wish",
                            models.PositiveIntegerField(
                                default=1, help_text="counts the wishes: a late answer closes only its own"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "waiting"), ("done", "done"), ("dead", "given up")],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField()),
                        (
                            "leased_until",
                            models.DateTimeField(help_text="a worker is on its way with it", null=True),
                        ),
                        ("last_error", models.CharField(blank=True, max_length=500)),
                        ("made_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="errands",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["shop", "due_at"],
                                name="errand_waiting",
                            ),
                            models.Index(fields=["shop", "-id"], name="errand_by_shop"),
                            models.Index(
                                condition=models.Q(("leased_until__isnull", False)),
                                fields=["shop"],
                                name="errand_on_its_way",
                            ),
                            models.Index(
                                condition=models.Q(("state", "dead")), fields=["shop"], name="errand_dead"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "key"), name="one_errand_each")
                        ],
                    },
                ),
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
            ],
        ),
        # one hot row: its versions stay on one page
        migrations.RunSQL("ALTER TABLE outbox_bell SET (fillfactor = 10)", migrations.RunSQL.noop),
    ]
