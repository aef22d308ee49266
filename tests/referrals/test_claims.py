"""Who brought whom: by which sign, what becomes of it, and that the books say the same as replay."""

from datetime import timedelta

import pytest
import time_machine

from loyalty.ledger.models import Award
from loyalty.members.models import Member
from loyalty.referrals import seen, token
from loyalty.referrals.models import Claim, Trace
from tests.referrals.town import Town, home, programme

pytestmark = pytest.mark.django_db
State = Claim.State


def why(town: Town, rule: str) -> list[str]:
    rows = Award.objects.filter(programme=town.programme, rule=rule).order_by("pk")
    return [row.reason.get("why", "") for row in rows]


def test_both_sides_wait_for_the_hold_and_then_have_it(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.buys(7001)
    town.comes(7002, by=7001)
    claim = town.claim(7002)
    assert (claim.state, claim.source, claim.reasons) == (State.PASSED, "link", [])
    assert (town.points(7001), town.points(7002)) == ((30, 200), (30, 100))
    town.after(days=14)
    assert (town.points(7001), town.points(7002)) == ((230, 0), (130, 0))
    town.check()
    town.replays_alike()


def test_a_refund_takes_both_back(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    order = town.comes(7002, by=7001)
    town.refund(order, lines={0: "30.00"})
    assert (town.points(7001), town.points(7002)) == ((0, 0), (0, 0))
    town.check()
    town.replays_alike()


def test_a_second_account_in_the_same_browser_is_held_and_nothing_is_given(
    traveller: time_machine.Traveller,
) -> None:
    town = Town(programme(), traveller)
    town.comes(7003, by=7001, browser="b" * 16)
    town.comes(7002, by=7003, browser="b" * 16, verdict="held")
    assert town.claim(7002).state == State.HELD
    assert "same_browser" in town.codes_of(7002)
    assert (town.points(7003)[1], town.points(7002)) == (100, (30, 0))
    assert "in_review" in why(town, "referral-friend")
    town.check()
    town.replays_alike()


def test_staff_approve_and_both_have_it_or_deny_and_nobody_has(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.buys(7001, shipping_address=home(1))
    town.comes(7002, by=7001, shipping_address=home(1), verdict="held")
    assert (town.points(7001), town.points(7002)) == ((30, 0), (30, 0))
    town.judges(7002, passed=True)
    assert (town.points(7001), town.points(7002)) == ((30, 200), (30, 100))
    assert town.claim(7002).judged_by == "staff@tea.example"
    town.judges(7002, passed=False, why="It is one person.")
    assert (town.points(7001), town.points(7002)) == ((30, 0), (30, 0))
    assert town.claim(7002).why == "It is one person."
    town.check()
    town.replays_alike()


def test_what_staff_said_stands_when_the_order_is_told_again(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.buys(7001, shipping_address=home(1))
    order = town.comes(7002, by=7001, shipping_address=home(1), verdict="held")
    town.judges(7002, passed=True, household=True)
    town.after(minutes=5)
    town.send("orders/updated", order | {"updated_at": town._stamp()})
    assert town.claim(7002).state == State.PASSED
    assert town.points(7002) == (30, 100)
    town.comes(7004, by=7002, shipping_address=home(4))
    assert town.claim(7004).state == State.PASSED


def test_the_same_mailbox_in_another_spelling_is_held(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.buys(7001, email="ada.brandt@gmail.com")
    town.comes(7002, by=7001, verdict="held", email="AdaBrandt+tea@googlemail.com")
    assert town.codes_of(7002) == ["same_mailbox"]
    assert town.points(7001) == (30, 0)


def test_a_customer_of_before_is_refused(traveller: time_machine.Traveller) -> None:
    town = Town(programme() | {"earning": []}, traveller)
    town.buys(7002)
    town.after(days=100)
    town.comes(7002, by=7001, verdict="refused")
    assert (town.claim(7002).state, town.codes_of(7002)) == (State.REFUSED, ["customer_before"])
    assert (town.points(7002), why(town, "referral-friend")) == ((0, 0), ["refused"])


def test_nobody_brings_themselves_or_whoever_brought_them(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.pay("10.00", customer=7001, note_attributes=town.basket(7001))
    town.comes(7002, by=7003)
    town.pay("10.00", customer=7003, note_attributes=town.basket(7002))
    assert list(Claim.objects.values_list("friend", flat=True)) == [town.person(7002).pk]
    town.check()


def test_the_first_word_stays_whoever_comes_later(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.send("orders/create", town.order("30.00", customer=7002, financial_status="pending",
                                          note_attributes=town.basket(7001)))  # fmt: skip
    assert town.claim(7002).state == State.PENDING
    town.pay("30.00", customer=7002, note_attributes=town.basket(7003))
    assert town.claim(7002).advocate == town.person(7001)
    assert (town.points(7001)[1], town.points(7003)) == (200, (0, 0))


def test_a_code_in_the_address_of_the_visit_is_enough(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.pay("30.00", customer=7002, landing_site=f"/?utm=x&ref={town.code(7001).lower()}")
    assert (town.claim(7002).source, town.points(7001)) == ("address", (0, 200))


@pytest.mark.parametrize("spoilt", ["old", "other_shop", "forged", "nobody"])
def test_a_token_that_does_not_hold_brings_nobody(traveller: time_machine.Traveller, spoilt: str) -> None:
    town = Town(programme(), traveller)
    shop = town.shop.pk + (spoilt == "other_shop")
    code = "TEA-BABABABA-BABABA" if spoilt == "nobody" else town.code(7001)
    made = token.make(shop_id=shop, followed=token.Followed(code, town.clock, ""))
    if spoilt == "forged":
        made = made[:-1] + ("A" if made[-1] != "A" else "B")
    if spoilt == "old":
        town.after(days=31)
    town.pay("30.00", customer=7002, note_attributes=[{"name": "loyalty_ref", "value": made}])
    assert not Claim.objects.exists()
    assert Member.objects.filter(advocate__isnull=False).count() == 0


def test_signs_of_any_shape_never_park_an_order(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    for odd in (
        7,
        "x",
        [1],
        [{"name": "loyalty_ref", "value": 5}],
        {"a": 1},
        [{"name": "loyalty_ref"}],
        None,
    ):
        town.pay("30.00", customer=7002, note_attributes=odd, landing_site=odd, shipping_address=odd, phone=odd,
                 billing_address=odd, browser_ip=odd)  # fmt: skip
    assert town.points(7002) == (210, 0)


def test_limits_hold_for_the_advocate_and_for_the_programme(traveller: time_machine.Traveller) -> None:
    town = Town(programme(limit={"times": 1, "per": "month"}, most={"times": 2, "per": "month"}), traveller)
    for friend in (7002, 7003, 7004):
        town.comes(friend, by=7001)
    assert town.points(7001) == (0, 200)
    assert [town.points(friend)[1] for friend in (7002, 7003, 7004)] == [100, 100, 0]
    assert why(town, "referral-advocate") == ["", "limit", "budget"]
    town.check()
    town.replays_alike()


def test_an_order_below_the_minimum_or_out_of_time_brings_nothing(traveller: time_machine.Traveller) -> None:
    town = Town(programme(minimum="25.00", until="2026-04-01T00:00"), traveller)
    town.comes(7002, by=7001, price="24.99")
    order = town.comes(7003, by=7001, price="25.00")
    assert [town.points(friend)[1] for friend in (7002, 7003)] == [0, 100]
    town.refund(order, "1.00")
    assert town.points(7003)[1] == 0
    town.after(days=60)
    town.comes(7004, by=7001)
    assert why(town, "referral-friend") == ["below_minimum", "below_minimum", "over"]
    town.replays_alike()


def test_rewards_and_badges_can_be_what_is_given(traveller: time_machine.Traveller) -> None:
    document = programme(advocate={"reward": "socks"}, friend={"badge": "friend"}) | {
        "rewards": [{"id": "socks", "title": "Socks", "kind": "custom"}],
        "badges": [{"id": "friend", "title": "Friend of the house"}],
    }
    town = Town(document, traveller)
    order = town.comes(7002, by=7001)
    held = Award.objects.filter(programme=town.programme, posted=1).order_by("currency")
    assert list(held.values_list("currency", flat=True)) == ["badge:friend", "reward:socks"]
    town.refund(order, lines={0: "30.00"})
    assert not held.exists()
    town.replays_alike()


def test_only_keyed_hashes_are_kept_and_they_go_with_the_person_and_with_time(
    traveller: time_machine.Traveller,
) -> None:
    town = Town(programme(), traveller)
    town.comes(7002, by=7001, email="ada@mail.example", browser="b" * 16, browser_ip="10.1.2.3")
    kept = str(list(Trace.objects.values()))
    for word in ("ada", "mail.example", "Oak", "5550007002", "10.1.2.3", "b" * 16):
        assert word.lower() not in kept.lower()
    assert set(Trace.objects.values_list("kind", flat=True)) == {
        "mailbox",
        "address",
        "phone",
        "browser",
        "network",
    }
    friend = town.person(7002).pk
    town.send("customers/redact", {"shop_domain": town.shop.domain, "customer": {"id": 7002}})
    assert not Trace.objects.filter(member_id=friend).exists()
    town.check()


def test_what_was_seen_is_thrown_away_when_its_time_is_over(traveller: time_machine.Traveller) -> None:
    town = Town(programme(), traveller)
    town.buys(7001)
    seen_then = Trace.objects.count()
    town.after(days=100).buys(7002)
    assert seen.throw_away(now=town.clock + timedelta(days=81)) == seen_then
    assert set(Trace.objects.values_list("member", flat=True)) == {town.person(7002).pk}
