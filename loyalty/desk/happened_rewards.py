"""What befell rewards, as happenings."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from loyalty.common.sealed import seal
from loyalty.notices.happening import Happening
from loyalty.rewards.models import Redemption, Step

TABLE = "rewards_step"
State, Ending = Redemption.State, Redemption.Ending
LOST = {Ending.EXPIRED, Ending.WITHDRAWN, Ending.TAKEN_BACK, Ending.FAILED}
ENDING_SOON = timedelta(days=3)


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """Rewards made, used and ended."""
    rows = Step.objects.filter(
        pk__gt=after, pk__lte=up_to, what__in=(State.ISSUED, State.USED, State.RELEASED)
    )
    for row in rows.select_related("redemption__spend").order_by("pk"):
        made = row.redemption
        yield Happening(
            shop_id=made.shop_id,
            member_id=made.spend.member_id,
            at=row.at,
            key=str(row.pk),
            letter=_letter(row),
            facts={"redemption": made.pk},
            topic=f"reward.{row.what}",
            data={
                "member": seal("mem", made.spend.programme_id, made.spend.member_id),
                "redemption": made.public,
                "reward": made.reward,
                "kind": made.kind,
                "points": made.spend.points,
                "currency": made.spend.currency,
                "code": made.code if made.external_id else "",
                "order": str(row.detail.get("order", "")),
                "why": str(row.detail.get("why", "")),
            },
        )


def _letter(row: Step) -> str:
    if row.what == State.ISSUED:
        return "reward_ready"
    return "reward_lost" if row.what == State.RELEASED and row.detail.get("why") in LOST else ""


def ending_soon(*, now: datetime) -> Iterator[Happening]:
    """Codes that end within three days and were made before those."""
    soon = Redemption.objects.filter(  # every shop: a round of all of them
        state=State.ISSUED, ending="", ends_at__gt=now, ends_at__lte=now + ENDING_SOON
    )
    for made in soon.filter(issued_at__lt=now - timedelta(days=1)).select_related("spend").order_by("pk"):
        yield Happening(
            shop_id=made.shop_id,
            member_id=made.spend.member_id,
            at=now,
            key=str(made.pk),
            letter="reward_ending",
            facts={"redemption": made.pk},
        )
