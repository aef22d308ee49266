"""A database and a shop to measure on. Durable: nothing about PostgreSQL is relaxed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from benchmarks import order
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Balance
from loyalty.members.models import Identity, Member
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation, Programme, Shop

DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "name": "Bench",
    "points": {"one": "point", "many": "points", "rounding": "down"},
    "earning": [{"id": "order", "on": "order_paid", "award": {"points": 5, "per": "1.00"}, "hold_days": 0}],
}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def build() -> Shop:
    """A fresh shop with a live programme, in a database that is made anew."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    _peers_tables()
    return shop("bench")


def shop(name: str, document: dict[str, Any] = DOCUMENT) -> Shop:
    """A shop of its own programme, for a row that wants neither the others' members nor their rules."""
    programme = Programme.objects.create(created_at=LONG_AGO)
    Version.objects.create(
        programme=programme, number=1, document=document, published_at=LONG_AGO, published_by="bench"
    )
    made = Shop.objects.create(
        programme=programme, platform="shopify", domain=f"{name}.myshopify.com",
        external_id=f"gid://shopify/Shop/{name}", name=name.title(), currency="USD", created_at=LONG_AGO,
    )  # fmt: skip
    Installation.objects.create(shop=made, installed_at=LONG_AGO, installed_by="bench")
    return made


def people(shop: Shop, number: int) -> list[int]:
    """Members who have joined, with purses, known as customers 1, 2, 3 …; their ids."""
    members = Member.objects.bulk_create(
        [
            Member(
                programme_id=shop.programme_id, first_seen_at=LONG_AGO, joined_at=LONG_AGO, joined_by="bench"
            )
            for _ in range(number)
        ]
    )
    Identity.objects.bulk_create(
        [
            Identity(
                member=member, programme_id=shop.programme_id, shop=shop, kind="customer", value=str(place)
            )
            for place, member in enumerate(members, start=1)
        ]
    )
    Balance.objects.bulk_create([Balance(member=one, programme_id=shop.programme_id) for one in members])
    return [member.pk for member in members]


def _peers_tables() -> None:
    with connection.schema_editor() as schema:
        for model in peer_models():
            schema.create_model(model)


def peer_models() -> list[type[models.Model]]:
    return list(apps.get_app_config("peers").get_models())


def store(shop: Shop, *, first: int, count: int, customers: int, after: int = 0) -> None:
    """Webhooks as if the door had taken them in; see `order.body`."""
    now = timezone.now() - timedelta(seconds=1)
    rows = (
        Delivery(
            shop=shop, platform="shopify", shop_domain=shop.domain, topic="orders/paid",
            delivery_id=f"stored-{number}", received_at=now, next_at=now, triggered_at=now,
            body=order.body(number, customers=customers, after=after),
        )
        for number in range(first, first + count)
    )  # fmt: skip
    Delivery.objects.bulk_create(rows, batch_size=500)


def secret() -> str:
    return str(settings.SHOPIFY_CLIENT_SECRET)
