"""Who did what."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.shops.models import Audit, Shop


def audit(*, shop: Shop, actor: str, deed: str, detail: Mapping[str, object], now: datetime) -> None:
    """Writes one line of the shop's audit trail."""
    Audit.objects.create(shop=shop, actor=actor, deed=deed, detail=dict(detail), at=now)
