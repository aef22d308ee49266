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
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("landing", "the page for friends"),
                                    ("link", "a link, remembered in the basket"),
                                    ("address", "a link, in the address of the visit"),
                                    ("told", "another system"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "waits for the friend's first order"),
                                    ("held", "waits for staff"),
                                    ("passed", "counts"),
                                    ("refused", "does not count"),
                                ],
                                default="pending",
                                max_length=10,
                            ),
                        ),
                        ("score", models.PositiveIntegerField(default=0)),
                        (
                            "reasons",
                            models.JSONField(
                                default=list,
                                help_text="code, weight, how many others; see engine/suspicion.py",
                            ),
                        ),
                        (
                            "order",
                            models.CharField(
                                blank=True, help_text="the friend's first one that was paid", max_length=64
                            ),
                        ),
                        (
                            "offer",
                            models.CharField(
                                blank=True,
                                help_text="key of what the friend was given on coming",
                                max_length=80,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("judged_at", models.DateTimeField(null=True)),
                        (
                            "judged_by",
                            models.CharField(
                                blank=True, help_text="who of the staff; empty: the rules", max_length=200
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, help_text="what staff wrote; both sides read it", max_length=300
                            ),
                        ),
                        (
                            "advocate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="brought",
                                to="members.member",
                            ),
                        ),
                        (
                            "friend",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="brought_by",
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="shops.programme"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["advocate", "-made_at"], name="claim_of_advocate"),
                            models.Index(fields=["programme", "-id"], name="claim_by_programme"),
                            models.Index(
                                condition=models.Q(("state", "held")),
                                fields=["programme", "id"],
                                name="claim_waits",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("friend", models.F("advocate")), _negated=True),
                                name="nobody_brings_themselves",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(help_text="as it is shown", max_length=40)),
                        (
                            "plain",
                            models.CharField(
                                help_text="as it is compared: letters and digits only", max_length=40
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="referral_code",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "plain"), name="referral_code_of_one_member"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("allowed_at", models.DateTimeField()),
                        ("allowed_by", models.CharField(max_length=200)),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="one_household")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("value", models.CharField(max_length=64)),
                        ("seen_at", models.DateTimeField(help_text="last")),
                        ("ends_at", models.DateTimeField()),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="traces",
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
                            models.Index(fields=["programme", "value"], name="seen_with"),
                            models.Index(fields=["ends_at"], name="trace_ends"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "kind", "value"), name="seen_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Judgement",
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
                                    ("pending", "waits for the friend's first order"),
                                    ("held", "waits for staff"),
                                    ("passed", "counts"),
                                    ("refused", "does not count"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "by",
                            models.CharField(
                                blank=True, help_text="who of the staff; empty: the rules", max_length=200
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="judgements",
                                to="referrals.claim",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
