import django.db.models.deletion
from django.db import migrations, models

import loyalty.common.encrypted
from loyalty.common.postgres.tables import Tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("members", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        Tables(
            models=[
                migrations.CreateModel(
                    name="LetterSettings",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="letter_settings",
                                serialize=False,
                                to="shops.shop",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                default="en", help_text="where the store does not say one", max_length=10
                            ),
                        ),
                        ("reply_to", models.CharField(blank=True, max_length=254)),
                        (
                            "footer",
                            models.CharField(
                                blank=True, help_text="who writes, and their postal address", max_length=300
                            ),
                        ),
                        (
                            "collect",
                            models.CharField(
                                choices=[
                                    ("each", "each by itself"),
                                    ("daily", "once a day"),
                                    ("weekly", "once a week"),
                                ],
                                default="each",
                                max_length=10,
                            ),
                        ),
                        (
                            "most_a_week",
                            models.PositiveSmallIntegerField(
                                default=3, help_text="of what is not urgent, to one member"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Tide",
                    fields=[
                        ("source", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("done", models.BigIntegerField(help_text="rows up to this id were read")),
                        ("mark", models.BigIntegerField(help_text="the last id when the mark was set")),
                        (
                            "horizon",
                            models.BigIntegerField(
                                help_text="transactions before this one must have ended first"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public",
                            models.CharField(
                                help_text="chosen before anybody outside is told", max_length=32, unique=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("done", "handed over"),
                                    ("dropped", "not to be sent"),
                                    ("dead", "given up"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField()),
                        (
                            "leased_until",
                            models.DateTimeField(help_text="a worker is on its way with it", null=True),
                        ),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("urgent", models.BooleanField()),
                        (
                            "addressless",
                            models.BooleanField(
                                default=False, help_text="the store shows no address to write to"
                            ),
                        ),
                        ("language", models.CharField(blank=True, max_length=10)),
                        (
                            "address_hash",
                            models.CharField(
                                blank=True, help_text="where it went; readable by nobody", max_length=64
                            ),
                        ),
                        (
                            "provider_id",
                            models.CharField(
                                blank=True, help_text="what the mail provider calls it", max_length=200
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mails",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["shop", "due_at"],
                                name="mail_waiting",
                            ),
                            models.Index(fields=["shop", "-id"], name="mail_by_shop"),
                            models.Index(
                                condition=models.Q(("state", "dead")), fields=["shop"], name="mail_given_up"
                            ),
                            models.Index(
                                condition=models.Q(("provider_id", ""), _negated=True),
                                fields=["provider_id"],
                                name="mail_by_provider",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("key", models.CharField(help_text="what it is about", max_length=120)),
                        (
                            "facts",
                            models.JSONField(
                                default=dict, help_text="numbers of rows; never anything about a person"
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="shops.shop",
                            ),
                        ),
                        (
                            "mail",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="letters",
                                to="notices.mail",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("mail", None)),
                                fields=["shop", "due_at"],
                                name="letter_loose",
                            ),
                            models.Index(fields=["shop", "kind", "-made_at"], name="letter_by_kind"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "kind", "key"), name="told_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OptOut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("how", models.CharField(help_text="link, complaint", max_length=20)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letter_opt_outs",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="shops.shop"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "member"), name="opted_out_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Suppression",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address_hash", models.CharField(max_length=64)),
                        ("why", models.CharField(max_length=20)),
                        ("at", models.DateTimeField()),
                        (
                            "programme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shops.programme",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "address_hash"), name="suppressed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Switch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("on", models.BooleanField()),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letter_switches",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "kind"), name="one_switch_each")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("language", models.CharField(max_length=10)),
                        ("subject", models.CharField(max_length=150)),
                        ("body", models.TextField()),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letter_wordings",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "kind", "language"), name="one_wording_each"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Endpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("url", models.CharField(max_length=2000)),
                        ("topics", models.JSONField(default=list)),
                        ("secret", loyalty.common.encrypted.EncryptedText(editable=True)),
                        ("old_secret", loyalty.common.encrypted.EncryptedText(editable=True, null=True)),
                        ("old_until", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField()),
                        ("made_by", models.CharField(max_length=200)),
                        ("failing_since", models.DateTimeField(null=True)),
                        (
                            "rests_until",
                            models.DateTimeField(
                                help_text="it failed just now: one try at a time", null=True
                            ),
                        ),
                        (
                            "off_at",
                            models.DateTimeField(
                                help_text="told nothing any more, by a person or after long failure",
                                null=True,
                            ),
                        ),
                        ("off_by", models.CharField(blank=True, max_length=200)),
                        ("gone_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="endpoints",
                                to="shops.shop",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public",
                            models.CharField(
                                help_text="chosen before anybody outside is told", max_length=32, unique=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("done", "handed over"),
                                    ("dropped", "not to be sent"),
                                    ("dead", "given up"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("due_at", models.DateTimeField()),
                        (
                            "leased_until",
                            models.DateTimeField(help_text="a worker is on its way with it", null=True),
                        ),
                        ("last_error", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "whom",
                            models.BigIntegerField(
                                help_text="the member it names, for forgetting them", null=True
                            ),
                        ),
                        ("topic", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=120)),
                        ("body", models.TextField()),
                        (
                            "endpoint",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="posts",
                                to="notices.endpoint",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="posts",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["endpoint", "due_at"],
                                name="post_waiting",
                            ),
                            models.Index(fields=["shop", "-id"], name="post_by_shop"),
                            models.Index(fields=["whom"], name="post_by_member"),
                            models.Index(fields=["made_at"], name="post_by_age"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("endpoint", "topic", "key"), name="posted_once_each"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("answer", models.TextField(blank=True, help_text="the first of it")),
                        ("error", models.CharField(blank=True, max_length=200)),
                        ("took_ms", models.PositiveIntegerField()),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="notices.post",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
