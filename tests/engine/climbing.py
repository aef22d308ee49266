"""Building ladders and histories in few words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.engine.ladder import standing
from loyalty.engine.tier_standing import Qualifying, TierStanding
from loyalty.engine.tiers import Tiers

LIFETIME: dict[str, Any] = {"lifetime": True}
YEAR: dict[str, Any] = {"calendar_year": True}
ROLLING: dict[str, Any] = {"rolling_months": 12}
LEVELS: list[dict[str, Any]] = [
    {"id": "member", "at": 0},
    {"id": "silver", "at": "100.00"},
    {"id": "gold", "at": "250.00", "retain": "200.00"},
]


def ladder(window: dict[str, Any], **more: Any) -> Tiers:
    return Tiers.model_validate({"by": "spend", "window": window, "levels": LEVELS} | more)


def on(year: int, month: int, day: int, hour: int = 0, minute: int = 0, zone: str = "UTC") -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def spent(at: datetime, minor: int, source: str = "order-1", seq: int = 0) -> Qualifying:
    return Qualifying(at=at, source=source, spend_minor=minor, orders=1, seq=seq)


def path(told: TierStanding) -> list[tuple[datetime, str]]:
    """Where the member went, graces apart."""
    return [(one.at, one.to_level) for one in told.changes if one.from_level != one.to_level]


MARCH = on(2026, 3, 10, 12)


def at(tiers: Tiers, moment: datetime, *facts: Qualifying, zone: str = "UTC", **more: Any) -> TierStanding:
    return standing(tiers, facts, moment, zone, "USD", **more)
