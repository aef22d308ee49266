"""Every row of the books is of a currency; see 0006 for what keeps them apart."""

from django.db import migrations, models


def _currency(model: str) -> migrations.AddField:
    field = models.CharField(db_default="points", default="points", max_length=60)
    return migrations.AddField(model_name=model, name="currency", field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_the_guards_know_more"),
        ("members", "0002_advocates_and_the_forgotten"),
        ("shops", "0003_widget_seen"),
    ]

    operations = [
        *(
            _currency(model)
            for model in ("award", "transaction", "entry", "lot", "balance", "spend", "expirynotice")
        ),
        migrations.AlterField(
            model_name="balance",
            name="keeps_until",
            field=models.DateTimeField(help_text="without activity all of it ends then", null=True),
        ),
        migrations.AlterField(
            model_name="transaction",
            name="keeps_until",
            field=models.DateTimeField(
                help_text="keeps all the member has of the currency alive until then", null=True
            ),
        ),
    ]
