"""The webhook door: what it takes, what it refuses, and that a refusal leaves nothing behind."""

import io
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from loyalty.inbox import reasons
from loyalty.inbox.models import Delivery
from loyalty.platforms.shopify import door
from tests.cast import Cast
from tests.inbox.knock import TOPICS, environ, knock, signature

BODY = b'{"id": 1}'
WRONG = ["", signature.__name__, "é" * 44, "\udcff" * 44, "A" * 43 + "=", "A" * 44]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_missing_wrong_truncated_or_non_ascii_signature_is_401_and_writes_nothing(
    cast: Cast, topic: str
) -> None:
    genuine = signature(BODY)
    tried = [*WRONG, genuine[:-1], genuine[:20], genuine + "\n", genuine.lower(), signature(BODY + b" ")]
    assert [knock(BODY, topic=topic, shop=cast.shop.domain, sign=sign) for sign in tried] == [401] * len(
        tried
    )
    assert not Delivery.objects.exists()


def test_a_signed_delivery_is_one_row_with_its_raw_bytes(cast: Cast) -> None:
    body = b'{"id": 1, "id": 2}\xff'
    assert knock(body, shop=cast.shop.domain, delivery="d1", topic="orders/paid") == 200
    row = Delivery.objects.get()
    assert bytes(row.body) == body
    assert (row.shop, row.topic, row.delivery_id, row.state) == (cast.shop, "orders/paid", "d1", "ready")
    assert row.triggered_at is not None
    assert row.triggered_at.isoformat() == "2026-03-01T11:59:58.123456+00:00"
    assert "Hmac-Sha256" not in row.headers


def test_the_same_delivery_twice_is_one_row(cast: Cast) -> None:
    assert [knock(BODY, shop=cast.shop.domain, delivery="d1") for _ in range(3)] == [200] * 3
    assert Delivery.objects.count() == 1


def test_the_events_family_of_headers_is_understood(cast: Cast) -> None:
    assert knock(BODY, shop=cast.shop.domain, family="HTTP_SHOPIFY", delivery="e1") == 200
    assert Delivery.objects.get().delivery_id == "e1"


def test_the_old_secret_still_opens_the_door_while_it_is_rotated(cast: Cast, settings: LazySettings) -> None:
    settings.SHOPIFY_OLD_CLIENT_SECRET = "the secret of yesterday"
    assert knock(BODY, sign=signature(BODY, "the secret of yesterday")) == 200
    settings.SHOPIFY_OLD_CLIENT_SECRET = ""
    assert knock(BODY, sign=signature(BODY, "the secret of yesterday")) == 401


def test_a_delivery_without_an_id_is_kept_once_per_topic_and_body(cast: Cast) -> None:
    for topic, body in (
        ("orders/paid", b"1"),
        ("orders/paid", b"1"),
        ("orders/paid", b"2"),
        ("orders/create", b"1"),
    ):
        assert knock(body, topic=topic, delivery="") == 200
    assert Delivery.objects.count() == 3


def test_ids_that_differ_only_after_200_characters_are_two_deliveries(cast: Cast) -> None:
    for end in "ab":
        assert knock(BODY, delivery="x" * 300 + end) == 200
    assert Delivery.objects.count() == 2


def test_an_unknown_shop_is_parked_and_never_made(cast: Cast) -> None:
    assert knock(BODY, shop="nobody.myshopify.com") == 200
    row = Delivery.objects.get()
    assert (row.shop, row.state, row.reason) == (None, "parked", reasons.NO_SHOP)


def test_the_shops_name_is_found_in_any_case(cast: Cast) -> None:
    assert knock(BODY, shop=cast.shop.domain.upper()) == 200
    assert Delivery.objects.get().shop == cast.shop


@pytest.mark.parametrize(
    "text", ["a\0b", "\xff\xfe", "é", "x" * 5000, "'; DROP TABLE x; --", "{{ 1 }}", "\ud800"]
)
def test_any_header_content_is_taken(cast: Cast, text: str) -> None:
    names = ("topic", "shop", "delivery")
    assert [knock(BODY, **{name: text}) for name in names] == [200] * 3
    assert knock(BODY, HTTP_X_SHOPIFY_TRIGGERED_AT=text, HTTP_X_SHOPIFY_EVENT_ID=text) == 200
    assert Delivery.objects.count() == 4


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1970-01-01", "NaN"]
)
def test_a_nonsensical_time_is_left_out(cast: Cast, at: str) -> None:
    assert knock(BODY, HTTP_X_SHOPIFY_TRIGGERED_AT=at) == 200
    assert Delivery.objects.get().triggered_at is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_post_is_answered(cast: Cast, method: str) -> None:
    assert knock(BODY, REQUEST_METHOD=method) == 405
    assert not Delivery.objects.exists()


class Endless(io.RawIOBase):
    """A sender that never stops; counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b" " * size


def test_above_fifty_mebibytes_nothing_is_read(cast: Cast, settings: LazySettings) -> None:
    sender = Endless()
    more: dict[str, Any] = {"wsgi.input": sender, "CONTENT_LENGTH": str(settings.INBOX_REFUSED_ABOVE + 1)}
    assert knock(BODY, **more) == 413
    assert sender.taken == 0
    assert not Delivery.objects.exists()


def test_a_body_of_untold_length_is_cut_off_at_the_limit(cast: Cast, settings: LazySettings) -> None:
    settings.INBOX_REFUSED_ABOVE = 1_000_000
    sender = Endless()
    more: dict[str, Any] = {"wsgi.input": sender, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert knock(BODY, **more) == 413
    assert sender.taken <= 1_000_001
    assert not Delivery.objects.exists()


def test_a_chunked_body_is_taken(cast: Cast) -> None:
    assert knock(BODY, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked") == 200
    assert bytes(Delivery.objects.get().body) == BODY


def test_ten_mebibytes_are_worked_and_more_is_kept_but_parked(cast: Cast, settings: LazySettings) -> None:
    body, shop = b" " * settings.INBOX_BODY_LIMIT, cast.shop.domain
    assert [knock(body, delivery="in", shop=shop), knock(body + b" ", delivery="over", shop=shop)] == [
        200,
        200,
    ]
    assert dict(Delivery.objects.values_list("delivery_id", "state")) == {"in": "ready", "over": "parked"}
    assert Delivery.objects.get(delivery_id="over").reason == reasons.TOO_LARGE


def test_django_has_the_same_door_for_its_test_client(cast: Cast, client: Client) -> None:
    said = environ(BODY, shop=cast.shop.domain)
    headers = {key: value for key, value in said.items() if key.startswith("HTTP_")}
    assert client.post(door.PATH, BODY, content_type="application/json", **headers).status_code == 200
    assert client.post(door.PATH, BODY + b"!", content_type="application/json", **headers).status_code == 401
    assert client.get(door.PATH).status_code == 405
    assert Delivery.objects.count() == 1
