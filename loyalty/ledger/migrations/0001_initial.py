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
                    name="Award",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(help_text="order:ID, joined:ID …", max_length=80)),
                        (
                            "rule",
                            models.CharField(
                                help_text="the rule's id; '-' when no rule could be asked", max_length=64
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(help_text="programme version; 0 when none was live"),
                        ),
                        (
                            "posted",
                            models.BigIntegerField(
                                default=0, help_text="points the book holds for this award"
                            ),
                        ),
                        ("written_off", models.BigIntegerField(default=0)),
                        ("steps", models.PositiveIntegerField(default=0, help_text="transactions so far")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("awarded", "Awarded"),
                                    ("zero", "Zero"),
                                    ("ineligible", "Ineligible"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("available_at", models.DateTimeField(null=True)),
                        ("effective_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField()),
                        ("reason", models.JSONField()),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
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
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="shops.shop"),
                        ),
                        (
                            "expired",
                            models.BigIntegerField(
                                db_default=0, help_text="points of it that expired unspent"
                            ),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["member", "-effective_at"], name="ledger_awar_member__93c91c_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("programme", "shop", "source", "rule"), name="awarded_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("posted__gte", 0), ("posted__lte", 1000000000000)),
                                name="posted_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Balance",
                    fields=[
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="balances",
                                to="members.member",
                            ),
                        ),
                        ("pending", models.BigIntegerField(default=0)),
                        ("available", models.BigIntegerField(default=0)),
                        ("reserved", models.BigIntegerField(default=0)),
                        ("debt", models.BigIntegerField(default=0, help_text="zero or negative")),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "keeps_until",
                            models.DateTimeField(help_text="without activity all of it ends then", null=True),
                        ),
                        ("transactions", models.BigIntegerField(db_default=0)),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("available__gt", 0), ("keeps_until__isnull", False)),
                                fields=["keeps_until"],
                                name="balance_ending",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("currency__startswith", "reward:"),
                                    models.Q(("available__gt", 0), ("debt__lt", 0), _connector="OR"),
                                ),
                                fields=["programme", "member"],
                                name="reward_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("available__gte", 0),
                                    ("debt__lte", 0),
                                    ("pending__gte", 0),
                                    ("reserved__gte", 0),
                                ),
                                name="no_overdraft",
                            ),
                            models.UniqueConstraint(fields=("member", "currency"), name="one_purse"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[("pending", "pending"), ("available", "available")], max_length=10
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        ("remaining", models.BigIntegerField()),
                        ("earned_at", models.DateTimeField()),
                        ("available_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(null=True)),
                        (
                            "award",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="ledger.award",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
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
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="shops.shop"),
                        ),
                        (
                            "transaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="ledger.transaction",
                            ),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("remaining__gt", 0)),
                                fields=["member", "expires_at", "earned_at", "id"],
                                name="lot_open",
                            ),
                            models.Index(
                                condition=models.Q(("account", "pending"), ("remaining__gt", 0)),
                                fields=["available_at"],
                                name="lot_held",
                            ),
                            models.Index(fields=["award"], name="lot_by_award"),
                            models.Index(
                                condition=models.Q(
                                    ("account", "available"),
                                    ("expires_at__isnull", False),
                                    ("remaining__gt", 0),
                                ),
                                fields=["expires_at"],
                                name="lot_ending",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0),
                                    ("amount__lte", 1000000000000),
                                    ("remaining__gte", 0),
                                    ("remaining__lte", models.F("amount")),
                                ),
                                name="lot_in_bounds",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transaction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("key", models.CharField(max_length=160)),
                        ("source", models.CharField(max_length=80)),
                        ("version", models.PositiveIntegerField()),
                        ("actor", models.CharField(max_length=200)),
                        ("reason", models.JSONField()),
                        ("effective_at", models.DateTimeField()),
                        (
                            "posted_at",
                            models.DateTimeField(
                                help_text="when the book was opened for it, by the database's clock"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transactions",
                                to="ledger.award",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transactions",
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
                                help_text="the sponsor who owes for it",
                                on_delete=django.db.models.deletion.PROTECT,
                                to="shops.shop",
                            ),
                        ),
                        (
                            "keeps_until",
                            models.DateTimeField(
                                help_text="keeps all the member has of the currency alive until then",
                                null=True,
                            ),
                        ),
                        (
                            "link",
                            models.BinaryField(
                                db_default=b"",
                                help_text="seals the row and the member's one before it; see chain",
                                max_length=32,
                            ),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["member", "-id"], name="ledger_tran_member__b50397_idx"),
                            models.Index(fields=["programme", "posted_at"], name="transaction_by_posting"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "key"), name="posted_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("key", ""), _negated=True),
                                    models.Q(("source", ""), _negated=True),
                                    models.Q(("actor", ""), _negated=True),
                                    models.Q(("kind", ""), _negated=True),
                                ),
                                name="names_its_origin",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="ledger.lot",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        (
                            "transaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lot_moves",
                                to="ledger.transaction",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("pending", "Pending"),
                                    ("available", "Available"),
                                    ("reserved", "Reserved"),
                                    ("debt", "Debt"),
                                    ("issued", "Issued"),
                                    ("redeemed", "Redeemed"),
                                    ("expired", "Expired"),
                                    ("reversed", "Reversed"),
                                    ("adjusted", "Adjusted"),
                                    ("forfeited", "Forfeited"),
                                    ("writeoff", "Writeoff"),
                                    ("clearing", "Clearing"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("amount", models.BigIntegerField()),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
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
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="shops.shop"),
                        ),
                        (
                            "transaction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="ledger.transaction",
                            ),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "verbose_name_plural": "entries",
                        "indexes": [
                            models.Index(
                                fields=["member", "account"], include=("amount",), name="entry_by_member"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gte", -1000000000000),
                                    ("amount__lte", 1000000000000),
                                    models.Q(("amount", 0), _negated=True),
                                ),
                                name="entry_in_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("member", None),
                                    ("account__in", ("pending", "available", "reserved", "debt")),
                                    _connector="XOR",
                                ),
                                name="member_accounts_have_members",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExpiryNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "days",
                            models.PositiveIntegerField(help_text="it is the notice of so many days before"),
                        ),
                        ("up_to", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(help_text="when the first of them ends")),
                        ("points", models.BigIntegerField()),
                        ("recorded_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("channel", models.CharField(blank=True, max_length=20)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expiry_notices",
                                to="members.member",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                            ),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("sent_at", None)),
                                fields=["programme"],
                                name="notice_unsent",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("member", "currency", "days", "up_to"), name="noticed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField()),
                        ("transactions", models.BigIntegerField()),
                        ("digest", models.BinaryField(max_length=32)),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seals",
                                to="shops.programme",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "until"), name="sealed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProofRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sound", models.BooleanField()),
                        ("proofs", models.JSONField()),
                        ("took_ms", models.PositiveIntegerField()),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proof_runs",
                                to="shops.programme",
                            ),
                        ),
                        (
                            "seal",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, to="ledger.seal"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["programme", "-at"], name="ledger_proo_program_922241_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Spend",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("points", models.BigIntegerField()),
                        ("returned", models.BigIntegerField(default=0, help_text="points that came back")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reserved", "Reserved"),
                                    ("used", "Used"),
                                    ("released", "Released"),
                                ],
                                default="reserved",
                                max_length=10,
                            ),
                        ),
                        (
                            "order",
                            models.CharField(
                                blank=True,
                                help_text="the platform's id of the order they paid for",
                                max_length=64,
                            ),
                        ),
                        ("reserved_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reason", models.JSONField(default=dict)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spends",
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
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="shops.shop"),
                        ),
                        ("currency", models.CharField(db_default="points", default="points", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("order", ""), _negated=True),
                                fields=["shop", "order"],
                                name="spend_by_order",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "key"), name="spent_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("points__gt", 0),
                                    ("points__lte", 1000000000000),
                                    ("returned__gte", 0),
                                    ("returned__lte", models.F("points")),
                                ),
                                name="spend_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosedUntil",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("zone", models.CharField(max_length=64)),
                        ("until", models.DateTimeField()),
                        (
                            "programme",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closed_until",
                                to="shops.programme",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ClosedDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("currency", models.CharField(max_length=60)),
                        ("account", models.CharField(max_length=10)),
                        ("day", models.DateField()),
                        ("since", models.DateTimeField(help_text="the midnight that begins it")),
                        ("amount", models.BigIntegerField()),
                        (
                            "programme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="shops.programme",
                            ),
                        ),
                        (
                            "closed",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="days",
                                to="ledger.closeduntil",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["programme", "currency", "since"], name="closed_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("closed", "currency", "day", "account"), name="closed_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
