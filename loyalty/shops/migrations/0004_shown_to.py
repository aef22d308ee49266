from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0003_widget_seen")]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="shown_to",
            field=models.BigIntegerField(
                help_text="themes may read what members have, and it was written for all up to this one; empty: not",
                null=True,
            ),
        )
    ]
