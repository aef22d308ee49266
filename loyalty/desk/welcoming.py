"""Somebody follows a member's link: they are told what waits for them, and may leave an address to get it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction

from loyalty.desk.clocks import clock as clock_of
from loyalty.desk.referring import OFFERED
from loyalty.desk.spending import NotOffered, redeem
from loyalty.engine.compiled import outside
from loyalty.engine.decisions import Decision
from loyalty.engine.document import Document
from loyalty.engine.rewards import Reward
from loyalty.engine.rules import Referral
from loyalty.engine.traces import traces_of
from loyalty.ledger.settle import Target, settle
from loyalty.members.models import Member
from loyalty.members.recognise import key_of, recognise
from loyalty.programmes.live import Live, timeline
from loyalty.referrals import claims, seen
from loyalty.referrals.bring import bring
from loyalty.referrals.codes import holder
from loyalty.referrals.models import Claim
from loyalty.referrals.weigh import weigh
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop

ACTOR = "programme"
RULE = "friend-offer"
No = Literal["closed", "no_such_code", "not_new", "in_review", "nothing"]


class NotWelcomed(ValueError):
    """No welcome now; `why` is for the page."""

    def __init__(self, why: No) -> None:
        super().__init__(why)
        self.why: No = why


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that leads to somebody, and what waits for whoever follows it."""

    advocate: Member
    live: Live
    referral: Referral

    @property
    def document(self) -> Document:
        return self.live.document

    @property
    def offer(self) -> Reward | None:
        """What a friend is given on coming."""
        return offer_of(self.document)


def offer_of(document: Document) -> Reward | None:
    wanted = document.referral.friend_offer if document.referral else None
    return next((one for one in document.rewards if one.id == wanted), None)


def open_referral(*, shop: Shop, now: datetime) -> tuple[Live, Referral] | None:
    """The programme's referrals, where there are any at this moment."""
    live = timeline(programme_id=shop.programme_id).live(now)
    referral = referral_now(live.document, shop=shop, now=now) if live else None
    return (live, referral) if live and referral else None


def referral_now(document: Document, *, shop: Shop, now: datetime) -> Referral | None:
    """The document's referrals, where it has any and they are open."""
    local = now.astimezone(ZoneInfo(shop.timezone)).replace(tzinfo=None)
    referral = document.referral
    return None if referral is None or outside(referral, local) else referral


def invitation(*, shop: Shop, code: str, now: datetime) -> Invitation:
    """Raises NotWelcomed."""
    found = open_referral(shop=shop, now=now)
    if found is None:
        raise NotWelcomed("closed")
    advocate = holder(programme_id=shop.programme_id, typed=code)
    if advocate is None:
        raise NotWelcomed("no_such_code")
    return Invitation(advocate, *found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who comes: a signed-in customer, or an e-mail address that they leave; with what they show."""

    customer: str = ""
    email: str = ""
    browser: str = ""
    ip: str = ""


def welcome(*, shop: Shop, code: str, visitor: Visitor, now: datetime) -> Redemption:
    """Notes who brought them and hands over the welcome, once per person. Raises NotWelcomed; what was learnt stays."""
    come = invitation(shop=shop, code=code, now=now)
    with transaction.atomic():
        claim = _claimed(shop, come, visitor, now)
        if claim is None:
            why: No = "not_new"
        elif claim.state == Claim.State.PENDING:
            given = _given(shop, come, claim, now)
            if given is not None:
                return given
            why = "nothing"
        else:
            why = "in_review" if claim.state == Claim.State.HELD else "not_new"
    raise NotWelcomed(why)


def _claimed(shop: Shop, come: Invitation, visitor: Visitor, now: datetime) -> Claim | None:
    key = key_of(shop=shop, customer=visitor.customer, email=visitor.email)
    if key is None:
        return None
    member = recognise(shop=shop, keys=[key], now=now)[key]
    brought = bring(shop=shop, friend=member, advocate=come.advocate.pk, source=Claim.Source.LANDING, now=now)
    claim = brought.claim
    if claim is None or claim.offer or claim.order:
        return claim
    traces = seen.hashed(
        traces_of(email=visitor.email, browser=visitor.browser, ip=visitor.ip),
        programme_id=shop.programme_id,
    )
    found = weigh(
        programme_id=shop.programme_id, friend=member, advocate=come.advocate.pk, fresh=traces, at=now
    )
    seen.keep(programme_id=shop.programme_id, traces={member: traces}, at=now)
    hold, refuse = come.referral.review_at, come.referral.refuse_at
    claims.looked_at(claim, found, hold=hold, refuse=refuse, order="", now=now)
    return claim


def _given(shop: Shop, come: Invitation, claim: Claim, now: datetime) -> Redemption | None:
    """The welcome as a code; the same one again for who comes back."""
    reward = come.offer
    if reward is None:
        return None
    key = claim.offer or f"{OFFERED}{claim.pk}"
    if not claim.offer:
        targets = [_target(come, claim, reward, now)]
        settle(shop=shop, targets=targets, actor=ACTOR, clock=clock_of(shop=shop), now=now)
        Claim.objects.filter(pk=claim.pk).update(offer=key)
    try:
        return redeem(shop=shop, member_id=claim.friend_id, reward=reward.id, key=key, actor=ACTOR, now=now)
    except NotOffered:
        return None


def _target(come: Invitation, claim: Claim, reward: Reward, now: datetime) -> Target:
    reason = {"code": "friend_offer", "reward": reward.id, "points": 1}
    decision = Decision(RULE, "awarded", 1, reason, now, now, now, currency=reward.given)
    return Target(
        source=f"referral:{claim.pk}",
        member_id=claim.friend_id,
        version=come.live.number,
        decision=decision,
        policy=come.document.clawback,
        kind="award",
    )
