"""Whatever bytes come, the answer is a fact or Unreadable, and every fact fits into PostgreSQL."""

import json
import random

import msgspec
import pytest
from django.db import connection

from loyalty.engine.facts import Fact, Unreadable
from loyalty.platforms.shopify.facts.read import READERS
from tests.shopify import bodies

TOPICS = [*READERS, "app/uninstalled", "orders/edited"]
ORDER = json.dumps(bodies.order(bodies.line(1), refunds=[bodies.refund(bodies.refund_line())])).encode()
POISON = {
    "nan": b'{"id": NaN}',
    "infinite": b'{"id": 1e400}',
    "long integer": b'{"id": ' + b"9" * 5000 + b"}",
    "long integer elsewhere": b'{"unknown": ' + b"9" * 5000 + b"}",
    "deep array": b"[" * 100_000,
    "deep unknown key": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep known key": b'{"line_items": ' + b'[{"discount_allocations": ' * 50_000,
    "duplicate keys": b'{"id": 1, "id": 2, "id": "three"}',
    "lone surrogate": b'{"name": "\\ud800", "title": "\\udc00"}',
    "raw surrogate": b'{"name": "\xed\xa0\x80"}',
    "nul": b'{"name": "\\u0000", "email": "\\u0000@"}',
    "raw nul": b'{"name": "\x00"}',
    "invalid utf-8": b'{"name": "\xff\xfe"}',
    "bom": b"\xef\xbb\xbf{}",
    "utf-16": "{}".encode("utf-16"),
    "empty": b"",
    "space": b" ",
    "null": b"null",
    "array": b"[]",
    "text": b'"orders"',
    "true": b"true",
    "number": b"0",
    "array of objects": b"[{}]",
    "cut": ORDER[: len(ORDER) // 2],
    "twice": ORDER * 2,
    "object for array": b'{"line_items": {}, "refunds": {}}',
    "array for object": b'{"customer": [], "price_set": []}',
    "nulls": b'{"line_items": [null], "refunds": [null], "currency": null}',
    "booleans": b'{"id": true, "currency": "USD", "line_items": [{"quantity": true}]}',
    "exponent": b'{"id": 1e3, "order_id": 1.0}',
    "minus zero": b'{"id": -0, "order_id": -0}',
    "escape at the end": b'{"name": "\\',
    "html": b'{"id": "<script>", "name": "{{ 7*7 }} {% debug %} \' OR 1=1 --"}',
}


def outcome(topic: str, body: bytes) -> Fact | None:
    """The fact, or None for a body that was refused with a reason worth reading."""
    try:
        return bodies.read(topic, body)
    except Unreadable as refusal:
        why = str(refusal)
    assert ": " in why
    assert len(why) < 400
    assert "\x00" not in why
    why.encode()
    return None


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("name", POISON)
def test_poison_is_refused_or_understood_but_never_an_error(topic: str, name: str) -> None:
    fact = outcome(topic, POISON[name])
    if fact is not None:
        msgspec.json.encode(fact)


def test_two_thousand_damaged_bodies_are_facts_or_refusals_and_fit_the_database(db: None) -> None:
    chance = random.Random(20260301)
    understood = 0
    with connection.cursor() as cursor:
        for _ in range(2000):
            fact = outcome("orders/updated", damaged(chance))
            if fact is not None:
                understood += 1
                cursor.execute("SELECT %s::jsonb", [msgspec.json.encode(fact).decode()])
    assert 200 < understood < 1900, "the damage must be neither too small nor too great to show anything"


def damaged(chance: random.Random) -> bytes:
    body = bytearray(ORDER)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(body))
        deed = chance.randrange(5)
        if deed == 0:
            body[at] = chance.randrange(256)
        elif deed == 1:
            del body[at : at + chance.randrange(1, 20)]
        elif deed == 2:
            body[at:at] = chance.choice(list(POISON.values()))[:40]
        elif deed == 3:
            body[at:at] = chance.choice((b"\\u0000", b"\\ud800", b"-", b"9" * 30, b"e9", b'"', b"null"))
        else:
            body[at : at + 1] = bytes([body[at] ^ (1 << chance.randrange(8))])
    return bytes(body)
