"""All that the shopper is told of rewards: what they can have, what they had, and the permits to ask for more."""

from typing import Any

from storefront_widget import nonce
from storefront_widget.mine import mine
from storefront_widget.offers import Shelf
from storefront_widget.visit import Visit

ACTION, UNDO = "redeem", "undo"
Data = dict[str, Any]


def redeem_blocks(visit: Visit, shelf: Shelf | None) -> Data:
    """`redeem` with the offers, `mine` with what the member had; permits only for whoever has joined.

    No shelf: nothing is live.
    """
    if shelf is None:
        return {"redeem": {"offers": []}, "mine": []}
    member, now = shelf.member, shelf.now
    permits = {}
    if member is not None and member.joined_at is not None:
        whose: Data = {"shop_id": visit.shop.pk, "customer": visit.customer, "now": now}
        permits = {
            "nonce": nonce.make(action=ACTION, **whose),
            "undo_nonce": nonce.make(action=UNDO, **whose),
        }
    had = mine(shop=visit.shop, member_id=member.pk, versions=shelf.versions) if member else []
    return {"redeem": {"offers": shelf.told()} | permits, "mine": had}
