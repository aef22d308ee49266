"""What is asked of a store for one redemption."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.engine.rewards import Reward
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: the redemption, its reward as the version has it, and the customer ("" for nobody)."""

    shop: Shop
    redemption: Redemption
    reward: Reward
    customer: str
    again: bool  # it may have been made before: look first
    now: datetime

    @property
    def title(self) -> str:
        """What the store shows to the merchant; unique, so that a repeat knows its own."""
        return f"{self.reward.title or self.reward.id} · {self.redemption.public}"
