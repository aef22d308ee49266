import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import loyalty.common.encrypted
from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        # First whatever else is of users: each step of theirs renders all tables that are related to one.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("created_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Shop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("platform", models.CharField(max_length=20)),
                        ("domain", models.CharField(max_length=120, unique=True)),
                        ("external_id", models.CharField(blank=True, max_length=120)),
                        ("name", models.CharField(max_length=200)),
                        ("currency", models.CharField(max_length=3)),
                        ("timezone", models.CharField(default="UTC", max_length=64)),
                        ("storefront", models.URLField(blank=True, help_text="the shop's public address")),
                        ("created_at", models.DateTimeField()),
                        ("access_token", loyalty.common.encrypted.EncryptedText(editable=True, null=True)),
                        ("access_expires_at", models.DateTimeField(null=True)),
                        ("refresh_token", loyalty.common.encrypted.EncryptedText(editable=True, null=True)),
                        ("refresh_expires_at", models.DateTimeField(null=True)),
                        (
                            "scopes",
                            models.TextField(blank=True, help_text="granted, comma-separated, sorted"),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shops",
                                to="shops.programme",
                            ),
                        ),
                        (
                            "locked_out_at",
                            models.DateTimeField(
                                help_text="when the platform refused our tokens; somebody must open the app in the store",
                                null=True,
                            ),
                        ),
                        (
                            "widget_seen_at",
                            models.DateTimeField(
                                help_text="when the storefront first asked for the widget's data", null=True
                            ),
                        ),
                        (
                            "shown_to",
                            models.BigIntegerField(
                                help_text="themes may read what members have, and it was written for all up to this one; empty: not",
                                null=True,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Installation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("installed_at", models.DateTimeField()),
                        ("installed_by", models.CharField(max_length=200)),
                        ("uninstalled_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="installations",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("uninstalled_at", None)),
                                fields=("shop",),
                                name="one_open_installation",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Audit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(max_length=200)),
                        ("deed", models.CharField(max_length=60)),
                        ("detail", models.JSONField(default=dict)),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="shops_audit_shop_id_f8fcee_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Staff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=64)),
                        (
                            "role",
                            models.CharField(
                                choices=[("owner", "Owner"), ("staff", "Staff"), ("reader", "Reader")],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="staff",
                                to="shops.shop",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "user"), name="one_role_per_user"),
                            models.UniqueConstraint(
                                condition=models.Q(("subject", ""), _negated=True),
                                fields=("shop", "subject"),
                                name="one_role_per_subject",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
