"""F12: a store's token ends while fifty workers call the store: it is refreshed once, and nobody's call fails."""

import os
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.models import Shop
from tests.faults.stage import alone, ended, forked, platform, said
from tests.shopify.town import Town


@dataclass
class Result:
    workers: int
    rounds: int = 0
    refreshes: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)


def play(*, workers: int, rounds: int) -> Result:
    result, began = Result(workers), time.monotonic()
    town, _ = platform()
    shop = town.shop()
    _give_tokens_that_end(town, shop)
    for _ in range(rounds):
        _round(town, shop, result)
    result.seconds = time.monotonic() - began
    return result


def _give_tokens_that_end(town: Town, shop: Shop) -> None:
    given = town.exchanged(shop.domain, expiring="1")
    shop.access_token, shop.refresh_token = given["access_token"], given["refresh_token"]
    shop.access_expires_at = shop.refresh_expires_at = timezone.now() + timedelta(days=90)
    shop.save()


def _round(town: Town, shop: Shop, result: Result) -> None:
    now = timezone.now()
    Shop.objects.filter(pk=shop.pk).update(access_expires_at=now + timedelta(minutes=1))
    before, (start, go) = _issued(town, shop), os.pipe()
    hands = [forked(lambda: _ask(shop, start, go)) for _ in range(result.workers)]
    os.close(go)  # all wait for that
    os.close(start)
    failed = sum(ended(hand) != 0 for hand in hands)
    refreshes = _issued(town, shop) - before
    row = Shop.objects.get(pk=shop.pk)
    result.rounds += 1
    result.refreshes += refreshes
    if failed or refreshes != 1 or row.locked_out_at:
        locked = "locked out" if row.locked_out_at else "open"
        result.wrong.append(f"round {result.rounds}: {refreshes} refreshes, {failed} calls failed, {locked}")


def _ask(shop: Shop, start: int, go: int) -> None:
    os.close(go)
    os.read(start, 1)
    told = gateway.run(shop=shop, document=DOCUMENTS["shop"], variables={})
    assert told["shop"], told


def _issued(town: Town, shop: Shop) -> int:
    """How many tokens the store has issued for the app so far."""
    told = town.http.get(f"/_control/shops/{shop.domain}/install").raise_for_status().json()
    return int(told["issued"])


def run(quick: bool, _seed: int) -> bool:
    alone()
    got = play(workers=20 if quick else 50, rounds=1 if quick else 20)
    line = f"a token that ends under {got.workers} workers, {got.rounds} times: {got.refreshes} refreshes"
    return said("F12", f"{line}, {got.seconds:.0f} s", passed=not got.wrong, wrong=got.wrong)
