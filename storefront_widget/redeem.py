"""All that the shopper is told of rewards: what they can have, what they had, and the permits to ask for more."""

from datetime import datetime
from typing import Any

from loyalty.members.models import Member
from loyalty.programmes.live import Timeline
from storefront_widget import nonce
from storefront_widget.mine import mine
from storefront_widget.offers import Shelf
from storefront_widget.visit import Visit

ACTION, UNDO = "redeem", "undo"
Data = dict[str, Any]


def redeem_blocks(visit: Visit, member: Member | None, versions: Timeline, *, now: datetime) -> Data:
    """`redeem` with the offers, `mine` with what the member had; permits only for whoever has joined."""
    live = versions.live(now)
    if live is None:
        return {"redeem": {"offers": []}, "mine": []}
    permits = {}
    if member is not None and member.joined_at is not None:
        whose: Data = {"shop_id": visit.shop.pk, "customer": visit.customer, "now": now}
        permits = {
            "nonce": nonce.make(action=ACTION, **whose),
            "undo_nonce": nonce.make(action=UNDO, **whose),
        }
    offers = Shelf(visit.shop, member, live, versions, now).told()
    had = mine(shop=visit.shop, member_id=member.pk, versions=versions) if member else []
    return {"redeem": {"offers": offers} | permits, "mine": had}
