"""A shop of its own for every example, on real PostgreSQL, told facts through the desk."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from loyalty.desk.work import work
from loyalty.engine.facts import Fact
from loyalty.ledger.models import Award, Balance, Entry, Lot, LotMove, Transaction
from loyalty.programmes.models import Version
from loyalty.shops.models import Programme, Shop

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def rules(
    *,
    points: int = 1,
    per: str = "1.00",
    rounding: str = "down",
    hold_days: int = 0,
    clawback: str = "debt",
    **counts: bool,
) -> dict[str, Any]:
    """A programme document with one order rule and a welcome."""
    award = {"points": points, "per": per}
    order = {"id": "order", "on": "order_paid", "award": award, "hold_days": hold_days, "counts": counts}
    return {
        "schema": 1,
        "name": "Laws",
        "points": {"one": "point", "many": "points", "rounding": rounding},
        "earning": [order, {"id": "welcome", "on": "joined", "award": {"points": 100}}],
        "clawback": clawback,
    }


class World:
    """One programme with one shop. `document` None means that nothing was ever published."""

    def __init__(self, document: dict[str, Any] | None, *, currency: str = "USD") -> None:
        number = next(_numbers)
        self.programme = Programme.objects.create(name=f"World {number}", created_at=START)
        self.shop = Shop.objects.create(
            programme=self.programme,
            platform="shopify",
            domain=f"world-{number}.myshopify.com",
            name="World",
            currency=currency,
            timezone="America/New_York",
            created_at=START,
        )
        if document is not None:
            self.publish(document, at=START - timedelta(days=400))

    def publish(self, document: dict[str, Any], *, at: datetime) -> None:
        number = Version.objects.filter(programme=self.programme).count() + 1
        Version.objects.create(
            programme=self.programme, number=number, document=document, published_at=at, published_by="owner"
        )

    def tell(
        self, facts: Iterable[Fact], *, now: datetime = START + timedelta(days=1), batch: int = 3
    ) -> None:
        """Works the facts in batches, as a worker would."""
        numbered = list(enumerate(facts))
        for start in range(0, len(numbered), batch):
            work(shop=self.shop, told=numbered[start : start + batch], now=now)

    def balance(self) -> tuple[int, int, int, int]:
        """All members together: available, pending, reserved, debt."""
        rows = Balance.objects.filter(programme=self.programme)
        return (
            sum(row.available for row in rows),
            sum(row.pending for row in rows),
            sum(row.reserved for row in rows),
            -sum(row.debt for row in rows),
        )

    def net(self) -> int:
        available, pending, reserved, debt = self.balance()
        return available + pending + reserved - debt

    def changes(self, source: str | None = None) -> list[int]:
        """What each transaction changed for the member, in the order of posting."""
        rows = Transaction.objects.filter(programme=self.programme).exclude(kind="hold_end").order_by("pk")
        if source:
            rows = rows.filter(source=source)
        return [
            sum(entry.amount for entry in row.entries.exclude(member=None))
            for row in rows.prefetch_related("entries")
        ]

    def awards(self, source: str) -> list[Award]:
        return list(Award.objects.filter(programme=self.programme, source=source))

    def books(self) -> list[tuple[Any, ...]]:
        """Everything that must not depend on the order of messages."""
        awards = Award.objects.filter(programme=self.programme).order_by("source", "rule")
        return [
            (row.source, row.rule, row.version, row.posted, row.outcome, row.available_at, row.reason)
            for row in awards
        ] + [self.balance()]

    def check(self) -> None:
        """The structure laws over this world's books; the deferred ones are asked now."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        entries = list(Entry.objects.filter(programme=self.programme).select_related("transaction"))
        self._sums_are_zero(entries)
        self._balances_are_sums(entries)
        self._origins_are_shared(entries)

    def _sums_are_zero(self, entries: Sequence[Entry]) -> None:
        sums: dict[int, int] = {}
        for entry in entries:
            sums[entry.transaction_id] = sums.get(entry.transaction_id, 0) + entry.amount
        assert set(sums.values()) <= {0}
        assert len(sums) == Transaction.objects.filter(programme=self.programme).count()

    def _balances_are_sums(self, entries: Sequence[Entry]) -> None:
        for row in Balance.objects.filter(programme=self.programme):
            own = [entry for entry in entries if entry.member_id == row.member_id]
            lots = Lot.objects.filter(member_id=row.member_id)
            for account in ("pending", "available", "reserved", "debt"):
                assert getattr(row, account) == sum(entry.amount for entry in own if entry.account == account)
            for account in ("pending", "available"):
                assert getattr(row, account) == sum(lot.remaining for lot in lots if lot.account == account)
            assert min(row.pending, row.available, row.reserved, -row.debt) >= 0
            for lot in lots:
                moved = sum(LotMove.objects.filter(lot=lot).values_list("amount", flat=True))
                assert lot.remaining == lot.amount + moved

    def _origins_are_shared(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            assert (entry.programme_id, entry.shop_id) == (
                entry.transaction.programme_id,
                entry.transaction.shop_id,
            )
        for row in Transaction.objects.filter(programme=self.programme):
            assert row.source
            assert row.actor
            assert row.kind
            assert row.version is not None
