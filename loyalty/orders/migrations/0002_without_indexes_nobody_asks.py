import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.indexes import dropped

# Other indexes begin with the same column, or nobody looks for rows by it alone.
GOES = {
    "orders_order_member_id_5d95eb8a": ("orders_order", "member_id"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("members", "0002_without_indexes_nobody_asks"),
        ("orders", "0001_initial"),
    ]
    operations = [
        *dropped(GOES),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="order",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="members.member",
                    ),
                ),
            ]
        ),
    ]
