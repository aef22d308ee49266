"""What somebody sees who follows a member's link."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext

from loyalty.desk.welcoming import Invitation, NotWelcomed, invitation
from loyalty.ledger.words import last_day
from loyalty.referrals import token
from loyalty.referrals.codes import as_kept
from loyalty.rewards.models import Redemption
from loyalty.rewards.words import RewardWords
from storefront_widget import nonce
from storefront_widget.friends import friend_gets
from storefront_widget.visit import Visit

Data = dict[str, Any]


def action_of(code: str) -> str:
    """What the form of the page is signed for."""
    return f"friend:{as_kept(code)}"


def told_of_welcome(visit: Visit, code: str, *, now: datetime, given: Redemption | None = None) -> Data:
    """The page as data; `open` is False for a link that leads to nobody, or too late."""
    told: Data = {"open": False, "shop": visit.shop.name, "signed_in": bool(visit.customer), "code": code}
    try:
        come = invitation(shop=visit.shop, code=code, now=now)
    except NotWelcomed as no:
        return told | {"why": NO[no.why]()}
    offer = come.offer
    told |= {
        "open": True,
        "gets": friend_gets(come.document, come.referral, money=visit.shop.currency),
        "offers": offer is not None,
        "least": _least(visit, come),
        "nonce": nonce.make(shop_id=visit.shop.pk, customer=visit.customer, action=action_of(code), now=now),
    }
    if given is not None and offer is not None:
        words = RewardWords(come.document, visit.shop.currency)
        ready = given.state == Redemption.State.ISSUED
        told["given"] = {
            "title": words.title(offer, given.amount),
            "code": given.code if ready else "",
            "ends_text": last_day(given.ends_at) if given.ends_at else "",
            "apply": f"/discount/{quote(given.code)}?redirect=/" if ready else "",
        }
    return told


def _least(visit: Visit, come: Invitation) -> str:
    least = come.referral.minimum
    return f"{least} {visit.shop.currency}" if least is not None else ""


def token_for(visit: Visit, code: str, browser: str, *, now: datetime) -> Data:
    """What the shop's script keeps; nothing for a link that leads to nobody."""
    try:
        come = invitation(shop=visit.shop, code=code, now=now)
    except NotWelcomed:
        return {"token": ""}
    followed = token.Followed(as_kept(code), now, browser)
    made = token.make(shop_id=visit.shop.pk, followed=followed)
    return {
        "token": made,
        "days": come.referral.remembered_days,
        "text": gettext("A friend sent you. See what waits for you"),
    }


NO: Mapping[str, Callable[[], str]] = {
    "closed": lambda: gettext(
        "Nothing is given for bringing friends at the moment. You are welcome all the same."
    ),
    "no_such_code": lambda: gettext("This link leads to nobody here any more. You are welcome all the same."),
    # One sentence for all of these: a stranger is not to learn who shops here.
    "not_new": lambda: gettext(
        "This welcome is for people who are new here, once each, and we could not give it for this address."
    ),
    "in_review": lambda: gettext(
        "We have noted your visit. The shop looks at it first; nothing is lost by waiting."
    ),
    "nothing": lambda: gettext("We have noted who sent you. It counts with your first order."),
}
