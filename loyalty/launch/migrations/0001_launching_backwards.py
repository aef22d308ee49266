import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("insight", "0001_pasts_and_simulations"),
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Launch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("stopped", "Stopped"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("done", models.PositiveBigIntegerField(default=0)),
                        (
                            "of",
                            models.PositiveBigIntegerField(
                                default=0, help_text="0 while nobody knows how much there is"
                            ),
                        ),
                        (
                            "turn",
                            models.UUIDField(
                                help_text="of the worker that has it; whoever has another gives up", null=True
                            ),
                        ),
                        ("failure", models.CharField(blank=True, max_length=300)),
                        ("asked_by", models.CharField(max_length=200)),
                        ("asked_at", models.DateTimeField()),
                        ("next_at", models.DateTimeField(help_text="before that nobody need look")),
                        ("worked_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "stage",
                            models.CharField(
                                choices=[("preview", "Preview"), ("post", "Post")],
                                default="preview",
                                max_length=7,
                            ),
                        ),
                        ("since", models.DateTimeField(help_text="orders placed from then on are paid for")),
                        ("document", models.JSONField()),
                        (
                            "preview",
                            models.JSONField(help_text="what loyalty.launch.preview says", null=True),
                        ),
                        ("version", models.PositiveIntegerField(help_text="that was published", null=True)),
                        ("confirmed_by", models.CharField(blank=True, max_length=200)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        (
                            "missed",
                            models.JSONField(
                                default=list, help_text="[order, why] of those that could not be worked"
                            ),
                        ),
                        (
                            "past",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="launches",
                                to="insight.pastorders",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="launch_laun_shop_id_3b33a8_idx"),
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["next_at"],
                                name="launch_at_work",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
