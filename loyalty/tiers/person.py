"""All that is held about a person's tier and paid plans, for handing it over to them."""

from typing import Any

from loyalty.tiers.models import PerkUse, PlanNotice, PlansHeld, Standing, TierChange, TierWarning
from loyalty.tiers.plans import bought_by, purchases_of


def told_of(member_id: int) -> dict[str, Any]:
    """Level, steps, warnings, uses of perks, and paid plans, as JSON-ready data."""
    row = Standing.objects.filter(member_id=member_id).first()
    changes = TierChange.objects.filter(member_id=member_id).order_by("pk")
    warnings = TierWarning.objects.filter(member_id=member_id).order_by("pk")
    uses = PerkUse.objects.filter(member_id=member_id).order_by("pk")
    return {
        "level": row.level if row else "",
        "since": row.since.isoformat() if row and row.since else None,
        "steps": [
            {"at": one.at.isoformat(), "from": one.from_level, "to": one.to_level, "reason": one.reason}
            for one in changes
        ],
        "warnings": [
            {
                "level": one.level,
                "loss": one.falls_at.isoformat(),
                "told": one.sent_at and one.sent_at.isoformat(),
            }
            for one in warnings
        ],
        "perks": [
            {"at": one.at.isoformat(), "perk": one.perk, "undone": one.undoes_id is not None} for one in uses
        ],
        "plans": _plans(member_id),
    }


def _plans(member_id: int) -> dict[str, Any]:
    row = PlansHeld.objects.filter(member_id=member_id).first()
    notices = PlanNotice.objects.filter(member_id=member_id).order_by("pk")
    return {
        "held": row.plans if row else [],
        "reminders": [
            {
                "plan": one.plan,
                "end": one.ends_at.isoformat(),
                "told": one.sent_at and one.sent_at.isoformat(),
            }
            for one in notices
        ],
        "bought": [
            {"at": one.at.isoformat(), "plan": one.plan, "period": one.period, "pieces": one.pieces}
            for one in purchases_of(bought_by([member_id]).get(member_id, {}))
        ],
    }
