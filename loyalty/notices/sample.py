"""What a letter looks like, with made-up values, in the active language and time zone."""

from datetime import datetime, timedelta

from babel.dates import format_skeleton
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from loyalty.engine.document import Document, Points
from loyalty.ledger.words import day, locale, money, points
from loyalty.notices.compose import Frame, Message, Part, message, part
from loyalty.notices.handover import Envelope, Post
from loyalty.notices.lease import identity
from loyalty.notices.models import LetterSettings
from loyalty.notices.send import Sender
from loyalty.notices.wording import Text
from loyalty.programmes.live import live
from loyalty.shops.models import Shop

NOWHERE = f"{settings.APP_URL}/letters/sample/"


def sample(
    *, shop: Shop, kind: str, text: Text, language: str, how: LetterSettings, now: datetime
) -> tuple[Part, Frame]:
    """The text filled in, and what stands around it."""
    with translation.override(language):
        values = _values(shop, kind, now)
    sender = Sender.of(shop, how, now=now)
    return part(text, values), Frame(shop.name, sender.store, NOWHERE, how.footer, language)


def sampled(
    *, shop: Shop, kind: str, text: Text, language: str, how: LetterSettings, now: datetime
) -> Message:
    """The same as a whole mail."""
    one, frame = sample(shop=shop, kind=kind, text=text, language=language, how=how, now=now)
    return message([one], frame)


def send_sample(
    *, shop: Shop, kind: str, text: Text, language: str, how: LetterSettings, to: str, now: datetime
) -> None:
    """Hands one over to somebody of the shop. Raises loyalty.notices.handover.NotTaken, Refused."""
    said = sampled(shop=shop, kind=kind, text=text, language=language, how=how, now=now)
    with Post() as post:
        post.hand_over(said, Envelope(identity()["public"], to, shop.name, how.reply_to, NOWHERE))


def _values(shop: Shop, kind: str, now: datetime) -> dict[str, str]:
    rules = live(programme_id=shop.programme_id, at=now)
    return made_up(shop, rules.document if rules else None, kind=kind, now=now)


def made_up(shop: Shop, document: Document | None, *, kind: str, now: datetime) -> dict[str, str]:
    """A value for every placeholder there is, with the programme's own names for things, as suits a kind of letter."""
    names = document.points if document else Points()
    levels = [one.title or one.id for one in document.tiers.levels] if document and document.tiers else []
    high, low = (levels[-1], levels[0]) if levels else (gettext("Gold"), gettext("Silver"))
    later = now + timedelta(days=30)
    return {
        "name": gettext("Ann"),
        "shop": shop.name,
        "programme": document.name if document else shop.name,
        "balance": points(1250, names),
        "points": points(324, names),
        "reason": _reason(kind),
        "date": day(later),
        "last_date": day(later + timedelta(days=20)),
        "reward": gettext("$5.00 off"),
        "code": gettext("Your code: %(code)s") % {"code": "TEA-7Q2M-XK4P"},
        "until": gettext("Use it by %(date)s.") % {"date": day(later)},
        "tier": low if kind == "tier_down" else high,
        "next_tier": low,
        "old_tier": high,
        "plan": gettext("Tea club"),
        "month": str(format_skeleton("yMMMM", now, locale=locale())),
        "earned": points(420, names),
        "spent": points(300, names),
        "lost": points(0, names),
        "deed": gettext("Send us a picture"),
        "grade": gettext("Grade: %(grade)s.") % {"grade": "A"},
        "next": gettext("{points} more to “{reward}”.").format(
            points=points(250, names), reward=gettext("$5.00 off")
        ),
        "offers": gettext("Open to you now: {offers}.").format(offers=gettext("$5.00 off")),
        "since": gettext("Member since {date}.").format(date=day(now)),
        "both": gettext("In the last two years: {points} earned, {money} saved.").format(
            points=points(420, names), money=money(1500, shop.currency)
        ),
    }


def _reason(kind: str) -> str:
    """As one might stand in a letter of this kind."""
    told = {
        "given": lambda: gettext("Thank you for waiting so long"),
        "taken_back": lambda: gettext("Order #1001 was sent back"),
        "expired": lambda: gettext("They were a year old"),
        "reward_lost": lambda: gettext("Its code was not used in time"),
        "tier_down": lambda: gettext("$180.00 of the $250.00 that it takes in a year"),
        "friend_refused": lambda: gettext("You live at the same address"),
        "deed_refused": lambda: gettext("The label cannot be read"),
        "birthday": lambda: gettext("Happy birthday"),
        "friend_counts": lambda: gettext("Their first order came to $64.90"),
    }
    return told[kind]() if kind in told else gettext("Order #1001: 5 points per $1 on $64.90 of goods")
