"""Codes that are made ahead, each in the pool of one discount."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rewards", "0002_used_before_it_could_end"),
        ("shops", "0003_widget_seen"),
    ]

    operations = [
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
                    models.CharField(help_text="digest of what the store was asked for", max_length=64),
                ),
                ("public", models.CharField(help_text="part of its title in the store", max_length=22)),
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
                ("tried_at", models.DateTimeField(help_text="the store may have it since", null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made",
                    models.PositiveIntegerField(default=0, help_text="how many codes the store took so far"),
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
        migrations.AddConstraint(
            model_name="codepool",
            constraint=models.UniqueConstraint(fields=("shop", "terms"), name="one_pool_for_terms"),
        ),
    ]
