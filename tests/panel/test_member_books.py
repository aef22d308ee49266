"""A member's page: every line opens to the books behind it; lots with their dates; any past moment."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from loyalty.desk import daily
from loyalty.desk.adjusting import adjust
from loyalty.desk.standing import balance
from loyalty.ledger.models import Transaction
from loyalty.ledger.notices import sent
from loyalty.members.models import Member
from loyalty.shops.models import Audit
from tests.adjustments.desk import limit
from tests.cast import NOW, Cast
from tests.panel.story import busy_member, member, order, signed_in, text

EXPIRY = {"per": "lot", "months": 1, "end_of": "day", "notice_days": [7]}
GONE = NOW + timedelta(days=60)


@pytest.fixture
def expiring(cast: Cast) -> Member:
    """50 points of an order of 1 March that end with 1 April; nobody was told yet."""
    version = cast.programme.versions.get()
    version.document |= {"expiry": EXPIRY}
    version.save()
    order(cast.shop, "1001", 1000)
    return member(cast.shop)


@pytest.fixture
def expired(cast: Cast, expiring: Member) -> Member:
    daily.notices(now=NOW + timedelta(days=26))
    sent(member_id=expiring.pk, channel="widget", now=NOW + timedelta(days=26))
    daily.catch_up(now=GONE)
    return expiring


def page(client: Client, who: Member, part: str = "", **query: str) -> Any:
    return client.get(f"/panel/members/{who.pk}/{part}", query)


def give_back(client: Client, who: Member, points: str, why: str = "The parcel was late", **more: str) -> Any:
    said = {"points": points, "why": why, "key": str(uuid4())} | more
    fields = {f"back-{name}": value for name, value in said.items() if name != "confirm"}
    return client.post(f"/panel/members/{who.pk}/reinstate/", fields | {"confirm": said.get("confirm", "1")})


def given_back() -> int:
    return Transaction.objects.filter(kind="reinstatement").count()


def test_what_a_member_holds_beside_points_stands_there_with_its_lines(cast: Cast) -> None:
    who = busy_member(cast.shop)
    for currency, units in (("stamps", 7), ("badge:early-bird", 1)):
        adjust(shop=cast.shop, member_id=who.pk, points=units, why="A present", actor="staff", key=currency,
               now=NOW, currency=currency)  # fmt: skip
    answer = page(signed_in(cast.reader), who)
    said = text(answer)
    for words in ("+7 stamps", "+1 Badge early-bird", "in hand"):
        assert words in said
    assert answer.context["balance"].available == 284, "points are points alone"
    assert [(name, has.available) for name, has in answer.context["others"]] == [
        ("Badge early-bird", 1),
        ("stamps", 7),
    ]


def test_a_line_opens_to_entries_lots_order_and_who(cast: Cast) -> None:
    who = busy_member(cast.shop)
    said = text(page(signed_in(cast.reader), who))
    for words in (
        "order #1001",
        "Member: available",
        "Shop: issued",
        "Shop: taken back",
        "opened lot",
        "taken from lot",
    ):
        assert words in said, words


@time_machine.travel(NOW + timedelta(days=1), tick=False)
def test_lots_show_until_when_they_can_be_used(cast: Cast, expiring: Member) -> None:
    said = text(page(signed_in(cast.reader), expiring))
    assert "until 1 Apr 2026" in said
    assert "Expiring soon" not in said


def test_of_many_lots_those_spent_next_are_shown_and_all_when_asked(cast: Cast) -> None:
    for number in range(1001, 1028):
        order(cast.shop, str(number), 1000, at=NOW - timedelta(hours=1100 - number))
    who, client = member(cast.shop), signed_in(cast.reader)
    some = page(client, who)
    assert "order #1010" in text(some), "the tenth that is spent"
    assert "order #1011" not in text(some).partition("Timeline")[0]
    assert f'href="/panel/members/{who.pk}/?lots=all#lots"' in some.content.decode()
    assert "Show all 27" in text(some)
    whole = page(client, who, lots="all")
    assert len(whole.context["lots"].lines) == 27
    assert "Show all 27" not in text(whole)
    then = page(client, who, "as-of/", at="2026-03-29T12:00", by="effective")
    assert "lots=all#lots" in then.content.decode()
    assert "at=2026-03-29T12" in then.content.decode().partition("lots=all#lots")[0]


@time_machine.travel(GONE, tick=False)
def test_a_past_moment_shows_what_the_books_had_then(cast: Cast, expired: Member) -> None:
    client = signed_in(cast.reader)
    now = page(client, expired)
    assert now.context["balance"].available == 0
    then = page(client, expired, "as-of/", at="2026-03-29T12:00", by="effective")
    assert then.context["balance"].available == 50
    assert "told 27 Mar 2026" in text(then)
    before = page(client, expired, "as-of/", at="2026-02-01T12:00", by="effective")
    assert (before.context["balance"].available, before.context["lots"].lines) == (0, [])


def test_the_two_clocks_differ_by_what_was_told_late(cast: Cast) -> None:
    order(cast.shop, "1001", 1000)  # of March 2026, told to the books just now
    who = member(cast.shop)
    client = signed_in(cast.reader)
    seen = {
        by: page(client, who, "as-of/", at="2026-03-02T12:00", by=by).context["balance"].available
        for by in ("posted", "effective")
    }
    assert seen == {"posted": 0, "effective": 50}


@pytest.mark.parametrize("at", ["", "yesterday", "2999-01-01T00:00", "2026-02-30T00:00"])
def test_no_moment_gives_no_figures_and_a_clear_word(cast: Cast, at: str) -> None:
    who = busy_member(cast.shop)
    response = page(signed_in(cast.reader), who, "as-of/", at=at)
    assert response.status_code == 200
    assert "then" not in response.context
    assert response.context["as_of"].errors["at"]


def test_a_stranger_sees_no_past_moment_and_gives_nothing_back(cast: Cast, expired: Member) -> None:
    client = signed_in(cast.stranger)
    assert page(client, expired, "as-of/", at="2026-03-29T12:00").status_code == 404
    assert give_back(client, expired, "10").status_code == 404
    assert give_back(signed_in(cast.reader), expired, "10").status_code == 403
    assert given_back() == 0


@time_machine.travel(GONE, tick=False)
def test_expired_points_are_given_back_with_a_reason_after_a_look(cast: Cast, expired: Member) -> None:
    client = signed_in(cast.staff)
    assert "50 expired" in text(page(client, expired))
    fields = {"back-points": "30", "back-why": "The parcel was late", "back-key": str(uuid4())}
    effect = text(client.post(f"/panel/members/{expired.pk}/reinstate/", fields))
    assert "0 → <strong>30</strong>" in effect
    assert given_back() == 0
    assert "given_back" in give_back(client, expired, "30").url
    has = balance(shop=cast.shop, member_id=expired.pk, now=GONE)
    assert has.available == 30
    said = text(page(client, expired))
    assert "Expired points given back" in said
    assert "20 expired" in said
    assert Audit.objects.get(shop=cast.shop, deed="points given back").detail["points"] == 30


@time_machine.travel(GONE, tick=False)
def test_the_limits_of_one_person_hold_for_expired_points_too(cast: Cast, expired: Member) -> None:
    client = signed_in(cast.staff)
    limit(cast, a_day=40)
    key = str(uuid4())
    assert "given_back" in give_back(client, expired, "30", key=key).url
    assert "adjusted_before" in give_back(client, expired, "30", key=key).url
    refused = give_back(client, expired, "20")
    assert (refused.status_code, given_back()) == (422, 1)
    assert "10 points are left for you today" in text(refused)
    assert give_back(client, expired, "20", confirm="").status_code == 422
    assert balance(shop=cast.shop, member_id=expired.pk, now=GONE).available == 30


@time_machine.travel(GONE, tick=False)
def test_no_more_comes_back_than_expired_and_no_form_twice(cast: Cast, expired: Member) -> None:
    client, key = signed_in(cast.staff), str(uuid4())
    assert give_back(client, expired, "51").status_code == 422
    assert give_back(client, expired, "0").status_code == 422
    assert give_back(client, expired, "50", why="").status_code == 422
    assert given_back() == 0
    give_back(client, expired, "50", key=key)
    assert "adjusted_before" in give_back(client, expired, "50", key=key).url
    assert give_back(client, expired, "1").status_code == 422
    assert given_back() == 1
