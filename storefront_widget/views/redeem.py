"""POST redeem: the shopper takes a reward, once per key; a refusal is a sentence and takes nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loyalty.desk import spending
from loyalty.ledger.adjust import NotEnough
from loyalty.members.models import Member
from loyalty.rewards.models import Redemption
from loyalty.rewards.words import RewardWords
from storefront_widget.redeem import ACTION
from storefront_widget.views.asked import Said, checked, said
from storefront_widget.views.changed import changed
from storefront_widget.visit import Refused, Visit, visited

MOST = 10**12


# As for joining: the signature says who it is, the nonce that they meant it.
@csrf_exempt
@require_POST
@visited
def redeem(request: HttpRequest, visit: Visit) -> HttpResponse:
    """JSON {nonce, key, reward, points?, session?}, or the same as a form; the answer names what was `redeemed`."""
    now = timezone.now()
    return changed(request, visit, lambda: _redeem(visit, said(request), now), now=now)


def joined(visit: Visit) -> Member:
    """Whoever asks, if they take part. Raises Refused."""
    member = visit.member()
    if member is None or member.joined_at is None:
        raise Refused(
            409, "join_first", gettext("Join the programme first; then your points are yours to use.")
        )
    return member


def _redeem(visit: Visit, told: Said, now: datetime) -> Redemption:
    checked(visit, told, action=ACTION, now=now)
    member, reward, session = joined(visit), _text(told, "reward"), _text(told, "session")
    try:
        # The member's number before their own key: nobody's key reaches another's redemption.
        return spending.redeem(
            shop=visit.shop, member_id=member.pk, reward=reward, key=f"{member.pk}:{told['key']}", actor="member",
            now=now, points=_points(told.get("points")), session=session, versions=visit.versions,
        )  # fmt: skip
    except spending.NoSuchReward:
        raise Refused(404, "no_such_reward", gettext("This reward is no longer offered.")) from None
    except spending.OtherWish:
        raise Refused(
            409, "key_used", gettext("This key was used for something else. Use a new one.")
        ) from None
    except NotEnough as no:
        raise Refused(409, "not_enough", _sentence(visit, reward, no, now)) from None
    except spending.NotOffered as no:
        raise Refused(409, str(no.why["code"]), _sentence(visit, reward, no, now)) from None


def _sentence(visit: Visit, reward: str, no: spending.NotOffered | NotEnough, now: datetime) -> str:
    """Why not, by the rewards as they are now."""
    zone = visit.shop.timezone
    live = visit.versions.live(now)
    found = next((one for one in live.document.rewards if one.id == reward), None) if live else None
    if live is None or found is None:
        return gettext("This reward is no longer offered.")
    words = RewardWords(live.document, visit.shop.currency)
    if isinstance(no, NotEnough):  # perhaps they spent them elsewhere a moment ago
        left = words.count(no.available, found.currency)
        return gettext("That is more than you have: {points} are left. Nothing was taken.").format(
            points=left
        )
    with timezone.override(ZoneInfo(zone)):
        return words.refusal(found, no.why, at=now, timezone=zone)


def _text(told: Said, name: str) -> str:
    given = told.get(name, "")
    return given[:40] if isinstance(given, str) else ""


def _points(given: object) -> int | None:
    """The choice on a slider, from JSON or from a form; nonsense is no choice that any slider has."""
    if given in (None, ""):
        return None
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) <= 12:
        return int(given)
    return given if type(given) is int and 0 < given <= MOST else 0
