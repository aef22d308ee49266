"""Customers, merges, compliance and the store itself."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.platform import Shopify
from tests.shopify import bodies
from tests.shopify.bodies import read

CUSTOMER = {
    "id": 706405506930370000,
    "admin_graphql_api_id": "gid://shopify/Customer/706405506930370084",
    "updated_at": "2026-03-01T12:00:00Z",
    "email": "bob@biller.com",
    "verified_email": True,
}
MERGE = {
    "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
    "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2",
    "status": "completed",
}
ABOUT = {
    "shop_id": 548380009,
    "shop_domain": "tea.myshopify.com",
    "customer": {"id": 191167, "email": "j@x.org"},
}
STORE = {
    "id": 548380009,
    "name": "Super Tea",
    "currency": "EUR",
    "iana_timezone": "Asia/Tokyo",
    "myshopify_domain": "tea.myshopify.com",
}


@pytest.mark.parametrize("topic", ["customers/create", "customers/update"])
def test_a_customer_is_told_by_the_unrounded_id(topic: str) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    told = read(topic, CUSTOMER)
    assert told == facts.CustomerTold(
        customer="706405506930370084", at=at, email="bob@biller.com", verified=True
    )


@pytest.mark.parametrize("verified", [False, None])
def test_an_email_counts_as_verified_only_when_the_store_says_so(verified: bool | None) -> None:
    fact = read("customers/update", {**CUSTOMER, "verified_email": verified})
    assert isinstance(fact, facts.CustomerTold)
    assert not fact.verified
    with pytest.raises(Unreadable, match=r"^verified_email: "):
        read("customers/update", {**CUSTOMER, "verified_email": "yes"})


def test_a_deleted_customer_is_named() -> None:
    assert read("customers/delete", CUSTOMER) == facts.CustomerDeleted(customer="706405506930370084")


def test_the_payload_says_which_customer_was_kept() -> None:
    assert read("customers/merge", MERGE) == facts.CustomersMerged(kept="1", gone="2")


@pytest.mark.parametrize("status", ["failed", "requested", "in_progress"])
def test_a_merge_that_has_not_happened_changes_nothing(status: str) -> None:
    assert isinstance(read("customers/merge", {**MERGE, "status": status}), facts.Ignored)


def test_a_customer_merged_into_itself_is_refused() -> None:
    with pytest.raises(Unreadable):
        read(
            "customers/merge", {**MERGE, "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/1"}
        )


def test_compliance_topics_name_the_person() -> None:
    asked = {**ABOUT, "data_request": {"id": 9999}}
    assert read("customers/data_request", asked) == facts.DataRequested(
        customer="191167", email="j@x.org", request="9999"
    )
    assert read("customers/redact", ABOUT) == facts.CustomerRedacted(customer="191167", email="j@x.org")
    assert read("shop/redact", ABOUT) == facts.ShopRedacted()


OTHERS = [{"shop_domain": "other.myshopify.com"}, {"shop_id": 1}]


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
@pytest.mark.parametrize("other", OTHERS)
def test_a_body_about_another_shop_is_refused(topic: str, other: bodies.Json) -> None:
    with pytest.raises(Unreadable, match="is another shop"):
        read(topic, {**ABOUT, **other})


@pytest.mark.parametrize("topic", ["app/uninstalled", "shop/update"])
@pytest.mark.parametrize("other", [{"id": 1}, {"myshopify_domain": "other.myshopify.com"}])
def test_a_store_that_is_another_is_refused(topic: str, other: bodies.Json) -> None:
    with pytest.raises(Unreadable, match="is another shop"):
        read(topic, {**STORE, **other})


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("app/uninstalled", {"name": "Tea"}),
        ("app/scopes_update", {"current": []}),
        ("shop/update", {"currency": "EUR"}),
        ("shop/redact", {}),
        ("customers/redact", {"customer": {"id": 7001}}),
        ("customers/data_request", {"customer": {"id": 7001}}),
    ],
)
def test_what_speaks_for_a_shop_must_name_it(topic: str, body: bodies.Json) -> None:
    """The header that says which shop it is was signed by nobody."""
    with pytest.raises(Unreadable, match=r"^shop: is not named"):
        read(topic, body)


def test_scopes_of_another_shop_are_refused() -> None:
    with pytest.raises(Unreadable, match="is another shop"):
        read("app/scopes_update", {"shop_id": "gid://shopify/Shop/1", "current": []})


def test_a_redaction_of_nobody_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^customer: "):
        read("customers/redact", {**ABOUT, "customer": {"id": None, "email": None}})


def test_an_uninstall_happened_when_the_platform_says() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    body = json.dumps(STORE).encode()
    fact = Shopify().read(topic="app/uninstalled", body=body, shop=bodies.shop(), triggered_at=at)
    assert fact == facts.Uninstalled(at=at)


def test_the_stores_particulars_are_told() -> None:
    assert read("shop/update", STORE) == facts.ShopTold(
        name="Super Tea", currency="EUR", timezone="Asia/Tokyo"
    )


@pytest.mark.parametrize("zone", [None, "", "../../etc/passwd", "Mars/Olympus", "x" * 500])
def test_a_time_zone_that_is_none_leaves_the_known_one(zone: Any) -> None:
    fact = read("shop/update", {**STORE, "iana_timezone": zone})
    assert isinstance(fact, facts.ShopTold)
    assert fact.timezone == "Europe/Berlin"


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^currency: "):
        read("shop/update", {**STORE, "currency": "points"})


def test_scopes_are_told_sorted() -> None:
    body = {"shop_id": "gid://shopify/Shop/548380009", "current": ["write_discounts", "read_orders"]}
    assert read("app/scopes_update", body) == facts.ScopesChanged(scopes=("read_orders", "write_discounts"))


@pytest.mark.parametrize(
    "topic", ["orders/edited", "bulk_operations/finish", "themes/publish", "", "x" * 5000]
)
def test_other_topics_are_ignored_with_a_reason(topic: str) -> None:
    fact = read(topic, b"whatever")
    assert isinstance(fact, facts.Ignored)
    assert 0 < len(fact.reason) < 200
