"""The catalogue, and what of it a member can have."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.api.door import Door
from loyalty.api.rewards_shapes import OffersShape, RewardsShape
from loyalty.api.schema import MEMBER, described
from loyalty.api.scopes import Scope
from loyalty.common.money import major
from loyalty.desk.offering import Offer, Offers
from loyalty.engine.rewards import CODES, Reward
from loyalty.programmes.live import timeline
from loyalty.rewards.models import Redemption
from loyalty.rewards.shelf import taken
from loyalty.rewards.words import RewardWords
from loyalty.shops.models import Shop

Data = dict[str, Any]


class RewardsDoor(Door):
    """What can be had."""

    scopes = {"GET": Scope.READ_REWARDS}

    @extend_schema(**described("rewards", "The rewards", ok=RewardsShape, scope=Scope.READ_REWARDS))
    def get(self, request: Request) -> Response:
        """Every reward of the live rules, with what is left of it."""
        live = timeline(programme_id=self.shop.programme_id).live(self.now)
        if live is None:
            return Response({"version": None, "data": []})
        words, gone = (
            RewardWords(live.document, self.shop.currency),
            taken(programme_id=self.shop.programme_id),
        )
        found = [_reward(one, words, gone.get(one.id, {})) for one in live.document.rewards]
        return Response({"version": live.number, "data": found})


class MemberRewardsDoor(Door):
    """The same, for somebody."""

    scopes = {"GET": Scope.READ_REWARDS}

    @extend_schema(
        **described(
            "member_rewards", "What a member can have", ok=OffersShape, path=MEMBER, scope=Scope.READ_REWARDS
        )
    )
    def get(self, request: Request, member_id: str) -> Response:
        """Every reward with its price for this member, and why they cannot have it now, if they cannot."""
        member, versions = self.member(member_id), timeline(programme_id=self.shop.programme_id)
        live = versions.live(self.now)
        if live is None:
            return Response({"data": []})
        words = RewardWords(live.document, self.shop.currency)
        offers = Offers(self.shop, member.pk, live, versions, self.now)
        return Response({"data": [self._offer(one, words) for one in offers.all()]})

    def _offer(self, offer: Offer, words: RewardWords) -> Data:
        reward, price, why = offer.reward, offer.price, offer.refusal
        return {
            "reward": reward.id,
            "title": words.title(reward, None if reward.slider else price.amount),
            "kind": reward.kind,
            "points": price.points,
            "currency": price.currency,
            "amount": money(price.amount, self.shop),
            "available": why is None,
            "refusal": why
            and {
                "code": why["code"],
                "detail": words.refusal(reward, why, at=self.now, timezone=self.shop.timezone),
                "missing": why["points"] if why["code"] == "missing" else None,
            },
        }


def tell_redemption(row: Redemption) -> Data:
    """Wants `spend` and `steps` read with it."""
    spend = row.spend
    in_store = row.issued_at is not None and row.kind in CODES
    return {
        "id": row.public,
        "reward": row.reward,
        "kind": row.kind,
        "state": row.state,
        "ending": row.ending or None,
        "points": spend.points,
        "returned": spend.returned,
        "currency": spend.currency,
        "amount": money(row.amount, row.shop),
        "session": row.session or None,
        "code": row.code if in_store else None,
        "order": spend.order or None,
        "made_at": row.made_at,
        "issued_at": row.issued_at,
        "ends_at": row.ends_at,
        "ended_at": row.ended_at,
        "why": row.why or None,
        "steps": [
            {"what": one.what, "at": one.at, "actor": one.actor}
            for one in sorted(row.steps.all(), key=lambda one: one.pk)
        ],
    }


def money(minor: int | None, shop: Shop) -> str | None:
    return None if minor is None else str(major(minor, shop.currency))


def _reward(reward: Reward, words: RewardWords, gone: Mapping[str, int]) -> Data:
    slider = reward.slider
    return {
        "id": reward.id,
        "title": words.title(reward),
        "text": reward.text,
        "kind": reward.kind,
        "cost": reward.cost,
        "currency": reward.currency,
        "tier_costs": reward.tier_costs,
        "amount": _decimal(reward.amount),
        "percent": reward.percent,
        "slider": slider and {"min": slider.min, "max": slider.max, "step": slider.step},
        "sessions": [
            {
                "id": one.id,
                "at": one.at.isoformat(),
                "place": one.place,
                "seats": one.seats,
                "left": max(0, one.seats - gone.get(one.id, 0)),
            }
            for one in reward.sessions
        ],
        "stock": reward.stock,
        "left": None if reward.stock is None else max(0, reward.stock - gone.get("", 0)),
        "automatic": reward.automatic,
    }


def _decimal(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
