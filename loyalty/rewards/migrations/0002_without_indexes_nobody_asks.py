import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.indexes import dropped

# Other indexes begin with the same column, or nobody looks for rows by it alone.
GOES = {
    "rewards_redemption_shop_id_eb3eacef": ("rewards_redemption", "shop_id"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("rewards", "0001_redemptions"),
        ("shops", "0001_initial"),
    ]
    operations = [
        *dropped(GOES),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="redemption",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="shops.shop",
                    ),
                ),
            ]
        ),
    ]
