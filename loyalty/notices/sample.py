"""What a letter looks like, with made-up values, in the active language and time zone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from loyalty.engine.document import Points
from loyalty.ledger.words import day, money, points
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
    *, shop: Shop, text: Text, language: str, how: LetterSettings, now: datetime
) -> tuple[Part, Frame]:
    """The text filled in, and what stands around it."""
    with translation.override(language):
        values = _values(shop, now)
    sender = Sender.of(shop, how, now=now)
    return part(text, values), Frame(shop.name, sender.store, NOWHERE, how.footer, language)


def sampled(*, shop: Shop, text: Text, language: str, how: LetterSettings, now: datetime) -> Message:
    """The same as a whole mail."""
    one, frame = sample(shop=shop, text=text, language=language, how=how, now=now)
    return message([one], frame)


def send_sample(
    *, shop: Shop, text: Text, language: str, how: LetterSettings, to: str, now: datetime
) -> None:
    """Hands one over to somebody of the shop. Raises loyalty.notices.handover.NotTaken, Refused."""
    said = sampled(shop=shop, text=text, language=language, how=how, now=now)
    with Post() as post:
        post.hand_over(said, Envelope(identity()["public"], to, shop.name, how.reply_to, NOWHERE))


def _values(shop: Shop, now: datetime) -> dict[str, str]:
    rules = live(programme_id=shop.programme_id, at=now)
    document = rules.document if rules else None
    names = document.points if document else Points()
    levels = [one.title or one.id for one in document.tiers.levels] if document and document.tiers else []
    later = now + timedelta(days=30)
    return {
        "name": gettext("Ann"),
        "shop": shop.name,
        "programme": document.name if document else shop.name,
        "balance": points(1250, names),
        "points": points(324, names),
        "reason": gettext("Order #1001: 5 points per $1 on $64.90 of goods"),
        "date": day(later),
        "last_date": day(later + timedelta(days=20)),
        "reward": gettext("$5.00 off"),
        "code": gettext("Your code: %(code)s") % {"code": "TEA-7Q2M-XK4P"},
        "until": gettext("Use it by %(date)s.") % {"date": day(later)},
        "tier": levels[-1] if levels else gettext("Gold"),
        "next_tier": levels[0] if levels else gettext("Silver"),
        "old_tier": levels[0] if levels else gettext("Silver"),
        "plan": gettext("Tea club"),
        "month": day(now),
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
