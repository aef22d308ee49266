"""Many hands on one member's purses at once, while the member is merged: nothing is lost, no chain breaks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from loyalty.desk.adjusting import adjust
from loyalty.engine.facts import CustomersMerged
from loyalty.ledger.models import Balance
from loyalty.ledger.posting import MemberMoved
from loyalty.ledger.verify import verify
from tests.concurrency.test_settling import at_once
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db(transaction=True)
NOW = START + timedelta(days=1)


def giving(world: World, member: int, currency: str, key: str) -> Callable[[], object]:
    """Posts one unit; to whom the member was merged into, where that came first."""

    def deed() -> None:
        try:
            adjust(shop=world.shop, member_id=member, points=1, why="x", actor="staff", key=key, now=NOW,
                   currency=currency)  # fmt: skip
        except MemberMoved:
            adjust(shop=world.shop, member_id=Balance.objects.exclude(member_id=member).filter(
                programme=world.programme).values_list("member_id", flat=True)[0], points=1, why="x", actor="staff",
                key=key, now=NOW, currency=currency)  # fmt: skip

    return deed


def test_a_merge_amid_postings_in_three_currencies_loses_none_of_them() -> None:
    world = World(rules())
    for customer in ("7001", "7002"):
        world.tell([Teller(customer, [Goods(1, 1_000)], customer=customer).snapshot()], now=NOW)
    gone = world.awards("order:7001")[0].member_id
    assert gone is not None
    deeds: list[Callable[[], object]] = [
        giving(world, gone, currency, f"{currency}-{n}")
        for n in range(6)
        for currency in ("stamps", "points", "nights")
    ]
    deeds.insert(9, lambda: world.tell([CustomersMerged(kept="7002", gone="7001")], now=NOW))
    at_once(deeds)
    sums = {"points": 0, "stamps": 0, "nights": 0}
    for row in Balance.objects.filter(programme=world.programme):
        sums[row.currency] += row.available
        assert row.member_id != gone or not row.available
    assert sums == {"points": 26, "stamps": 6, "nights": 6}
    assert not [proof for proof in verify(programme_id=world.programme.pk) if proof.faults]
