"""Points are spent on a reward: set aside, then gone for good or back again; and they come back with the goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from loyalty.common.money import major
from loyalty.desk.clocks import clock as clock_of
from loyalty.desk.offering import Offer, Offers
from loyalty.desk.pooling import from_pool
from loyalty.engine.calendar import plus_days
from loyalty.engine.expiry import Clock
from loyalty.engine.offers import Reason
from loyalty.engine.returns import points_back, share_back
from loyalty.engine.rewards import Reward
from loyalty.ledger import spend as books
from loyalty.ledger.adjust import NotEnough
from loyalty.ledger.models import Spend
from loyalty.orders.hear import Heard
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.outbox.want import Wish, want
from loyalty.programmes.live import Live, Timeline, timeline
from loyalty.rewards import shelf
from loyalty.rewards.codes import new_code, new_public
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

KIND = "redemption"
State = Redemption.State


class NoSuchReward(ValueError):
    """The live programme has no reward of that id."""


class NotOffered(ValueError):
    """The member cannot have it now; `why` is the first reason, as engine.offers.refusal tells it."""

    def __init__(self, why: Reason) -> None:
        super().__init__(str(why["code"]))
        self.why = why


class OtherWish(ValueError):
    """The key was used before for something else."""


def redeem(
    *,
    shop: Shop,
    member_id: int,
    reward: str,
    key: str,
    actor: str,
    now: datetime,
    points: int | None = None,
    session: str = "",
    versions: Timeline | None = None,
) -> Redemption:
    """Sets the reward's price aside and orders it from the store, once per key; again, it answers what stands.

    `points` is the choice on a slider, `session` the date of an experience. Refused, nothing is written.
    Raises NoSuchReward, NotOffered, OtherWish, loyalty.ledger.adjust.NotEnough.
    """
    known = versions or timeline(programme_id=shop.programme_id)
    live = known.live(now)
    found = next((one for one in live.document.rewards if one.id == reward), None) if live else None
    try:
        if live is None or found is None:
            raise NoSuchReward(reward)
        deal = _Deal(shop, member_id, live, known, key, session, actor, now)
        with transaction.atomic():
            return _reserve(deal, _offered(deal, found, points))
    except (NoSuchReward, NotOffered, NotEnough):
        # What was had by this key before may be what cannot be had again.
        had = Redemption.objects.filter(shop=shop, spend__key=key).select_related("spend").first()
        if had is None:
            raise
        return _same(had, member_id, reward, session)


@dataclass(frozen=True, slots=True)
class _Deal:
    """Who asks, when, and by which version."""

    shop: Shop
    member_id: int
    live: Live
    versions: Timeline
    key: str
    session: str
    actor: str
    now: datetime

    @property
    def offers(self) -> Offers:
        """As things are at this moment."""
        return Offers(self.shop, self.member_id, self.live, self.versions, self.now)


def _offered(deal: _Deal, reward: Reward, points: int | None) -> Offer:
    """Raises NotOffered, NotEnough."""
    offers = deal.offers
    offer = offers.of(reward, points=points, session=deal.session or None)
    no = offer.refusal
    if no is None and reward.sessions and not deal.session:
        no = {"code": "session"}
    if no is None:
        return offer
    if no["code"] == "missing":
        raise NotEnough(offers.balances.get(offer.price.currency, 0))
    raise NotOffered(no)


def _reserve(deal: _Deal, offer: Offer) -> Redemption:
    shop, now, price = deal.shop, deal.now, offer.price
    ticking = clock_of(shop=shop, versions=deal.versions)
    spend = books.reserve(
        shop=shop,
        member_id=deal.member_id,
        key=deal.key,
        points=price.points,
        currency=price.currency,
        reason=reason_of(offer.reward, price.amount, shop.currency),
        version=deal.live.number,
        actor=deal.actor,
        clock=ticking,
        now=now,
        savepoint=False,
    )
    if spend.reserved_at is not now:  # it was read: the same wish came before
        had = Redemption.objects.select_related("spend").get(spend=spend)
        return _same(had, deal.member_id, offer.reward.id, deal.session)
    _under_the_lock(deal, offer.reward)
    made = _written(deal, offer, spend)
    step(made, "reserved", actor=deal.actor, now=now, points=price.points, currency=price.currency)
    if not from_pool(made, offer.reward, clock=ticking, now=now):
        order_it(made, now=now, steps=1)
    return made


def _under_the_lock(deal: _Deal, reward: Reward) -> None:
    """What others may have taken while we looked: the member's own share, and the last ones on the shelf."""
    if reward.limit:
        had = deal.offers.of(reward).refusal
        if had and had["code"] == "limit":
            raise NotOffered(had)
    try:
        shelf.take(programme_id=deal.shop.programme_id, reward=reward, session=deal.session)
    except shelf.SoldOut as out:
        raise NotOffered({"code": "no_seats" if out.session else "sold_out"}) from None


