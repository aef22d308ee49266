from decimal import Decimal
from typing import Any

import pytest

from tests.devstore.conftest import App, Devstore
from tests.official import webhook_samples

GOODS = {"lines": [{"handle": "first-flush-darjeeling"}, {"handle": "stoneware-teapot"}], "shipping": "6.00"}
# moments of an order's life that a sample has no counterpart for
EXTRA = {"discount_codes", "tax_lines", "fulfillments", "code", "title", "channel_liable", "addresses"}


def keys_missing(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Keys of the official sample that ours lacks, wherever both have an object."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return keys_missing(ours[0], theirs[0], f"{path}[]") if ours and theirs else []
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return []
    missing = [f"{path}.{key}" for key in theirs if key not in ours]
    return missing + [
        m for key in ours if key in theirs for m in keys_missing(ours[key], theirs[key], f"{path}.{key}")
    ]


def place(store: Devstore, **given: Any) -> dict[str, Any]:
    order: dict[str, Any] = store.control("/orders", {"email": "ada@example.com", **GOODS, **given})
    return order


def refund(store: Devstore, order: dict[str, Any], **given: Any) -> dict[str, Any]:
    after: dict[str, Any] = store.control(f"/orders/{order['id']}/refund", given)
    return after


def test_an_order_has_every_key_of_the_official_sample(installed: Devstore, app: App) -> None:
    place(installed, address={"name": "Ada Loyal", "address1": "1 Mill Street"})
    installed.settle()
    for topic in ("orders/create", "orders/paid", "orders/updated"):
        assert keys_missing(app.last(topic), webhook_samples()[topic]) == []
    assert app.last("orders/create").keys() - webhook_samples()["orders/create"].keys() <= EXTRA


def test_a_refund_has_every_key_of_the_official_sample(installed: Devstore, app: App) -> None:
    refund(installed, place(installed, discount_codes=["WELCOME10"]), lines={"0": 1})
    installed.settle()
    assert keys_missing(app.last("refunds/create"), webhook_samples()["refunds/create"]) == []


@pytest.mark.parametrize("topic", ["customers/create", "customers/update", "customers/delete"])
def test_customers_have_every_key_and_no_counts(installed: Devstore, app: App, topic: str) -> None:
    person = installed.control("/customers", {"email": "ada@example.com", "first_name": "Ada"})
    installed.control(f"/customers/{person['id']}/update", {"note": "likes sencha"})
    installed.control(f"/customers/{person['id']}/delete")
    installed.settle()
    assert keys_missing(app.last(topic), webhook_samples()[topic]) == []
    assert not {"tags", "orders_count", "total_spent"} & app.last(topic).keys()


def test_leaving_and_edits_and_privacy_have_the_official_shapes(installed: Devstore, app: App) -> None:
    order = place(installed)
    installed.control(f"/orders/{order['id']}/edit", {"add": [{"handle": "hearth-chai"}]})
    person = order["customer"]["id"]
    installed.control(f"/customers/{person}/data_request")
    installed.control(f"/customers/{person}/redact")
    installed.control("/install", {"scopes": ["read_orders"]})
    installed.control("/uninstall")
    installed.control("/redact")
    installed.settle()
    samples = webhook_samples()
    for topic in (
        *("orders/edited", "app/scopes_update", "app/uninstalled"),
        *("customers/data_request", "customers/redact", "shop/redact"),
    ):
        assert keys_missing(app.last(topic), samples[topic]) == [], topic


def test_products_and_collections_have_every_key_of_the_official_samples(
    installed: Devstore, app: App
) -> None:
    made = installed.control(
        "/products", {"title": "Winter tea", "price": "12.00", "collections": ["winter"]}
    )
    changes = {"tags": ["b", "a"], "compare_at": "15.00", "collections": ["teas"]}
    installed.control(f"/products/{made['id']}/update", changes)
    installed.control(f"/products/{made['id']}/delete")
    installed.settle()
    for topic in ("products/update", "products/delete", "collections/update"):
        assert keys_missing(app.last(topic), webhook_samples()[topic]) == [], topic
    assert app.last("products/update")["tags"] == "a, b"
    moved = [h.json()["handle"] for h in app.heard if h.headers["x-shopify-topic"] == "collections/update"]
    assert sorted(moved) == ["teas", "winter"]


def test_orders_no_longer_name_a_product_that_was_deleted(installed: Devstore) -> None:
    order = place(installed)
    installed.control(f"/products/{order['line_items'][0]['product_id']}/delete")
    first, second = installed.control(f"/orders/{order['id']}/touch")["line_items"]
    assert (first["product_id"], first["product_exists"]) == (None, False)
    assert first["title"] == order["line_items"][0]["title"]
    assert second["product_exists"]


def test_webhooks_keep_a_selling_plan_to_themselves(installed: Devstore) -> None:
    order = place(installed, lines=[{"handle": "hearth-chai", "selling_plan": "Every month"}])
    assert "Every month" not in str(order)


def test_goods_of_exactly_64_90_can_be_bought(installed: Devstore) -> None:
    order = place(installed, tax_rate="0.08")
    assert order["subtotal_price"] == "64.90"
    assert order["total_tax"] == "5.67"
    assert order["total_price"] == "76.57"
    assert order["financial_status"] == "paid"


def test_discounts_are_split_to_the_last_cent(installed: Devstore) -> None:
    order = place(installed, discount_codes=[{"code": "SEVEN", "kind": "fixed_amount", "value": "7.01"}])
    parts = [Decimal(a["amount"]) for line in order["line_items"] for a in line["discount_allocations"]]
    assert sum(parts) == Decimal("7.01")
    assert order["current_subtotal_price"] == "57.89"


def test_refunding_piece_by_piece_gives_the_line_back_exactly(installed: Devstore) -> None:
    order = place(
        installed,
        lines=[{"title": "Three", "price": "33.33", "quantity": 3}],
        discount_codes=[{"code": "TEN", "kind": "fixed_amount", "value": "10"}],
    )
    for _ in range(3):
        order = refund(installed, order, lines={"0": 1})
    back = [r["refund_line_items"][0]["subtotal_set"]["shop_money"]["amount"] for r in order["refunds"]]
    assert sum(Decimal(b) for b in back) == Decimal("89.99")
    assert order["line_items"][0]["current_quantity"] == 0
    assert order["current_subtotal_price"] == "0.00"


def test_an_amount_only_refund_is_a_discrepancy(installed: Devstore) -> None:
    order = refund(installed, place(installed), amount="10.00")
    (made,) = order["refunds"]
    assert made["refund_line_items"] == []
    assert [(a["kind"], a["amount"]) for a in made["order_adjustments"]] == [("refund_discrepancy", "-10.00")]
    assert made["transactions"][0]["amount"] == "10.00"
    assert order["financial_status"] == "partially_refunded"


def test_a_shipping_refund_touches_no_goods(installed: Devstore) -> None:
    order = refund(installed, place(installed), shipping="6.00")
    (made,) = order["refunds"]
    assert made["refund_shipping_lines"][0]["subtotal_amount_set"]["shop_money"]["amount"] == "6.00"
    assert made["order_adjustments"] == []
    assert order["current_subtotal_price"] == "64.90"


def test_store_credit_is_another_rail_for_the_same_refund(installed: Devstore) -> None:
    order = refund(installed, place(installed), lines={"0": 1}, destination="store_credit")
    assert order["refunds"][0]["transactions"][0]["gateway"] == "shopify_store_credit"


def test_a_cancelled_paid_order_is_refunded_and_an_unpaid_one_voided(installed: Devstore) -> None:
    paid, unpaid = place(installed), place(installed, paid=False)
    paid = installed.control(f"/orders/{paid['id']}/cancel")
    unpaid = installed.control(f"/orders/{unpaid['id']}/cancel")
    assert (paid["financial_status"], unpaid["financial_status"]) == ("refunded", "voided")
    assert paid["cancelled_at"] is not None
    assert paid["current_subtotal_price"] == unpaid["current_subtotal_price"] == "0.00"
    assert unpaid["refunds"][0]["transactions"] == []


def test_more_than_was_paid_cannot_go_back_unless_forced(installed: Devstore) -> None:
    order = place(installed)
    answer = installed.http.post(
        f"/_control/shops/leaf-and-ladle.myshopify.com/orders/{order['id']}/refund", json={"amount": "900.00"}
    )
    assert answer.status_code == 422
    assert refund(installed, order, amount="900.00", force=True)["financial_status"] == "refunded"


def test_updated_at_always_moves_forward(installed: Devstore) -> None:
    order = place(installed)
    seen = [order["updated_at"]]
    for _ in range(3):
        order = refund(installed, order, amount="1.00")
        seen.append(order["updated_at"])
    assert seen == sorted(set(seen))


def test_presentment_money_follows_its_rate(installed: Devstore) -> None:
    order = place(
        installed,
        lines=[{"title": "Gift", "price": "100.00"}],
        presentment_currency="JPY",
        presentment_rate="150",
    )
    assert order["subtotal_price_set"] == {
        "shop_money": {"amount": "100.00", "currency_code": "USD"},
        "presentment_money": {"amount": "15000", "currency_code": "JPY"},
    }


def test_a_shop_of_three_decimals_writes_three(installed: Devstore) -> None:
    domain = "souq.myshopify.com"
    installed.http.post("/_control/shops", json={"domain": domain, "currency": "KWD", "tax_rate": "0"})
    order = installed.control("/orders", {"lines": [{"title": "Tea", "price": "1.999"}]}, shop=domain)
    assert order["subtotal_price"] == "1.999"
    assert order["customer"] is None
