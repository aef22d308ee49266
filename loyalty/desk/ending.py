"""Rewards that were not used: undone by the shopper, withdrawn by staff, over, or no longer deserved."""

from collections.abc import Collection, Iterable
from datetime import datetime

import structlog
from django.db import transaction

from loyalty.desk.spending import order_it
from loyalty.engine.rewards import GIVEN
from loyalty.ledger.models import Balance, Spend
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

State, Ending = Redemption.State, Redemption.Ending
UNUSED = (State.RESERVED, State.ISSUED)
AT_A_TIME = 500
log = structlog.get_logger(__name__)


class CannotEnd(ValueError):
    """It is used, over, or its points left with it; `state` says where it is."""

    def __init__(self, state: str) -> None:
        super().__init__(f"this reward is {state}")
        self.state = state


@transaction.atomic
def end(
    *, redemption: Redemption, why: Redemption.Ending, actor: str, now: datetime, words: str = ""
) -> None:
    """Wants it ended: the store is asked, then the points come back. Once is enough. Raises CannotEnd."""
    row = Redemption.objects.select_for_update().get(pk=redemption.pk)
    if row.state not in UNUSED:
        raise CannotEnd(row.state)
    if row.ending == Ending.KEPT and why != Ending.WITHDRAWN:
        raise CannotEnd(
            State.USED
        )  # in the store; staff may ask it again, for its order may have been called off
    if row.ending not in (Ending.NOT, Ending.KEPT):
        return
    row.ending = why
    row.save(update_fields=["ending"])
    step(row, f"ending:{why}", actor=actor, now=now, **({"words": words} if words else {}))
    order_it(row, now=now)


def undo(*, redemption: Redemption, actor: str, now: datetime) -> None:
    """The shopper wants the points back. Raises CannotEnd for what is used, or left for good when handed over."""
    if redemption.spend.state != Spend.State.RESERVED:
        raise CannotEnd(redemption.state)
    end(redemption=redemption, why=Ending.UNDONE, actor=actor, now=now)


def end_what_is_over(*, now: datetime) -> int:
    """Codes whose time is over, of all shops with the app; returns how many. Their order may still be on its way."""
    over = Redemption.objects.filter(
        state=State.ISSUED, ending="", ends_at__lte=now,
        shop__installations__uninstalled_at=None, shop__installations__isnull=False,
    )  # fmt: skip
    return _end_all(over.order_by("ends_at")[:AT_A_TIME], Ending.EXPIRED, now)


def end_what_was_taken_back(*, shop: Shop, now: datetime, member_ids: Collection[int] | None = None) -> int:
    """Unused rewards that were given for something that was taken back since: the tenth cup went back.

    `member_ids` None: of anybody in the programme.
    """
    owed = Balance.objects.filter(programme_id=shop.programme_id, currency__startswith=GIVEN, debt__lt=0)
    if member_ids is not None:
        owed = owed.filter(member_id__in=member_ids)
    count = 0
    for balance in owed.order_by("member_id", "currency"):
        unused = Redemption.objects.filter(
            spend__member_id=balance.member_id, spend__currency=balance.currency,
            spend__programme_id=shop.programme_id, state__in=UNUSED,
        ).exclude(ending=Ending.KEPT).order_by("-pk")[: -balance.debt]  # fmt: skip
        count += _end_all((one for one in unused if not one.ending), Ending.TAKEN_BACK, now)
    return count


def end_all_of(*, member_id: int, actor: str, now: datetime) -> int:
    """Every unused reward of somebody who is to be forgotten; returns how many."""
    unused = Redemption.objects.filter(spend__member_id=member_id, state__in=UNUSED, ending="")
    return _end_all(unused.order_by("pk"), Ending.WITHDRAWN, now, actor=actor)


def _end_all(
    found: Iterable[Redemption], why: Redemption.Ending, now: datetime, *, actor: str = "clock"
) -> int:
    return sum(_ended(row, why, now, actor) for row in list(found))


def _ended(row: Redemption, why: Redemption.Ending, now: datetime, actor: str) -> bool:
    try:
        end(redemption=row, why=why, actor=actor, now=now)
    except CannotEnd:  # used just now
        return False
    return True
