from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_remember_the_last_reread")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["shop", "name"], name="orders_by_name"),
        )
    ]
