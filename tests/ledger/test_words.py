"""Every line says in words what happened; every loss says why the balance went down."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.spending import redeem, released, used
from loyalty.desk.standing import balance
from loyalty.engine.document import Points
from loyalty.ledger.models import Balance
from loyalty.ledger.statement import Entry, history
from loyalty.ledger.tell import tell
from loyalty.ledger.words import Told
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import START, World, rules

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def told(reason: dict[str, Any], points: int = 0, **legs: int) -> Told:
    entry = Entry("t1", AT, "any", points, reason, 1, "order:1", "shop", legs=legs)
    return tell(entry, Points())


def lot(day: str, points: int, why: str) -> dict[str, Any]:
    return {"earned": f"{day}T12:00:00+00:00", "points": points, "why": why}


def test_points_of_one_day_say_when_they_were_earned() -> None:
    line = told({"code": "expiry", "points": 120, "lots": [lot("2025-11-03", 120, "age")]}, -120)
    assert line.title == "Points expired"
    assert line.why == "120 points earned on November 3, 2025 came to the end of their time."
    assert line.steps == ["120 points earned on November 3, 2025: their time was over"]


def test_points_of_several_days_say_from_when_to_when_and_list_each() -> None:
    lots = [lot("2025-11-03", 120, "age"), lot("2025-11-20", 1, "age")]
    line = told({"code": "expiry", "points": 121, "lots": lots}, -121)
    assert "between November 3, 2025 and November 20, 2025" in line.why
    assert line.steps[1].startswith("1 point earned on November 20")


def test_inactivity_is_told_as_such() -> None:
    line = told({"code": "expiry", "points": 50, "lots": [lot("2025-01-01", 50, "inactivity")]}, -50)
    assert line.why == "Nothing was earned or spent for so long that 50 points expired."
    both = [lot("2025-01-01", 50, "inactivity"), lot("2024-01-01", 5, "age")]
    assert "some for their age" in told({"code": "expiry", "points": 55, "lots": both}, -55).why


REWARD = {"reward": "five-off", "kind": "amount_off", "amount": "5.00", "currency": "USD"}


def test_a_redemption_says_what_was_bought() -> None:
    line = told({"code": "redeem", "points": 500} | REWARD, -500)
    assert (line.title, line.why) == ("Reward: $5.00 off", "You exchanged 500 points for $5.00 off.")


def test_what_comes_back_says_why_and_what_of_it_had_expired() -> None:
    back = {"code": "redeem_back", "of": 500, "points": 200, "order": "#1001", "share": [2, 5]}
    line = told(back, 200)
    assert line.title == "Return of order #1001"
    assert line.why == "Goods that you had paid for with points went back, so 200 points came back too."
    assert line.steps == ["40 % of the goods went back; 500 points had been spent on the order"]
    assert "60 points of them had expired" in told(back | {"expired": 60}, 140, expired=60).why
    assert "live on for a short while" in told(back | {"grace": True}, 200).why
    assert "not used" in told({"code": "redeem_released", "points": 500, "why": "cancelled"}, 500).why


@pytest.mark.parametrize("code", ["first_order", "referral_friend", "referral_advocate"])
@pytest.mark.parametrize("why", ["cancelled", "nothing_kept"])
def test_a_bonus_that_is_taken_back_says_which_and_why(code: str, why: str) -> None:
    reason = {"code": code, "points": 0, "award": 100, "kept": 0, "order": "#1001", "why": why}
    line = told(reason | {"change": -100}, -100)
    assert "100 points" in line.why
    assert ("cancelled" if why == "cancelled" else "return") in line.why
    assert told(reason).why != line.why
    given = told(
        {"code": code, "points": 100, "award": 100, "kept": 5000, "order": "#1001", "change": 100}, 100
    )
    assert "bonus" in given.why or "friend" in given.why


def test_a_friends_order_is_not_named_to_the_one_who_brought_them() -> None:
    reason = {"code": "referral_advocate", "points": 100, "award": 100, "kept": 5000, "change": 100}
    assert "#" not in told(reason, 100).title


@pytest.mark.parametrize(
    ("why", "words"), [("not_first", "given once, for the first"), ("collected_before", "collected before")]
)
def test_what_was_not_given_says_why(why: str, words: str) -> None:
    assert words in told({"code": "ineligible", "why": why}).why


def test_points_that_were_spent_owed_or_expired_are_told_beside_the_loss() -> None:
    taken = {"code": "first_order", "points": 0, "award": 100, "kept": 0, "why": "cancelled", "change": -100}
    assert "80 points were already spent" in told(taken, -100, available=-20, debt=-80).why
    assert "60 points of them had expired before" in told(taken, -40, available=-40, expired=-60).why
    given = taken | {"points": 100, "kept": 1, "why": "", "change": 100}
    assert "80 points of it made up for what was owed" in told(given, 100, available=20, debt=80).why


LOSSES: list[dict[str, Any]] = [
    {"code": "expiry", "points": 5, "lots": [lot("2025-01-01", 5, "age")]},
    {"code": "redeem", "points": 5} | REWARD,
    {"code": "first_order", "points": 0, "award": 5, "kept": 0, "why": "nothing_kept", "change": -5},
    {"code": "referral_friend", "points": 0, "award": 5, "kept": 0, "why": "cancelled", "change": -5},
    {"code": "referral_advocate", "points": 0, "award": 5, "kept": 0, "why": "cancelled", "change": -5},
    {"code": "adjustment", "points": -5, "why": "Given by mistake."},
    {"code": "forfeited", "points": 5},
    {"code": "claim_out", "to": 2},
    {"code": "merge_out", "to": 2},
]


@pytest.mark.parametrize("reason", LOSSES, ids=lambda reason: str(reason["code"]))
def test_every_loss_is_one_whole_sentence_and_shows_no_inner_word(reason: dict[str, Any]) -> None:
    line = told(reason, -5)
    assert line.title
    assert line.why.endswith(".")
    assert not set("%_{}()") & set(line.title + line.why)


@pytest.mark.django_db
def test_a_member_reads_one_line_per_reward_and_the_books_show_every_posting() -> None:
    document = rules(points=5) | {
        "rewards": [{"id": "five-off", "kind": "amount_off", "cost": 100, "amount": "5.00"}]
    }
    world = World(document)
    world.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    who = Balance.objects.get(programme=world.programme).member_id
    now = START + timedelta(days=2)
    for key in ("a", "b"):
        redeem(shop=world.shop, member_id=who, reward="five-off", key=key, actor="member", now=now)
    used(shop=world.shop, key="a", order="", actor="shop", now=now)
    released(shop=world.shop, key="b", why="undone", actor="member", now=now)
    lines = history(member_id=who, now=now)
    assert sorted((tell(line, Points()).title, line.points) for line in lines) == [
        ("Order #1", 324),
        ("Reward given up", 100),
        ("Reward: $5.00 off", -100),
        ("Reward: $5.00 off", -100),
    ]
    standing = balance(shop=world.shop, member_id=who, now=now)
    assert sum(line.points for line in lines) == standing.available == 224
    whole = history(member_id=who, now=now, whole=True)
    assert "Reward used" in [tell(line, Points()).title for line in whole]


@pytest.mark.django_db
def test_points_that_really_expire_tell_the_day_they_were_earned() -> None:
    world = World(rules(points=5) | {"expiry": {"per": "lot", "months": 12, "without_notice": True}})
    world.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    later = START + timedelta(days=500)
    daily.catch_up(now=later)
    [last, _first] = history(member_id=Balance.objects.get(programme=world.programme).member_id, now=later)
    line = tell(last, Points())
    assert (last.points, line.title) == (-324, "Points expired")
    assert "324 points earned on March 1, 2026" in line.why


@pytest.mark.django_db
def test_an_adjustment_is_told_in_the_staffs_words() -> None:
    world = World(rules())
    world.tell([Teller("1", [Goods(1, 6490)]).snapshot()])
    who = Balance.objects.get(programme=world.programme).member_id
    adjust(shop=world.shop, member_id=who, points=-4, why="Given twice.", actor="staff", key="k", now=START)
    assert "Given twice." in [tell(line, Points()).why for line in history(member_id=who, now=START)]
