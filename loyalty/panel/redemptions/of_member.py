"""What a member's page says of rewards."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from loyalty.members.models import Member
from loyalty.panel.access import Visitor
from loyalty.panel.redemptions.give_form import GiveForm
from loyalty.panel.redemptions.listed import lines_of
from loyalty.programmes.live import live
from loyalty.rewards.models import Redemption

MOST = 10


def of_member(visitor: Visitor, member: Member) -> dict[str, Any]:
    """The latest they had in this shop, and the form to give one; None where there is nothing to give."""
    rows = Redemption.objects.filter(shop=visitor.shop, spend__member=member)
    found = list(rows.select_related("spend__member").order_by("-pk")[: MOST + 1])
    rules = live(programme_id=visitor.shop.programme_id, at=timezone.now())
    give = None
    if rules and rules.document.rewards and visitor.may_change:
        give = GiveForm(rules=rules, currency=visitor.shop.currency, initial={"key": uuid4()})
    return {
        "redeemed": lines_of(found[:MOST], visitor.shop),
        "more_redeemed": len(found) > MOST,
        "give": give,
    }
