"""Points are spent on a reward, and come back with the goods they paid for."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from loyalty.desk.clocks import clock as clock_of
from loyalty.engine.expiry import Clock
from loyalty.engine.goals import Reward
from loyalty.engine.returns import points_back, share_back
from loyalty.ledger import spend as books
from loyalty.ledger.models import Spend
from loyalty.orders.hear import Heard
from loyalty.orders.models import Order
from loyalty.orders.state import state_of
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop


class NoSuchReward(ValueError):
    """The live programme has no reward of that id."""


def redeem(*, shop: Shop, member_id: int, reward: str, key: str, actor: str, now: datetime) -> Spend:
    """Sets the reward's price aside, once per key.

    Raises NoSuchReward, loyalty.ledger.adjust.NotEnough.
    """
    versions = timeline(programme_id=shop.programme_id)
    live = versions.live(now)
    found = next((one for one in live.document.rewards if one.id == reward), None) if live else None
    if live is None or found is None:
        raise NoSuchReward(reward)
    cost, currency = found.price
    return books.reserve(
        shop=shop,
        member_id=member_id,
        key=key,
        points=cost,
        currency=currency,
        reason=reason_of(found) | {"currency": shop.currency},
        version=live.number,
        actor=actor,
        clock=clock_of(shop=shop, versions=versions),
        now=now,
    )


def reason_of(reward: Reward) -> dict[str, str]:
    """What is stored of the reward that was bought."""
    told = {"reward": reward.id, "kind": reward.kind, "amount": str(reward.amount)}
    return told | {"charity": reward.charity} if reward.charity else told


def used(*, shop: Shop, key: str, order: str, actor: str, now: datetime) -> Spend:
    """The reward was used on an order; when goods of it went back already, their points come back at once."""
    ticking = clock_of(shop=shop)
    spend = books.use(shop=shop, key=key, order=order, actor=actor, clock=ticking, now=now)
    known = Order.objects.filter(shop=shop, external_id=order).first() if order else None
    if known is not None:
        _return(shop, spend, share_back(state_of(known)), known.name, ticking, now)
    return spend


def released(*, shop: Shop, key: str, why: str, actor: str, now: datetime) -> Spend:
    """The reward was not used: all its points come back."""
    return books.release(shop=shop, key=key, why=why, actor=actor, clock=clock_of(shop=shop), now=now)


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
