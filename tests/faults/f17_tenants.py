"""F17: two tenants ask every address that can be read, by turns, over the same few connections of a real server.

What is one's alone is found out first, by asking for everything while nobody else asks; later none of it may stand
in an answer to the other, and every answer must be of the kind that it was then.
"""

import http.client
import random
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from django.test import override_settings

from tests.faults.stage import alone, said, server, size
from tests.faults.tenants import Asked, Tenant, asked_by, people, words

HANDS = 4
TELLING = re.compile(
    r"/proxy/data|/api/v1/(redemptions|activities)|/panel/members/(\d+/|redemptions/|many/\d+/)?"
    r"|/panel/deliveries/store/|/panel/earning/what-if/"
)


class Answer(NamedTuple):
    code: int
    text: str


@dataclass
class Result:
    """`crossed`: answers with what is another's alone; `other`: answers of another kind than alone.

    `enough`: so many words must be known to be one's alone, else nothing could have been seen to cross.
    """

    enough: int = 100
    requests: int = 0
    addresses: int = 0
    secrets: int = 0
    crossed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    seconds: float = 0

    @property
    def passed(self) -> bool:
        return not self.crossed and not self.other and self.secrets > self.enough and self.requests > 0


def play(*, seed: int, count: int, most: int = 0) -> Result:
    """`most` addresses of each tenant, drawn by the seed; 0 for all of them."""
    alone()  # while everything happens there, nobody else is to work it
    dice, result = random.Random(seed), Result()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        tenants = people()  # nobody types a password here
    port = server()
    plans = [asked_by(tenant, tenants) for tenant in tenants]
    if most:
        plans = _some(dice, plans, most)
        result.enough = most
    result.addresses = len({one.path for plan in plans for one in plan})
    codes = _alone(port, plans, tenants)
    result.secrets = sum(len(tenant.secrets) for tenant in tenants)
    began = time.monotonic()
    _storm(port, _by_turns(dice, plans, count), codes, tenants, result)
    result.seconds = time.monotonic() - began
    return result


def _some(dice: random.Random, plans: list[list[Asked]], most: int) -> list[list[Asked]]:
    """The same pages of everybody, for every word of a page that only one has read looks like that one's alone.

    Among them always those where most of such words stand."""
    own = [[one for one in plan if one.own] for plan in plans]
    others = [[one for one in plan if not one.own] for plan in plans]
    telling = [page for page, one in enumerate(own[0]) if TELLING.fullmatch(one.path)]
    silent = [page for page in range(len(own[0])) if page not in telling]
    pages = telling + dice.sample(silent, most * 4 // 5 - len(telling))
    return [
        [mine[page] for page in pages] + dice.sample(theirs, most // 5)
        for mine, theirs in zip(own, others, strict=True)
    ]


class Caller:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, one: Asked) -> Answer:
        self.http.request("GET", one.target, headers=one.headers)
        answer = self.http.getresponse()
        return Answer(answer.status, f"{answer.read().decode('utf-8', 'replace')}\n{answer.headers}")


def _alone(port: int, plans: list[list[Asked]], tenants: list[Tenant]) -> dict[Asked, int]:
    """How each is answered; by the way, what stands in one tenant's own answers only, and not by chance."""
    caller, codes = Caller(port), {}
    seen: dict[Tenant, set[str]] = {tenant: set() for tenant in tenants}
    twice: dict[Tenant, set[str]] = {tenant: set() for tenant in tenants}
    for one in (one for plan in plans for one in plan):
        answer = caller.ask(one)
        codes[one] = answer.code
        if one.own:
            found = words(answer.text)
            twice[one.tenant] |= found & seen[one.tenant]
            seen[one.tenant] |= found
    for tenant in tenants:
        tenant.secrets = twice[tenant].difference(*(seen[other] for other in tenants if other is not tenant))
    return codes


def _by_turns(dice: random.Random, plans: list[list[Asked]], count: int) -> list[list[Asked]]:
    """For each hand its questions: the tenants alternate on every connection, in an order of its own."""
    each = count // HANDS // len(plans)
    hands = []
    for _ in range(HANDS):
        shuffled = [dice.sample(plan * (each // len(plan) + 1), each) for plan in plans]
        hands.append([one for turn in zip(*shuffled, strict=True) for one in turn])
    return hands


def _storm(
    port: int, hands: list[list[Asked]], alone: dict[Asked, int], tenants: Sequence[Tenant], result: Result
) -> None:
    def walk(plan: list[Asked]) -> None:
        caller = Caller(port)
        for one in plan:
            answer = caller.ask(one)
            for other in tenants:
                if other is not one.tenant and (found := one.secrets_in(answer.text, other)):
                    result.crossed.append(f"{one.path}: {sorted(found)[:3]}")
            if answer.code != alone[one]:
                result.other.append(f"{one.path}: {answer.code}, alone {alone[one]}")
            result.requests += 1

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(walk, hands))


def run(quick: bool, seed: int) -> bool:
    count = size("REQUESTS", quick=64, full=10_000, short=quick)
    got = play(seed=seed, count=count, most=45 if quick else 0)
    return said(
        "F17",
        f"{got.requests:,} requests of two tenants by turns to {got.addresses} addresses, theirs and each other's; "
        f"{got.secrets} words known to be one's alone, {got.seconds:.0f} s",
        f"crossed {len(got.crossed)}  answered otherwise than alone {len(got.other)}  seed {seed}",
        passed=got.passed,
        wrong=got.crossed + got.other,
    )
