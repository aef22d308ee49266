"""What happened in the tea shop: orders through the desk, so that the panel shows real books."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from loyalty.desk.joining import join
from loyalty.desk.work import work
from loyalty.engine.facts import Header, Line, OrderTold, Refund, RefundLine
from loyalty.inbox.models import Delivery
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.shops.models import Shop
from tests.cast import NOW, Cast


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def order(
    shop: Shop, number: str, *goods: int, customer: str = "7001", at: datetime = NOW, **change: Any
) -> OrderTold:
    """A paid order with one line per price; told to the desk."""
    titles = ("Oolong", "Stoneware teapot", "Honey")
    header = Header(
        id=f"gid://shopify/Order/{number}",
        name=f"#{number}",
        updated_at=at,
        processed_at=at,
        currency=shop.currency,
        paid=True,
        customer=customer,
        lines=tuple(
            Line(id=f"{number}-{n}", title=titles[n % 3], quantity=1, current=1, net=net)
            for n, net in enumerate(goods)
        ),
        **change,
    )
    fact = OrderTold(order=header.id, header=header, email="" if customer else "guest@tea.example")
    work(shop=shop, told=[(1, fact)], now=at)
    return fact


def refund(shop: Shop, told: OrderTold, line: int, *, at: datetime) -> None:
    assert told.header is not None
    row = told.header.lines[line]
    back = Refund(id=f"r{told.order}", at=at, lines=(RefundLine(line=row.id, quantity=1, amount=row.net),))
    work(shop=shop, told=[(1, OrderTold(order=told.order, refunds=(back,)))], now=at)


def member(shop: Shop, customer: str = "7001") -> Member:
    found = by_customer(shop=shop, customer=customer)
    assert found is not None
    return found


def busy_member(shop: Shop) -> Member:
    """Joined, with an order, a refund, and an order that gave nothing."""
    told = order(shop, "1001", 2800, 3690, tax=530, shipping=490, at=NOW - timedelta(days=9))
    row = member(shop)
    join(shop=shop, member_id=row.pk, how="widget", now=NOW - timedelta(days=8))
    refund(shop, told, 0, at=NOW - timedelta(days=6))
    order(shop, "1002", 12, at=NOW - timedelta(days=3))
    return row


def delivery(shop: Shop, body: bytes = b'{"id": 1}', *, state: str = "worked", **change: Any) -> Delivery:
    number = Delivery.objects.filter(shop=shop).count() + 1
    row: dict[str, Any] = {
        "platform": "shopify",
        "shop_domain": shop.domain,
        "topic": "orders/paid",
        "delivery_id": f"delivery-{shop.pk}-{number}",
        "received_at": NOW,
        "next_at": NOW,
        "worked_at": None if state == "ready" else NOW,
        "headers": {"X-Shopify-Topic": "orders/paid", "X-Shopify-Shop-Domain": shop.domain},
        "body": body,
        "state": state,
        "attempts": 0 if state == "ready" else 1,
        "reason": "Could not be worked, tried too often: KeyError" if state == "parked" else "",
    }
    return Delivery.objects.create(shop=shop, **(row | change))


def text(response: Any) -> str:
    """The page as words."""
    return " ".join(response.content.decode().split())


def clients(cast: Cast) -> dict[str, Client]:
    return {name: signed_in(getattr(cast, name)) for name in ("owner", "staff", "reader", "stranger")}
