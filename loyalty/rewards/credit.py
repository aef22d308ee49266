"""Store credit: given once, and taken back while the customer still has as much.

A store knows a movement of credit by amount and time alone, so there is one at a time for each member (`in_turn`), and
those that are known to be others' are named.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from loyalty.members.models import Member
from loyalty.rewards.models import Redemption, Step
from loyalty.rewards.order import Order
from loyalty.rewards.steps import step
from loyalty.shops.platform import StoreFailed, StoreRefused, platform

KIND = "store_credit"
TAKEN = "credit_taken"


@transaction.atomic
def in_turn(redemption: Redemption, *, now: datetime) -> None:
    """Marks it as being asked for, unless another of the member's is. Raises StoreFailed: later, then."""
    member = redemption.spend.member_id
    Member.objects.select_for_update(no_key=True).get(pk=member)
    first = Q(pk__lt=redemption.pk) if redemption.tried_at else Q()
    others = Redemption.objects.filter(
        first, kind=KIND, state=Redemption.State.RESERVED, tried_at__isnull=False, spend__member_id=member
    ).exclude(pk=redemption.pk)
    if others.exists():
        raise StoreFailed("Another credit of this customer is under way.")
    Redemption.objects.filter(pk=redemption.pk, tried_at=None).update(tried_at=now)


def give(order: Order) -> str:
    redemption = order.redemption
    given = Redemption.objects.filter(kind=KIND, spend__member_id=redemption.spend.member_id)
    return platform(order.shop.platform).give_credit(
        shop=order.shop,
        customer=_customer(order),
        amount=redemption.amount or 0,
        currency=order.shop.currency,
        key=redemption.public,
        since=redemption.tried_at if order.again else None,
        known=set(given.exclude(external_id="").values_list("external_id", flat=True)),
    )


def take_back(order: Order) -> bool:
    """False when the customer has less than that by now: they paid with it."""
    redemption = order.redemption
    steps = Step.objects.filter(redemption__spend__member_id=redemption.spend.member_id)
    if steps.filter(redemption=redemption, what=TAKEN).exists():
        return True
    asked = steps.filter(redemption=redemption, what__startswith="ending:").order_by("-pk").first()
    try:
        movement = platform(order.shop.platform).take_credit(
            shop=order.shop,
            customer=_customer(order),
            amount=redemption.amount or 0,
            currency=order.shop.currency,
            key=f"{redemption.public}:back",
            since=asked.at if asked else None,
            known=set(steps.filter(what=TAKEN).values_list("detail__id", flat=True)),
        )
    except StoreRefused:
        return False
    step(redemption, TAKEN, actor="store", now=order.now, id=movement)
    return True


def _customer(order: Order) -> str:
    if not order.customer:
        raise StoreRefused("The member has no account in the store.")
    return order.customer
