"""The proofs: per law a count of what is asked and a question that answers the faults, in SQL."""

from loyalty.ledger.still_open import PROVEN


def _count(table: str) -> str:
    return f"SELECT count(*) FROM {table} WHERE %(programme)s::bigint IS NULL OR programme_id = %(programme)s"  # noqa: S608 - table names of our own


PROOFS: tuple[tuple[str, str, str, str], ...] = (
    (
        "S1",
        "every transaction has entries that sum to zero",
        _count("ledger_transaction"),
        """
        SELECT 'transaction', t.id, 'sums to', coalesce(sum(e.amount), 0), 'over', count(e.id), 'entries'
        FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id
        WHERE (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
        GROUP BY t.id HAVING coalesce(sum(e.amount), 0) <> 0 OR count(e.id) = 0
        """,
    ),
    (
        "S2",
        "every balance is the sum of its entries",
        _count("ledger_balance"),
        """
        SELECT 'member', coalesce(b.member_id, s.member_id), 'in', currency,
               'shows', b.available, b.pending, b.reserved, b.debt,
               'entries say', s.available, s.pending, s.reserved, s.debt
        FROM (SELECT * FROM ledger_balance b
          WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)) b
        FULL JOIN (
          SELECT member_id, currency,
                 coalesce(sum(amount) FILTER (WHERE account = 'available'), 0) AS available,
                 coalesce(sum(amount) FILTER (WHERE account = 'pending'), 0) AS pending,
                 coalesce(sum(amount) FILTER (WHERE account = 'reserved'), 0) AS reserved,
                 coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0) AS debt
          FROM ledger_entry e WHERE member_id IS NOT NULL
          AND (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s) GROUP BY member_id, currency
        ) s USING (member_id, currency)
        WHERE (coalesce(b.available, 0), coalesce(b.pending, 0), coalesce(b.reserved, 0), coalesce(b.debt, 0))
           <> (coalesce(s.available, 0), coalesce(s.pending, 0), coalesce(s.reserved, 0), coalesce(s.debt, 0))
        """,
    ),
    (
        "S2",
        "every lot is what its moves left of it",
        _count("ledger_lot"),
        """
        SELECT 'lot', l.id, 'shows', l.remaining, 'moves say', l.amount + coalesce(sum(m.amount), 0)
        FROM ledger_lot l LEFT JOIN ledger_lotmove m ON m.lot_id = l.id
        WHERE (%(programme)s::bigint IS NULL OR l.programme_id = %(programme)s)
        GROUP BY l.id HAVING l.remaining <> l.amount + coalesce(sum(m.amount), 0)
        """,
    ),
    (
        "S2",
        "open lots and balances agree",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'in', b.currency, 'has', b.available, b.pending, 'lots hold',
               coalesce(sum(l.remaining) FILTER (WHERE l.account = 'available'), 0),
               coalesce(sum(l.remaining) FILTER (WHERE l.account = 'pending'), 0)
        FROM ledger_balance b LEFT JOIN ledger_lot l
          ON l.member_id = b.member_id AND l.currency = b.currency AND l.remaining > 0
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
        GROUP BY b.id
        HAVING b.available <> coalesce(sum(l.remaining) FILTER (WHERE l.account = 'available'), 0)
            OR b.pending <> coalesce(sum(l.remaining) FILTER (WHERE l.account = 'pending'), 0)
        """,
    ),
    (
        "S3",
        "nothing is below zero and no debt above it",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'in', b.currency, 'has', b.available, b.pending, b.reserved, b.debt
        FROM ledger_balance b
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
          AND (b.available < 0 OR b.pending < 0 OR b.reserved < 0 OR b.debt > 0)
        """,
    ),
    (
        "S5",
        "entries and lots share their transaction's programme, shop and currency",
        _count("ledger_entry"),
        """
        SELECT r.what, r.id, 'of transaction', t.id, 'in', r.currency FROM (
          SELECT 'entry' AS what, id, transaction_id, programme_id, shop_id, currency FROM ledger_entry
          UNION ALL SELECT 'lot', id, transaction_id, programme_id, shop_id, currency FROM ledger_lot
        ) r JOIN ledger_transaction t ON t.id = r.transaction_id
        WHERE (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
          AND (r.programme_id, r.shop_id, r.currency) <> (t.programme_id, t.shop_id, t.currency)
        """,
    ),
    (
        "A1",
        "every award holds what its transactions posted, in one currency",
        _count("ledger_award"),
        """
        SELECT 'award', a.id, 'holds', a.posted, 'transactions posted', coalesce(s.posted, 0)
        FROM ledger_award a LEFT JOIN (
          SELECT t.award_id, t.currency, sum((t.reason ->> 'change')::bigint) AS posted FROM ledger_transaction t
          WHERE t.kind IN ('award', 'clawback')
          AND (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s) GROUP BY t.award_id, t.currency
        ) s ON s.award_id = a.id
        WHERE (%(programme)s::bigint IS NULL OR a.programme_id = %(programme)s)
          AND (a.posted <> coalesce(s.posted, 0) OR a.currency <> s.currency)
        """,
    ),
    (
        "S2",
        "every balance knows its transactions and its time",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'in', b.currency, 'counts', b.transactions, 'the books', coalesce(s.n, 0),
               'kept until', b.keeps_until, s.keeps
        FROM ledger_balance b LEFT JOIN (
          SELECT e.member_id, e.currency, count(DISTINCT e.transaction_id) AS n, max(t.keeps_until) AS keeps
          FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
          WHERE e.member_id IS NOT NULL AND (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s)
          GROUP BY e.member_id, e.currency
        ) s ON s.member_id = b.member_id AND s.currency = b.currency
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
          AND (b.transactions <> coalesce(s.n, 0) OR b.keeps_until IS DISTINCT FROM s.keeps)
        """,
    ),
    (
        "S3",
        "no account was ever below zero, and no debt above it",
        _count("ledger_entry"),
        """
        SELECT 'member', member_id, 'in', currency, 'had', after, account, 'after transaction', transaction_id FROM (
          SELECT member_id, currency, account, transaction_id, sum(amount) OVER (
            PARTITION BY member_id, currency, account ORDER BY transaction_id ROWS UNBOUNDED PRECEDING) AS after
          FROM ledger_entry e WHERE member_id IS NOT NULL
            AND (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s)
        ) running WHERE CASE account WHEN 'debt' THEN after > 0 ELSE after < 0 END
        """,
    ),
    (
        "D1",
        "reserved points are those of open redemptions",
        _count("ledger_balance"),
        """
        SELECT 'member', b.member_id, 'in', b.currency, 'has reserved', b.reserved, 'redemptions', coalesce(s.points, 0)
        FROM ledger_balance b LEFT JOIN (
          SELECT member_id, currency, sum(points) AS points FROM ledger_spend WHERE state = 'reserved'
          AND (%(programme)s::bigint IS NULL OR programme_id = %(programme)s) GROUP BY member_id, currency
        ) s ON s.member_id = b.member_id AND s.currency = b.currency
        WHERE (%(programme)s::bigint IS NULL OR b.programme_id = %(programme)s)
          AND b.reserved <> coalesce(s.points, 0)
        """,
    ),
    (
        "D1",
        "what a redemption took and gave back is in the books",
        _count("ledger_spend"),
        """
        SELECT 'redemption', s.id, s.state, 'took', s.points - s.returned, 'the books say', coalesce(sum(e.amount), 0),
               max(t.kind)
        FROM ledger_spend s LEFT JOIN ledger_transaction t
          ON t.programme_id = s.programme_id AND t.shop_id = s.shop_id AND t.source = 'redeem:' || s.key
          AND t.currency = s.currency
        LEFT JOIN ledger_entry e ON e.transaction_id = t.id AND e.account IN ('reserved', 'redeemed')
        WHERE (%(programme)s::bigint IS NULL OR s.programme_id = %(programme)s)
        GROUP BY s.id HAVING s.points - s.returned <> coalesce(sum(e.amount), 0) OR s.state <> CASE
          WHEN bool_or(t.kind = 'use') THEN 'used' WHEN bool_or(t.kind = 'release') THEN 'released'
          ELSE 'reserved' END
        """,
    ),
    (
        "X1",
        "every award knows what of it expired",
        _count("ledger_award"),
        """
        SELECT 'award', a.id, 'says', a.expired, 'the lots', coalesce(m.points, 0) + coalesce(c.points, 0)
        FROM ledger_award a LEFT JOIN (
          SELECT l.award_id, -sum(v.amount) AS points FROM ledger_transaction t
          JOIN ledger_lotmove v ON v.transaction_id = t.id JOIN ledger_lot l ON l.id = v.lot_id
          WHERE t.kind = 'expiry' AND (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
          GROUP BY l.award_id
        ) m ON m.award_id = a.id LEFT JOIN (
          SELECT t.award_id, sum(e.amount) AS points FROM ledger_transaction t
          JOIN ledger_entry e ON e.transaction_id = t.id AND e.account = 'expired'
          WHERE t.kind = 'clawback' AND (%(programme)s::bigint IS NULL OR t.programme_id = %(programme)s)
          GROUP BY t.award_id
        ) c ON c.award_id = a.id
        WHERE (%(programme)s::bigint IS NULL OR a.programme_id = %(programme)s)
          AND a.expired <> coalesce(m.points, 0) + coalesce(c.points, 0)
        """,
    ),
    (
        "L1",
        "in every month, what members have changed by what shops issued and took back",
        _count("ledger_entry"),
        """
        SELECT 'programme', e.programme_id, 'in', to_char(t.posted_at, 'YYYY-MM'), e.currency,
               'is out by', sum(e.amount)
        FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
        WHERE (%(programme)s::bigint IS NULL OR e.programme_id = %(programme)s)
        GROUP BY e.programme_id, e.currency, to_char(t.posted_at, 'YYYY-MM') HAVING sum(e.amount) <> 0
        """,
    ),
    (
        "L1",
        "every day that is kept is the sum of its entries",
        _count("ledger_closedday"),
        """
        SELECT 'programme', programme_id, 'on', day, 'in', currency, account, 'keeps', k.amount, 'entries say', s.amount
        FROM (SELECT * FROM ledger_closedday
          WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s)) k
        FULL JOIN (
          SELECT e.programme_id, e.currency, e.account, (t.posted_at AT TIME ZONE c.zone)::date AS day,
                 sum(e.amount) AS amount
          FROM ledger_closeduntil c
          JOIN ledger_transaction t ON t.programme_id = c.programme_id AND t.posted_at < c.until
          JOIN ledger_entry e ON e.transaction_id = t.id AND e.member_id IS NULL
          WHERE (%(programme)s::bigint IS NULL OR c.programme_id = %(programme)s) GROUP BY 1, 2, 3, 4
        ) s USING (programme_id, currency, account, day)
        WHERE coalesce(k.amount, 0) <> coalesce(s.amount, 0)
        """,
    ),
    (
        "L1",
        "what members still have is kept by age, end and first day as the books say it",
        _count("ledger_stillopen"),
        PROVEN,
    ),
    (
        "L3",
        "every transaction carries the fingerprint of itself and of the one before it",
        _count("ledger_transaction"),
        """
        WITH t AS (
          SELECT *, lag(link) OVER (PARTITION BY member_id, shop_id ORDER BY id) AS before
          FROM ledger_transaction WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s)
        ), e AS (
          SELECT transaction_id AS id, jsonb_agg(jsonb_build_array(account, amount) ORDER BY account COLLATE "C") AS a
          FROM ledger_entry WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s) GROUP BY 1
        ), l AS (
          SELECT transaction_id AS id, jsonb_agg(jsonb_build_array(id, account, amount,
                 (extract(epoch FROM earned_at) * 1000000)::bigint,
                 (extract(epoch FROM available_at) * 1000000)::bigint,
                 (extract(epoch FROM expires_at) * 1000000)::bigint, award_id) ORDER BY id) AS a
          FROM ledger_lot WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s) GROUP BY 1
        ), m AS (
          SELECT transaction_id AS id, jsonb_agg(jsonb_build_array(lot_id, amount) ORDER BY lot_id, amount) AS a
          FROM ledger_lotmove WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s) GROUP BY 1
        )
        SELECT 'transaction', t.id, 'of member', t.member_id, 'is not what was sealed'
        FROM t LEFT JOIN e USING (id) LEFT JOIN l USING (id) LEFT JOIN m USING (id)
        WHERE t.link <> sha256(convert_to((jsonb_build_array(
          coalesce(encode(t.before, 'hex'), ''), t.id, t.programme_id, t.shop_id, t.member_id, t.award_id, t.kind,
          t.key, t.source, t.version, t.actor, t.reason, (extract(epoch FROM t.effective_at) * 1000000)::bigint,
          (extract(epoch FROM t.posted_at) * 1000000)::bigint,
          (extract(epoch FROM t.keeps_until) * 1000000)::bigint,
          coalesce(e.a, '[]'), coalesce(l.a, '[]'), coalesce(m.a, '[]'))
          || CASE t.currency WHEN 'points' THEN '[]' ELSE jsonb_build_array(t.currency) END)::text, 'UTF8'))
        ORDER BY t.id
        """,
    ),
    (
        "L3",
        "every seal still fits what it sealed",
        _count("ledger_seal"),
        """
        SELECT 'seal', s.id, 'until', s.until, 'held', s.transactions, 'transactions, now', x.n
        FROM (
          SELECT *, lag(digest) OVER w AS before, lag(until) OVER w AS began FROM ledger_seal
          WHERE (%(programme)s::bigint IS NULL OR programme_id = %(programme)s)
          WINDOW w AS (PARTITION BY programme_id ORDER BY until)
        ) s CROSS JOIN LATERAL (
          SELECT count(*) AS n, sha256(coalesce(s.before, '') || coalesce(string_agg(link, '' ORDER BY id), '')) AS d
          FROM ledger_transaction t WHERE t.programme_id = s.programme_id AND t.posted_at < s.until
            AND (s.since IS NULL OR t.posted_at >= s.since)
        ) x
        WHERE x.n <> s.transactions OR x.d <> s.digest OR s.since IS DISTINCT FROM s.began
        """,
    ),
)
