"""Whatever is signed is taken; what cannot be worked is parked with a reason, and nothing stops behind it."""

import json
import re
from typing import Any

import pytest

from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from tests.cast import Cast
from tests.inbox.knock import TOPICS, knock
from tests.official import webhook_bodies

TEXTS = {
    "sql": "'; DROP TABLE shops_shop; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "liquid": "{{ shop.secret }}{% raw %}",
    "django": "{% load x %}{{ settings.SECRET_KEY }}",
    "emoji": "👨‍👩‍👧‍👦 \u202eabc\u202c \u200d مرحبا",
    "nul": "a\\u0000b",
    "surrogate": "\\ud800",
    "mail": "x" * 308 + "@example.com",
}
WHOLE: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "array": b"[]",
    "number": b"1",
    "text": b'"text"',
    "not JSON": b"<order/>",
    "cut off": b'{"id": 1, "line_items": [',
    "brackets": b"[" * 100_000,
    "nested": b'{"id":' * 100_000 + b"1" + b"}" * 100_000,
    "invalid UTF-8": b'{"id": 1, "name": "\xff\xfe"}',
    "NaN": b'{"id": NaN}',
    "infinity": b'{"id": 1, "total_price": 1e400}',
    "long number": b'{"id": ' + b"9" * 5000 + b"}",
    "duplicate keys": b'{"id": 1, "id": 2, "id": "3"}',
    "NUL bytes": b"\0" * 100,
    "padded": b'{"id": 1' + b" " * 3_000_000 + b"}",
}
PLACES: dict[str, list[Any]] = {
    "id": [None, "", "text", -1, 0, 1.5, True, [], {}, 2**70, "820982911946154508"],
    "admin_graphql_api_id": [None, "", "gid://shopify/Order/", "gid://shopify/Order/1e3", 7],
    "updated_at": [
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "soon",
        None,
        7,
    ],
    "currency": ["XXX", "usd", "", None, "＄＄＄", 1],
    "customer": [None, {}, [], "7001", {"id": None}, {"id": "7001"}, {"id": 1e400}],
    "email": [None, TEXTS["mail"], 7],
    "line_items": [None, {}, [None], [{}], "x"],
    "refunds": [None, {}, [None], [{}], "x"],
}
PRICES: list[Any] = [
    "-1.00",
    "1e3",
    "１２.００",
    "",
    "NaN",
    "1.",
    ".5",
    " 1.00",
    "1,00",
    "9" * 40,
    "1.0000001",
    None,
    1,
    1.5,
    {},
]


def order() -> dict[str, Any]:
    return dict(json.loads(webhook_bodies()["orders/create"]))


def deliver(cast: Cast, bodies: dict[str, bytes], topic: str) -> None:
    """All go in, with good ones before and after; then the queue must be empty and the good ones worked."""
    good = webhook_bodies()["orders/create"]
    for name, body in {"good before": good, **bodies, "good after": good}.items():
        of = "orders/create" if name.startswith("good") else topic
        assert knock(body, topic=of, shop=cast.shop.domain, delivery=name) == 200, name
    drain()
    rows = {row.delivery_id: row for row in Delivery.objects.all()}
    left = {name: row.reason for name, row in rows.items() if row.state == "ready"}
    assert left == {}, "a poison that is tried again is a defect of ours"
    assert [rows[name].state for name in ("good before", "good after")] == ["worked", "worked"]
    assert [name for name, row in rows.items() if row.state != "worked" and not row.reason] == []


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - {"shop/redact", "app/uninstalled"}))
def test_a_body_that_is_no_payload_at_all(cast: Cast, topic: str) -> None:
    deliver(cast, WHOLE | {"BOM": b"\xef\xbb\xbf" + webhook_bodies()[topic]}, topic)


@pytest.mark.parametrize("place", PLACES)
def test_an_order_with_nonsense_in_one_place(cast: Cast, place: str) -> None:
    bodies = {f"{place} {n}": order() | {place: value} for n, value in enumerate(PLACES[place])}
    without = {key: value for key, value in order().items() if key != place}
    deliver(
        cast,
        {name: json.dumps(body).encode() for name, body in {**bodies, "gone": without}.items()},
        "orders/paid",
    )


def test_an_order_with_nonsense_for_prices(cast: Cast) -> None:
    text = webhook_bodies()["orders/create"].decode()
    pieces = re.split(r'(?<="price": )"[^"]*"|(?<="amount": )"[^"]*"', text)
    bodies = {f"price {n}": json.dumps(price).join(pieces).encode() for n, price in enumerate(PRICES)}
    deliver(cast, bodies, "orders/updated")


@pytest.mark.parametrize("kind", TEXTS)
def test_an_order_with_a_hostile_text_in_every_place(cast: Cast, kind: str) -> None:
    def everywhere(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: everywhere(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [everywhere(inner) for inner in value]
        return "HOSTILE" if isinstance(value, str) and re.search(r"[a-z]{4}", value) else value

    hostile = TEXTS[kind] if "\\u" in TEXTS[kind] else json.dumps(TEXTS[kind])[1:-1]
    kept = {key: order()[key] for key in ("admin_graphql_api_id", "updated_at", "processed_at", "currency")}
    body = json.dumps(everywhere(order()) | kept).replace("HOSTILE", hostile)
    one = json.dumps(order() | {"email": "HOSTILE", "name": "HOSTILE"}).replace("HOSTILE", hostile)
    deliver(cast, {"everywhere": body.encode(), "name and mail": one.encode()}, "orders/updated")


def test_an_order_of_a_thousand_lines(cast: Cast) -> None:
    line = order()["line_items"][0]
    lines = [line | {"id": n, "admin_graphql_api_id": f"gid://shopify/LineItem/{n}"} for n in range(1, 1001)]
    deliver(cast, {"long": json.dumps(order() | {"line_items": lines}).encode()}, "orders/updated")


def test_an_order_of_ten_mebibytes(cast: Cast) -> None:
    body = json.dumps(order() | {"note": "x" * 10_000_000}).encode()
    deliver(cast, {"large": body}, "orders/updated")


def test_a_refund_without_its_order(cast: Cast) -> None:
    body = json.loads(webhook_bodies()["refunds/create"]) | {"order_id": 99, "transactions": []}
    deliver(cast, {"orphan": json.dumps(body).encode()}, "refunds/create")
