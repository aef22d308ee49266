"""A small shop in which staff adjust: people, limits, files."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from loyalty.adjustments.limits import set_limits
from loyalty.adjustments.models import Row, Upload
from loyalty.adjustments.order import order
from loyalty.adjustments.person import Person
from loyalty.adjustments.post import post_some
from loyalty.adjustments.read import read
from loyalty.adjustments.store import figures, store
from loyalty.common.keys import email_hash
from loyalty.desk.standing import balance
from loyalty.ledger.models import Transaction
from loyalty.members.models import Identity, Member
from loyalty.shops.models import Shop, Staff
from tests.cast import NOW, Cast, IdentityFactory


def person(user: User, shop: Shop) -> Person:
    return Person(Staff.objects.get(user=user, shop=shop).pk, user.username)


def limit(cast: Cast, *, largest: int | None = None, a_day: int | None = None, second: bool = False) -> None:
    set_limits(shop=cast.shop, largest=largest, a_day=a_day, second_person=second, actor="owner", now=NOW)


def known_by_email(member: Member, shop: Shop, email: str) -> None:
    hashed = email_hash(email, programme_id=shop.programme_id)
    IdentityFactory.create(member=member, shop=shop, kind=Identity.Kind.EMAIL, value=hashed)


def available(who: Member) -> int:
    shop = Shop.objects.filter(programme=who.programme).earliest("id")
    return balance(shop=shop, member_id=who.pk, now=NOW + timedelta(days=1)).available


def adjustments(shop: Shop | None = None) -> int:
    rows = Transaction.objects.filter(kind="adjustment")
    return (rows.filter(shop=shop) if shop else rows).count()


def uploaded(cast: Cast, data: str | bytes, *, now: datetime = NOW) -> Upload:
    """Uploaded by staff; the dry run is done."""
    raw = data.encode() if isinstance(data, str) else data
    by = person(cast.staff, cast.shop)
    return store(shop=cast.shop, sheet=read(raw, shop=cast.shop), name="gifts.csv", by=by, now=now)


def ordered(
    cast: Cast, upload: Upload, *, skips: bool = False, by: Person | None = None, now: datetime = NOW
) -> str:
    """Ordered by staff, who saw today's figures."""
    found = figures(upload=upload)
    return order(
        shop=cast.shop,
        upload_id=upload.pk,
        by=by or person(cast.staff, cast.shop),
        shown=(found.ready, found.given, found.taken),
        skips=skips,
        now=now,
    )


def worked(upload: Upload, *, now: datetime = NOW) -> None:
    """As the worker does, without one."""
    while post_some(upload_id=upload.pk, now=now):
        pass


def states(upload: Upload) -> list[str]:
    return list(Row.objects.filter(upload=upload).order_by("number").values_list("state", flat=True))


def faults(upload: Upload) -> list[list[str]]:
    """'column.code' of every row's faults."""
    rows = Row.objects.filter(upload=upload).order_by("number").values_list("faults", flat=True)
    return [[f"{one[0]}.{one[1]}" for one in row] for row in rows]
