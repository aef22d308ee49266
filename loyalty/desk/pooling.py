"""Codes made ahead: handed out with the wish itself, and ordered anew before they run out."""

from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from loyalty.engine.expiry import Clock
from loyalty.engine.rewards import Reward
from loyalty.ledger import spend as books
from loyalty.outbox.want import Wish, want
from loyalty.programmes.live import timeline
from loyalty.rewards import pools
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

KIND = "code_pool"
ACTOR = "store"
log = structlog.get_logger(__name__)


def from_pool(made: Redemption, reward: Reward, *, clock: Clock, now: datetime) -> bool:
    """Issues it with a code made ahead, in the caller's transaction; False when it must be ordered.

    More codes are wished for after the commit: that row is everybody's, and nobody is to wait for it with a member
    locked. Should the wish be lost, the hourly round makes it.
    """
    if not reward.pool:
        return False
    refill = partial(keep_full, shop=made.shop, reward=reward, now=now)
    transaction.on_commit(refill, robust=True)
    taken = pools.take(shop=made.shop, reward=reward)
    if taken is None:
        return False
    if reward.leaves_when_issued:
        made.spend = books.use(
            shop=made.shop, key=made.spend.key, order="", actor=ACTOR, clock=clock, now=now
        )
    made.code, made.external_id = taken.code, taken.pool.external_id
    made.tried_at, made.issued_at, made.state = now, now, Redemption.State.ISSUED
    made.save(update_fields=["code", "external_id", "tried_at", "issued_at", "state"])
    step(made, "issued", actor=ACTOR, now=now)
    return True


def keep_full(*, shop: Shop, reward: Reward, now: datetime) -> bool:
    """Wishes for more codes when few are left; whether it did. Asked again meanwhile, it is the same wish."""
    if not pools.is_low(shop=shop, reward=reward):
        return False
    wanted = {"reward": reward.id, "made": pools.made(shop=shop, reward=reward)}
    key = f"{KIND}:{reward.id}:{pools.terms(shop=shop, reward=reward)[:16]}"
    want(wishes=[Wish(shop.pk, KIND, key, wanted)], now=now)
    return True


def keep_all_full(*, now: datetime) -> int:
    """Every pool of every store that has the app; returns how many want codes."""
    shops = Shop.objects.filter(
        programme__isnull=False, installations__uninstalled_at=None, installations__isnull=False
    )
    return sum(_looked_at(shop, now) for shop in shops.order_by("pk").distinct())


def _looked_at(shop: Shop, now: datetime) -> int:
    """One shop's trouble is not another's."""
    try:
        live = timeline(programme_id=shop.programme_id).live(now)
        pooled = [one for one in live.document.rewards if one.pool] if live else []
        return sum(keep_full(shop=shop, reward=one, now=now) for one in pooled)
    except Exception:
        log.exception("a shop's code pools could not be looked at", shop=shop.pk)
        return 0
