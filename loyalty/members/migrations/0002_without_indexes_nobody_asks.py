import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.indexes import dropped

# Other indexes begin with the same column, or nobody looks for rows by it alone.
GOES = {
    "members_identity_programme_id_6c92104d": ("members_identity", "programme_id"),
    "members_member_programme_id_9868efd6": ("members_member", "programme_id"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("members", "0001_initial"),
        ("shops", "0001_initial"),
    ]
    operations = [
        *dropped(GOES),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="identity",
                    name="programme",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                    ),
                ),
                migrations.AlterField(
                    model_name="member",
                    name="programme",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                    ),
                ),
            ]
        ),
    ]
