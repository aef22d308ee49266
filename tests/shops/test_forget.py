"""(G4) Forgetting a shop: nothing of it is left in any table, and its neighbour is as it was."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models

from loyalty.desk.adjusting import adjust
from loyalty.desk.joining import join
from loyalty.desk.work import work
from loyalty.engine.facts import DataRequested, Header, Line, OrderTold, Refund
from loyalty.goods import shelf
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Entry, LotMove, Transaction
from loyalty.members.find import by_customer
from loyalty.members.models import Birthday, DaysLookedAt
from loyalty.orders.models import LastReread
from loyalty.outbox.want import Wish, want
from loyalty.shops.forget import forget
from loyalty.shops.models import Audit, Programme, Shop, Staff
from loyalty.tiers.models import PerkUse, Qualifying, Review, Standing, TierChange, TierWarning
from tests.cast import NOW, Cast

TENANTS = (Shop, Programme)


def lived_in(shop: Shop, customer: str) -> None:
    """Orders, refunds, points of every kind, a parked delivery, people, an audit line."""
    header = Header(
        id=customer,
        name="#1",
        updated_at=NOW,
        processed_at=NOW,
        currency="USD",
        lines=(Line(id="1", title="Tea", quantity=2, current=2, net=2000),),
        paid=True,
        customer=customer,
    )
    told = OrderTold(
        order=customer, header=header, refunds=(Refund(id="9", at=NOW, other=500),), email="x@tea.example"
    )
    request = DataRequested(customer=customer, request="1")
    work(shop=shop, told=[(1, told), (2, request)], now=NOW)
    Delivery.objects.create(
        shop=shop,
        platform="shopify",
        shop_domain=shop.domain,
        topic="orders/paid",
        delivery_id="d",
        body=b"{}",
        received_at=NOW,
        next_at=NOW,
    )
    Audit.objects.create(shop=shop, at=NOW, actor="owner", deed="looked")
    LastReread.objects.create(shop=shop, at=NOW)
    shelf.keep(shop=shop, ids=["901"], found={}, read_at=NOW)
    _stood_on_tiers(shop, customer)


def _stood_on_tiers(shop: Shop, customer: str) -> None:
    member = by_customer(shop=shop, customer=customer)
    assert member is not None
    theirs: dict[str, Any] = {"programme_id": shop.programme_id, "member": member}
    Birthday.objects.create(**theirs, month=3, day=15, told_at=NOW, told_by="member")
    DaysLookedAt.objects.create(programme_id=shop.programme_id, last=NOW.date())
    Qualifying.objects.create(**theirs, shop=shop, source="order:1", at=NOW, spend_minor=1)
    Standing.objects.create(**theirs, level="gold")
    TierChange.objects.create(
        **theirs, from_level="", to_level="gold", at=NOW, decided_at=NOW, reason={}, version=1
    )
    TierWarning.objects.create(**theirs, level="gold", to_level="", falls_at=NOW, recorded_at=NOW)
    use = PerkUse.objects.create(**theirs, perk="p", level="gold", key="1", at=NOW, by="owner")
    PerkUse.objects.create(**theirs, perk="p", level="gold", key="2", at=NOW, by="owner", undoes=use)
    Review.objects.create(programme_id=shop.programme_id, by="", begun_at=NOW)
    want(wishes=[Wish(shop.pk, "customer_tags", "k", {"customer": customer})], now=NOW)


def counts(shop: Shop) -> dict[str, int]:
    """Rows by table that point at the shop or its programme."""
    found = {}
    for model in apps.get_models():
        fields = [
            f
            for f in model._meta.get_fields()
            if isinstance(f, models.ForeignKey) and f.related_model in TENANTS
        ]
        for field in fields:
            key: Any = shop.pk if field.related_model is Shop else shop.programme_id
            rows = model._base_manager.filter(**{field.attname: key}).count()
            found[f"{model._meta.label}.{field.name}"] = rows
    return found


def busy(cast: Cast) -> Shop:
    assert cast.loyal
    lived_in(cast.shop, "7001")
    join(shop=cast.shop, member_id=cast.newcomer.pk, how="widget", now=NOW)
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=-10, why="test", actor="owner", key="k", now=NOW)
    assert cast.owner
    return cast.shop


def test_nothing_is_left_of_the_shop_in_any_table(cast: Cast) -> None:
    shop = busy(cast)
    full = counts(shop)
    assert sum(full.values()) > 20
    assert LotMove.objects.filter(programme=shop.programme_id).exists()
    forget(shop.pk)
    assert {name: rows for name, rows in counts(shop).items() if rows} == {}
    assert not Programme.objects.filter(pk=shop.programme_id).exists()
    assert not Shop.objects.filter(pk=shop.pk).exists()


def test_the_other_shop_is_untouched(cast: Cast) -> None:
    shop, other, stranger = busy(cast), cast.other_shop, cast.stranger
    lived_in(other, "8001")
    before = counts(other)
    forget(shop.pk)
    assert counts(other) == before
    assert User.objects.filter(pk=stranger.pk).exists()
    assert Entry.objects.aggregate(total=models.Sum("amount"))["total"] == 0
    assert set(Transaction.objects.values_list("shop_id", flat=True)) == {other.pk}


def test_people_who_worked_nowhere_else_go_and_others_stay(cast: Cast) -> None:
    shop, owner, stranger = cast.shop, cast.owner, cast.stranger
    Staff.objects.create(shop=shop, user=stranger, role=Staff.Role.STAFF, since=NOW)
    forget(shop.pk)
    assert not User.objects.filter(pk=owner.pk).exists()
    assert User.objects.filter(pk=stranger.pk).exists()


def test_a_delivery_that_never_found_its_shop_goes_too(cast: Cast) -> None:
    row = {"platform": "shopify", "topic": "t", "body": b"", "received_at": NOW, "next_at": NOW}
    Delivery.objects.create(shop_domain=cast.shop.domain, delivery_id="a", **row)
    Delivery.objects.create(shop_domain="other.myshopify.com", delivery_id="b", **row)
    forget(cast.shop.pk)
    assert [d.delivery_id for d in Delivery.objects.filter(platform="shopify")] == ["b"]


def test_forgetting_twice_is_forgetting_once(cast: Cast) -> None:
    forget(cast.shop.pk)
    forget(cast.shop.pk)


def test_afterwards_the_books_are_closed_again(cast: Cast) -> None:
    forget(busy(cast).pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('loyalty.door', true)")
        assert cursor.fetchone()[0] == ""


def test_in_a_coalition_the_members_keep_what_the_other_shops_gave(cast: Cast) -> None:
    shop, other = cast.shop, cast.other_shop
    Shop.objects.filter(pk=other.pk).update(programme=shop.programme_id)
    other.refresh_from_db()
    join(shop=shop, member_id=cast.newcomer.pk, how="widget", now=NOW)
    adjust(
        shop=other,
        member_id=cast.newcomer.pk,
        points=7,
        why="test",
        actor="owner",
        key="k",
        now=NOW + timedelta(1),
    )
    forget(shop.pk)
    balance = cast.newcomer.balances.get()
    balance.refresh_from_db()
    assert balance.available == 7
    assert Programme.objects.filter(pk=shop.programme_id).exists()
