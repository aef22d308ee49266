"""Certificates by themselves: nobody shows a card, nobody asks, and each threshold pays once."""

from collections.abc import Callable
from datetime import timedelta

from loyalty.desk import daily, reward_rounds
from loyalty.desk.spending import used
from loyalty.outbox.drain import drain
from loyalty.rewards.models import Redemption
from tests.presets.scenarios.stage import LOYAL, Stage

Opened = Callable[[str], Stage]
READY = timedelta(days=15)
WHO = f"gid://shopify/Customer/{LOYAL}"


def handed(shop: Stage) -> list[Redemption]:
    """The rounds and the store have done their work; replay is told of what is new."""
    daily.catch_up(now=shop.clock)
    reward_rounds.hand_over_all(now=shop.clock)
    drain(clock=lambda: shop.clock)
    rows = list(Redemption.objects.filter(shop=shop.shop).select_related("spend").order_by("pk"))
    told = {line["payload"].get("key") for line in shop.told}
    for row in rows:
        if row.spend.key not in told:
            shop.tell_replay("redeem", {"member": WHO, "reward": row.reward, "key": row.spend.key})
    return rows


def test_two_hundred_points_become_ten_off_once_and_by_themselves(stage: Opened) -> None:
    shop = stage("certificates")
    shop.pay("120.00")
    shop.pay("79.99")
    shop.at(shop.clock + READY)
    assert (handed(shop), shop.standing()) == ([], (199, 0, 0))
    shop.pay("1.00")
    assert handed(shop) == [], "points that wait buy nothing"
    shop.at(shop.clock + READY)
    [certificate] = handed(shop)
    assert (certificate.state, certificate.amount, shop.standing()) == ("issued", 1000, (0, 0, 0))
    assert handed(shop) == [certificate], "another round finds nothing to do"
    [mine] = shop.sees()["mine"]
    assert (mine["code"], mine["state"]) == (certificate.code, "issued")
    assert certificate.code in shop.reads()
    assert shop.replayed()["totals"]["reward_cost_minor"] == 1000


def test_a_large_order_brings_several_and_keeps_the_rest(stage: Opened) -> None:
    shop = stage("certificates")
    shop.pay("649.00")
    shop.at(shop.clock + READY)
    assert ([one.amount for one in handed(shop)], shop.standing()) == ([1000] * 3, (49, 0, 0))
    shop.replayed()


def test_goods_that_go_back_after_the_certificate_are_owed(stage: Opened) -> None:
    shop = stage("certificates")
    order = shop.pay("200.00")
    shop.at(shop.clock + READY)
    handed(shop)
    shop.refund(order, lines={0: "200.00"})
    assert shop.standing() == (0, 0, 200)
    shop.pay("250.00")
    shop.at(shop.clock + READY)
    assert (len(handed(shop)), shop.standing()) == (1, (50, 0, 0)), "the debt is settled before the next one"
    shop.replayed()


def test_a_guests_orders_are_theirs_when_they_are_recognised(stage: Opened) -> None:
    shop = stage("certificates")
    shop.pay("150.00", customer=None, email="Loyal@Example.com")
    told = {"id": LOYAL, "admin_graphql_api_id": WHO, "email": "loyal@example.com", "verified_email": True}
    shop.at(shop.clock + timedelta(hours=1))
    shop.send("customers/create", told | {"updated_at": shop.clock.isoformat()})
    shop.join()
    shop.pay("60.00")
    shop.at(shop.clock + READY)
    assert (len(handed(shop)), shop.standing()) == (1, (10, 0, 0))
    shop.replayed()


def test_the_digest_says_what_is_next_what_was_earned_and_what_was_saved(stage: Opened) -> None:
    shop = stage("certificates")
    shop.join()
    shop.pay("240.00")
    shop.at(shop.clock + READY)
    [certificate] = handed(shop)
    assert "240 points earned, $0.00 saved." in shop.reads(), "what was not used saved nothing"
    used(shop=shop.shop, key=certificate.spend.key, order="9001", actor="shop", now=shop.clock)
    page = shop.reads()
    for line in (
        "160 points more to “Certificate”.",
        "Member since ",
        "In the last two years: 240 points earned, $10.00 saved.",
    ):
        assert line in page, line
    shop.at(shop.clock + timedelta(days=731))
    assert "0 points earned, $0.00 saved." in shop.reads()
