"""What befalls a redemption is written down: what, when, by whom."""

from datetime import datetime

from loyalty.rewards.models import Redemption, Step


def step(redemption: Redemption, what: str, *, actor: str, now: datetime, **detail: object) -> None:
    Step.objects.create(redemption=redemption, what=what, at=now, actor=actor, detail=detail)
