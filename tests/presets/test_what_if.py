"""A programme over the shop's own orders: what it would have cost, and what a draft would change."""

from datetime import timedelta
from typing import Any

from loyalty.desk.joining import join
from loyalty.desk.tiers import tier
from loyalty.engine.document import parse
from loyalty.insight.own_orders import own_orders, play_own
from loyalty.insight.what_if import Step, priced, what_if
from loyalty.ledger.models import Entry
from loyalty.programmes.publish import publish, save_draft
from tests.cast import DOCUMENT, NOW, Cast
from tests.panel.story import busy_member, member, order, refund

TIERS: dict[str, Any] = {
    "by": "spend",
    "window": {"rolling_months": 12},
    "levels": [{"id": "first", "at": "0"}, {"id": "second", "at": "30.00"}],
}


def test_playing_the_live_rules_gives_what_the_books_hold(cast: Cast) -> None:
    who = busy_member(cast.shop)
    order(cast.shop, "1003", 5000, customer="7002")
    held = dict.fromkeys((who.pk, member(cast.shop, "7002").pk), 0)
    for number, amount in Entry.objects.filter(
        shop=cast.shop, account__in=("issued", "reversed")
    ).values_list("transaction__member", "amount"):
        held[number] -= amount
    own = own_orders(shop=cast.shop)
    told = priced(own, parse(DOCUMENT))
    assert told.points == sum(held.values()) > 0
    assert told.sales_minor == 3690 + 12 + 5000
    assert (told.minor, told.used_minor) == (told.points, told.points * 4 // 5)


def test_a_cash_back_shows_its_stated_return(cast: Cast) -> None:
    for month in range(12):
        order(cast.shop, str(month), 40_000, at=NOW - timedelta(days=30 * month))
    document = parse({"name": "1 %", "points": {"value": "0.01"}, "earning": [
        {"id": "order", "on": "order_paid", "award": {"points": 1, "per": "1.00"}}]})  # fmt: skip
    told = priced(own_orders(shop=cast.shop), document)
    assert (told.points, told.minor, told.used_minor) == (4800, 4800, 3840)
    assert (told.share, told.used_share) == ("0.0100", "0.0080")


def test_a_programme_that_says_no_worth_goes_by_its_best_reward_or_says_nothing(cast: Cast) -> None:
    order(cast.shop, "1", 10_000)
    rules = {"name": "x", "earning": DOCUMENT["earning"][:1]}
    reward = {"id": "off", "kind": "amount_off", "cost": 100, "amount": "2.00"}
    own = own_orders(shop=cast.shop)
    assert priced(own, parse(rules)).minor is None
    assert priced(own, parse(rules | {"rewards": [reward]})).minor == 1000


def test_a_draft_is_told_by_member_by_tier_and_by_money(cast: Cast) -> None:
    order(cast.shop, "1", 4000)
    order(cast.shop, "2", 1000, customer="7002")
    rich, poor = member(cast.shop, "7001").pk, member(cast.shop, "7002").pk
    order_rule = DOCUMENT["earning"][0] | {"award": {"points": 10, "per": "1.00"}}
    draft = parse(DOCUMENT | {"earning": [order_rule], "tiers": TIERS, "points": {"value": "0.02"}})
    told = what_if(shop=cast.shop, live=parse(DOCUMENT), draft=draft, now=NOW)
    assert told.orders == 2
    assert told.before is not None
    assert (told.before.points, told.after.points) == (250, 500)
    assert (told.before.share, told.after.share) == ("0.0500", "0.2000")
    assert (told.more, told.fewer, told.same) == (2, 0, 0)
    assert told.gains == [(rich, 200, 400), (poor, 50, 100)]
    assert set(told.tiers) == {Step("", "second", 1), Step("", "first", 1)}
    assert {number: after for number, _, after in told.movers} == {rich: "second", poor: "first"}
    assert (told.held, told.held_before, told.held_after) == (250, 250, 500)


def test_who_changes_tier_is_who_does_change_tier_after_publishing(cast: Cast) -> None:
    programme = cast.programme.pk
    save_draft(programme_id=programme, document=DOCUMENT | {"tiers": TIERS}, base=1, by="ann", now=NOW)
    publish(programme_id=programme, base=1, by="ann", now=NOW)
    dear = order(cast.shop, "1", 4000, 100, at=NOW + timedelta(hours=1))
    order(cast.shop, "2", 2000, customer="7002", at=NOW + timedelta(hours=1))
    refund(cast.shop, dear, 1, at=NOW + timedelta(hours=2))
    later = NOW + timedelta(hours=3)
    levels = [{"id": "first", "at": "0"}, {"id": "second", "at": "15.00"}, {"id": "third", "at": "40.01"}]
    document = DOCUMENT | {"tiers": TIERS | {"levels": levels}}
    told = what_if(shop=cast.shop, live=parse(DOCUMENT | {"tiers": TIERS}), draft=parse(document), now=later)
    poor = member(cast.shop, "7002").pk
    assert told.movers == [(poor, "first", "second")]
    save_draft(programme_id=programme, document=document, base=2, by="ann", now=later)
    publish(programme_id=programme, base=2, by="ann", now=later)
    for customer in ("7001", "7002"):
        stands = tier(shop=cast.shop, member_id=member(cast.shop, customer).pk, at=later)
        assert stands is not None
        assert stands.level == "second"


def test_only_the_latest_orders_are_played_and_nobody_is_new_because_of_it(cast: Cast) -> None:
    for day in range(4):
        order(cast.shop, str(day), 1000, at=NOW - timedelta(days=9 - day))
    first = {"id": "first", "on": "first_order", "award": {"points": 99}}
    own = own_orders(shop=cast.shop, latest=2)
    assert (own.orders, len(own.old)) == (2, 1)
    assert priced(own, parse({"name": "x", "earning": [first]})).points == 0
    assert priced(own_orders(shop=cast.shop), parse({"name": "x", "earning": [first]})).points == 99


def test_joining_counts_when_it_happened_among_these_orders(cast: Cast) -> None:
    order(cast.shop, "1", 100, at=NOW - timedelta(days=9))
    join(shop=cast.shop, member_id=member(cast.shop).pk, how="widget", now=NOW - timedelta(days=5))
    order(cast.shop, "2", 100, at=NOW - timedelta(days=1))
    document = parse(DOCUMENT | {"earning": DOCUMENT["earning"][1:]})
    assert priced(own_orders(shop=cast.shop), document).points == 100
    assert priced(own_orders(shop=cast.shop, latest=1), document).points == 0


def test_another_shops_orders_are_not_played(cast: Cast) -> None:
    order(cast.other_shop, "1", 10_000)
    own = own_orders(shop=cast.shop)
    assert (own.orders, own.told) == (0, [])
    assert play_own(own, parse(DOCUMENT)).people.everybody == []
