"""Balance and tier on customers' records in the store, for its theme: where the shop switched it on.

Nothing is written where points move; what moved is read afterwards (docs/adr/0401).
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef

from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Balance, Transaction
from loyalty.members.models import Identity, Member
from loyalty.notices import tide
from loyalty.outbox.want import Wish, want
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop
from loyalty.tiers.models import Standing, TierChange

KIND = "customer_metafields"
AT_ONCE = 2000
MOVED = ((Transaction, "points"), (TierChange, "tiers"))


def show_all(*, now: datetime, patient: bool = True) -> None:
    """Goes on with shops that have just switched it on, then tells what moved since."""
    for shop in Shop.objects.filter(shown_to__isnull=False).order_by("pk"):
        _everybody(shop, now)
    for model, name in MOVED:
        table = model._meta.db_table
        tide.flow(source=f"shown {name}", table=table, read=partial(_read, model, now), patient=patient)


def switch(*, shop: Shop, on: bool) -> None:
    """Off, what was written stays as it is: the store's own."""
    Shop.objects.filter(pk=shop.pk, shown_to__isnull=on).update(shown_to=0 if on else None)


def _everybody(shop: Shop, now: datetime) -> None:
    here = Identity.objects.filter(member=OuterRef("pk"), shop=shop, kind=Identity.Kind.CUSTOMER)
    rows = Member.objects.filter(Exists(here), programme_id=shop.programme_id, pk__gt=shop.shown_to)
    if people := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        _show(shop.programme_id, people, now)
        Shop.objects.filter(pk=shop.pk, shown_to__isnull=False).update(shown_to=people[-1])


def _read(model: type[Transaction] | type[TierChange], now: datetime, after: int, up_to: int) -> None:
    rows = model.objects.filter(pk__gt=after, pk__lte=up_to, member__isnull=False)
    shown = rows.filter(programme__shops__shown_to__isnull=False)
    people: dict[int, set[int]] = {}
    for programme, member in shown.values_list("programme_id", "member_id").distinct():
        people.setdefault(programme, set()).add(member)
    for programme, members in sorted(people.items()):
        _show(programme, members, now)


def _show(programme_id: int, members: Collection[int], now: datetime) -> None:
    """A wish for every customer record of these members where it is switched on."""
    records = Identity.objects.filter(
        programme_id=programme_id,
        member_id__in=members,
        kind=Identity.Kind.CUSTOMER,
        shop__shown_to__isnull=False,
    )
    values = _values(programme_id, members, now)
    wishes = [
        Wish(shop, KIND, f"{KIND}:{customer}", {"customer": customer, "values": values[member]})
        for member, shop, customer in records.values_list("member_id", "shop_id", "value")
    ]
    want(wishes=wishes, now=now)


def _values(programme_id: int, members: Collection[int], now: datetime) -> dict[int, dict[str, str]]:
    live = timeline(programme_id=programme_id).live(now)
    tiers = live.document.tiers if live else None
    titles = {one.id: one.title or one.id for one in tiers.levels} if tiers else {}
    balances = Balance.objects.filter(member_id__in=members, currency=POINTS)
    points = dict(balances.values_list("member_id", "available"))
    levels = dict(Standing.objects.filter(member_id__in=members).values_list("member_id", "level"))
    found = {}
    for member in members:
        found[member] = {"balance": str(points.get(member, 0))}
        if tiers:
            level = levels.get(member) or tiers.levels[0].id
            found[member]["tier"] = titles.get(level, level)
    return found
