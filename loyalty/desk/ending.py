"""Rewards that were not used: undone by the shopper, withdrawn by staff, over, or no longer deserved."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from loyalty.desk.spending import order_it
from loyalty.engine.rewards import GIVEN
from loyalty.ledger.models import Balance, Spend
from loyalty.rewards.models import Redemption
from loyalty.rewards.steps import step
from loyalty.shops.models import Shop

State, Ending = Redemption.State, Redemption.Ending
AT_A_TIME = 500


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
    if row.state not in (State.RESERVED, State.ISSUED):
        raise CannotEnd(row.state)
    if row.ending:
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
    """Codes whose time is over, of all shops; returns how many were found. Their order may still be on its way."""
    over = Redemption.objects.filter(state=State.ISSUED, ending="", ends_at__lte=now)
    return _end_all(over.order_by("ends_at")[:AT_A_TIME], Ending.EXPIRED, now)


def end_what_was_taken_back(*, shop: Shop, member_ids: Iterable[int], now: datetime) -> int:
    """Unused rewards that were given for something that was taken back since: the tenth cup went back."""
    owed = Balance.objects.filter(
        programme_id=shop.programme_id, member_id__in=list(member_ids), currency__startswith=GIVEN, debt__lt=0
    )
    count = 0
    for balance in owed:
        unused = Redemption.objects.filter(
            spend__member_id=balance.member_id, spend__currency=balance.currency, ending="",
            spend__programme_id=shop.programme_id, state__in=(State.RESERVED, State.ISSUED),
        ).order_by("-pk")[: -balance.debt]  # fmt: skip
        count += _end_all(unused, Ending.TAKEN_BACK, now)
    return count


def _end_all(found: Iterable[Redemption], why: Redemption.Ending, now: datetime) -> int:
    rows = list(found)
    for row in rows:
        end(redemption=row, why=why, actor="clock", now=now)
    return len(rows)
