"""What members do besides buying, told as the merchant's systems and staff tell it."""

from typing import Any

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, judge_activity, tell_activities
from loyalty.engine.activity import micro
from loyalty.engine.lots import POINTS
from loyalty.ledger.models import Award
from tests.presets.scenarios.stage import LOYAL, Stage

State = Activity.State


def does(
    shop: Stage, activity: str, key: str, *, customer: int = LOYAL, quantity: str = "1", **more: Any
) -> int:
    """Told by the shop's own systems, at the stage's moment; the points that it brought."""
    member = f"gid://shopify/Customer/{customer}"
    shop.tell_replay(
        "activity", {"member": member, "type": activity, "key": key, "quantity": quantity, **more}
    )
    deed = Deed(
        member_id=shop.member(customer),
        type=activity,
        key=key,
        at=shop.clock,
        quantity=micro(quantity),
        **more,
    )
    [kept] = tell_activities(shop=shop.shop, deeds=[deed], actor="api", now=shop.clock)
    return in_points(kept.awards)


def judged(shop: Stage, key: str, *, grade: str = "", state: State = State.DONE, why: str = "") -> int:
    """Staff looked at it, or the member took it back; the points that it brings now."""
    row = Activity.objects.get(shop=shop.shop, key=key)
    identity = row.member.identities.get(kind="customer")
    member = f"gid://shopify/Customer/{identity.value}"
    shop.tell_replay(
        "activity", {"member": member, "type": row.type, "key": key, "judged": str(state), "grade": grade}
    )
    return in_points(
        judge_activity(activity=row, state=state, grade=grade, why=why, actor="staff", now=shop.clock)
    )


def in_points(awards: Any) -> int:
    return sum(award.posted for award in awards if award.currency == POINTS)


def reasons(shop: Stage, rule: str) -> list[Any]:
    """Why a rule did not fire, each time; "" where it did."""
    rows = Award.objects.filter(shop=shop.shop, rule=rule).order_by("pk")
    return [(row.reason.get("rules") or {}).get(rule, "") for row in rows]
