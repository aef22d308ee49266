"""Every write leaves a line in the shop's audit."""

from datetime import datetime

from loyalty.panel.access import Visitor
from loyalty.shops.audit import audit


def record(*, visitor: Visitor, deed: str, now: datetime, **detail: object) -> None:
    """`deed` is one of the words in `loyalty.panel.words.DEEDS`."""
    audit(shop=visitor.shop, actor=visitor.actor, deed=deed, detail=detail, now=now)
