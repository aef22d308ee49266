"""P9: a shopper redeems, without the store's answer, beside one UPDATE … WHERE points >= price; and twenty at once.

Both are POSTs of shoppers to granian. Ours proves the visit, the permit and the key, decides the offer, draws on
lots, writes the transaction with its reason and the errand for the store, and answers with everything the widget
shows. The peer does the one statement. In the second row twenty hands reach for one member's points in the same
moment, round after round: whatever was had must be exactly what there was.
"""

import json
import threading
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue

from django.db import connection, connections
from django.utils import timezone

from benchmarks import contest, serving, shopper, world
from benchmarks.peers.models import Purse
from benchmarks.row import Row
from loyalty.desk import spending
from loyalty.desk.clocks import clock
from loyalty.ledger.adjust import Adjustment, NotEnough, adjust
from loyalty.ledger.models import Balance, Spend
from loyalty.ledger.verify import sound, verify
from loyalty.rewards.models import Redemption
from loyalty.shops.models import Shop
from storefront_widget import nonce
from storefront_widget.redeem import ACTION

REDEEM, TAKE = "/proxy/redeem", "/take"
HANDS, WORTH = 20, 7  # hands at once, and how many of them there are points for
FIRST = 400_000_000
_keys = count()


def measure(*, quick: bool) -> list[Row]:
    repeats, number, rounds = (2, 20, 1) if quick else (5, 80, 3)
    shop = shopper.shop("redeeming")
    members = world.people(shop, number)
    _give(shop, members, shopper.PRICE * (repeats + 2))
    with (
        serving.served("loyalty.wsgi:application") as ours,
        serving.served("benchmarks.peers.wsgi:application") as peers,
    ):
        Purse.objects.bulk_create(Purse(pk=one, points=10**6) for one in range(1, number + 1))
        ways: dict[str, contest.Work] = {
            REDEEM: lambda _: serving.requests(ours, _wishes(shop, number), what=REDEEM),
            TAKE: lambda _: serving.requests(peers, _takes(number) * 4, what=TAKE),
        }
        found = contest.contest(ways, repeats=repeats)
    _exact(shop, number * (repeats + 1))
    found |= contest.contest(
        {
            "hands": lambda _: sum(_crowd(shop, members[0]) for _ in range(rounds)),
            "updates": lambda _: sum(_crowd_of_updates() for _ in range(rounds * 4)),
        },
        repeats=repeats,
    )
    alone, crowd = "redemptions/s without the store's answer", "20 hands on one member, exact, redemptions/s"
    return [
        contest.row(found, "P9a", f"{alone} : one conditional UPDATE", REDEEM, TAKE, 0.5),
        contest.row(found, "P9b", f"{crowd} : conditional UPDATEs", "hands", "updates", 0.5),
    ]


def _give(shop: Shop, members: list[int], points: int) -> None:
    gifts = [
        Adjustment(member_id=one, points=points, why="A gift", key=f"gift-{next(_keys)}") for one in members
    ]
    adjust(shop=shop, adjustments=gifts, actor="bench", version=1, clock=clock(shop=shop), now=timezone.now())


def _wishes(shop: Shop, number: int) -> list[bytes]:
    """One of each shopper."""
    now, wishes = timezone.now(), []
    for customer in map(str, range(1, number + 1)):
        permit = nonce.make(shop_id=shop.pk, customer=customer, action=ACTION, now=now)
        body = json.dumps({"nonce": permit, "key": f"wish-{next(_keys):08}", "reward": "one"}).encode()
        wishes.append(shopper.post(REDEEM, shopper.signed(shop, customer), body))
    return wishes


def _takes(number: int) -> list[bytes]:
    return [shopper.post(TAKE, f"member={one}", b"") for one in range(1, number + 1)]


def _crowd(shop: Shop, member: int) -> int:
    """Twenty hands at once where there is enough for seven; how many were served."""
    has = Balance.objects.get(member_id=member, currency="points").available
    _give(shop, [member], WORTH * shopper.PRICE - has) if has != WORTH * shopper.PRICE else None
    before = Redemption.objects.filter(shop=shop).count()

    def redeem() -> bool:
        key = f"hand-{next(_keys):08}"
        try:
            spending.redeem(
                shop=shop, member_id=member, reward="one", key=key, actor="member", now=timezone.now()
            )
        except NotEnough:
            return False
        return True

    served = _at_once(redeem)
    left = Balance.objects.get(member_id=member, currency="points").available
    made = Redemption.objects.filter(shop=shop).count() - before
    if (served, made, left) != (WORTH, WORTH, 0):
        raise AssertionError(f"{served} served, {made} made, {left} points left: the figure is void")
    return served


def _crowd_of_updates() -> int:
    Purse.objects.filter(pk=1).update(points=WORTH * shopper.PRICE)

    def take() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE peers_purse SET points = points - %s WHERE id = 1 AND points >= %s",
                [shopper.PRICE] * 2,
            )
            return bool(cursor.rowcount)

    served = _at_once(take)
    if served != WORTH:
        raise AssertionError(f"{served} served: the figure is void")
    return served


def _at_once(deed: Callable[[], bool]) -> int:
    """How many of the hands got something."""
    start, got = threading.Barrier(HANDS), SimpleQueue[bool | BaseException]()

    def hand() -> None:
        try:
            connection.ensure_connection()
            start.wait()
            got.put(deed())
        except BaseException as error:  # noqa: BLE001 - told by whoever waits
            got.put(error)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=hand) for _ in range(HANDS)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    results = [got.get() for _ in hands]
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return sum(result is True for result in results)


def _exact(shop: Shop, wishes: int) -> None:
    """Every wish was served once, and the books hold."""
    made = Redemption.objects.filter(shop=shop).count()
    spent = sum(Spend.objects.filter(shop=shop).values_list("points", flat=True))
    proven = sound(verify(programme_id=shop.programme_id))
    if made != wishes or spent != wishes * shopper.PRICE or not proven:
        raise AssertionError(f"{made} redemptions for {wishes} wishes: the figure is void")
