"""Birthdays and anniversaries: once a year each, whatever the worker, the merchant and the cheat do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.desk import days
from loyalty.desk.birthdays import correct_birthday, tell_birthday
from loyalty.desk.joining import join
from loyalty.desk.standing import balance
from loyalty.engine.facts import CustomerRedacted, CustomersMerged, CustomerTold, DataRequested, Fact
from loyalty.ledger.models import Transaction
from loyalty.members.birthdays import Locked, NoSuchDay
from loyalty.members.find import by_customer
from loyalty.members.models import Birthday, Member, PrivacyRequest
from loyalty.shops.models import Audit, Installation
from tests.laws.oracle import Goods
from tests.laws.stories import Teller
from tests.laws.world import World

pytestmark = pytest.mark.django_db
LATER = datetime(2030, 1, 1, tzinfo=UTC)
JOINED = datetime(2026, 3, 1, 17, tzinfo=UTC)  # noon in New York


def document(**change: Any) -> dict[str, Any]:
    birthday = {"id": "cake", "on": "birthday", "award": {"points": 50}} | change
    anniversary = {"id": "year", "on": "anniversary", "award": {"points": 30}}
    return {"schema": 2, "name": "Days", "earning": [birthday, anniversary]}


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC) + timedelta(hours=5)  # winter in New York


@pytest.fixture
def world() -> World:
    newcomer(made := World(document()), "1")
    return made


def newcomer(world: World, customer: str, *, now: datetime = JOINED) -> int:
    told: list[Fact] = [CustomerTold(customer=customer, at=now)]
    world.tell(told, now=now)
    member = who(world, customer)
    join(shop=world.shop, member_id=member, how="widget", now=now)
    return member


def who(world: World, customer: str = "1") -> int:
    found = by_customer(shop=world.shop, customer=customer)
    assert found is not None
    return found.pk


def tell(world: World, month: int, day: int, *, customer: str = "1", now: datetime = JOINED) -> bool:
    return tell_birthday(shop=world.shop, member_id=who(world, customer), month=month, day=day, now=now)


def points(world: World, customer: str = "1", *, now: datetime = LATER) -> int:
    return balance(shop=world.shop, member_id=who(world, customer), now=now).available


def test_the_gift_comes_on_the_day_by_the_shops_clock_and_once(world: World) -> None:
    tell(world, 6, 15)
    days.celebrate_all(now=datetime(2026, 6, 15, 3, 59, tzinfo=UTC))
    assert points(world) == 0, "in New York it is still the 14th"
    for _ in range(3):
        days.celebrate_all(now=datetime(2026, 6, 15, 4, 1, tzinfo=UTC))
    assert points(world) == 50
    line = Transaction.objects.get(programme=world.programme)
    assert line.effective_at == datetime(2026, 6, 15, 4, tzinfo=UTC)
    days.celebrate_all(now=at(2027, 6, 15))
    assert points(world) == 130, "another birthday, and the anniversary in March"
    world.check()


def test_days_without_a_worker_are_made_up_for(world: World) -> None:
    tell(world, 6, 15)
    days.celebrate_all(now=at(2026, 6, 13))
    days.celebrate_all(now=at(2026, 6, 18))
    assert points(world) == 50


def test_a_birthday_told_on_the_very_day_gives_the_gift_at_once_and_once(world: World) -> None:
    tell(world, 6, 15, now=at(2026, 6, 15))
    assert points(world) == 50
    days.celebrate_all(now=at(2026, 6, 15, 13))
    assert points(world) == 50


def test_a_birthday_told_after_the_day_waits_for_next_year(world: World) -> None:
    tell(world, 6, 15, now=at(2026, 6, 16))
    days.celebrate_all(now=at(2026, 6, 17))
    assert points(world) == 0
    days.celebrate_all(now=at(2027, 6, 15))
    assert points(world) == 80


def test_the_leap_day_is_celebrated_on_the_28th_in_other_years(world: World) -> None:
    tell(world, 2, 29)
    days.celebrate_all(now=at(2027, 2, 27))
    assert points(world) == 0
    days.celebrate_all(now=at(2027, 2, 28))
    assert points(world) == 50
    days.celebrate_all(now=at(2028, 2, 28))
    assert points(world) == 80
    days.celebrate_all(now=at(2028, 2, 29))
    assert points(world) == 130


def test_an_anniversary_is_not_the_day_of_joining(world: World) -> None:
    days.celebrate_all(now=at(2026, 3, 1))
    assert points(world) == 0
    days.celebrate_all(now=at(2027, 3, 1))
    days.celebrate_all(now=at(2027, 3, 2))
    assert points(world) == 30


def test_who_joined_on_the_leap_day_has_an_anniversary_on_the_28th() -> None:
    world = World(document())
    world.publish(document(), at=at(2024, 1, 1))
    newcomer(world, "1", now=at(2028, 2, 29))
    days.celebrate_all(now=at(2029, 2, 28))
    assert points(world) == 30


def test_the_cheat_cannot_have_a_second_birthday(world: World) -> None:
    tell(world, 6, 15)
    assert tell(world, 6, 15) is False
    with pytest.raises(Locked):
        tell(world, 7, 1)
    days.celebrate_all(now=at(2026, 7, 1))
    assert points(world) == 50


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (2, 30), (4, 31), (1, 0), (1, -1)])
def test_a_day_that_no_year_has_is_refused(world: World, month: int, day: int) -> None:
    with pytest.raises(NoSuchDay):
        tell(world, month, day)
    assert not Birthday.objects.exists()


def test_staff_correct_a_birthday_with_a_reason_and_it_gives_no_second_gift_that_year(world: World) -> None:
    tell(world, 6, 15)
    days.celebrate_all(now=at(2026, 6, 15))
    staff = {"why": "A typo", "actor": "staff@tea.example"}
    corrected: dict[str, Any] = {"shop": world.shop, "member_id": who(world)} | staff
    assert correct_birthday(**corrected, month=8, day=1, now=at(2026, 7, 1))
    assert not correct_birthday(**corrected, month=8, day=1, now=at(2026, 7, 1))
    days.celebrate_all(now=at(2026, 8, 1))
    assert points(world) == 50
    audit = Audit.objects.get(shop=world.shop)
    assert audit.detail == {"member": who(world), "why": "A typo"}, "the trail outlives the person's data"
    days.celebrate_all(now=at(2027, 8, 1))
    assert points(world) == 50 + 30 + 50


def test_the_version_live_when_the_day_begins_decides(world: World) -> None:
    tell(world, 6, 15)
    world.publish(document(award={"points": 999}), at=at(2026, 6, 15, 1))
    days.celebrate_all(now=at(2026, 6, 16))
    assert points(world) == 50


def test_a_rule_whose_condition_does_not_hold_gives_nothing_and_says_why() -> None:
    world = World(document(when={"field": "member.birthday_month", "is": 7}))
    newcomer(world, "1")
    tell(world, 6, 15)
    days.celebrate_all(now=at(2026, 6, 15))
    assert points(world) == 0
    [award] = world.awards(f"birthday:{who(world)}:2026")
    assert (award.outcome, award.reason["code"]) == ("ineligible", "not_fired")


def test_a_rule_may_ask_for_what_is_known_of_the_member_that_day() -> None:
    asks = {
        "all": [
            {"field": "member.birthday_month", "is": 6},
            {"field": "member.days_since_joined", "at_least": 90},
        ]
    }
    world = World(document(when=asks))
    newcomer(world, "1")
    newcomer(world, "2", now=at(2026, 5, 1))
    tell(world, 6, 15)
    tell(world, 6, 15, customer="2")
    days.celebrate_all(now=at(2026, 6, 15))
    assert (points(world), points(world, "2")) == (50, 0)


def test_orders_in_the_birthday_month_see_it() -> None:
    double = {
        "id": "month",
        "on": "order_paid",
        "award": {"points": 7},
        "when": {"field": "member.birthday_month", "is": 3},
    }
    world = World(document() | {"earning": [double]})
    newcomer(world, "7001")
    world.tell([Teller("1", [Goods(1, 1000)]).snapshot()])
    assert points(world, "7001") == 0
    tell(world, 3, 5, customer="7001")
    world.tell([Teller("2", [Goods(1, 1000)]).snapshot()])
    assert points(world, "7001") == 7


def test_a_guest_gets_nothing_until_they_join_on_the_day(world: World) -> None:
    told: list[Fact] = [CustomerTold(customer="2", at=JOINED)]
    world.tell(told)
    tell(world, 6, 15, customer="2")
    days.celebrate_all(now=at(2026, 6, 15, 8))
    assert points(world, "2") == 0
    join(shop=world.shop, member_id=who(world, "2"), how="widget", now=at(2026, 6, 15, 9))
    assert points(world, "2") == 50


def test_a_shop_that_left_gives_nothing_for_the_days_it_was_gone(world: World) -> None:
    tell(world, 6, 15)
    stay = Installation.objects.create(shop=world.shop, installed_at=JOINED, installed_by="owner")
    Installation.objects.filter(pk=stay.pk).update(uninstalled_at=at(2026, 6, 14))
    days.celebrate_all(now=at(2026, 6, 15))
    assert points(world) == 0
    Installation.objects.create(shop=world.shop, installed_at=at(2026, 6, 17), installed_by="owner")
    days.celebrate_all(now=at(2026, 6, 18))
    assert points(world) == 0
    days.celebrate_all(now=at(2027, 6, 15))
    assert points(world) == 80


def test_one_who_was_two_members_has_one_birthday_a_year(world: World) -> None:
    newcomer(world, "2")
    tell(world, 6, 15)
    tell(world, 8, 1, customer="2")
    days.celebrate_all(now=at(2026, 6, 15))
    merged: list[Fact] = [CustomersMerged(kept="2", gone="1")]
    world.tell(merged, now=at(2026, 7, 1))
    days.celebrate_all(now=at(2026, 8, 1))
    assert points(world, "2") == 50, "given before the merge to the one who is gone"
    birthday = Birthday.objects.get(programme=world.programme)
    assert (birthday.member_id, birthday.month) == (who(world, "2"), 8), "the kept one's stands"
    days.celebrate_all(now=at(2027, 8, 1))
    assert points(world, "2") == 50 + 30 + 50


def test_a_merge_brings_the_birthday_along(world: World) -> None:
    newcomer(world, "2")
    tell(world, 6, 15)
    merged: list[Fact] = [CustomersMerged(kept="2", gone="1")]
    world.tell(merged, now=at(2026, 6, 15))
    assert points(world, "2") == 50, "on the very day, at once"


def test_a_birthday_is_in_what_the_person_may_read_and_goes_with_them(world: World) -> None:
    tell(world, 6, 15)
    member = who(world)
    asked: list[Fact] = [DataRequested(customer="1", request="77")]
    world.tell(asked, now=JOINED)
    answer = PrivacyRequest.objects.get(programme=world.programme).answer
    assert answer["members"][0]["birthday"]["month"] == 6
    gone: list[Fact] = [CustomerRedacted(customer="1")]
    world.tell(gone, now=JOINED)
    assert not Birthday.objects.filter(programme=world.programme).exists()
    days.celebrate_all(now=at(2027, 6, 15))
    assert not Transaction.objects.filter(member_id=member, kind="award").exists()


def test_who_was_erased_and_came_back_has_no_second_birthday_that_year(world: World) -> None:
    tell(world, 6, 15)
    days.celebrate_all(now=at(2026, 6, 15, 8))
    gone: list[Fact] = [CustomerRedacted(customer="1")]
    world.tell(gone, now=at(2026, 6, 15, 9))
    newcomer(world, "1", now=at(2026, 6, 15, 10))
    tell(world, 6, 15, now=at(2026, 6, 15, 10))
    days.celebrate_all(now=at(2026, 6, 15, 11))
    assert points(world) == 0


def test_one_members_trouble_stays_theirs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer(world, "2")
    tell(world, 6, 15)
    tell(world, 6, 15, customer="2")
    real, poor = days._target, who(world)

    def target(*args: Any) -> Any:
        if args[-2].pk == poor:
            raise RuntimeError("trouble")
        return real(*args)

    monkeypatch.setattr(days, "_target", target)
    days.celebrate_all(now=at(2026, 6, 15))
    assert (points(world), points(world, "2")) == (0, 50)


def test_another_programmes_member_cannot_be_told(world: World) -> None:
    stranger = World(document())
    with pytest.raises(Member.DoesNotExist):
        tell_birthday(shop=stranger.shop, member_id=who(world), month=6, day=15, now=JOINED)
    assert not Birthday.objects.exists()
