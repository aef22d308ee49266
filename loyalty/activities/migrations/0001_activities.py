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
                    name="Activity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                help_text="made by whoever tells it; the same key is the same deed",
                                max_length=160,
                            ),
                        ),
                        ("type", models.CharField(max_length=40)),
                        ("at", models.DateTimeField(help_text="when it happened")),
                        ("told_at", models.DateTimeField()),
                        ("told_by", models.CharField(max_length=200)),
                        ("quantity", models.BigIntegerField(help_text="in millionths of the unit")),
                        ("unit", models.CharField(blank=True, max_length=40)),
                        ("place", models.CharField(blank=True, max_length=40)),
                        ("grade", models.CharField(blank=True, max_length=40)),
                        ("proof", models.CharField(max_length=16)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("done", "done"),
                                    ("open", "waits for staff"),
                                    ("refused", "refused by staff"),
                                    ("withdrawn", "taken back"),
                                    ("ended", "ended; what it earned stays"),
                                ],
                                default="done",
                                max_length=10,
                            ),
                        ),
                        (
                            "data",
                            models.JSONField(default=dict, help_text="evidence; forgotten with the person"),
                        ),
                        ("terms", models.JSONField(null=True)),
                        ("judged_by", models.CharField(blank=True, max_length=200)),
                        ("judged_at", models.DateTimeField(null=True)),
                        (
                            "why",
                            models.CharField(
                                blank=True, help_text="of a refusal; the member reads it", max_length=300
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="activities",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "activities",
                        "indexes": [
                            models.Index(fields=["member", "type", "-at"], name="activity_of_member"),
                            models.Index(fields=["shop", "-id"], name="activity_by_shop"),
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["shop", "id"],
                                name="activity_open",
                            ),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("shop", "key"), name="done_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("way", models.CharField(help_text="the rule's id", max_length=40)),
                        ("at", models.DateTimeField(help_text="the first time")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="openings",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="openings",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "member", "way"), name="opened_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.CharField(help_text="as rules name it", max_length=40)),
                        ("title", models.CharField(help_text="what members read", max_length=80)),
                        ("activity", models.CharField(default="check-in", max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("poster", "one for all days"),
                                    ("daily", "another every day"),
                                    ("single", "tickets that count once"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("first", models.DateField(help_text="the shop's own days")),
                        ("last", models.DateField()),
                        ("opens", models.TimeField(help_text="of each day; none: all day", null=True)),
                        ("closes", models.TimeField(null=True)),
                        ("count", models.PositiveIntegerField(default=1)),
                        ("secret", models.CharField(max_length=43)),
                        ("made_by", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("ended_by", models.CharField(blank=True, max_length=200)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="place_codes",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["shop", "-id"], name="place_code_by_shop")],
                    },
                ),
                migrations.CreateModel(
                    name="Picture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("image", models.BinaryField()),
                        ("thumb", models.BinaryField()),
                        ("forget_at", models.DateTimeField(db_index=True)),
                        (
                            "activity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="picture",
                                to="activities.activity",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ShareLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("way", models.CharField(help_text="the rule's id", max_length=40)),
                        ("code", models.CharField(max_length=16)),
                        ("at", models.DateTimeField()),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="share_links",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="share_links",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "code"), name="shared_by_one"),
                            models.UniqueConstraint(fields=("shop", "member", "way"), name="shared_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewDoor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("app", models.CharField(help_text="its id in review_apps.json", max_length=20)),
                        ("token", models.CharField(max_length=43, unique=True)),
                        ("made_by", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("ended_by", models.CharField(blank=True, max_length=200)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="review_doors",
                                to="shops.shop",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LinkedAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("network", models.CharField(max_length=20)),
                        ("account", models.CharField(max_length=64)),
                        ("linked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(help_text="the member unlinked it", null=True)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="linked_accounts",
                                to="members.member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="linked_accounts",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("shop", "network", "account"),
                                name="linked_by_one",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("shop", "member", "network"),
                                name="linked_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NetworkKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("network", models.CharField(help_text="its id in networks.json", max_length=20)),
                        ("client_id", models.CharField(max_length=200)),
                        ("secret", loyalty.common.encrypted.EncryptedText(editable=True)),
                        ("set_by", models.CharField(max_length=200)),
                        ("set_at", models.DateTimeField()),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="network_keys",
                                to="shops.shop",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "network"), name="one_key_for_a_network")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("done", "done"),
                                    ("open", "waits for staff"),
                                    ("refused", "refused by staff"),
                                    ("withdrawn", "taken back"),
                                    ("ended", "ended; what it earned stays"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="judgements",
                                to="activities.activity",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
