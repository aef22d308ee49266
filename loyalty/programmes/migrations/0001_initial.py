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
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("document", models.JSONField()),
                        (
                            "base",
                            models.PositiveIntegerField(help_text="the version it was made from; 0 for none"),
                        ),
                        ("saved_at", models.DateTimeField()),
                        ("saved_by", models.CharField(max_length=200)),
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft",
                                to="shops.programme",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("document", models.JSONField()),
                        ("published_at", models.DateTimeField()),
                        ("published_by", models.CharField(max_length=200)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="shops.programme",
                            ),
                        ),
                        (
                            "back_to",
                            models.PositiveIntegerField(
                                help_text="the older version that this one brought back", null=True
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["programme", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "number"), name="numbered_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftState",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("document", models.JSONField(null=True)),
                        ("base", models.PositiveIntegerField(default=0)),
                        ("saved_at", models.DateTimeField(null=True)),
                        ("saved_by", models.CharField(blank=True, max_length=200)),
                        ("left_at", models.DateTimeField(help_text="when the change was made")),
                        ("left_by", models.CharField(max_length=200)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft_states",
                                to="shops.programme",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["programme", "-id"], name="programmes__program_b4e79e_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allowance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(help_text="cap:ID, rule:ID or campaign:ID", max_length=60)),
                        ("member", models.BigIntegerField(help_text="0: of the whole programme")),
                        (
                            "span",
                            models.CharField(
                                blank=True,
                                help_text="the day, week, month or year; empty for life",
                                max_length=10,
                            ),
                        ),
                        ("used", models.BigIntegerField(default=0)),
                        (
                            "programme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shops.programme",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["member"], name="allowance_by_member")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "name", "member", "span"), name="one_allowance"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("used__gte", 0)), name="allowance_not_negative"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
