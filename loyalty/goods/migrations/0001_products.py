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
                    name="Product",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.CharField(max_length=64)),
                        ("facts", models.JSONField(default=dict, help_text="see engine.goods.ProductFacts")),
                        ("read_at", models.DateTimeField(help_text="just before the store was asked")),
                        (
                            "changed_at",
                            models.DateTimeField(
                                help_text="when the store last said that what we read may be old", null=True
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="products",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "external_id"), name="one_row_per_product"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
