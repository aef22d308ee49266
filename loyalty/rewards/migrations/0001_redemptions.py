import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Redemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public",
                            models.CharField(
                                help_text="what the outside calls it", max_length=22, unique=True
                            ),
                        ),
                        ("reward", models.CharField(max_length=40)),
                        ("kind", models.CharField(max_length=20)),
                        (
                            "version",
                            models.PositiveIntegerField(
                                help_text="of the programme; its terms never change for this one"
                            ),
                        ),
                        (
                            "amount",
                            models.BigIntegerField(
                                help_text="minor units of the shop's currency; of an exchange, the partner's units",
                                null=True,
                            ),
                        ),
                        ("session", models.CharField(blank=True, max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reserved", "reserved"),
                                    ("issued", "issued"),
                                    ("used", "used"),
                                    ("released", "released"),
                                ],
                                default="reserved",
                                max_length=10,
                            ),
                        ),
                        (
                            "ending",
                            models.CharField(
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
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True, help_text="chosen before the store is asked", max_length=32
                            ),
                        ),
                        (
                            "external_id",
                            models.CharField(blank=True, help_text="what the store calls it", max_length=120),
                        ),
                        (
                            "tried_at",
                            models.DateTimeField(help_text="the store may have it since", null=True),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("issued_at", models.DateTimeField(null=True)),
                        (
                            "ends_at",
                            models.DateTimeField(help_text="the code is dead from then on", null=True),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "why",
                            models.CharField(
                                blank=True, help_text="in words, where it could not be made", max_length=300
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to="shops.shop",
                            ),
                        ),
                        (
                            "spend",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemption",
                                to="ledger.spend",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="redemption_by_shop"),
                            models.Index(
                                condition=models.Q(
                                    ("ending", ""), ("ends_at__isnull", False), ("state", "issued")
                                ),
                                fields=["ends_at"],
                                name="redemption_ending",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("shop", "code"),
                                name="code_given_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=20)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=200)),
                        ("detail", models.JSONField(default=dict)),
                        (
                            "redemption",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="rewards.redemption",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Stock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reward", models.CharField(max_length=40)),
                        (
                            "session",
                            models.CharField(
                                blank=True, help_text="empty: of the reward in all", max_length=40
                            ),
                        ),
                        ("taken", models.PositiveIntegerField(default=0)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "reward", "session"), name="one_shelf"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("taken__gte", 0)), name="never_less_than_none"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodePool",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "terms",
                            models.CharField(
                                help_text="digest of what the store was asked for", max_length=64
                            ),
                        ),
                        (
                            "public",
                            models.CharField(help_text="part of its title in the store", max_length=22),
                        ),
                        (
                            "code",
                            models.CharField(
                                help_text="the discount's first, never handed out: ending the last other leaves the discount",
                                max_length=32,
                            ),
                        ),
                        (
                            "external_id",
                            models.CharField(blank=True, help_text="what the store calls it", max_length=120),
                        ),
                        (
                            "tried_at",
                            models.DateTimeField(help_text="the store may have it since", null=True),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "made",
                            models.PositiveIntegerField(
                                default=0, help_text="how many codes the store took so far"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="code_pools",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "terms"), name="one_pool_for_terms")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoolCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=32, unique=True)),
                        ("ready", models.BooleanField(default=False, help_text="the store took it")),
                        (
                            "pool",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="codes",
                                to="rewards.codepool",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
