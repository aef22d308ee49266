"""Workers carry errands to the stores, turn by turn: a store with many of them holds up no other."""

import random
import time

from django.utils import timezone

from loyalty.outbox import bell
from loyalty.outbox.lane import Clock, Lane
from loyalty.outbox.lease import Pulse, shops_with_errands

TURN = 2.0  # seconds of one store before the next one's turn


def drain(*, clock: Clock = timezone.now, seconds: float = 20.0, hands: int = 1) -> int:
    """Carries what is due until nothing is left or the time is up (then it rings for a successor).

    `hands` is how many errands of one store may be on their way at once. Returns how many errands were done.
    """
    bell.hush()
    count, end, rested = 0, time.monotonic() + seconds, set[int]()
    with Pulse() as pulse:
        while shops := [shop for shop in shops_with_errands(now=clock()) if shop.pk not in rested]:
            random.shuffle(shops)
            for shop in shops:
                if time.monotonic() >= end:
                    bell.ring()
                    return count
                lane = Lane(shop, clock, pulse, min(end, time.monotonic() + TURN))
                count += lane.run(hands=hands)
                if lane.rests:
                    rested.add(shop.pk)
    return count
