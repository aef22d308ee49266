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
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("route", models.CharField(max_length=60)),
                        ("key", models.CharField(help_text="as the caller chose it", max_length=255)),
                        (
                            "fingerprint",
                            models.BinaryField(help_text="SHA-256 of address and body", max_length=32),
                        ),
                        ("status", models.PositiveSmallIntegerField()),
                        ("body", models.JSONField()),
                        ("at", models.DateTimeField()),
                        (
                            "member",
                            models.ForeignKey(
                                help_text="whom it is about: forgotten with them",
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="answer_by_age")],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "route", "key"), name="answered_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Key",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("scopes", models.JSONField(default=list, help_text="see scopes.Scope")),
                        (
                            "prefix",
                            models.CharField(
                                help_text="the token's readable beginning", max_length=12, unique=True
                            ),
                        ),
                        ("digest", models.BinaryField(help_text="SHA-256 of the whole token", max_length=32)),
                        (
                            "form",
                            models.UUIDField(help_text="of the form that made it: sent twice, made once"),
                        ),
                        ("made_by_name", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("last_used_at", models.DateTimeField(help_text="to ten minutes", null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("revoked_by_name", models.CharField(blank=True, max_length=200)),
                        (
                            "made_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.staff"),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_keys",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "form"), name="key_made_once")
                        ],
                    },
                ),
            ],
        ),
    ]
