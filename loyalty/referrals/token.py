"""What a browser remembers of a followed link: signed, so that nobody makes one up for somebody else's code.

App proxies strip cookies, so the shop's own script keeps it and puts it into the basket.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

SALT = "loyalty.referral"
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Followed:
    """A link that was followed: whose code, when, and in which browser (a number of the script's own making)."""

    code: str
    at: datetime
    browser: str


def make(*, shop_id: int, followed: Followed) -> str:
    told = {
        "s": shop_id,
        "c": followed.code,
        "t": int(followed.at.timestamp()),
        "b": followed.browser,
    }
    return Signer(salt=SALT).sign_object(told)


def read(token: str, *, shop_id: int, at: datetime, days: int) -> Followed | None:
    """What the token says; None for one that is not ours, of another shop, or older than so many days."""
    if not token or len(token) > LONGEST:
        return None
    try:
        told = Signer(salt=SALT).unsign_object(token)
        followed = Followed(
            str(told["c"]), datetime.fromtimestamp(int(told["t"]), UTC), str(told.get("b", ""))
        )
    except (BadSignature, ValueError, KeyError, TypeError, OverflowError, AttributeError):
        return None
    fresh = timedelta(minutes=-5) <= at - followed.at <= timedelta(days=days)
    return followed if told.get("s") == shop_id and fresh else None
