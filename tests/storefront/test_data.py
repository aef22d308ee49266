"""What the storefront is told: the shopper's own points with their reasons, and nothing to anybody else."""

import time
from typing import Any

import pytest
from django.test import Client

from loyalty.desk.joining import join
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from tests.laws.world import START, rules
from tests.shopify.signing import proxied
from tests.worked_examples.store import Store

pytestmark = pytest.mark.django_db
STALE = 120


@pytest.fixture
def store() -> Store:
    """Loyal customer 7001 bought $64.90 of goods at 5 per $1."""
    made = Store(rules(points=5))
    order = made.order("40.00", "24.90", total_tax_set=made.money("5.19"))
    order["total_shipping_price_set"] = made.money("5.00")
    made.send("orders/paid", order)
    return made


def ask(client: Client, path: str, **said: Any) -> Any:
    return client.get(f"/proxy/{path}?{said.pop('query')}", **said)


def data(client: Client, store: Store, customer: str = "7001", **more: Any) -> dict[str, Any]:
    answer = ask(client, "data", query=proxied(store.shop.domain, customer, **more))
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_a_member_sees_points_and_the_worked_reason(client: Client, store: Store) -> None:
    member = by_customer(shop=store.shop, customer="7001")
    assert member is not None
    join(shop=store.shop, member_id=member.pk, how="widget", now=START)
    told = data(client, store)
    assert told["member"]["state"] == "joined"
    assert told["member"]["available_text"] == "424 points"
    line = next(line for line in told["history"] if line["points"] == 324)
    assert line["why"] == "5 points per $1 on $64.90 of goods; tax and shipping don't earn."
    assert line["steps"][-1] == "$64.90 at 5 points per $1 = 324.5, rounded down to 324 points"


def test_a_guest_is_told_that_points_are_waiting(client: Client, store: Store) -> None:
    told = data(client, store)
    assert (told["member"]["state"], told["member"]["available"]) == ("guest", 324)


def test_a_visitor_is_told_the_rules_and_nobodys_points(client: Client, store: Store) -> None:
    told = data(client, store, customer="")
    assert told["member"] is None
    assert told["history"] == []
    assert told["nonce"] is None
    assert [way["text"] for way in told["earn"]] == ["5 points per $1", "100 points"]


def test_a_customer_nobody_knows_yet_starts_from_nothing(client: Client, store: Store) -> None:
    told = data(client, store, customer="999")
    assert (told["member"]["state"], told["member"]["available"], told["history"]) == ("guest", 0, [])
    assert by_customer(shop=store.shop, customer="999") is None, "looking makes no member"


@pytest.mark.parametrize("path", ["data", "quote", "page"])
@pytest.mark.parametrize("spoil", ["unsigned", "customer", "shop", "stale", "future", "twice"])
def test_an_altered_stale_or_missing_signature_gives_no_data(
    client: Client, store: Store, path: str, spoil: str
) -> None:
    other = Store(rules(points=5))
    good = proxied(store.shop.domain, "1")
    query = {
        "unsigned": f"shop={store.shop.domain}&logged_in_customer_id=7001",
        "customer": good.replace("logged_in_customer_id=1", "logged_in_customer_id=7001"),
        "shop": good.replace(store.shop.domain, other.shop.domain),
        "stale": proxied(store.shop.domain, "7001", at=time.time() - STALE),
        "future": proxied(store.shop.domain, "7001", at=time.time() + STALE + 60),
        "twice": good + "&logged_in_customer_id=7001",
    }[spoil]
    answer = ask(client, path, query=query)
    assert answer.status_code == 401
    assert b"324" not in answer.content
    assert answer.json()["error"]["code"] == "not_signed"


def test_another_shops_customer_of_the_same_number_sees_nothing_of_ours(client: Client, store: Store) -> None:
    other = Store(rules(points=5))
    told = data(client, other, customer="7001")
    assert (told["member"]["available"], told["history"]) == (0, [])


def test_nothing_new_is_answered_with_304_and_a_shopper_never_gets_anothers_copy(
    client: Client, store: Store
) -> None:
    query = proxied(store.shop.domain, "7001")
    first = ask(client, "data", query=query)
    assert first["Cache-Control"] == "private, no-cache"
    again = ask(client, "data", query=query, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stranger = ask(
        client, "data", query=proxied(store.shop.domain, "999"), headers={"If-None-Match": first["ETag"]}
    )
    assert stranger.status_code == 200


@pytest.mark.parametrize("locale", ["zh-TW", "fr", "", "zh-CN", "../../etc", "x" * 500, "en\0"])
def test_any_locale_gets_an_answer(client: Client, store: Store, locale: str) -> None:
    assert data(client, store, locale=locale)["member"]["available"] == 324


def test_a_product_says_what_it_earns_by_the_engine_itself(client: Client, store: Store) -> None:
    query = proxied(store.shop.domain, amount="6490", currency="USD")
    assert ask(client, "quote", query=query).json() == {"points": 324, "text": "Earn 324 points with this"}


@pytest.mark.parametrize("amount", ["", "-1", "1e9", "1.5", "٣", "9" * 20, "NaN"])
def test_a_quote_for_nonsense_is_refused_with_the_field(client: Client, store: Store, amount: str) -> None:
    answer = ask(client, "quote", query=proxied(store.shop.domain, amount=amount))
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("amount:")


def test_another_currency_is_promised_nothing(client: Client, store: Store) -> None:
    query = proxied(store.shop.domain, amount="6490", currency="EUR")
    assert ask(client, "quote", query=query).json() == {"points": 0, "text": ""}


def test_the_page_without_javascript_says_the_same_and_hands_no_liquid_to_the_shop(
    client: Client, store: Store
) -> None:
    order = store.order("1.00")
    order["line_items"][0]["title"] = "{{ shop.secret }}{% raw %}<script>alert(1)</script>"
    store.send("orders/paid", order)
    answer = ask(client, "page", query=proxied(store.shop.domain, "7001"))
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("application/liquid")
    assert "329 points" in page
    assert "5 points per $1 on $64.90 of goods" in page
    assert not set("{}") & set(page)
    assert "<script" not in page


def test_before_a_programme_is_live_everybody_is_told_so(client: Client) -> None:
    quiet = Store(None)
    told = data(client, quiet)
    assert (told["programme"]["live"], told["earn"]) == (False, [])
    assert Member.objects.filter(programme=quiet.programme).count() == 0
