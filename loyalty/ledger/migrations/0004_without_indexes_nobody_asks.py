import django.db.models.deletion
from django.db import migrations, models

from loyalty.common.postgres.indexes import dropped

# Other indexes begin with the same column, or nobody looks for rows by it alone.
GOES = {
    "ledger_award_member_id_7abb7167": ("ledger_award", "member_id"),
    "ledger_award_programme_id_2efca790": ("ledger_award", "programme_id"),
    "ledger_award_shop_id_23531c90": ("ledger_award", "shop_id"),
    "ledger_entry_member_id_482a4ddc": ("ledger_entry", "member_id"),
    "ledger_entry_shop_id_0407b0b8": ("ledger_entry", "shop_id"),
    "ledger_expirynotice_member_id_b597759f": ("ledger_expirynotice", "member_id"),
    "ledger_lot_shop_id_0b8d5e61": ("ledger_lot", "shop_id"),
    "ledger_spend_shop_id_6bd739c0": ("ledger_spend", "shop_id"),
    "ledger_transaction_member_id_0f264d9d": ("ledger_transaction", "member_id"),
    "ledger_transaction_programme_id_844cf2c4": ("ledger_transaction", "programme_id"),
    "ledger_transaction_shop_id_f9e91285": ("ledger_transaction", "shop_id"),
    "lot_by_award": ("ledger_lot", "award_id"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("ledger", "0003_what_is_still_open"),
        ("members", "0001_initial"),
        ("shops", "0001_initial"),
    ]
    operations = [
        *dropped(GOES),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="lot", name="lot_by_award"),
                migrations.AlterField(
                    model_name="award",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="members.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="award",
                    name="programme",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                    ),
                ),
                migrations.AlterField(
                    model_name="award",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.shop"
                    ),
                ),
                migrations.AlterField(
                    model_name="entry",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="members.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="entry",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.shop"
                    ),
                ),
                migrations.AlterField(
                    model_name="expirynotice",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expiry_notices",
                        to="members.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="lot",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.shop"
                    ),
                ),
                migrations.AlterField(
                    model_name="spend",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.shop"
                    ),
                ),
                migrations.AlterField(
                    model_name="transaction",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="members.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="transaction",
                    name="programme",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="shops.programme"
                    ),
                ),
                migrations.AlterField(
                    model_name="transaction",
                    name="shop",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="the sponsor who owes for it",
                        on_delete=django.db.models.deletion.PROTECT,
                        to="shops.shop",
                    ),
                ),
            ]
        ),
    ]
