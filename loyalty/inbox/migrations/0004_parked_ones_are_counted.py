from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("inbox", "0003_one_index_less")]
    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(fields=["shop"], condition=models.Q(state="parked"), name="inbox_parked"),
        )
    ]
