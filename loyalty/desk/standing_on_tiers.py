"""Members are judged by their tiers again, and the store is told what that opens and closes."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from loyalty.engine.qualifying import qualifying
from loyalty.members.models import Identity
from loyalty.orders.hear import Heard
from loyalty.outbox.want import Wish, want
from loyalty.programmes.live import Live, Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.ground import Ground, ground
from loyalty.tiers.history import ALL_KNOWN
from loyalty.tiers.qualify import Source, keep_qualifying
from loyalty.tiers.stand import Stood, stand
from loyalty.tiers.tags import ever_given, tags_before, tags_of

KIND = "customer_tags"


def orders_count(
    *, shop: Shop, orders: Sequence[tuple[Heard, Live | None]], versions: Timeline, now: datetime
) -> None:
    """Orders were decided: what they count towards tiers is kept, and whom that concerns is judged."""
    on = ground(shop=shop, at=now, versions=versions)
    if on is None:
        return
    sources = [_source(shop, one, live) for one, live in orders if one.member_id is not None]
    changed = keep_qualifying(shop=shop, sources=sources)
    if changed:
        judge_on(on=on, member_ids=changed, now=now)


def judge(*, shop: Shop, member_ids: Collection[int], now: datetime, tags_anew: bool = False) -> list[Stood]:
    """Judges members; nothing happens in a programme without tiers."""
    on = ground(shop=shop, at=now)
    return judge_on(on=on, member_ids=member_ids, now=now, tags_anew=tags_anew) if on else []


def judge_on(
    *, on: Ground, member_ids: Collection[int], now: datetime, tags_anew: bool = False
) -> list[Stood]:
    """As `judge`; with `tags_anew` the store is told of everybody's tags, not just of what changed."""
    stood = stand(on=on, member_ids=member_ids, now=now)
    known = ever_given(on)
    if known:
        moved = [one for one in stood if tags_anew or tags_before(on, one) != tags_of(one.now)]
        want(wishes=list(_wishes(on, moved, known)), now=now)
    return stood


def _source(shop: Shop, one: Heard, live: Live | None) -> Source:
    source = f"order:{one.external_id}"
    if live is None:
        counts = None
    else:
        document = live.document
        counts = qualifying(one.state, document=document, source=source, timezone=shop.timezone, at=ALL_KNOWN)
    if one.member_id is None:
        raise ValueError("nobody's order counts for nobody")
    return Source(source, one.member_id, counts)


def _wishes(on: Ground, stood: Sequence[Stood], known: set[str]) -> Iterator[Wish]:
    """One for every customer record of these members, in whichever of the programme's shops."""
    levels = {one.member_id: one.now for one in stood}
    if not levels:
        return
    rows = Identity.objects.filter(
        programme_id=on.shop.programme_id, member_id__in=levels, kind=Identity.Kind.CUSTOMER
    )
    for member, shop_id, customer in rows.order_by("shop_id", "value").values_list(
        "member_id", "shop_id", "value"
    ):
        tags = tags_of(levels[member])
        wanted = {"customer": customer, "add": sorted(tags), "remove": sorted(known - tags)}
        yield Wish(shop_id, KIND, f"{KIND}:{customer}", wanted)
