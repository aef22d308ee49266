"""A shop with shoppers who have a history, and the requests that their storefront signs for them."""

import hashlib
import hmac
import time
from urllib.parse import urlencode

from django.utils import timezone

from benchmarks import order, world
from loyalty.desk.clocks import clock
from loyalty.inbox.drain import drain
from loyalty.ledger.adjust import Adjustment, adjust
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop

LINES = 50  # of history; half of them orders, half given by hand
PRICE = 100
DOCUMENT = world.DOCUMENT | {
    "points": world.DOCUMENT["points"] | {"value": "0.01"},
    "expiry": {"per": "lot", "months": 12},
    "rewards": [
        {"id": "one", "kind": "amount_off", "cost": PRICE, "amount": "1.00"},
        {"id": "ten", "kind": "amount_off", "cost": 1000, "amount": "10.00"},
        {"id": "tenth", "kind": "percent_off", "cost": 800, "percent": 10},
    ],
}


def shop(name: str) -> Shop:
    """With rewards and with points that end."""
    return world.shop(name, DOCUMENT)


def with_history(shop: Shop, *, first: int, number: int) -> list[str]:
    """So many customers with fifty lines each; their ids in the store."""
    bought = LINES // 2
    world.store(shop, first=first, count=number * bought, customers=number)
    drain(seconds=600)
    members = Member.objects.filter(programme_id=shop.programme_id).order_by("pk")
    now = timezone.now()
    members.update(joined_at=now, joined_by="bench")
    for place in range(LINES - bought):
        gifts = [
            Adjustment(member_id=one, points=10, why=f"Gift {place}", key=f"{one}-{place}")
            for one in members.values_list("pk", flat=True)
        ]
        adjust(shop=shop, adjustments=gifts, actor="bench", version=1, clock=clock(shop=shop), now=now)
    known = Identity.objects.filter(shop=shop, kind="customer").order_by("value")
    customers = list(known.values_list("value", flat=True))
    if len(customers) != number or customers[0] != str(order.FIRST_CUSTOMER):
        raise AssertionError(f"{len(customers)} customers instead of {number}: the figure is void")
    return customers


def signed(shop: Shop, customer: str) -> str:
    """The query string that the platform adds."""
    pairs = {
        "locale": "en",
        "logged_in_customer_id": customer,
        "path_prefix": "/apps/rewards",
        "shop": shop.domain,
        "timestamp": str(int(time.time())),
    }
    message = "".join(f"{key}={value}" for key, value in sorted(pairs.items()))
    signature = hmac.new(world.secret().encode(), message.encode(), hashlib.sha256).hexdigest()
    return urlencode([*pairs.items(), ("signature", signature)])


def get(path: str, query: str) -> bytes:
    """A whole request."""
    return f"GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, query: str, body: bytes) -> bytes:
    """A whole request with a JSON body."""
    head = (
        f"POST {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
