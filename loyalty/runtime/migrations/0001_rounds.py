from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("task", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField(help_text="the last time it came to its end", null=True)),
                ("took_ms", models.PositiveBigIntegerField(default=0)),
                ("answer", models.BigIntegerField(help_text="the number it returned", null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveBigIntegerField(default=0)),
            ],
        )
    ]
