"""Staff judge a referral; what the friend's orders gave is worked out anew."""

from datetime import datetime

from django.db import transaction

from loyalty.desk.order_told import orders_told
from loyalty.engine.facts import OrderTold
from loyalty.orders.models import Order
from loyalty.referrals import claims
from loyalty.referrals.models import Claim
from loyalty.shops.models import Shop


def judge(
    *,
    shop: Shop,
    claim_id: int,
    passed: bool,
    why: str,
    who: str,
    now: datetime,
    household: bool = False,
) -> Claim:
    """Approved, it counts from now on; denied, what it gave goes back. `household`: these two may share a roof.

    Raises Claim.DoesNotExist.
    """
    with transaction.atomic():
        found = Claim.objects.get(pk=claim_id, shop=shop)
        # Orders before anything of theirs, as settling takes them.
        orders = Order.objects.select_for_update(no_key=True).filter(shop=shop, member_id=found.friend_id)
        theirs = [one.external_id for one in orders.order_by("external_id")]
        claim = Claim.objects.select_for_update(no_key=True).get(pk=found.pk)
        claims.judged(claim, passed=passed, why=why.strip(), who=who, household=household, now=now)
        facts = [OrderTold(order=one) for one in theirs]
        orders_told(shop=shop, facts=facts, now=now, actor=who)
    return claim
