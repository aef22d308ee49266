import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.tables import Tables

# Bodies under lz4, where the server was built with it.
STORED = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE inbox_delivery ALTER COLUMN body SET COMPRESSION lz4;
    END IF;
END $$;
-- one hot row: its versions stay on one page
ALTER TABLE inbox_bell SET (fillfactor = 10);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("platform", models.CharField(max_length=20)),
                        ("shop_domain", models.CharField(max_length=255)),
                        ("topic", models.CharField(max_length=100)),
                        (
                            "delivery_id",
                            models.CharField(
                                help_text="the platform's id, the same over its retries", max_length=200
                            ),
                        ),
                        ("event_id", models.CharField(blank=True, max_length=200)),
                        ("triggered_at", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField()),
                        ("headers", models.JSONField(default=dict)),
                        ("body", models.BinaryField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "waiting"),
                                    ("worked", "worked"),
                                    ("ignored", "ignored"),
                                    ("parked", "parked"),
                                ],
                                default="ready",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("next_at", models.DateTimeField(help_text="not worked before")),
                        ("worked_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "deliveries",
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="inbox_by_shop"),
                            models.Index(
                                condition=models.Q(("state", "ready")),
                                fields=["shop", "next_at", "id"],
                                name="inbox_ready",
                            ),
                            models.Index(
                                condition=models.Q(("state", "parked")), fields=["shop"], name="inbox_parked"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("platform", "shop_domain", "delivery_id"), name="delivered_once"
                            )
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
        migrations.RunSQL(STORED, migrations.RunSQL.noop),
    ]
