"""Rewards in words: what each kind is called, what it costs, and every refusal in a sentence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from loyalty.engine.document import Document, parse
from loyalty.engine.offers import Price
from loyalty.engine.rewards import Reward
from loyalty.rewards.models import Redemption
from loyalty.rewards.state_words import standing
from loyalty.rewards.words import RewardWords
from tests.cast import DOCUMENT

AT = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
ZONE = "America/New_York"
SESSION = {"id": "may", "at": "2026-05-02T10:00", "seats": 3}
LEVELS = [{"id": "silver", "title": "Silver", "at": "0.00"},
          {"id": "gold", "title": "Gold", "at": "100.00"}]  # fmt: skip


def document(**reward: Any) -> Document:
    one = {"id": "it", "kind": "custom", "cost": 500} | reward
    stamps = [{"id": "stamps", "one": "stamp", "many": "stamps"}]
    return parse(DOCUMENT | {"schema": 2, "rewards": [one], "currencies": stamps})


def told(**reward: Any) -> tuple[RewardWords, Reward]:
    made = document(**reward)
    return RewardWords(made, "USD"), made.rewards[0]


@pytest.mark.parametrize(
    ("reward", "title"),
    [
        ({"kind": "amount_off", "amount": "5.00"}, "$5.00 off"),
        ({"kind": "amount_off", "amount": "5.00", "title": "A fiver"}, "A fiver"),
        (
            {"kind": "amount_off", "amount": "1.00", "slider": {"min": 500}},
            "Money off, as much as you like",
        ),
        ({"kind": "percent_off", "percent": 10}, "10% off"),
        ({"kind": "free_shipping"}, "Free shipping"),
        ({"kind": "free_product", "products": ["1"]}, "A product for free"),
        (
            {"kind": "buy_x_get_y", "buys": {"quantity": 2, "products": ["1"]}, "products": ["2"]},
            "Buy 2, get 1 free",
        ),
        (
            {
                "kind": "buy_x_get_y",
                "buys": {"quantity": 2, "products": ["1"]},
                "products": ["2"],
                "percent": 50,
            },
            "Buy 2, get 1 for 50% less",
        ),
        ({"kind": "gift_card", "amount": "25.00"}, "A gift card of $25.00"),
        ({"kind": "store_credit", "amount": "1234.50"}, "$1,234.50 of store credit"),
        ({"kind": "experience", "sessions": [SESSION]}, "Something to take part in"),
        ({"kind": "donation", "amount": "2.00", "charity": "Trees"}, "$2.00 to Trees"),
        ({"kind": "exchange", "partner": "Air miles", "rate": "0.8"}, "400 with Air miles"),
        ({"kind": "custom"}, "A reward from the shop"),
    ],
)
def test_a_reward_without_a_title_says_what_one_gets(reward: dict[str, Any], title: str) -> None:
    words, one = told(**reward)
    assert words.title(one) == title


def test_the_price_is_told_in_its_own_currency_and_what_was_given_is_free() -> None:
    words, one = told()
    price = [
        Price(points=n, currency=c, amount=None) for n, c in ((500, "points"), (1, "stamps"), (1, one.given))
    ]
    assert [words.price(each) for each in price] == ["500 points", "1 stamp", "Free: you were given one"]


@pytest.mark.parametrize(
    ("reward", "why", "sentence"),
    [
        ({}, {"code": "missing", "points": 1176, "currency": "points", "of": 2000}, "1,176 points to go"),
        ({}, {"code": "missing", "points": 2, "currency": "stamps", "of": 10}, "2 stamps to go"),
        ({}, {"code": "sold_out"}, "Sold out"),
        ({}, {"code": "no_seats"}, "No seat is left"),
        ({}, {"code": "session"}, "Choose one of the dates that are left."),
        ({}, {"code": "no_choice"}, "This one has a fixed price."),
        ({}, {"code": "only_given"}, "This one is given, not bought"),
        ({}, {"code": "what nobody foresaw"}, "You cannot have this just now."),
        ({"until": "2026-01-01T00:00"}, {"code": "window", "why": "over"}, "No longer offered"),
        (
            {"from": "2026-05-02T10:00"},
            {"code": "window", "why": "not_yet"},
            "From May 2, 2026, 10:00\u202fAM",
        ),
        ({"limit": {"per": "life"}}, {"code": "limit"}, "You have had it; once is all"),
        ({"limit": {"per": "day"}}, {"code": "limit"}, "Once a day; again from March 12, 2026"),
        (
            {"limit": {"times": 2, "per": "week"}},
            {"code": "limit"},
            "2 times a week; again from March 16, 2026",
        ),
        ({"limit": {"per": "month"}}, {"code": "limit"}, "Once a month; again from April 1, 2026"),
        ({"limit": {"per": "year"}}, {"code": "limit"}, "Once a year; again from January 1, 2027"),
        (
            {"kind": "gift_card", "amount": "1.00", "slider": {"min": 500, "step": 50}},
            {"code": "choice"},
            "Choose at least 500, in steps of 50 points.",
        ),
        (
            {"kind": "gift_card", "amount": "1.00", "slider": {"min": 500, "max": 2000, "step": 50}},
            {"code": "choice"},
            "Choose from 500 to 2,000, in steps of 50 points.",
        ),
    ],
)
def test_each_refusal_is_a_sentence_for_the_shopper(
    reward: dict[str, Any], why: dict[str, Any], sentence: str
) -> None:
    words, one = told(**reward)
    with timezone.override(ZONE):
        assert words.refusal(one, why, at=AT, timezone=ZONE) == sentence


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"field": "member.tier", "is": "gold"}, "For Gold members"),
        ({"field": "member.tier", "in": ["silver", "gold"]}, "For Silver or Gold members"),
        ({"field": "member.tier", "is": "gold", "not": True}, "Not for Gold members"),
        ({"field": "member.orders_before", "at_least": "3"}, "After 3 orders"),
        ({"field": "member.orders_before", "above": "0"}, "After 1 order"),
        ({"field": "member.orders_before", "at_most": "3"}, "Not open to you just now"),
        ({"field": "member.days_since_joined", "at_least": "29.5"}, "After 30 days as a member"),
        ({"field": "member.birthday_month", "is": 5}, "For birthdays in May"),
        ({}, "Not open to you just now"),
    ],
)
def test_a_condition_is_told_as_for_whom_it_is(asked: dict[str, Any], sentence: str) -> None:
    tiers = {"by": "spend", "window": {"calendar_year": True}, "levels": LEVELS}
    made = parse(DOCUMENT | {"schema": 2, "tiers": tiers, "rewards": [{"id": "it", "kind": "custom"}]})
    why = {"code": "condition", "why": asked}
    assert RewardWords(made, "USD").refusal(made.rewards[0], why, at=AT, timezone=ZONE) == sentence


@pytest.mark.parametrize(
    ("kind", "state", "more", "words"),
    [
        ("amount_off", "reserved", {}, "On its way"),
        ("amount_off", "issued", {"external_id": "gid"}, "Ready to use"),
        ("free_product", "issued", {}, "Yours"),
        ("experience", "issued", {}, "Booked"),
        ("amount_off", "issued", {"ending": "undone"}, "Being undone"),
        ("donation", "used", {}, "Given"),
        ("amount_off", "used", {}, "Expired"),
    ],
)
def test_each_state_of_a_redemption_has_words(
    kind: str, state: str, more: dict[str, Any], words: str
) -> None:
    assert standing(Redemption(kind=kind, state=state, **more)).state == words


@pytest.mark.parametrize("why", [*(one.value for one in Redemption.Ending if one), "whatever"])
def test_what_ended_unused_says_why_and_that_the_points_are_back(why: str) -> None:
    told = standing(Redemption(kind="amount_off", state="released"), over=why)
    assert told.state
    assert told.next == "Your points are back."


def test_percentages_and_figures_follow_the_language() -> None:
    words, one = told(kind="percent_off", percent=10)
    with translation.override("zh-hans"):
        assert "10%" in words.title(one)
