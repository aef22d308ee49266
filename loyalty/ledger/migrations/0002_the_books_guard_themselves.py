"""Laws S1-S6 and S8 in PostgreSQL itself, so that no code path can break them."""

from django.db import migrations

GUARDS = """
ALTER TABLE members_member ADD CONSTRAINT member_in_programme UNIQUE (id, programme_id);
ALTER TABLE ledger_transaction ADD CONSTRAINT transaction_in_currency UNIQUE (id, programme_id, shop_id, currency);
ALTER TABLE ledger_lot ADD CONSTRAINT lot_in_programme UNIQUE (id, programme_id);

-- S5: every row of a transaction shares its programme, shop and currency; members belong to the programme too.
ALTER TABLE ledger_entry
  ADD CONSTRAINT entry_shares_programme FOREIGN KEY (transaction_id, programme_id, shop_id, currency)
    REFERENCES ledger_transaction (id, programme_id, shop_id, currency),
  ADD CONSTRAINT entry_member_in_programme FOREIGN KEY (member_id, programme_id)
    REFERENCES members_member (id, programme_id);
ALTER TABLE ledger_lot
  ADD CONSTRAINT lot_shares_programme FOREIGN KEY (transaction_id, programme_id, shop_id, currency)
    REFERENCES ledger_transaction (id, programme_id, shop_id, currency),
  ADD CONSTRAINT lot_member_in_programme FOREIGN KEY (member_id, programme_id)
    REFERENCES members_member (id, programme_id);
ALTER TABLE ledger_lotmove
  ADD CONSTRAINT move_shares_programme FOREIGN KEY (lot_id, programme_id) REFERENCES ledger_lot (id, programme_id);
ALTER TABLE ledger_balance
  ADD CONSTRAINT balance_member_in_programme FOREIGN KEY (member_id, programme_id)
    REFERENCES members_member (id, programme_id);
ALTER TABLE ledger_spend
  ADD CONSTRAINT spend_member_in_programme FOREIGN KEY (member_id, programme_id)
    REFERENCES members_member (id, programme_id);
ALTER TABLE ledger_expirynotice
  ADD CONSTRAINT notice_member_in_programme FOREIGN KEY (member_id, programme_id)
    REFERENCES members_member (id, programme_id);

-- S1: checked twice. At the statement, because all legs of a transaction arrive in one INSERT ...
-- S2: the cached balance moves with the entries, in the same statement.
CREATE FUNCTION ledger_entries_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
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
    SELECT a.member_id, a.currency,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'pending'), 0) AS pending,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'available'), 0) AS available,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'reserved'), 0) AS reserved,
           coalesce(sum(a.amount) FILTER (WHERE a.account = 'debt'), 0) AS debt,
           count(DISTINCT a.transaction_id) AS transactions, max(t.keeps_until) AS keeps_until
    FROM arrived a JOIN ledger_transaction t ON t.id = a.transaction_id
    WHERE a.member_id IS NOT NULL GROUP BY a.member_id, a.currency
  ), moved AS (
    UPDATE ledger_balance b
    SET pending = b.pending + s.pending, available = b.available + s.available,
        reserved = b.reserved + s.reserved, debt = b.debt + s.debt,
        transactions = b.transactions + s.transactions, keeps_until = greatest(b.keeps_until, s.keeps_until)
    FROM sums s WHERE b.member_id = s.member_id AND b.currency = s.currency
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM sums), (SELECT count(*) FROM moved) INTO wanted, changed;
  PERFORM set_config('loyalty.door', '', true);
  IF wanted <> changed THEN
    RAISE EXCEPTION 'a member has no balance row' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_arrived AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_arrived();

-- ... and at commit, for whatever else wrote into the transaction.
CREATE FUNCTION ledger_transaction_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  total numeric;
  legs bigint;
BEGIN
  SELECT coalesce(sum(amount), 0), count(*) INTO total, legs FROM ledger_entry WHERE transaction_id = NEW.id;
  IF total <> 0 OR legs = 0 THEN
    RAISE EXCEPTION 'transaction % has % entries with sum %', NEW.id, legs, total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transaction_is_whole AFTER INSERT ON ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_is_whole();

-- Lots follow their moves. A transaction draws on lots of its own currency only.
CREATE FUNCTION ledger_moves_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint;
  changed bigint;
BEGIN
  PERFORM set_config('loyalty.door', 'moves', true);
  WITH sums AS (
    SELECT a.lot_id, t.currency, sum(a.amount) AS amount
    FROM arrived a JOIN ledger_transaction t ON t.id = a.transaction_id GROUP BY a.lot_id, t.currency
  ), moved AS (
    UPDATE ledger_lot l SET remaining = l.remaining + s.amount
    FROM sums s WHERE l.id = s.lot_id AND l.currency = s.currency
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM sums), (SELECT count(*) FROM moved) INTO wanted, changed;
  PERFORM set_config('loyalty.door', '', true);
  IF wanted <> changed THEN
    RAISE EXCEPTION 'a lot is not of the currency of its transaction' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER moves_arrived AFTER INSERT ON ledger_lotmove
  REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION ledger_moves_arrived();

-- What an award has posted stays of one currency.
CREATE FUNCTION ledger_award_keeps_its_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'award % keeps its currency', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keeps_its_currency BEFORE UPDATE OF currency ON ledger_award FOR EACH ROW
  WHEN (OLD.currency <> NEW.currency AND OLD.steps > 0) EXECUTE FUNCTION ledger_award_keeps_its_currency();

-- S4: append-only, whoever asks. Only the forgetting of a whole shop (ledger_forget_shop) opens the door.
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('loyalty.door', true) = 'forget' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '% of % is not allowed: the books are append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION ledger_follows_its_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('loyalty.door', true) = TG_ARGV[0]
     AND to_jsonb(NEW) - TG_ARGV[1]::text[] = to_jsonb(OLD) - TG_ARGV[1]::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'UPDATE of % is not allowed: it follows the books', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION ledger_opens_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'ledger_lot' THEN
    NEW.remaining := NEW.amount;
  ELSE
    NEW.pending := 0; NEW.available := 0; NEW.reserved := 0; NEW.debt := 0;
    NEW.transactions := 0; NEW.keeps_until := NULL;
  END IF;
  RETURN NEW;
END $$;
"""


def _append_only(table: str, forbidden: str) -> str:
    return f"""
CREATE TRIGGER append_only BEFORE {forbidden} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_is_append_only();
"""


def _follows(table: str, door: str, columns: str) -> str:
    return f"""
CREATE TRIGGER follows_its_door BEFORE UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION ledger_follows_its_door('{door}', '{columns}');
CREATE TRIGGER opens_whole BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_opens_whole();
"""


FORGET = """
CREATE FUNCTION ledger_forget_shop(which bigint) RETURNS void LANGUAGE plpgsql AS $$
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

APPEND_ONLY = "".join(
    [
        _append_only(table, "UPDATE OR DELETE")
        for table in ("ledger_entry", "ledger_transaction", "ledger_lotmove")
    ]
    + [_append_only(table, "DELETE") for table in ("ledger_lot", "ledger_balance")]
    + [
        _follows("ledger_lot", "moves", "{remaining}"),
        _follows("ledger_balance", "entries", "{pending,available,reserved,debt,transactions,keeps_until}"),
    ]
)


class Migration(migrations.Migration):
    initial = True  # the tables of 0001 are empty still
    dependencies = [("ledger", "0001_initial"), ("members", "0001_initial")]

    operations = [migrations.RunSQL(GUARDS + APPEND_ONLY + FORGET, migrations.RunSQL.noop)]
