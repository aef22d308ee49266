"""What a reward costs a member now, what they get for it, and the first reason why they cannot have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.common.money import exponent
from loyalty.engine.about import About
from loyalty.engine.calendar import span_of, wall_clock
from loyalty.engine.compiled import outside
from loyalty.engine.lots import POINTS
from loyalty.engine.rewards import Reward
from loyalty.engine.without_order import unmet

Reason = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is known of a member and of the shelf when a reward is asked for."""

    about: About
    balances: Mapping[str, int]  # available, by currency
    had: Sequence[datetime] = ()  # when they had this reward before, without those that came back
    taken: Mapping[str, int]  # how many of it were handed out, by session; "" in all
    said: int = 0  # points of theirs that rest on nothing but their own word


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`amount` is what the shopper gets: minor units of money, a partner's units; None where neither is counted."""

    points: int
    currency: str
    amount: int | None


def price(reward: Reward, *, holding: Holding, currency: str, points: int | None = None) -> Price:
    """What it costs them: one of itself where they were given one, else its cost for their tier.

    `points` is what the shopper chose on a slider: they pay the fewest points that give the same amount.
    """
    worth = worth_in(reward, currency)
    if reward.cost is None or holding.balances.get(reward.given, 0) > 0:
        return Price(points=1, currency=reward.given, amount=worth)
    if reward.slider and worth is not None:
        amount = (reward.slider.min if points is None else points) * worth // reward.cost
        return Price(
            points=max(1, -(-amount * reward.cost // worth)), currency=reward.currency, amount=amount
        )
    cost = reward.tier_costs.get(holding.about.tier, reward.cost)
    return Price(points=cost, currency=reward.currency, amount=worth)


def worth_in(reward: Reward, currency: str) -> int | None:
    """In minor units; of an exchange in the partner's units, rounded down."""
    if reward.kind == "exchange" and reward.rate is not None:
        return int((reward.cost or 0) * reward.rate)
    return None if reward.amount is None else int(reward.amount * 10 ** exponent(currency))


def refusal(
    reward: Reward,
    *,
    holding: Holding,
    at: datetime,
    timezone: str,
    currency: str,
    points: int | None = None,
    session: str | None = None,
) -> Reason | None:
    """Why the member cannot have it now; None when they can. `session` None: of any of them one is left."""
    asked = price(reward, holding=holding, currency=currency, points=points)
    return (
        _outside(reward, at, timezone)
        or _not_for_them(reward, holding.about, at, timezone)
        or _had_enough(reward, holding.had, at, timezone)
        or _sold_out(reward, holding.taken, at, timezone, session)
        or badly_chosen(reward, asked, points)
        or _missing(reward, asked, holding)
    )


def _outside(reward: Reward, at: datetime, timezone: str) -> Reason | None:
    why = outside(reward, wall_clock(at, timezone))
    return {"code": "window", "why": why} if why else None


def _not_for_them(reward: Reward, about: About, at: datetime, timezone: str) -> Reason | None:
    why = unmet(reward.when, about=about, at=at, timezone=timezone)
    return {"code": "condition", "why": why} if why else None


def _had_enough(reward: Reward, had: Sequence[datetime], at: datetime, timezone: str) -> Reason | None:
    limit = reward.limit
    if limit is None:
        return None
    span = span_of(limit.per, at, timezone)
    times = sum(span_of(limit.per, one, timezone) == span for one in had)
    return {"code": "limit", "times": limit.times, "per": limit.per} if times >= limit.times else None


def _sold_out(
    reward: Reward, taken: Mapping[str, int], at: datetime, timezone: str, session: str | None
) -> Reason | None:
    if reward.stock is not None and taken.get("", 0) >= reward.stock:
        return {"code": "sold_out"}
    if not reward.sessions:
        return {"code": "session"} if session else None
    local = wall_clock(at, timezone)
    ahead = [one for one in reward.sessions if one.at > local]
    if session:
        ahead = [one for one in ahead if one.id == session]
    if not ahead:
        return {"code": "session"}
    return None if any(taken.get(one.id, 0) < one.seats for one in ahead) else {"code": "no_seats"}


def badly_chosen(reward: Reward, asked: Price, points: int | None) -> Reason | None:
    """Why so many points cannot be chosen on the reward's slider; None when they can."""
    slider = reward.slider
    if points is None or asked.currency != reward.currency:
        return None
    if slider is None:
        return {"code": "no_choice"}
    most = slider.max or points
    fits = slider.min <= points <= most and points % slider.step == 0 and asked.amount
    told = {"code": "choice", "min": slider.min, "max": slider.max, "step": slider.step}
    return None if fits else told


def _missing(reward: Reward, asked: Price, holding: Holding) -> Reason | None:
    has = holding.balances.get(asked.currency, 0)
    if has >= asked.points:
        alone = asked.currency == POINTS and has - holding.said < asked.points
        return {"code": "alone"} if alone else None
    if reward.cost is None:
        return {"code": "only_given"}
    return {"code": "missing", "points": asked.points - has, "currency": asked.currency, "of": asked.points}
