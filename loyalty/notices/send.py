"""A mail on its way: whether it may go, in which language, what it says, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.utils import timezone, translation

from loyalty.common.keys import email_hash
from loyalty.notices import lease
from loyalty.notices.compose import Frame, Part, greeting, message, part
from loyalty.notices.handover import Envelope, NotTaken, Post, Refused, usable
from loyalty.notices.kinds import BY_ID
from loyalty.notices.languages import closest
from loyalty.notices.leave import is_out, link
from loyalty.notices.models import Letter, LetterSettings, Mail, Suppression
from loyalty.notices.teller import Asked, teller_of
from loyalty.notices.wording import text_of
from loyalty.programmes.live import live
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop

ATTEMPTS = 14
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=8)
ASK_AGAIN, GIVE_UP = timedelta(days=1), timedelta(days=30)  # for an address
UNSUBSCRIBED, SUPPRESSED = "wants no letters", "this address takes no mail"
NO_ADDRESS, UNTRUE, REFUSED = "no address", "no longer true", "refused"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """What the mails of one shop have in common."""

    shop: Shop
    how: LetterSettings
    programme: str

    @classmethod
    def of(cls, shop: Shop, how: LetterSettings, *, now: datetime) -> "Sender":
        rules = live(programme_id=shop.programme_id, at=now)
        return cls(shop, how, rules.document.name if rules else shop.name)

    @property
    def store(self) -> str:
        return f"{self.shop.storefront or f'https://{self.shop.domain}/'}".rstrip("/") + "/#rewards"


def send(mail: Mail, sender: Sender, contact: Contact | None, post: Post, *, now: datetime) -> bool | None:
    """Whether the provider took it or said a clear no; None when it was not asked."""
    if is_out(shop=sender.shop, member=mail.member):
        lease.drop(mail, why=UNSUBSCRIBED, now=now)
    elif contact is None or not usable(contact.email):
        _without_address(mail, now)
    elif _suppressed(sender.shop, contact):
        lease.drop(mail, why=SUPPRESSED, now=now)
    else:
        return _hand_over(mail, sender, contact, post, now)
    return None


def _suppressed(shop: Shop, contact: Contact) -> bool:
    return Suppression.objects.filter(
        programme_id=shop.programme_id, address_hash=_hash(shop, contact.email)
    ).exists()


def _hash(shop: Shop, email: str) -> str:
    return email_hash(email, programme_id=shop.programme_id)


def _without_address(mail: Mail, now: datetime) -> None:
    """Asked for again every day: the merchant may let us see addresses, the shopper may tell one."""
    if mail.made_at < now - GIVE_UP:
        lease.drop(mail, why=NO_ADDRESS, now=now, addressless=True)
    else:
        lease.put_off(mail, until=now + ASK_AGAIN, why=NO_ADDRESS, counts=False, addressless=True)


def _hand_over(mail: Mail, sender: Sender, contact: Contact, post: Post, now: datetime) -> bool | None:
    language = closest(contact.locale) or sender.how.language
    letters = list(Letter.objects.filter(mail=mail).order_by("pk"))
    with translation.override(language), timezone.override(ZoneInfo(sender.shop.timezone)):
        said = _parts(letters, mail, sender, contact, language, now)
    if not said:
        lease.drop(mail, why=UNTRUE, now=now)
        return None
    known = _hash(sender.shop, contact.email)
    leave = link(shop=sender.shop, member_id=mail.member_id)
    frame = Frame(sender.shop.name, sender.store, leave, sender.how.footer, language)
    envelope = Envelope(mail.public, contact.email, sender.shop.name, sender.how.reply_to, leave)
    try:
        name = post.hand_over(message([one for _, one in said], frame), envelope)
    except Refused as no:
        suppress(programme_id=sender.shop.programme_id, address_hash=known, why=REFUSED, now=now)
        lease.drop(mail, why=str(no), now=now)
        return True
    except NotTaken as bad:
        again(mail, str(bad), now)
        return False
    _sent(
        mail, sender, [one for one, _ in said], now, provider_id=name, language=language, address_hash=known
    )
    return True


def _parts(
    letters: Sequence[Letter], mail: Mail, sender: Sender, contact: Contact, language: str, now: datetime
) -> list[tuple[Letter, Part]]:
    """What is still true and may be said, filled in."""
    common = {
        "name": contact.first_name or greeting(),
        "shop": sender.shop.name,
        "programme": sender.programme,
    }
    said = []
    for letter in letters:
        kind = BY_ID.get(letter.kind)
        if kind is None or (kind.marketing and not contact.marketing):
            continue
        values = teller_of(letter.kind).values(_asked(letter, mail, sender.shop, now))
        if values is not None:
            text = text_of(shop=sender.shop, kind=letter.kind, language=language)
            said.append((letter, part(text, common | values)))
    return said


def _asked(letter: Letter, mail: Mail, shop: Shop, now: datetime) -> Asked:
    return Asked(shop, mail.member_id, letter.kind, letter.facts, now)


@transaction.atomic
def _sent(mail: Mail, sender: Sender, letters: Sequence[Letter], now: datetime, **known: object) -> None:
    """What was promised to be told is told (law X6), in the transaction that says so."""
    lease.done(mail, now=now, addressless=False, **known)
    for letter in letters:
        teller_of(letter.kind).told(_asked(letter, mail, sender.shop, now))


def again(mail: Mail, why: str, now: datetime) -> None:
    """Later; after many attempts a person must look at it."""
    if mail.attempts + 1 >= ATTEMPTS:
        lease.bury(mail, why=why, now=now)
    else:
        wait = lease.back_off(mail.attempts, first=FIRST, longest=LONGEST)
        lease.put_off(mail, until=now + wait, why=why)


def suppress(*, programme_id: int, address_hash: str, why: str, now: datetime) -> None:
    """Nothing more goes to this address."""
    told = {"why": why, "at": now}
    Suppression.objects.get_or_create(programme_id=programme_id, address_hash=address_hash, defaults=told)
