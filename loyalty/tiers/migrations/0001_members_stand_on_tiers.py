import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("members", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                serialize=False,
                                to="shops.programme",
                            ),
                        ),
                        (
                            "by",
                            models.CharField(
                                help_text="fingerprint of what tiers are reckoned by", max_length=64
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        (
                            "after",
                            models.BigIntegerField(default=0, help_text="members up to this one are done"),
                        ),
                        ("looked", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="PerkUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("perk", models.CharField(max_length=40)),
                        ("level", models.CharField(blank=True, max_length=40)),
                        (
                            "key",
                            models.CharField(
                                help_text="made by the caller: the same deed twice is one use", max_length=64
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "undoes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone",
                                to="tiers.perkuse",
                            ),
                        ),
                        (
                            "plan",
                            models.CharField(
                                blank=True,
                                db_default="",
                                help_text="whose perk it is, if a plan's",
                                max_length=40,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member", "perk", "at"], name="perk_use_by_member")],
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "key"), name="perk_used_once"),
                            models.CheckConstraint(
                                condition=models.Q(("undoes", models.F("id")), _negated=True),
                                name="undoes_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Qualifying",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
                        ("spend_minor", models.BigIntegerField(default=0)),
                        ("points", models.BigIntegerField(default=0)),
                        ("orders", models.IntegerField(default=0)),
                        ("activity", models.BigIntegerField(default=0)),
                        (
                            "plans",
                            models.JSONField(
                                db_default=[], default=list, help_text="bought by it; see engine.plans.stored"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="shops.programme",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "qualifying",
                        "indexes": [models.Index(fields=["member", "at"], name="qualifying_by_member")],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "source"), name="qualifies_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Standing",
                    fields=[
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="tier_standing",
                                serialize=False,
                                to="members.member",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(default=0, help_text="of the rules it was judged by"),
                        ),
                        ("level", models.CharField(blank=True, max_length=40)),
                        (
                            "since",
                            models.DateTimeField(
                                help_text="by the ladder; empty for the level all begin at", null=True
                            ),
                        ),
                        ("reached_by", models.CharField(blank=True, help_text="the source", max_length=80)),
                        (
                            "review_at",
                            models.DateTimeField(help_text="when time alone may change something", null=True),
                        ),
                        (
                            "warned_for",
                            models.DateTimeField(
                                help_text="the moment of the fall that was last announced", null=True
                            ),
                        ),
                        (
                            "waits",
                            models.BooleanField(
                                default=False, help_text="kept only because nobody has told the member yet"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="shops.programme",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("review_at__isnull", False)),
                                fields=["review_at"],
                                name="standing_due",
                            ),
                            models.Index(fields=["programme", "level", "-member"], name="standing_by_level"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TierChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_level", models.CharField(blank=True, max_length=40)),
                        ("to_level", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField()),
                        ("reason", models.JSONField(help_text="see engine.ladder_reasons")),
                        ("source", models.CharField(blank=True, max_length=80)),
                        ("version", models.PositiveIntegerField()),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tier_changes",
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member", "-id"], name="tier_change_by_member")],
                    },
                ),
                migrations.CreateModel(
                    name="TierWarning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.CharField(max_length=40)),
                        ("to_level", models.CharField(max_length=40)),
                        (
                            "falls_at",
                            models.DateTimeField(
                                help_text="by the ladder; takes effect when the warning is old enough"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("channel", models.CharField(blank=True, max_length=20)),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("member", "level", "falls_at"), name="warned_once_of_a_fall"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("plan", models.CharField(max_length=40)),
                        ("ends_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("channel", models.CharField(blank=True, max_length=20)),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("member", "plan", "ends_at"), name="reminded_once_of_an_end"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlansHeld",
                    fields=[
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="plans_held",
                                serialize=False,
                                to="members.member",
                            ),
                        ),
                        (
                            "plans",
                            models.JSONField(db_default=[], default=list, help_text="ids of those that run"),
                        ),
                        (
                            "tags",
                            models.JSONField(
                                db_default=[], default=list, help_text="what they bring along in the store"
                            ),
                        ),
                        (
                            "review_at",
                            models.DateTimeField(help_text="when time alone may change something", null=True),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "plans held",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("review_at__isnull", False)),
                                fields=["review_at"],
                                name="plans_due",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
