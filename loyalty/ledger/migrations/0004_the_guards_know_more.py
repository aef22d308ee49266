"""Balances also keep their number of transactions and how long activity keeps the points; see 0002."""

from django.db import migrations

GUARDS = """
CREATE OR REPLACE FUNCTION ledger_entries_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bad bigint;
  wanted bigint;
  changed bigint;
BEGIN
  SELECT transaction_id INTO bad FROM arrived GROUP BY transaction_id HAVING sum(amount) <> 0 LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'entries of transaction % do not sum to zero', bad USING ERRCODE = 'check_violation';
  END IF;
  PERFORM set_config('loyalty.door', 'entries', true);
  WITH sums AS (
    SELECT a.member_id,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'pending'), 0) AS pending,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'available'), 0) AS available,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'reserved'), 0) AS reserved,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'debt'), 0) AS debt,
           count(DISTINCT a.transaction_id) AS transactions, max(t.keeps_until) AS keeps_until
    FROM arrived a JOIN ledger_transaction t ON t.id = a.transaction_id
    WHERE a.member_id IS NOT NULL GROUP BY a.member_id
  ), moved AS (
    UPDATE ledger_balance b
    SET pending = b.pending + s.pending, available = b.available + s.available,
        reserved = b.reserved + s.reserved, debt = b.debt + s.debt,
        transactions = b.transactions + s.transactions, keeps_until = greatest(b.keeps_until, s.keeps_until)
    FROM sums s WHERE b.member_id = s.member_id
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM sums), (SELECT count(*) FROM moved) INTO wanted, changed;
  PERFORM set_config('loyalty.door', '', true);
  IF wanted <> changed THEN
    RAISE EXCEPTION 'a member has no balance row' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION ledger_opens_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'ledger_lot' THEN
    NEW.remaining := NEW.amount;
  ELSE
    NEW.pending := 0; NEW.available := 0; NEW.reserved := 0; NEW.debt := 0;
    NEW.transactions := 0; NEW.keeps_until := NULL;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER follows_its_door ON ledger_balance;
CREATE TRIGGER follows_its_door BEFORE UPDATE ON ledger_balance FOR EACH ROW EXECUTE FUNCTION
  ledger_follows_its_door('entries', '{pending,available,reserved,debt,transactions,keeps_until}');
ALTER TABLE ledger_spend ADD CONSTRAINT spend_member_in_programme FOREIGN KEY (member_id, programme_id)
  REFERENCES members_member (id, programme_id);
ALTER TABLE ledger_expirynotice ADD CONSTRAINT notice_member_in_programme FOREIGN KEY (member_id, programme_id)
  REFERENCES members_member (id, programme_id);

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
    dependencies = [
        ("ledger", "0003_expiry_spends_chain_and_proofs"),
        ("members", "0002_advocates_and_the_forgotten"),
    ]

    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
