"""The roll-forward: month by month, what members' points were at the beginning, what happened, and what is left.

Law L1: closing = opening + issued − reversed + written off − redeemed − expired ± adjusted − forfeited, for any cut.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.common import replica
from loyalty.engine.calendar import add_months
from loyalty.engine.lots import POINTS
from loyalty.ledger.close_days import Kept, kept
from loyalty.ledger.models import Account, Balance

GIVEN = (Account.ISSUED, Account.ADJUSTED, Account.WRITEOFF, Account.CLEARING)


@dataclass(frozen=True, slots=True)
class Month:
    """One month, or the part of it between two cuts; `since` and `until` are half-open.

    `issued`, `adjusted`, `written_off` and `clearing` add to what members have, the others take from it.
    `written_off` is what was reversed though it had been spent; `clearing` is under way between accounts.
    """

    month: date
    since: datetime
    until: datetime
    opening: int
    issued: int = 0
    reversed: int = 0
    redeemed: int = 0
    expired: int = 0
    adjusted: int = 0
    forfeited: int = 0
    written_off: int = 0
    clearing: int = 0

    @property
    def change(self) -> int:
        given = self.issued + self.adjusted + self.written_off + self.clearing
        return given - self.reversed - self.redeemed - self.expired - self.forfeited

    @property
    def closing(self) -> int:
        return self.opening + self.change


@replica.reading()
def roll_forward(programme_id: int, since: datetime, until: datetime, currency: str = POINTS) -> list[Month]:
    """Every month from `since` until `until` by the time of posting, in the time zone of the oldest shop.

    Each currency has a roll-forward of its own: what is counted in different things is never added up.
    """
    known = kept(programme_id)
    zone = known.zone
    scope: dict[str, Any] = {"programme": programme_id, "currency": currency, "zone": zone}
    opening = -sum(amount for _, _, amount in _moved(known, scope, BEGINNING, since))
    moved: dict[date, Counter[str]] = defaultdict(Counter)
    for month, account, amount in _moved(known, scope, since, until):
        moved[month][account] += amount
    months = []
    for begins, ends in _cuts(since, until, ZoneInfo(zone)):
        first = begins.astimezone(ZoneInfo(zone)).date().replace(day=1)
        made = Month(first, begins, ends, opening, **_signed(moved.get(first, {})))
        opening = made.closing
        months.append(made)
    return months


@replica.reading()
def other_currencies(programme_id: int) -> list[str]:
    """What members have or had beside points."""
    rows = Balance.objects.filter(programme_id=programme_id).exclude(currency=POINTS)
    return sorted(rows.values_list("currency", flat=True).distinct())


@replica.reading()
def first_posting(programme_id: int) -> datetime | None:
    """When the first transaction was posted; None for empty books."""
    with replica.cursor() as cursor:
        cursor.execute(FIRST, [programme_id])
        [at] = cursor.fetchone()
    return at  # type: ignore[no-any-return]  # a cursor's rows have no types


def _moved(
    known: Kept, scope: dict[str, Any], since: datetime, until: datetime
) -> list[tuple[date, str, int]]:
    """By month and account of the shops: closed days as they are kept, the rest from the entries."""
    days = known.whole_days(since, until)
    begins, ends = days or (until, until)
    rest = FEW if days else MOVED
    plan = ((rest, since, begins), (DAYS, begins, ends), (rest, ends, until))
    found: list[tuple[date, str, int]] = []
    with replica.cursor() as cursor:
        for statement, first, last in plan:
            if first < last:
                cursor.execute(statement, scope | {"since": first, "until": last})
                found += cursor.fetchall()
    return found


def _cuts(since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The months between two moments, the first and the last perhaps in part."""
    cuts = []
    while since < until:
        first = since.astimezone(zone).date().replace(day=1)
        ends = datetime.combine(add_months(first, 1), time(), zone).astimezone(UTC)
        cuts.append((since, min(ends, until)))
        since = ends
    return cuts


def _signed(moved: Mapping[str, int]) -> dict[str, int]:
    """The shop's accounts as the members see them: what was given counts up, what was taken too."""
    names = {Account.WRITEOFF: "written_off"}
    accounts = (*GIVEN, Account.REVERSED, Account.REDEEMED, Account.EXPIRED, Account.FORFEITED)
    return {
        names.get(account, str(account.value)): -moved.get(account, 0)
        if account in GIVEN
        else moved.get(account, 0)
        for account in accounts
    }


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = """
SELECT date_trunc('month', day)::date, account, sum(amount)::bigint FROM ledger_closedday
WHERE programme_id = %(programme)s AND currency = %(currency)s AND since >= %(since)s AND since < %(until)s
GROUP BY 1, 2
"""
MOVED = """
SELECT date_trunc('month', t.posted_at AT TIME ZONE %(zone)s)::date, e.account, sum(e.amount)::bigint
FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
WHERE e.programme_id = %(programme)s AND t.programme_id = %(programme)s AND e.currency = %(currency)s
  AND e.member_id IS NULL AND t.posted_at >= %(since)s AND t.posted_at < %(until)s
GROUP BY 1, 2
"""
# What closed days leave over: some transactions, looked up one by one, where the planner would read all entries.
FEW = """
SELECT date_trunc('month', t.posted_at AT TIME ZONE %(zone)s)::date, e.account, sum(e.amount)::bigint
FROM ledger_transaction t CROSS JOIN LATERAL (
  SELECT account, amount FROM ledger_entry
  WHERE transaction_id = t.id AND programme_id = t.programme_id AND currency = %(currency)s AND member_id IS NULL
  OFFSET 0
) e
WHERE t.programme_id = %(programme)s AND t.posted_at >= %(since)s AND t.posted_at < %(until)s
GROUP BY 1, 2
"""
FIRST = "SELECT min(posted_at) FROM ledger_transaction WHERE programme_id = %s"
