"""Law L1: closing = opening + issued − reversed − redeemed − expired ± adjusted − forfeited, for any cut."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.spending import redeem, used
from loyalty.ledger.models import Balance, Entry, Transaction
from loyalty.ledger.rollforward import Month, first_posting, roll_forward
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules
from tests.panel.books import member, post

pytestmark = pytest.mark.django_db
YEAR = datetime(2025, 11, 1, tzinfo=UTC)
MINUTES = st.integers(0, 400 * 24 * 60)
GIVING = ("issued", "adjusted", "clearing", "writeoff")
TAKING = ("reversed", "redeemed", "expired", "adjusted", "forfeited", "clearing")
DEEDS = st.lists(
    st.tuples(
        MINUTES,
        st.one_of(
            st.tuples(st.sampled_from(GIVING), st.integers(1, 500)),
            st.tuples(st.sampled_from(TAKING), st.integers(-500, -1)),
        ),
    ),
    max_size=12,
)


def at(minutes: int) -> datetime:
    return YEAR + timedelta(minutes=minutes)


def members_have(world: World, until: datetime) -> int:
    rows = Entry.objects.filter(
        programme=world.programme, member__isnull=False, transaction__posted_at__lt=until
    )
    return int(rows.aggregate(points=Sum("amount", default=0))["points"])


def closes(world: World, months: list[Month], since: datetime, until: datetime) -> None:
    """Every month begins where the one before ended, and all are what the members' accounts say."""
    cuts = [since, *(month.until for month in months)]
    assert cuts[-1] == max(since, until) or not months
    for month, cut in zip(months, cuts, strict=False):
        assert month.since == cut
        assert month.opening == members_have(world, month.since)
        assert month.closing == members_have(world, month.until)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS, cuts=st.tuples(MINUTES, MINUTES))
def test_l1_closing_is_what_members_have_for_any_cut(
    deeds: list[tuple[int, tuple[str, int]]], cuts: tuple[int, int]
) -> None:
    world = World(None)
    who = member(world.shop, customer="1", at=YEAR)
    post(who, world.shop, points=10_000, account="available", other="issued", key="first", at=YEAR, reason={})
    for n, (minute, (other, points)) in enumerate(deeds):
        key = f"deed:{n}"
        post(
            who,
            world.shop,
            points=points,
            account="available",
            other=other,
            key=key,
            at=at(minute),
            reason={},
        )
    since, until = sorted(map(at, cuts))
    closes(world, roll_forward(world.programme.pk, since, until), since, until)


def test_l1_months_are_those_of_the_shops_own_time_zone() -> None:
    world = World(None)  # New York, five hours behind
    who = member(world.shop, customer="1", at=YEAR)
    for key, day in (
        ("a", datetime(2026, 1, 1, 4, 59, tzinfo=UTC)),
        ("b", datetime(2026, 1, 1, 5, tzinfo=UTC)),
    ):
        post(who, world.shop, points=10, account="available", other="issued", key=key, at=day, reason={})
    december, january = roll_forward(
        world.programme.pk, datetime(2025, 12, 1, 5, tzinfo=UTC), datetime(2026, 2, 1, 5, tzinfo=UTC)
    )
    assert (december.month.month, december.issued, january.month.month, january.issued) == (12, 10, 1, 10)
    assert january.closing == 20


def test_l1_a_story_of_earning_spending_adjusting_and_expiry_adds_up() -> None:
    expiry = {"per": "lot", "months": 1, "without_notice": True}
    world = World(
        rules(points=5, clawback="floor")
        | {"expiry": expiry, "rewards": [{"id": "five", "kind": "amount_off", "cost": 100, "amount": "5.00"}]}
    )
    teller = Teller("1", [Goods(1, 6490), Goods(1, 1000)])
    world.tell([teller.snapshot()])
    who, now = Balance.objects.get(programme=world.programme).member_id, START + timedelta(days=2)
    redeem(shop=world.shop, member_id=who, reward="five", key="a", actor="member", now=now)
    used(shop=world.shop, key="a", order="", actor="shop", now=now)
    adjust(shop=world.shop, member_id=who, points=-200, why="A mistake.", actor="staff", key="k", now=now)
    teller.tick()
    world.tell([teller.refund([(0, 1, 6490)], 0), teller.snapshot()], now=now)
    adjust(shop=world.shop, member_id=who, points=70, why="Sorry.", actor="staff", key="l", now=now)
    daily.catch_up(now=now + timedelta(days=90))
    posted = list(Transaction.objects.filter(programme=world.programme).values_list("posted_at", flat=True))
    last = max(posted) + timedelta(days=1)
    assert first_posting(world.programme.pk) == min(posted)
    for cut in (min(posted), *posted, last):
        closes(world, roll_forward(world.programme.pk, cut, last), cut, last)
    total = roll_forward(world.programme.pk, min(posted), last)
    assert total[0].opening == 0
    assert total[-1].closing == world.net() == 0
    assert sum(month.redeemed for month in total) == 100
    assert sum(month.adjusted for month in total) == -130
    assert (
        min(sum(getattr(month, name) for month in total) for name in ("reversed", "expired", "written_off"))
        > 0
    )


def test_another_programmes_points_are_not_ours() -> None:
    ours, other = World(None), World(None)
    who = member(other.shop, customer="1", at=YEAR)
    post(who, other.shop, points=10, account="available", other="issued", key="a", at=YEAR, reason={})
    [month] = roll_forward(ours.programme.pk, YEAR, YEAR + timedelta(days=2))[:1]
    assert (month.opening, month.issued, month.closing) == (0, 0, 0)
    assert first_posting(ours.programme.pk) is None
