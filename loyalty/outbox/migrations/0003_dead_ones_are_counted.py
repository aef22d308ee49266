from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0002_a_bell_of_its_own")]
    operations = [
        AddIndexConcurrently(
            model_name="errand",
            index=models.Index(fields=["shop"], condition=models.Q(state="dead"), name="errand_dead"),
        )
    ]
