"""Workers send what waits, shop by shop in turns. The provider's trouble ends the round for all of them."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from loyalty.members.models import Identity
from loyalty.notices import lease
from loyalty.notices.gather import gather
from loyalty.notices.handover import Post
from loyalty.notices.models import Mail
from loyalty.notices.send import Sender, again, send
from loyalty.notices.write import settings_of
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, platform

AT_ONCE = 50  # one question to the store
IN_A_ROW = 5  # failures of the provider after which the round ends
STORE_WAITS = timedelta(minutes=5)
Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


def drain(*, clock: Clock = timezone.now, seconds: float = 20.0) -> int:
    """Makes mails of letters and sends what is due, until the time is up; returns how many it had in hand."""
    if not settings.MAIL_READY:
        return 0
    gather(now=clock())
    with Post() as post:
        here = Round(post, clock, time.monotonic() + seconds)
        seen = -1
        while seen < here.taken and not here.is_over():
            seen = here.taken
            shops = lease.shops_with(_mails(), now=clock())
            random.shuffle(shops)
            for shop in shops:
                here.turn(shop)
    return here.taken


def _mails() -> QuerySet[Mail]:
    return Mail.objects.select_related("member")


@dataclass(slots=True)
class Round:
    """One worker's while. `taken` counts the mails it had in hand."""

    post: Post
    clock: Clock
    end: float
    taken: int = 0
    failures: int = 0  # since the provider last took one

    def is_over(self) -> bool:
        return time.monotonic() >= self.end or self.failures >= IN_A_ROW

    def turn(self, shop: Shop) -> None:
        """As many of one shop's as one question to the store tells addresses of."""
        if self.is_over():
            return
        mails = lease.take(_mails().filter(shop=shop), now=self.clock(), most=AT_ONCE)
        try:
            contacts = _contacts(shop, mails)
        except StoreFailed as bad:
            for mail in mails:
                lease.put_off(mail, until=self.clock() + STORE_WAITS, why=str(bad), counts=False)
            return
        sender = Sender.of(shop, settings_of(shop), now=self.clock())
        for number, mail in enumerate(mails):
            if self.is_over():
                lease.give_back(mails[number:])
                return
            self.taken += 1
            self._one(mail, sender, contacts.get(mail.member_id))

    def _one(self, mail: Mail, sender: Sender, contact: Contact | None) -> None:
        try:
            went = send(mail, sender, contact, self.post, now=self.clock())
        except Exception as bad:
            log.exception("a mail could not be sent", mail=mail.pk, shop=sender.shop.pk)
            again(mail, type(bad).__name__, self.clock())
            return
        if went is not None:
            self.failures = 0 if went else self.failures + 1


def _contacts(shop: Shop, mails: Sequence[Mail]) -> dict[int, Contact]:
    """By member; without those whom the store does not know, or not under a customer's number."""
    known = Identity.objects.filter(
        shop=shop, kind=Identity.Kind.CUSTOMER, member_id__in=[mail.member_id for mail in mails]
    )
    customers = dict(known.order_by("-pk").values_list("member_id", "value"))
    found = platform(shop.platform).contacts(shop=shop, ids=set(customers.values())) if customers else {}
    return {member: found[customer] for member, customer in customers.items() if customer in found}
