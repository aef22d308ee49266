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
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.CharField(max_length=64)),
                        ("name", models.CharField(blank=True, max_length=64)),
                        (
                            "processed_at",
                            models.DateTimeField(help_text="empty while only a refund is known", null=True),
                        ),
                        ("told_at", models.DateTimeField(help_text="when something new was last learnt")),
                        ("state", models.JSONField(default=dict)),
                        (
                            "terms",
                            models.JSONField(
                                help_text="pinned by the first award; see engine.terms", null=True
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
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
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="orders",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["member", "-processed_at"], name="orders_orde_member__0cc874_idx"
                            ),
                            models.Index(fields=["shop", "name"], name="orders_by_name"),
                            models.Index(fields=["shop", "processed_at"], name="orders_by_time"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="one_row_per_order")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LastReread",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="last_reread",
                                serialize=False,
                                to="shops.shop",
                            ),
                        ),
                        ("at", models.DateTimeField(help_text="when it began")),
                        (
                            "whole_until",
                            models.DateTimeField(
                                help_text="every change before this was read by one that came to its end",
                                null=True,
                            ),
                        ),
                        ("listed", models.PositiveIntegerField(default=0)),
                        ("found", models.PositiveIntegerField(default=0)),
                        ("repaired", models.PositiveIntegerField(default=0)),
                        (
                            "failure",
                            models.CharField(
                                blank=True, help_text="why it did not come to its end", max_length=300
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
