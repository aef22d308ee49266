"""How often somebody may ask: one table, one counter, shared by all processes through Redis.

Counts are kept by whole minutes of the clock. A counter that cannot be asked stops nobody: what must not happen
twice or without proof is refused elsewhere, by the database and by signatures.
"""

from dataclasses import dataclass
from time import time

from django.conf import settings
from django.core.cache import caches


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times within so many seconds; `of` says by what the count is kept."""

    name: str
    of: str
    times: int
    seconds: int = 60


SIGN_IN = Limit("sign_in", "address", 20)  # attempts; ten in vain for one account lock it for an hour
INSTALL = Limit("install", "address", 60)
OPEN = Limit("open", "address", 120)  # pages for everybody
HOOK = Limit("hook", "address", 600)  # programs of others that tell of reviews
OPERATOR = Limit("operator", "address", 600)
UNPROVEN = Limit("unproven", "address", 60)  # signatures, keys and tokens that do not hold
UNKNOWN_SHOP = Limit("unknown_shop", "shop", 60)  # well signed deliveries of shops we do not know
VISITORS = Limit("visitors", "shop", 6000)  # all shoppers of a shop who have not signed in
SHOPPER = Limit("shopper", "customer", 240)
DEED = Limit("deed", "customer and deed", 10)
WELCOME = Limit("welcome", "a friend's link and network", 10)
LINK = Limit("link", "a friend's link", 100)
KEY = Limit("key", "API key", 600)  # settings.API_REQUESTS_A_MINUTE
PANEL = Limit("panel", "staff", 600)
PREVIEW = Limit("preview", "staff", 120)
COSTLY = Limit("costly", "shop", 30)
ALL = (
    *(SIGN_IN, INSTALL, OPEN, OPERATOR, UNPROVEN, UNKNOWN_SHOP, VISITORS, SHOPPER, DEED),
    *(HOOK, WELCOME, LINK, KEY, PANEL, PREVIEW, COSTLY),
)


def wait(limit: Limit, *who: object, times: int | None = None) -> int:
    """Counts one request; 0, or the seconds after which the next one may come. `times` for another number."""
    if not settings.LIMITS:
        return 0
    if _counted(counter(limit, *who), limit.seconds) <= (limit.times if times is None else times):
        return 0
    return limit.seconds - int(time()) % limit.seconds


def counter(limit: Limit, *who: object) -> str:
    """The name of this minute's count."""
    return f"{limit.name}:{':'.join(map(str, who))}:{int(time()) // limit.seconds}"


def _counted(name: str, seconds: int) -> int:
    counters = caches["limits"]
    if counters.add(name, 1, 2 * seconds):
        return 1
    try:
        return int(counters.incr(name))
    except ValueError:  # emptied in between, or nobody there to ask
        return 0
