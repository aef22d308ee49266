"""Rounds find the rewards that wait to be claimed, and those taken back, without reading every balance."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_purses_by_currency")]

    operations = [
        migrations.AddIndex(
            model_name="balance",
            index=models.Index(
                fields=["programme", "member"],
                condition=Q(currency__startswith="reward:") & (Q(available__gt=0) | Q(debt__lt=0)),
                name="reward_waiting",
            ),
        )
    ]
