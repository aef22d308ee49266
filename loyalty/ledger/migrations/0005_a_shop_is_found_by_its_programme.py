from django.db import migrations

# As before, with indexes that are there.
FORGET_SHOP = """
CREATE OR REPLACE FUNCTION ledger_forget_shop(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  its bigint := (SELECT programme_id FROM shops_shop WHERE id = which);
BEGIN
  PERFORM set_config('loyalty.door', 'forget', true);
  DELETE FROM ledger_lotmove WHERE transaction_id IN (SELECT id FROM ledger_transaction WHERE programme_id = its AND shop_id = which);
  DELETE FROM ledger_lot WHERE programme_id = its AND shop_id = which;
  DELETE FROM ledger_entry WHERE programme_id = its AND shop_id = which;
  DELETE FROM ledger_transaction WHERE programme_id = its AND shop_id = which;
  DELETE FROM ledger_award WHERE programme_id = its AND shop_id = which;
  DELETE FROM ledger_spend WHERE programme_id = its AND shop_id = which;
  -- What was sealed is no longer whole: the seals begin anew.
  DELETE FROM ledger_proofrun WHERE programme_id = its;
  DELETE FROM ledger_seal WHERE programme_id = its;
  PERFORM set_config('loyalty.door', '', true);
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION ledger_forget_shop(which bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('loyalty.door', 'forget', true);
  DELETE FROM ledger_lotmove WHERE transaction_id IN (SELECT id FROM ledger_transaction WHERE shop_id = which);
  DELETE FROM ledger_lot WHERE shop_id = which;
  DELETE FROM ledger_entry WHERE shop_id = which;
  DELETE FROM ledger_transaction WHERE shop_id = which;
  DELETE FROM ledger_award WHERE shop_id = which;
  DELETE FROM ledger_spend WHERE shop_id = which;
  -- What was sealed is no longer whole: the seals begin anew.
  DELETE FROM ledger_proofrun WHERE programme_id = (SELECT programme_id FROM shops_shop WHERE id = which);
  DELETE FROM ledger_seal WHERE programme_id = (SELECT programme_id FROM shops_shop WHERE id = which);
  PERFORM set_config('loyalty.door', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_without_indexes_nobody_asks")]
    operations = [migrations.RunSQL(FORGET_SHOP, BEFORE)]
