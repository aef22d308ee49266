"""Members are judged by their tiers and plans again, and the store is told what that opens and closes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from loyalty.members.models import Identity
from loyalty.orders.hear import Heard
from loyalty.outbox.want import Wish, want
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.shops.models import Shop
from loyalty.tiers.ground import Ground, ground
from loyalty.tiers.history import NOTHING, Source, counted
from loyalty.tiers.hold import hold
from loyalty.tiers.plans import ever_sold
from loyalty.tiers.qualify import keep_qualifying
from loyalty.tiers.stand import Stood, stand, stand_nowhere
from loyalty.tiers.tags import ever_given, tags_of, tags_then

KIND = "customer_tags"
Tags = dict[int, tuple[set[str], set[str]]]  # by member: before, now


def orders_count(
    *, shop: Shop, orders: Sequence[tuple[Heard, Live | None]], versions: Timeline, now: datetime
) -> None:
    """Orders were decided: what they count towards tiers and plans is kept, and whom that concerns is judged."""
    on = ground(shop=shop, at=now, versions=versions)
    if on is None and not ever_sold(versions):
        return
    sources = [
        source
        for one, live in orders
        if (source := _source(shop, one, live, tiers=on is not None)) is not None
    ]
    changed = keep_qualifying(shop=shop, sources=sources)
    if changed:
        judge_on(shop=shop, versions=versions, on=on, member_ids=changed, now=now)


def activities_count(*, shop: Shop, sources: Sequence[Source], versions: Timeline, now: datetime) -> None:
    """As `orders_count`, for what activities count."""
    on = ground(shop=shop, at=now, versions=versions)
    if on is None:
        return
    changed = keep_qualifying(shop=shop, sources=sources)
    if changed:
        judge_on(shop=shop, versions=versions, on=on, member_ids=changed, now=now)


def judge(*, shop: Shop, member_ids: Collection[int], now: datetime, tags_anew: bool = False) -> list[Stood]:
    """Judges members; nothing happens in a programme with neither tiers nor plans."""
    versions = timeline(programme_id=shop.programme_id)
    on = ground(shop=shop, at=now, versions=versions)
    return judge_on(shop=shop, versions=versions, on=on, member_ids=member_ids, now=now, tags_anew=tags_anew)


def judge_on(
    *,
    shop: Shop,
    versions: Timeline,
    on: Ground | None,
    member_ids: Collection[int],
    now: datetime,
    tags_anew: bool = False,
) -> list[Stood]:
    """As `judge`; with `tags_anew` the store is told of everybody's tags, not just of what changed."""
    stood = stand(on=on, member_ids=member_ids, now=now) if on else []
    tags: Tags = {one.member_id: (tags_then(versions, one.before), tags_of(one.now)) for one in stood}
    _tell_changes(shop, versions, member_ids, tags, now, anew=tags_anew)
    return stood


def no_tiers(*, shop: Shop, versions: Timeline, member_ids: Collection[int], now: datetime) -> None:
    """The programme has no tiers any more: nobody stands anywhere, and the doors close; plans go on."""
    left = stand_nowhere(member_ids)
    tags: Tags = {one: (tags_then(versions, then), set()) for one, then in left.items()}
    _tell_changes(shop, versions, member_ids, tags, now, anew=False)


def _tell_changes(
    shop: Shop, versions: Timeline, member_ids: Collection[int], tags: Tags, now: datetime, *, anew: bool
) -> None:
    """What tier and plans together open: a tag that one of them takes may be kept by the other."""
    held = hold(shop=shop, versions=versions, member_ids=member_ids, now=now)
    both = dict(tags)
    for member, has in held.items():
        before, after = tags.get(member, (set(), set()))
        both[member] = (before | has.tags_before, after | has.tags)
    known = ever_given(versions)
    if known:
        wishes = {one: after for one, (before, after) in both.items() if anew or before != after}
        _tell(shop, wishes, known, now)


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


def _source(shop: Shop, one: Heard, live: Live | None, *, tiers: bool) -> Source | None:
    """None for nobody's order; without tiers only the plans of an order are of interest."""
    if one.member_id is None or one.state.header is None:
        return None
    source = f"order:{one.external_id}"
    told = counted(shop, source, one.state, one.terms, live) if live else NOTHING
    if not tiers and not told.plans:
        told = NOTHING
    return Source(source, one.member_id, told, one.state.header.processed_at)
