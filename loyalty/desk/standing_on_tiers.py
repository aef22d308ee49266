"""Members are judged by their tiers again, and the store is told what that opens and closes."""

from collections.abc import Collection, Mapping, Sequence
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
from loyalty.tiers.stand import Stood, stand, stand_nowhere
from loyalty.tiers.tags import ever_given, tags_of, tags_then

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
    known = ever_given(on.versions)
    if known:
        wishes = {
            one.member_id: tags_of(one.now)
            for one in stood
            if tags_anew or tags_then(on.versions, one.before) != tags_of(one.now)
        }
        _tell(on.shop, wishes, known, now)
    return stood


def no_tiers(*, shop: Shop, versions: Timeline, member_ids: Collection[int], now: datetime) -> None:
    """The programme has no tiers any more: nobody stands anywhere, and the doors close."""
    held = stand_nowhere(member_ids)
    known = ever_given(versions)
    _tell(shop, {one: set() for one, then in held.items() if tags_then(versions, then)}, known, now)


def _tell(shop: Shop, tags: Mapping[int, set[str]], known: set[str], now: datetime) -> None:
    """A wish for every customer record of these members, in whichever of the programme's shops."""
    if not tags:
        return
    rows = Identity.objects.filter(
        programme_id=shop.programme_id, member_id__in=tags, kind=Identity.Kind.CUSTOMER
    )
    people = rows.order_by("shop_id", "value").values_list("member_id", "shop_id", "value")
    want(
        wishes=[_wish(shop_id, customer, tags[member], known) for member, shop_id, customer in people],
        now=now,
    )


def _wish(shop_id: int, customer: str, tags: set[str], known: set[str]) -> Wish:
    wanted = {"customer": customer, "add": sorted(tags), "remove": sorted(known - tags)}
    return Wish(shop_id, KIND, f"{KIND}:{customer}", wanted)


def _source(shop: Shop, one: Heard, live: Live | None) -> Source:
    source = f"order:{one.external_id}"
    if live is None:
        counts = None
    else:
        counts = qualifying(
            one.state,
            document=live.document,
            source=source,
            timezone=shop.timezone,
            at=ALL_KNOWN,
            terms=one.terms,
        )
    if one.member_id is None:
        raise ValueError("nobody's order counts for nobody")
    return Source(source, one.member_id, counts)
