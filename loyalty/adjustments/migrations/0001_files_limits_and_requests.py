import django.db.models.deletion
from django.db import migrations, models

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
                    name="Limits",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="adjustment_limits",
                                serialize=False,
                                to="shops.shop",
                            ),
                        ),
                        (
                            "largest",
                            models.BigIntegerField(
                                help_text="points in one adjustment, given or taken", null=True
                            ),
                        ),
                        (
                            "a_day",
                            models.BigIntegerField(
                                help_text="points of one person in one day of the shop", null=True
                            ),
                        ),
                        (
                            "second_person",
                            models.BooleanField(
                                default=False, help_text="larger ones wait for one; else refused"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("largest", None),
                                    models.Q(("largest__gte", 1), ("largest__lte", 1000000000000)),
                                    _connector="OR",
                                ),
                                name="largest_in_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("a_day", None),
                                    models.Q(("a_day__gte", 1), ("a_day__lte", 1000000000000)),
                                    _connector="OR",
                                ),
                                name="a_day_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "digest",
                            models.CharField(
                                help_text="of the rows as read: a file saved anew has the same", max_length=64
                            ),
                        ),
                        ("uploaded_by", models.CharField(max_length=200)),
                        ("uploaded_at", models.DateTimeField()),
                        ("checked_at", models.DateTimeField()),
                        (
                            "skips",
                            models.BooleanField(
                                default=False, help_text="rows in error are left out, as somebody ticked"
                            ),
                        ),
                        (
                            "ordered_at",
                            models.DateTimeField(
                                help_text="when somebody said: post, or asked for it", null=True
                            ),
                        ),
                        ("started_at", models.DateTimeField(help_text="when posting could begin", null=True)),
                        (
                            "actor",
                            models.CharField(
                                blank=True, help_text="how the books name who posts", max_length=200
                            ),
                        ),
                        (
                            "worked_at",
                            models.DateTimeField(
                                help_text="when the last hundred rows were posted", null=True
                            ),
                        ),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("discarded_at", models.DateTimeField(null=True)),
                        (
                            "texts_gone_at",
                            models.DateTimeField(
                                help_text="when what could not be read was forgotten", null=True
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, to="shops.staff"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="adjustments_shop_id_048bfd_idx"),
                            models.Index(
                                condition=models.Q(("finished_at", None), ("started_at__isnull", False)),
                                fields=["worked_at"],
                                name="upload_at_work",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("started_at", None), ("discarded_at", None), _connector="OR"
                                ),
                                name="started_is_not_discarded",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("finished_at", None), ("started_at__isnull", False), _connector="OR"
                                ),
                                name="finished_was_started",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Row",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.PositiveIntegerField(
                                help_text="among the rows with anything in them, from 1"
                            ),
                        ),
                        ("line", models.PositiveIntegerField(help_text="in the file, the header being 1")),
                        (
                            "kind",
                            models.CharField(
                                blank=True, help_text="customer or email; empty: not readable", max_length=10
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                blank=True, help_text="customer id, or the e-mail's keyed hash", max_length=64
                            ),
                        ),
                        (
                            "said",
                            models.JSONField(
                                default=dict, help_text="customer and points as written, of rows in error"
                            ),
                        ),
                        ("points", models.BigIntegerField(null=True)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        (
                            "key",
                            models.CharField(help_text="what the books know the posting by", max_length=72),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "Ready"),
                                    ("wrong", "Wrong"),
                                    ("before", "Before"),
                                    ("posted", "Posted"),
                                    ("missed", "Missed"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "faults",
                            models.JSONField(default=list, help_text="[field, code, number or null] each"),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, to="members.member"
                            ),
                        ),
                        (
                            "upload",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="adjustments.upload",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "ready")),
                                fields=["upload", "number"],
                                name="row_ready",
                            ),
                            models.Index(fields=["upload", "state", "number"], name="row_by_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("upload", "number"), name="row_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.CharField(help_text="of the form: sent twice, asked once", max_length=72),
                        ),
                        (
                            "points",
                            models.BigIntegerField(
                                help_text="signed; of a file: what it gives less what it takes"
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(default=1)),
                        ("why", models.CharField(max_length=300)),
                        ("asked_by", models.CharField(max_length=200)),
                        ("asked_at", models.DateTimeField()),
                        (
                            "member",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, to="members.member"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, to="shops.staff"
                            ),
                        ),
                        (
                            "upload",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="adjustments.upload",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "-id"], name="adjustments_shop_id_63bc31_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "key"), name="asked_once"),
                            models.CheckConstraint(
                                condition=models.Q(("member", None), ("upload", None), _connector="XOR"),
                                name="about_a_member_or_a_file",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "request",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                serialize=False,
                                to="adjustments.request",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("approved", "Approved"),
                                    ("refused", "Refused"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("by", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind", "refused"), ("why", ""), _negated=True),
                                name="refusal_has_a_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Day",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("points", models.BigIntegerField(default=0)),
                        (
                            "shop",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.shop"),
                        ),
                        (
                            "staff",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="shops.staff"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "staff", "day"), name="one_sum_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 0)), name="day_not_negative"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
