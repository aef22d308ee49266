"""Orders that friends place: who brought them, by which sign, and whether it looks honest.

Of several signs on one order the surest counts: the friend's own code, then what the page for friends noted under
this e-mail address, then the signed link in the basket, then the address of the visit. The first word stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.common.keys import email_hash
from loyalty.engine.facts import Header, OrderTold, Signs
from loyalty.engine.rules import Referral
from loyalty.engine.traces import Trace, traces_of
from loyalty.members.models import Identity
from loyalty.orders.hear import Heard
from loyalty.programmes.live import Live
from loyalty.referrals import claims, seen, token
from loyalty.referrals.bring import bring
from loyalty.referrals.claims import adopt
from loyalty.referrals.codes import holder
from loyalty.referrals.models import Claim
from loyalty.referrals.weigh import weigh
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop

Source = Claim.Source
NOTHING = Signs()


@dataclass(frozen=True, slots=True)
class Buying:
    """One order of a member, under a programme that rewards referrals, with all that its buyer showed."""

    one: Heard
    header: Header
    referral: Referral
    email: str
    signs: Signs
    followed: token.Followed | None

    @property
    def member(self) -> int:
        return self.one.member_id or 0

    def traces(self, programme_id: int) -> frozenset[Trace]:
        signs = self.signs
        found = traces_of(
            email=self.email,
            street=signs.street,
            postcode=signs.postcode,
            country=signs.country,
            phone=signs.phone,
            browser=self.followed.browser if self.followed else "",
            ip=signs.ip,
        )
        return seen.hashed(found, programme_id=programme_id)


def orders_bring(
    *,
    shop: Shop,
    orders: Sequence[tuple[Heard, Live | None]],
    told: Mapping[str, Sequence[OrderTold]],
    now: datetime,
) -> None:
    """To be called when the orders have their members, before any of them is decided."""
    buying = list(_buying(shop, orders, told))
    if not buying:
        return
    shown = {one.member: one.traces(shop.programme_id) for one in buying}
    known = Claim.objects.filter(friend_id__in=[one.member for one in buying])
    by_friend = {claim.friend_id: claim for claim in known}
    for one in buying:
        if one.one.terms is not None or one.header.test:
            continue
        claim = by_friend.get(one.member) or _claimed(shop, one, now)
        if claim is not None:
            by_friend[one.member] = claim
            _look(shop, one, claim, shown[one.member], now)
    seen.keep(
        programme_id=shop.programme_id, traces={one: some for one, some in shown.items() if some}, at=now
    )


def _buying(
    shop: Shop, orders: Sequence[tuple[Heard, Live | None]], told: Mapping[str, Sequence[OrderTold]]
) -> Iterator[Buying]:
    for one, live in orders:
        header, referral = one.state.header, live.document.referral if live else None
        if referral is None or header is None or one.member_id is None:
            continue
        facts = told[one.external_id]
        signs = next((fact.signs for fact in facts if fact.signs), NOTHING)
        followed = token.read(
            signs.token, shop_id=shop.pk, at=header.processed_at, days=referral.remembered_days
        )
        email = next((fact.email for fact in facts if fact.email), "")
        yield Buying(one, header, referral, email, signs, followed)


def _claimed(shop: Shop, one: Buying, now: datetime) -> Claim | None:
    """The surest sign that names somebody who may have brought this member."""
    for before in (_by_offer(shop, one), _by_mail(shop, one)):
        if before is not None:
            claim = bring(
                shop=shop, friend=one.member, advocate=before.advocate_id, source=before.source, now=now
            ).claim
            if claim is not None:
                adopt(claim, before)
            return claim
    for source, advocate in _signs(shop, one):
        if advocate is not None:
            return bring(shop=shop, friend=one.member, advocate=advocate, source=source, now=now).claim
    return None


def _signs(shop: Shop, one: Buying) -> Iterator[tuple[str, int | None]]:
    for source, code in (
        (Source.LINK, one.followed.code if one.followed else ""),
        (Source.ADDRESS, one.signs.ref),
    ):
        found = holder(programme_id=shop.programme_id, typed=code) if code else None
        yield source, found.pk if found else None


def _by_offer(shop: Shop, one: Buying) -> Claim | None:
    """Of whoever was given a code that this order used: the buyer, under another account."""
    codes = one.header.discount_codes
    if not codes:
        return None
    rows = Redemption.objects.filter(
        shop=shop, code__in=[code.upper() for code in codes], spend__key__startswith=OFFERED
    )
    whose = list(rows.order_by("pk").values_list("spend__member_id", flat=True))
    return _of(whose)


def _by_mail(shop: Shop, one: Buying) -> Claim | None:
    """Of the guest of this e-mail address, where the buyer is another account of theirs."""
    if not one.email:
        return None
    value = email_hash(one.email, programme_id=shop.programme_id)
    rows = Identity.objects.filter(
        programme_id=shop.programme_id, shop=shop, kind=Identity.Kind.EMAIL, value=value
    )
    return _of(list(rows.exclude(member_id=one.member).values_list("member_id", flat=True)))


def _of(friends: Sequence[int]) -> Claim | None:
    """A claim of theirs that no order has settled yet."""
    return Claim.objects.filter(friend_id__in=friends, order="").order_by("pk").first() if friends else None


def _look(shop: Shop, one: Buying, claim: Claim, traces: frozenset[Trace], now: datetime) -> None:
    """At every telling until the order is paid; then for the last time."""
    if claim.order:
        return
    found = weigh(
        programme_id=shop.programme_id,
        friend=one.member,
        advocate=claim.advocate_id,
        fresh=traces,
        at=one.header.processed_at,
        order=one.one.external_id,
    )
    eligible = one.header.paid and one.header.confirmed and not one.header.cancelled
    claims.looked_at(
        claim,
        found,
        hold=one.referral.review_at,
        refuse=one.referral.refuse_at,
        order=one.one.external_id if eligible else "",
        now=now,
    )


OFFERED = "friend:"
