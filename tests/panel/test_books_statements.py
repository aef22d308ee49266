"""Statements on the books' pages: what was given to charity, and who pays for the points."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from loyalty.desk.joining import join
from loyalty.desk.spending import redeem, used
from loyalty.ledger.sponsors import sponsors
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, NOW, Cast
from tests.panel.story import member, order, refund, signed_in, text
from tests.presets.drafting import second_version

LATER = NOW + timedelta(hours=1)
BOOKS, DONATIONS = "/panel/books/", "/panel/books/donations/"
TEN: dict[str, Any] = {
    "id": "ten", "kind": "donation", "cost": 100, "amount": "10.00", "charity": "Sea rescue",
}  # fmt: skip


def give(shop: Shop, key: str) -> None:
    who = member(shop)
    redeem(shop=shop, member_id=who.pk, reward="ten", key=key, actor="member", now=LATER)
    used(shop=shop, key=key, order="", actor="shop", now=LATER)


def test_what_was_given_stands_by_charity_for_the_days_asked(cast: Cast) -> None:
    second_version(cast, rewards=[TEN])
    order(cast.shop, "1", 10_000, at=LATER)
    give(cast.shop, "a")
    give(cast.shop, "b")
    client = signed_in(cast.reader)
    assert "Given to charity" in text(client.get(BOOKS))
    page = text(client.get(DONATIONS))
    assert "Sea rescue" in page
    assert "$20.00" in page
    long_ago = text(client.get(DONATIONS + "?first=2001-01-01&last=2001-12-31"))
    assert "Nothing was given in this period" in long_ago
    assert "Sea rescue" not in long_ago


@pytest.mark.parametrize(
    "asked", ["first=2026-05-01&last=2026-04-01", "first=x&last=", "first=&last=2026-01-01"]
)
def test_days_that_make_no_period_are_told_by_the_field(cast: Cast, asked: str) -> None:
    response = signed_in(cast.reader).get(f"{DONATIONS}?{asked}")
    assert response.status_code == 200
    assert response.context["donations"] is None
    assert response.context["period"].errors


def test_without_donations_the_books_do_not_speak_of_charity(cast: Cast) -> None:
    order(cast.shop, "1", 10_000, at=LATER)
    assert "Given to charity" not in text(signed_in(cast.owner).get(BOOKS))


def test_a_stranger_sees_nothing_of_our_donations(cast: Cast) -> None:
    second_version(cast, rewards=[TEN])
    order(cast.shop, "1", 10_000, at=LATER)
    give(cast.shop, "a")
    assert "Sea rescue" not in text(signed_in(cast.stranger).get(DONATIONS))


def sponsored(cast: Cast) -> None:
    first, *others = DOCUMENT["earning"]
    supplier = {
        "id": "tea",
        "on": "order_paid",
        "award": {"points": 2, "per": "1.00"},
        "sponsor": "Leaf & Sons",
    }
    welcome = {"id": "hello", "on": "first_order", "award": {"points": 30}, "sponsor": "The mall"}
    joining = [one | {"sponsor": "The mall"} for one in others if one["on"] == "joined"]
    second_version(cast, earning=[first, supplier, welcome, *joining])


def test_who_pays_is_told_by_sponsor_with_what_was_taken_back(cast: Cast) -> None:
    sponsored(cast)
    told = order(cast.shop, "1", 4000, 1000, at=LATER)
    join(shop=cast.shop, member_id=member(cast.shop).pk, how="widget", now=LATER)
    refund(cast.shop, told, 1, at=LATER + timedelta(hours=1))
    page = text(signed_in(cast.reader).get(BOOKS))
    assert "Who pays for the points" in page
    assert "Leaf &amp; Sons" in page
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    found = {one.sponsor: (one.issued, one.reversed, one.net) for one in sponsors(
        shop=cast.shop, since=since, until=until)}  # fmt: skip
    assert found == {"": (250, 50, 200), "Leaf & Sons": (100, 20, 80), "The mall": (130, 0, 130)}
    out = io.StringIO()
    call_command("ledger", "sponsors", "--shop", cast.shop.domain, "--json", stdout=out)
    rows = json.loads(out.getvalue())["sponsors"]
    assert [(one["sponsor"], one["net"]) for one in rows] == [
        ("", 200),
        ("Leaf & Sons", 80),
        ("The mall", 130),
    ]
    out = io.StringIO()
    call_command("ledger", "sponsors", "--shop", cast.shop.domain, stdout=out)
    assert "(the shop)" in out.getvalue()
    assert sponsors(shop=cast.shop, since=until, until=until + timedelta(days=1)) == []


def test_a_shop_that_pays_alone_reads_nothing_of_sponsors(cast: Cast) -> None:
    order(cast.shop, "1", 4000)
    assert "Who pays for the points" not in text(signed_in(cast.owner).get(BOOKS))
