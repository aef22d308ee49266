"""A shop with many members whose points are about to end, and a mail provider that often fails."""

import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.test import override_settings

from loyalty.desk.daily import notices
from loyalty.desk.happened import look_ahead
from loyalty.desk.work import work
from loyalty.engine.facts import Header, Line, OrderTold
from loyalty.ledger.models import ExpiryNotice
from loyalty.notices.drain import drain
from loyalty.notices.models import Mail
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop
from loyalty.shops.platform import platform
from tests.cast import DOCUMENT
from tests.notices.mailbox import Mailbox, open_mailbox, parsed

EXPIRING = DOCUMENT | {"expiry": {"per": "lot", "months": 1, "notice_days": [40]}}
STEP = timedelta(minutes=10)
MOST_ROUNDS = 200


class Directory(Shopify):
    """A store that shows an address for every customer; nothing else is asked of it."""

    def contacts(self, *, shop: Shop, ids: Collection[str]) -> dict[str, Contact]:
        return {one: Contact(f"c{one}@example.com", "zh-CN" if int(one) % 2 else "en") for one in ids}


@dataclass(frozen=True, slots=True)
class Sent:
    """`wrong` says in words what should not be."""

    members: int
    failures: int
    rounds: int
    seconds: float
    wrong: list[str]


def play(shop: Shop, *, members: int, failing: float, seed: int) -> Sent:
    """Writes to everybody, round after round until nobody waits."""
    begun = datetime.now(UTC)
    _fill(shop, members, begun)
    notices(now=begun)
    began = time.monotonic()
    with open_mailbox(Mailbox(failing=failing, seed=seed)) as box, post_to(box):
        look_ahead(now=begun)
        at, rounds = begun + STEP, 0
        while Mail.objects.filter(shop=shop, state="waiting").exists() or not rounds:
            drain(clock=lambda at=at: at, seconds=600)  # type: ignore[misc]
            at, rounds = at + STEP, rounds + 1
            look_ahead(now=at)  # the hourly look must not write again to who waits
            if rounds > MOST_ROUNDS:
                break
        took = time.monotonic() - began
        return Sent(members, box.refused, rounds, took, list(_wrong(shop, members, box)))


def _fill(shop: Shop, members: int, now: datetime) -> None:
    for first in range(1, members + 1, 200):
        told = [(n, _order(shop, n, now)) for n in range(first, min(first + 200, members + 1))]
        work(shop=shop, told=told, now=now)


def _order(shop: Shop, number: int, now: datetime) -> OrderTold:
    header = Header(
        id=f"o{number}", name=f"#{number}", updated_at=now, processed_at=now, currency=shop.currency,
        paid=True, customer=str(number),
        lines=(Line(id=f"l{number}", title="Tea", quantity=1, current=1, net=1000),),
    )  # fmt: skip
    return OrderTold(order=header.id, header=header)


@contextmanager
def post_to(box: Mailbox) -> Iterator[None]:
    """Mails go to that box, under addresses that the customers' numbers make."""
    over = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": box.port,
        "MAIL_READY": True,
        "PLATFORMS": {"shopify": f"{__name__}.Directory"},
    }
    platform.cache_clear()
    with override_settings(**over):
        yield
    platform.cache_clear()


def _wrong(shop: Shop, members: int, box: Mailbox) -> Iterator[str]:
    had = Counter(to for to, _ in box.raw)
    twice = [to for to, times in had.items() if times > 1]
    missing = [n for n in range(1, members + 1) if f"c{n}@example.com" not in had]
    if twice or missing:
        yield f"{len(twice)} had it twice, {len(missing)} not at all"
    names = [parsed(raw)["Message-ID"] for _, raw in box.raw]
    if len(set(names)) != members:
        yield f"{len(set(names))} names of {members} messages"
    untold = ExpiryNotice.objects.filter(programme_id=shop.programme_id).exclude(channel="mail").count()
    if untold:
        yield f"{untold} notices do not count as given"
    states = Counter(Mail.objects.filter(shop=shop).values_list("state", flat=True))
    if states != {"done": members}:
        yield f"mails ended as {dict(states)}"
