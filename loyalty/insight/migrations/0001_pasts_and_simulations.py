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
                    name="Assumptions",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="simulation_assumptions",
                                serialize=False,
                                to="shops.shop",
                            ),
                        ),
                        ("redeemed", models.PositiveIntegerField(default=7000)),
                        ("margin", models.PositiveIntegerField(default=5000)),
                        (
                            "worth",
                            models.CharField(
                                blank=True, help_text="of a point, where the rules do not say", max_length=20
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("redeemed__lte", 10000)), name="redeemed_in_bounds"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("margin__gte", 1), ("margin__lte", 10000)),
                                name="margin_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastOrders",
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
                            "how",
                            models.CharField(choices=[("store", "Store"), ("file", "File")], max_length=5),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("ask", "Ask"),
                                    ("export", "Export"),
                                    ("refunds", "Refunds"),
                                    ("file", "File"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("name", models.CharField(blank=True, help_text="of the file", max_length=120)),
                        (
                            "export",
                            models.CharField(blank=True, help_text="what the store calls it", max_length=120),
                        ),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="exports that came to nothing"
                            ),
                        ),
                        (
                            "left",
                            models.JSONField(
                                default=list, help_text="numbers of orders still to be read one by one"
                            ),
                        ),
                        ("orders", models.PositiveIntegerField(default=0)),
                        ("facts", models.PositiveIntegerField(default=0)),
                        (
                            "refused",
                            models.JSONField(default=list, help_text="the first: [line or order, why]"),
                        ),
                        ("refused_count", models.PositiveIntegerField(default=0)),
                        ("since", models.DateTimeField(help_text="when the first of it happened", null=True)),
                        ("until", models.DateTimeField(help_text="up to when it is known", null=True)),
                        (
                            "reach",
                            models.DateTimeField(
                                help_text="the store showed us no orders made before", null=True
                            ),
                        ),
                        (
                            "forgotten_at",
                            models.DateTimeField(help_text="when its parts were thrown away", null=True),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="insight_pas_shop_id_9f5a55_idx"),
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["next_at"],
                                name="past_at_work",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("raw", models.BooleanField(help_text="a piece of the uploaded file; else facts")),
                        ("number", models.PositiveIntegerField()),
                        ("body", models.BinaryField()),
                        (
                            "past",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="insight.pastorders",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("past", "raw", "number"), name="part_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Simulation",
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
                            "rules",
                            models.CharField(help_text="draft, version:3 or preset:name", max_length=60),
                        ),
                        ("name", models.CharField(help_text="of the programme", max_length=120)),
                        ("document", models.JSONField()),
                        ("result", models.JSONField(null=True)),
                        (
                            "levels",
                            models.JSONField(
                                default=dict, help_text="tier by customer, of those above the lowest"
                            ),
                        ),
                        (
                            "past",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="simulations",
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
                            models.Index(fields=["shop", "-id"], name="insight_sim_shop_id_32200d_idx"),
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["next_at"],
                                name="simulation_at_work",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
