"""The bell, the index that the drain walks, and bodies under lz4 where the server was built with it."""

from django.db import migrations, models

LZ4 = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE inbox_delivery ALTER COLUMN body SET COMPRESSION lz4;
    END IF;
END $$;
-- one hot row: its versions stay on one page
ALTER TABLE inbox_bell SET (fillfactor = 10);
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial"), ("shops", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Bell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rung_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(model_name="delivery", name="inbox_ready"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "ready")), fields=["shop", "next_at", "id"], name="inbox_ready"
            ),
        ),
        migrations.RunSQL(LZ4, migrations.RunSQL.noop),
    ]