def _written(deal: _Deal, offer: Offer, spend: Spend) -> Redemption:
    reward, days = offer.reward, offer.reward.code_days
    return Redemption.objects.create(
        shop=deal.shop,
        spend=spend,
        public=new_public(),
        reward=reward.id,
        kind=reward.kind,
        version=deal.live.number,
        amount=offer.price.amount,
        session=deal.session,
        code=new_code(),
        made_at=deal.now,
        ends_at=plus_days(deal.now, days, deal.shop.timezone) if days else None,
    )


def _same(known: Redemption, member_id: int, reward: str, session: str) -> Redemption:
    if (known.spend.member_id, known.reward, known.session) != (member_id, reward, session):
        raise OtherWish(known.spend.key)
    return known


def order_it(redemption: Redemption, *, now: datetime, steps: int | None = None) -> None:
    """Something is to be done about it in the store; what, its row says when a worker comes to it.

    `steps` it has had, where the caller knows: after every step it is another wish.
    """
    wanted = {KIND: redemption.pk, "steps": redemption.steps.count() if steps is None else steps}
    want(wishes=[Wish(redemption.shop_id, KIND, f"{KIND}:{redemption.pk}", wanted)], now=now)


def reason_of(reward: Reward, amount: int | None, currency: str) -> dict[str, str]:
    """What the book stores of the reward that was bought; `amount` in minor units of `currency`."""
    told = {"reward": reward.id, "kind": reward.kind, "currency": currency}
    if amount is not None:
        told |= (
            {"units": str(amount)} if reward.kind == "exchange" else {"amount": str(major(amount, currency))}
        )
    optional = {"title": reward.title, "charity": reward.charity, "partner": reward.partner}
    return told | {key: words for key, words in optional.items() if words}


def used(*, shop: Shop, key: str, order: str, actor: str, now: datetime) -> Spend:
    """The reward was used on an order; when goods of it went back already, their points come back at once.

    A second order changes nothing: the answer's `order` names the first.

    Raises loyalty.ledger.spend.AlreadyEnded, Spend.DoesNotExist.
    """
    ticking = clock_of(shop=shop)
    with transaction.atomic():
        spend = books.use(shop=shop, key=key, order=order, actor=actor, clock=ticking, now=now)
        if spend.order != order:
            return spend  # another order used it before
        moved(spend, State.USED, actor=actor, now=now, order=order)
        known = Order.objects.filter(shop=shop, external_id=order).first() if order else None
        if known is not None:
            _return(shop, spend, share_back(state_of(known)), known.name, ticking, now)
    return spend


def released(*, shop: Shop, key: str, why: str, actor: str, now: datetime) -> Spend:
    """The reward was not used: all its points come back, and what was taken from the shelf.

    Raises loyalty.ledger.spend.AlreadyEnded, Spend.DoesNotExist.
    """
    with transaction.atomic():
        spend = books.release(shop=shop, key=key, why=why, actor=actor, clock=clock_of(shop=shop), now=now)
        made = moved(spend, State.RELEASED, actor=actor, now=now, why=why)
        if made is not None:
            shelf.put_back(programme_id=shop.programme_id, reward=reward_of(made), session=made.session)
    return spend


def reward_of(redemption: Redemption) -> Reward:
    """The reward as the redemption's version has it."""
    live = timeline(programme_id=redemption.shop.programme_id).version(redemption.version)
    return next(one for one in live.document.rewards if one.id == redemption.reward)


def moved(spend: Spend, state: str, *, actor: str, now: datetime, **detail: object) -> Redemption | None:
    """Brings the redemption where its spend is; None when it is there already."""
    row = Redemption.objects.select_for_update(of=("self",)).select_related("shop")
    made = row.filter(spend=spend).exclude(state=state).first()
    if made is None:
        return None
    made.state, made.ending, made.ended_at = state, "", now
    made.save(update_fields=["state", "ending", "ended_at"])
    step(made, state, actor=actor, now=now, **detail)
    return made


def goods_came_back(*, shop: Shop, orders: Sequence[Heard], clock: Clock, now: datetime) -> None:
    """Gives back the share of spent points that the goods of these orders make up (law R6)."""
    shares = {one.external_id: (one, share) for one in orders if (share := share_back(one.state))}
    if not shares:
        return
    spends = Spend.objects.filter(shop=shop, order__in=shares, state=Spend.State.USED).order_by(
        "member_id", "pk"
    )
    for spend in spends:
        one, share = shares[spend.order]
        name = one.state.header.name if one.state.header else ""
        _return(shop, spend, share, name, clock, now)


def _return(shop: Shop, spend: Spend, share: Fraction, name: str, clock: Clock, now: datetime) -> None:
    books.give_back(
        shop=shop,
        key=spend.key,
        target=points_back(spend.points, share),
        reason={"order": name, "share": [share.numerator, share.denominator]},
        actor="shop",
        clock=clock,
        now=now,
    )
