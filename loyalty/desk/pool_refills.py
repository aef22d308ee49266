"""Codes are made ahead in the store. Each is chosen and written down before the store is asked for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from loyalty.engine.offers import worth_in
from loyalty.engine.rewards import Reward
from loyalty.programmes.live import timeline
from loyalty.rewards import pools
from loyalty.rewards.codes import new_code, new_public
from loyalty.rewards.kinds import code_wanted
from loyalty.rewards.models import CodePool, PoolCode, Redemption
from loyalty.rewards.order import Order
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed, StoreRefused, platform


def carry(*, shop: Shop, wanted: Mapping[str, Any], now: datetime) -> None:
    """The errand: brings the reward's pool to its full number. Raises StoreFailed, StoreRefused.

    Nothing happens for a reward that has no pool any more.
    """
    live = timeline(programme_id=shop.programme_id).live(now)
    rewards = live.document.rewards if live else ()
    reward = next((one for one in rewards if one.id == wanted["reward"] and one.pool), None)
    if reward is None:
        return
    pool = _pool(shop, reward, now)
    try:
        _discount(pool, reward, now)
        _fill(pool)
    except StoreRefused:
        pool.delete()  # its discount cannot be made, or somebody deleted it: what is left of it is worth nothing
        raise


def _pool(shop: Shop, reward: Reward, now: datetime) -> CodePool:
    fresh = {"public": new_public(), "code": new_code(), "made_at": now}
    terms = pools.terms(shop=shop, reward=reward)
    return CodePool.objects.get_or_create(shop=shop, terms=terms, defaults=fresh)[0]


def _discount(pool: CodePool, reward: Reward, now: datetime) -> None:
    """The one discount, made under a code that is never handed out."""
    if pool.external_id:
        return
    like = Redemption(
        public=pool.public, code=pool.code, amount=worth_in(reward, pool.shop.currency), made_at=pool.made_at
    )
    again = not CodePool.objects.filter(pk=pool.pk, tried_at=None).update(tried_at=now)
    order = Order(shop=pool.shop, redemption=like, reward=reward, customer="", again=again, now=now)
    wanted = replace(code_wanted(order), once_per_customer=False, uses=1)
    pool.external_id = platform(pool.shop.platform).make_code(shop=pool.shop, wanted=wanted, again=again)
    CodePool.objects.filter(pk=pool.pk).update(external_id=pool.external_id)


def _fill(pool: CodePool) -> None:
    """Codes the store did not take are not in the pool; those whose answer was lost are asked for again."""
    asked = _chosen(pool)
    if not asked:
        return
    added = platform(pool.shop.platform).add_codes(
        shop=pool.shop, discount=pool.external_id, codes=sorted(asked)
    )
    with transaction.atomic():
        waiting = PoolCode.objects.filter(pool=pool, code__in=asked, ready=False)
        waiting.filter(code__in=added.failed).delete()
        took = waiting.exclude(code__in=added.failed).update(ready=True)
        CodePool.objects.filter(pk=pool.pk).update(made=F("made") + took)
    if len(added.failed) >= len(asked):
        raise StoreFailed(f"The store took no code: {next(iter(added.failed.values()))}")


@transaction.atomic
def _chosen(pool: CodePool) -> set[str]:
    """The codes to ask for, at most as many as one call takes; one worker at a time chooses."""
    CodePool.objects.select_for_update().get(pk=pool.pk)
    missing = pools.FULL - PoolCode.objects.filter(pool=pool).count()
    PoolCode.objects.bulk_create([PoolCode(pool=pool, code=new_code()) for _ in range(missing)])
    return set(PoolCode.objects.filter(pool=pool, ready=False).values_list("code", flat=True))
