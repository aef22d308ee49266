"""Members in the panel: found, explained line by line, adjusted with a reason."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loyalty.desk.standing import balance
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Transaction
from loyalty.members.models import Member
from loyalty.panel import members_one
from loyalty.shops.models import Audit, Shop
from tests.cast import NOW, Cast, IdentityFactory, MemberFactory, UserFactory
from tests.panel.story import busy_member, delivery, member, order, refund, signed_in, text

MEMBERS = "/panel/members/"


def adjust(client: Client, who: Member, points: str, *, why: str = "Sorry for the delay", **more: Any) -> Any:
    fields = {"points": points, "why": why, "key": str(uuid4()), "confirm": "1"} | more
    return client.post(f"{MEMBERS}{who.pk}/adjust/", {key: value for key, value in fields.items() if value})


def available(who: Member) -> int:
    return balance(shop=Shop.objects.get(programme=who.programme), member_id=who.pk, now=NOW).available


def adjustments() -> int:
    return Transaction.objects.filter(kind="adjustment").count()


def test_members_are_listed_with_their_balances(cast: Cast) -> None:
    busy_member(cast.shop)
    page = text(signed_in(cast.reader).get(MEMBERS))
    assert "Customer 7001" in page
    assert 'data-label="Available"><span>284</span>' in page


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(cast: Cast) -> None:
    client = signed_in(cast.reader)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(MEMBERS)
        return len(asked)

    order(cast.shop, "1", 100, customer="1")
    client.get(MEMBERS)
    few = questions()
    for n in range(2, 30):
        order(cast.shop, str(n), 100, customer=str(n))
    assert questions() == few


def test_a_long_list_is_read_page_by_page_and_every_member_stands_on_one(cast: Cast) -> None:
    for n in range(120):
        row = MemberFactory.create(programme=cast.programme)
        IdentityFactory.create(member=row, shop=cast.shop, value=f"9{n:03d}")
    client, seen, path = signed_in(cast.reader), [], MEMBERS
    for _ in range(3):
        response = client.get(path)
        seen += [row.name for row in response.context["rows"]]
        path = f"{MEMBERS}?before={response.context['before']}"
    assert len(seen) == len(set(seen)) == 120
    assert response.context["before"] is None


@pytest.mark.parametrize(
    "words", ["7001", "#1001", "1001", "gid://shopify/Customer/7001", " 7001 ", "Guest@Tea.example"]
)
def test_a_member_is_found_by_customer_order_or_e_mail(cast: Cast, words: str) -> None:
    order(cast.shop, "1001", 1000, customer="" if "@" in words else "7001")
    order(cast.shop, "1002", 1000, customer="7002")
    rows = signed_in(cast.reader).get(MEMBERS, {"q": words}).context["rows"]
    assert [row.name.split(",")[0].split()[0] for row in rows] == ["Guest" if "@" in words else "Customer"]
    assert "7002" not in rows[0].name


@pytest.mark.parametrize("words", ["nobody@tea.example", "#9", "9" * 400, "\0", "'; --", "%", "<b>"])
def test_a_search_for_nobody_says_so(cast: Cast, words: str) -> None:
    order(cast.shop, "1001", 1000)
    response = signed_in(cast.reader).get(MEMBERS, {"q": words, "before": "x"})
    assert response.status_code == 200
    assert "<b>" not in text(response)


def test_a_strangers_members_are_neither_found_nor_shown_nor_adjusted(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.stranger)
    for words in ("", "7001", "#1001", str(who.pk)):
        assert client.get(MEMBERS, {"q": words}).context["rows"] == []
    assert client.get(f"{MEMBERS}{who.pk}/").status_code == 404
    assert adjust(client, who, "5000").status_code == 404
    assert adjustments() == 0
    assert client.get(f"{MEMBERS}{'9' * 30}/").status_code == 404


def test_every_line_says_why_and_opens_to_its_sum_its_rules_its_source_and_who(cast: Cast) -> None:
    who = busy_member(cast.shop)
    page = text(signed_in(cast.reader).get(f"{MEMBERS}{who.pk}/"))
    for words in (
        "+324",
        "5 points per $1 on $64.90 of goods; tax and shipping don&#x27;t earn.",
        "$64.90 at 5 points per $1 = 324.5, rounded down to 324 points",
        "After the refund $36.90 of goods are kept",
        "−140",
        "$0.12 at 5 points per $1 is below one point.",
        "+100",
        "A welcome for joining.",
        "/panel/earning/versions/1/",
        "order #1001, 1001 in the store",
        "the rules, on the store&#x27;s word",
        "customer 7001 of The tea shop",
    ):
        assert words in page, words


@time_machine.travel(NOW, tick=False)
def test_pending_points_stand_with_their_date(cast: Cast) -> None:
    version = cast.programme.versions.get()
    version.document["earning"][0]["hold_days"] = 14
    version.save()
    order(cast.shop, "1001", 1000)
    page = text(signed_in(cast.reader).get(f"{MEMBERS}{member(cast.shop).pk}/"))
    assert "50 on 15 Mar 2026" in page
    assert "from 15 Mar 2026, pending until then" in page


def test_a_long_timeline_tears_no_moment_apart(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members_one, "PAGE", 4)
    for n in range(9):
        order(cast.shop, f"10{n}", 1000, at=NOW - timedelta(days=n // 3))
    who = member(cast.shop)
    client, path, seen = signed_in(cast.reader), f"{MEMBERS}{who.pk}/", []
    for _ in range(3):
        response = client.get(path)
        seen += [line.entry.id for line in response.context["lines"]]
        path = f"{MEMBERS}{who.pk}/?before={response.context['more'].replace('+', '%2B')}"
    assert len(seen) == len(set(seen)) == 9
    assert response.context["more"] == ""


def test_an_adjustment_first_shows_its_effect_and_then_posts(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.staff)
    page = text(adjust(client, who, "50", confirm=""))
    assert "284 → <strong>334</strong>" in page
    assert adjustments() == 0
    assert "adjusted" in adjust(client, who, "50").url
    assert available(who) == 334
    trace = Audit.objects.get(shop=cast.shop)
    assert (trace.actor, trace.deed) == ("staff", "points adjusted")
    page = text(client.get(f"{MEMBERS}{who.pk}/"))
    assert "Sorry for the delay" in page
    assert "staff" in page


def test_the_effect_shown_is_the_effect_posted_when_points_are_owed(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.staff)
    adjust(client, who, "-284")
    told = order(cast.shop, "1005", 1000)
    adjust(client, who, "-50")
    refund(cast.shop, told, 0, at=NOW + timedelta(hours=1))
    shown = adjust(client, who, "80", confirm="").context["after"]
    adjust(client, who, "80")
    real = balance(shop=Shop.objects.get(programme=who.programme), member_id=who.pk, now=NOW)
    assert (shown.available, shown.debt) == (real.available, real.debt) == (30, 0)


def test_a_form_sent_twice_posts_once(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client, key = signed_in(cast.staff), str(uuid4())
    answers = [adjust(client, who, "50", key=key).url for _ in range(3)]
    assert ["adjusted_before" in url for url in answers] == [False, True, True]
    assert available(who) == 334
    assert adjustments() == Audit.objects.filter(shop=cast.shop).count() == 1


@pytest.mark.parametrize("confirm", ["", "1"])
def test_more_than_there_is_cannot_be_taken_and_the_field_says_how_much_can(cast: Cast, confirm: str) -> None:
    who = busy_member(cast.shop)
    response = adjust(signed_in(cast.staff), who, "−285", confirm=confirm)
    page = text(response)
    assert response.status_code == 422
    assert "Only 284 can be taken" in page
    assert 'value="−285"' in page
    assert "Sorry for the delay" in page
    assert available(who) == 284
    assert not Audit.objects.exists()


@pytest.mark.parametrize(
    ("points", "why"),
    [("0", "why"), ("", "why"), ("5", " "), ("1.5", "why"), ("9" * 30, "why"), ("5", "y" * 301)],
)
def test_an_adjustment_without_sense_posts_nothing(cast: Cast, points: str, why: str) -> None:
    who = busy_member(cast.shop)
    assert adjust(signed_in(cast.staff), who, points, why=why).status_code == 422
    assert adjustments() == 0


def test_a_reader_sees_no_form_and_cannot_adjust(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.reader)
    assert "Give or take points" not in text(client.get(f"{MEMBERS}{who.pk}/"))
    assert adjust(client, who, "5000").status_code == 403
    assert available(who) == 284
    assert adjustments() == 0


def pages(cast: Cast) -> list[str]:
    who, row = busy_member(cast.shop), delivery(cast.shop, state="parked")
    own = (f"members/{who.pk}/", f"members/{who.pk}/adjust/", f"deliveries/{row.pk}/", "deliveries/resend/")
    rules = ("earning/", "earning/publish/", "earning/drop/", "earning/rebase/", "earning/versions/1/")
    return [f"/panel/{path}" for path in (*own, *rules, "members/", "deliveries/", "earning/example/")]


@pytest.mark.parametrize("who", ["nobody", "cheat"])
def test_whoever_works_in_no_shop_sees_and_changes_nothing(cast: Cast, who: str) -> None:
    client = Client() if who == "nobody" else signed_in(UserFactory.create(username="cheat"))
    paths = pages(cast)
    fields = {"points": "5000", "why": "me", "key": str(uuid4()), "confirm": "1"}
    for path in paths:
        for response in (client.get(path), client.post(path, fields)):
            assert response.status_code == (302 if who == "nobody" else 404), path
            if who == "nobody":
                assert response["Location"].startswith("/accounts/login/")
    assert adjustments() == 0
    assert not Audit.objects.exists()
    assert Delivery.objects.get().state == "parked"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_page_can_be_shown_in_every_language(cast: Cast, language: str) -> None:
    client = signed_in(cast.owner)
    for path in pages(cast):
        response = client.get(path, headers={"accept-language": language}, follow=True)
        assert response.status_code == 200, path


def test_a_request_forged_by_another_page_posts_nothing(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert adjust(client, who, "5000").status_code in (302, 403)
    assert adjustments() == 0


def test_a_reason_with_markup_stays_text(cast: Cast) -> None:
    who = busy_member(cast.shop)
    client = signed_in(cast.staff)
    bad = "<img src=x onerror=alert(1)>\"'{{ 7 }}"
    assert "<img" not in text(adjust(client, who, "5", why=bad, confirm=""))
    adjust(client, who, "5", why=bad)
    page = text(client.get(f"{MEMBERS}{who.pk}/"))
    assert "<img" not in page
    assert "{{ 7 }}" in page


def test_nobody_yet_says_how_members_come(cast: Cast) -> None:
    delivery(cast.shop)
    assert "They appear here with their first order" in text(signed_in(cast.owner).get(MEMBERS))
