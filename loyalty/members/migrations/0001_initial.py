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
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_seen_at", models.DateTimeField()),
                        ("joined_at", models.DateTimeField(null=True)),
                        (
                            "joined_by",
                            models.CharField(
                                blank=True, help_text="how: account, widget, staff", max_length=20
                            ),
                        ),
                        ("erased_at", models.DateTimeField(null=True)),
                        (
                            "claimant",
                            models.ForeignKey(
                                help_text="may claim this guest's points",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="claims",
                                to="members.member",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                help_text="merged into this one",
                                null=True,
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
                            "advocate",
                            models.ForeignKey(
                                help_text="who brought them",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="friends",
                                to="members.member",
                            ),
                        ),
                        (
                            "returned",
                            models.BooleanField(
                                default=False, help_text="an erased account was of the same person"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["programme", "-id"], name="members_mem_program_0adca7_idx"),
                            models.Index(
                                condition=models.Q(("joined_at__isnull", False)),
                                fields=["programme", "joined_at"],
                                name="joined_in_programme",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Identity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("customer", "Customer"), ("email", "Email")], max_length=10
                            ),
                        ),
                        ("value", models.CharField(max_length=64)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identities",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "shop", "kind", "value"), name="recognised_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrivacyRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("data", "data request"), ("redact", "erasure")], max_length=10
                            ),
                        ),
                        (
                            "request",
                            models.CharField(
                                blank=True, help_text="the store's number for it", max_length=64
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "answer",
                            models.JSONField(
                                default=dict,
                                help_text="for a data request: everything we hold; handed to the store",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, to="members.member"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Forgotten",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=64)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "value"), name="forgotten_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Birthday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.PositiveSmallIntegerField()),
                        ("day", models.PositiveSmallIntegerField()),
                        ("told_at", models.DateTimeField(help_text="days before this bring nothing")),
                        (
                            "told_by",
                            models.CharField(help_text="member, or who of the staff", max_length=200),
                        ),
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="birthday",
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="shops.programme"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["programme", "month", "day"], name="members_bir_program_cbdddc_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("day__gte", 1), ("day__lte", 31), ("month__gte", 1), ("month__lte", 12)
                                ),
                                name="birthday_in_calendar",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DaysLookedAt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("last", models.DateField()),
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="days_looked_at",
                                to="shops.programme",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
