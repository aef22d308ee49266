"""A shop whose letters are read: what happened is heard, and an hour's mail is sent."""

from datetime import UTC, datetime, timedelta

from loyalty.desk import happened
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.notices.drain import drain
from loyalty.notices.wording import switch
from loyalty.shops.models import Shop
from tests.shopify.town import Town


def now() -> datetime:
    return datetime.now(UTC)


def begin() -> None:
    """From here on everything is heard."""
    happened.listen(now=now(), patient=False)


def heard(at: datetime | None = None) -> int:
    """What happened since is written down and sent; returns how many mails were in hand."""
    at = at or now()
    happened.listen(now=at, patient=False)
    return drain(clock=lambda: at + timedelta(minutes=5))


def on(shop: Shop, *kinds: str) -> None:
    for kind in kinds:
        switch(shop=shop, kind=kind, on=True, actor="owner", now=now())


def off(shop: Shop, *kinds: str) -> None:
    for kind in kinds:
        switch(shop=shop, kind=kind, on=False, actor="owner", now=now())


def person(town: Town, shop: Shop, email: str, **given: object) -> int:
    """A customer of the store; their number."""
    made = town.tell(f"/_control/shops/{shop.domain}/customers", {"email": email} | given)
    return int(made["id"])


def member(shop: Shop, customer: int) -> Member:
    found = by_customer(shop=shop, customer=str(customer))
    assert found is not None
    return found
