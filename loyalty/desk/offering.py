"""What members can have for what they hold: each reward with its price, or why not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from loyalty.desk.day_abouts import day_abouts
from loyalty.desk.own_word import on_own_word
from loyalty.desk.standing import balance, holdings
from loyalty.engine.about import NOBODY, About
from loyalty.engine.lots import POINTS
from loyalty.engine.offers import Holding, Price, Reason, price, refusal
from loyalty.engine.rewards import Reward
from loyalty.ledger.standing import MemberBalance
from loyalty.members.models import Member
from loyalty.programmes.live import Live, Timeline
from loyalty.rewards.models import Redemption
from loyalty.rewards.shelf import taken
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Offer:
    """One reward for one member. `refusal` is None when they can have it now."""

    reward: Reward
    price: Price
    refusal: Reason | None


@dataclass(frozen=True)
class Offers:
    """All rewards of a version for one member, at a moment; what is needed is read once."""

    shop: Shop
    member_id: int
    live: Live
    versions: Timeline
    now: datetime

    def of(self, reward: Reward, *, points: int | None = None, session: str | None = None) -> Offer:
        """`points` chosen on a slider; `session` None: any that has a seat left."""
        holding = self.holding(reward)
        currency, timezone = self.shop.currency, self.shop.timezone
        no = refusal(
            reward, holding=holding, at=self.now, timezone=timezone, currency=currency, points=points,
            session=session,
        )  # fmt: skip
        return Offer(reward, price(reward, holding=holding, currency=currency, points=points), no)

    def all(self) -> list[Offer]:
        """Every reward that can be bought, and those that were given to the member, as the document has them."""
        shown = (one for one in self.live.document.rewards if one.cost is not None or self.given(one))
        return [self.of(one) for one in shown]

    def given(self, reward: Reward) -> int:
        """How many of it were given to the member and wait to be claimed."""
        return self.balances.get(reward.given, 0)

    def holding(self, reward: Reward) -> Holding:
        return Holding(
            about=self.about,
            balances=self.balances,
            had=self.had.get(reward.id, ()),
            taken=self._taken.get(reward.id, {}),
            said=self._said,
        )

    @cached_property
    def balances(self) -> Mapping[str, int]:
        """What is available, by currency."""
        return {POINTS: self.points.available} | {name: one.available for name, one in self.held.items()}

    @cached_property
    def points(self) -> MemberBalance:
        return balance(shop=self.shop, member_id=self.member_id, now=self.now, versions=self.versions)

    @cached_property
    def held(self) -> Mapping[str, MemberBalance]:
        """Everything but points, by currency."""
        return holdings(shop=self.shop, member_id=self.member_id, now=self.now, versions=self.versions)

    @cached_property
    def _said(self) -> int:
        ever = [self.versions.version(number).document for _, number in self.versions.since]
        said = any(rule.proof == "self_declared" for one in ever for rule in one.activity_rules)
        return on_own_word(shop=self.shop, member_id=self.member_id) if said else 0

    @cached_property
    def about(self) -> About:
        """Only what the conditions and prices of rewards ask for."""
        needs = self.live.document.reward_needs
        if not needs:
            return NOBODY
        members = Member.objects.select_related("birthday").filter(
            programme_id=self.shop.programme_id, pk=self.member_id
        )
        return day_abouts(
            shop=self.shop, members=members, live=self.live, versions=self.versions, at=self.now, needs=needs
        ).get(self.member_id, NOBODY)

    @cached_property
    def had(self) -> Mapping[str, Sequence[datetime]]:
        """When the member had which reward, where somebody counts."""
        limited = [one.id for one in self.live.document.rewards if one.limit]
        found: dict[str, list[datetime]] = defaultdict(list)
        if limited:
            rows = Redemption.objects.filter(
                shop__programme_id=self.shop.programme_id, spend__member_id=self.member_id, reward__in=limited
            ).exclude(state=Redemption.State.RELEASED)
            for reward, at in rows.values_list("reward", "made_at"):
                found[reward].append(at)
        return found

    @cached_property
    def _taken(self) -> Mapping[str, Mapping[str, int]]:
        counted = any(one.stock is not None or one.sessions for one in self.live.document.rewards)
        return taken(programme_id=self.shop.programme_id) if counted else {}
