"""A member's paid plan in the panel: until when, how it came about, and perks that staff mark as used."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from msgspec.structs import replace

from loyalty.desk import tier_rounds
from loyalty.desk.work import work
from loyalty.engine.facts import DataRequested, Line
from loyalty.members.models import Member, PrivacyRequest
from loyalty.tiers.models import PerkUse
from tests.cast import NOW, Cast
from tests.panel.story import member, order, signed_in, text
from tests.plans.buyers import CLUB

LATER = NOW + timedelta(days=2)


def with_plan(cast: Cast) -> Member:
    """Customer 7001, who bought two years of the club with some tea; the first order of both was returned."""
    version = cast.programme.versions.get()
    version.document |= {"schema": 2, "memberships": [CLUB]}
    version.save()
    told = order(cast.shop, "1001", 2800)
    assert told.header is not None
    card = Line(id="1001-card", title="Tea club", quantity=2, current=2, net=9800, sku="CLUB-YEAR")
    header = replace(told.header, lines=(*told.header.lines, card), updated_at=NOW + timedelta(hours=1))
    work(shop=cast.shop, told=[(1, replace(told, header=header))], now=NOW + timedelta(hours=1))
    return member(cast.shop)


@pytest.fixture
def club(cast: Cast) -> Member:
    return with_plan(cast)


def page(client: Client, who: Member, days: int = 2) -> str:
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        return text(client.get(f"/panel/members/{who.pk}/"))


def use(client: Client, who: Member, plan: str = "club", perk: str = "tasting") -> Any:
    fields = {"perk": perk, "plan": plan, "key": str(uuid4())}
    with time_machine.travel(LATER, tick=False):
        return client.post(f"/panel/members/{who.pk}/perks/", fields)


def test_the_page_says_which_plan_until_when_and_how_it_came_about(cast: Cast, club: Member) -> None:
    said = page(signed_in(cast.reader), club)
    for words in (
        "Tea club", "since 1 Mar 2026", "2028", "2 of 2 left", "by the tag “early-access” in the store",
        "1 Mar 2026 to 1 Mar 2027", "1 Mar 2027 to 1 Mar 2028", "runs now", "to come", "bought by order #1001",
    ):  # fmt: skip
        assert words in said, words
    assert "Mark used" not in said, "a reader changes nothing"


def test_staff_mark_uses_until_there_are_none_and_undo_one(cast: Cast, club: Member) -> None:
    client = signed_in(cast.staff)
    assert "said=perk_used" in use(client, club).url
    use(client, club)
    assert "said=perk_used_up" in use(client, club).url
    assert "0 of 2 left" in page(client, club, 3)
    row = PerkUse.objects.latest("pk")
    with time_machine.travel(LATER, tick=False):
        client.post(f"/panel/members/{club.pk}/perks/{row.pk}/undo/")
    assert "1 of 2 left" in page(client, club, 3)


def test_nobody_uses_a_perk_of_a_plan_they_do_not_have(cast: Cast, club: Member) -> None:
    order(cast.shop, "1002", 2800, customer="7002")
    other = member(cast.shop, "7002")
    assert "said=no_such_perk" in use(signed_in(cast.staff), other).url
    assert use(signed_in(cast.stranger), club).status_code == 404
    assert use(signed_in(cast.reader), club).status_code == 403
    assert not PerkUse.objects.exists()
    assert "No plan runs now." in page(signed_in(cast.reader), other)


def test_a_reminder_and_the_end_are_on_the_page(cast: Cast, club: Member) -> None:
    tier_rounds.review_due(now=NOW + timedelta(days=715))
    with time_machine.travel(NOW + timedelta(days=716), tick=False):
        client = signed_in(cast.reader)
    assert "not told yet" in page(client, club, 716)
    with time_machine.travel(NOW + timedelta(days=740), tick=False):
        client = signed_in(cast.reader)
    said = page(client, club, 740)
    assert "No plan runs now." in said
    assert "runs now" not in said.replace("No plan runs now.", "")


def test_a_shop_without_plans_says_nothing_of_them(cast: Cast) -> None:
    order(cast.shop, "1001", 2800)
    assert "Paid membership" not in page(signed_in(cast.reader), member(cast.shop))


def test_who_asks_for_their_data_is_told_of_the_plan(cast: Cast, club: Member) -> None:
    work(shop=cast.shop, told=[(1, DataRequested(customer="7001", request="r"))], now=LATER)
    [about] = PrivacyRequest.objects.get().answer["members"]
    assert about["tier"]["plans"]["bought"][0]["pieces"] == 2
