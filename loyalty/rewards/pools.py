"""Codes made ahead: what is in stock for a reward's terms, and taking one of them."""

import hashlib
import json

from loyalty.engine.rewards import Reward
from loyalty.rewards.models import CodePool, PoolCode
from loyalty.shops.models import Shop

FULL = 250  # the store takes as many in one call
LOW = 50
# All that the store is told. A version of the programme that changes none of it goes on with the same codes.
TOLD = {
    "id", "title", "kind", "amount", "percent", "products", "collections", "buys", "minimum", "combines_with",
}  # fmt: skip


def terms(*, shop: Shop, reward: Reward) -> str:
    """A digest of what the store is asked for; other terms, another pool."""
    told = json.dumps([shop.currency, reward.model_dump(mode="json", include=TOLD)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def take(*, shop: Shop, reward: Reward) -> PoolCode | None:
    """A code nobody else gets, in the caller's transaction; None when none is left."""
    ready = PoolCode.objects.filter(
        pool__shop=shop, pool__terms=terms(shop=shop, reward=reward), ready=True
    ).select_related("pool")
    code = ready.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if code is not None:
        code.delete()
    return code


def is_low(*, shop: Shop, reward: Reward) -> bool:
    ready = PoolCode.objects.filter(pool__shop=shop, pool__terms=terms(shop=shop, reward=reward), ready=True)
    return ready[:LOW].count() < LOW


def made(*, shop: Shop, reward: Reward) -> int:
    """How many codes the store took for these terms so far."""
    pools = CodePool.objects.filter(shop=shop, terms=terms(shop=shop, reward=reward))
    return pools.values_list("made", flat=True).first() or 0
