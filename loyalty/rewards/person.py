"""All that is held about a person's redemptions, for handing it over to them."""

from typing import Any

from loyalty.rewards.models import Redemption


def told_of(member_id: int) -> list[dict[str, Any]]:
    """Every reward with its code and steps, oldest first, as JSON-ready data."""
    rows = Redemption.objects.filter(spend__member_id=member_id).select_related("spend")
    return [_told(one) for one in rows.order_by("pk").prefetch_related("steps")]


def _told(one: Redemption) -> dict[str, Any]:
    return {
        "reward": one.reward,
        "kind": one.kind,
        "at": one.made_at.isoformat(),
        "state": one.state,
        "paid": one.spend.points,
        "currency": one.spend.currency,
        "returned": one.spend.returned,
        "amount": one.amount,
        "code": one.code,
        "session": one.session,
        "ends": one.ends_at and one.ends_at.isoformat(),
        "order": one.spend.order,
        "why": one.why,
        "steps": [
            {"at": step.at.isoformat(), "what": step.what, **step.detail}
            for step in sorted(one.steps.all(), key=lambda step: step.pk)
        ],
    }
