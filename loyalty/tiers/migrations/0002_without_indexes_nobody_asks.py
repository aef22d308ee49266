import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.indexes import dropped

# Other indexes begin with the same column, or nobody looks for rows by it alone.
GOES = {
    "tiers_qualifying_shop_id_5a1fc0a6": ("tiers_qualifying", "shop_id"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("shops", "0001_initial"),
        ("tiers", "0001_members_stand_on_tiers"),
    ]
    operations = [
        *dropped(GOES),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="qualifying",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="shops.shop"
                    ),
                ),
            ]
        ),
    ]
