"""Fixed awards, missions, tiers and rules that did not fire, told line by line; the shopper reads no ids."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.engine.document import parse
from loyalty.ledger.names import Names
from loyalty.ledger.statement import Entry
from loyalty.ledger.tell import tell
from loyalty.ledger.words import Told

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOCUMENT = parse(
    {
        "schema": 2,
        "name": "Tea",
        "currencies": [{"id": "stamps", "one": "stamp", "many": "stamps"}],
        "badges": [{"id": "early-bird", "title": "Early bird"}],
        "rewards": [{"id": "cup", "title": "Free cup", "kind": "custom"}],
        "earning": [
            {"id": "web", "on": "order_paid", "award": {"points": 9}, "sponsor": "Leaf & Co"},
            {"id": "pots", "title": "Pots", "on": "order_paid", "award": {"points": 9}},
        ],
        "campaigns": [{"id": "gift", "title": "Big basket", "bonus": 50}, {"id": "x2", "multiplier": "2"}],
        "missions": [
            {
                "id": "card",
                "title": "Ten cups",
                "goals": [{"count": "stamps", "reach": 10}],
                "award": {"reward": "cup"},
            }
        ],
        "tiers": {
            "by": "spend",
            "window": {"lifetime": True},
            "levels": [{"id": "base", "at": "0"}, {"id": "gold", "title": "Gold leaf", "at": "250.00"}],
        },
    }
)
NAMES = Names(DOCUMENT.points, DOCUMENT, "USD")
SHOPPER = replace(NAMES, shopper=True)


def told(reason: dict[str, Any], *, rule: str = "", currency: str = "points", names: Names = NAMES) -> Told:
    change = reason.get("change", reason.get("points", 0))
    entry = Entry(
        "t1", AT, "award", change, reason, 1, "order:1", "shop", currency=currency, rule=rule, legs={}
    )
    return tell(entry, names.held(currency))


def test_a_campaigns_bonus_names_the_campaign() -> None:
    reason = {"code": "campaign", "points": 50, "award": 50, "kept": 900, "order": "#7"}
    line = told(reason, rule="campaign:gift")
    assert (line.title, line.why) == ("Order #7: Big basket", "A bonus of 50 points for the order.")
    gone = reason | {"points": 0, "kept": 0, "why": "nothing_kept", "change": -50}
    assert told(gone, rule="campaign:gift").why == "The goods went back: 50 points taken back."


def test_a_fixed_award_for_an_order_says_how_much_and_why_not() -> None:
    reason = {"code": "order_fixed", "order": "#7", "award": 9, "kept": 100, "points": 9}
    assert told(reason).why == "9 points for the order."
    none = reason | {"points": 0, "kept": 0, "why": "cancelled"}
    assert told(none).why == "The order was cancelled."
    capped = told(reason | {"points": 4, "capped": [9, 4]})
    assert capped.steps == ["9 points, but a cap leaves room for 4 points"]


@pytest.mark.parametrize(
    ("code", "title", "why"),
    [
        ("joined", "Joined the programme", "A welcome for joining."),
        ("birthday", "Your birthday", "Happy birthday: 1 badge “Early bird”."),
        ("anniversary", "Another year together", "Thank you for another year: 1 badge “Early bird”."),
    ],
)
def test_days_say_what_they_gave(code: str, title: str, why: str) -> None:
    line = told({"code": code, "points": 1}, currency="badge:early-bird")
    assert (line.title, line.why) == (title, why)


def test_a_mission_says_how_far_it_is_and_what_it_gave() -> None:
    reason = {
        "code": "mission",
        "mission": "card",
        "done": 1,
        "per": 1,
        "points": 1,
        "goals": [["stamps", 12, 10]],
    }
    line = told(reason, currency="reward:cup")
    assert (line.title, line.why) == ("Mission: Ten cups", "Done: 1 reward “Free cup”.")
    assert line.steps == ["12 of 10 stamps"]
    back = told(reason | {"points": 0, "change": -1}, currency="reward:cup")
    assert back.why == "What it counted went back: 1 reward “Free cup” taken back."


def test_a_tiers_gift_names_the_tier() -> None:
    line = told({"code": "tier_entry", "level": "gold", "points": 1}, currency="reward:cup")
    assert (line.title, line.why) == ("Welcome to Gold leaf", "1 reward “Free cup” for reaching Gold leaf.")


MISSES = {
    "web": {"field": "order.source", "is": "web", "got": ["pos"]},
    "pots": "over",
    "campaign:x2": {"field": "member.tier", "is": "gold", "got": []},
}


def test_what_did_not_fire_is_listed_with_what_kept_it() -> None:
    line = told({"code": "not_fired", "order": "#7", "rules": MISSES})
    assert line.title == "Order #7"
    assert line.steps == [
        "web: The order came from pos; only web earns here.",
        "Pots: It was over when the order was placed.",
        "x2: There was no tier yet; only Gold leaf earns here.",
    ]
    alone = told({"code": "not_fired", "order": "#7", "rules": {"pots": "limit"}})
    assert alone.why == "Pots: It had been given as often as its limit allows."


def test_the_shopper_reads_no_ids_and_no_sponsor() -> None:
    line = told({"code": "not_fired", "order": "#7", "rules": MISSES}, names=SHOPPER)
    assert [step.partition(":")[0] for step in line.steps] == ["an offer", "Pots", "a campaign"]
    assert (NAMES.sponsor("web"), SHOPPER.sponsor("web")) == ("Leaf & Co", "")
