"""The worked tables of docs/points.md say what the engine says."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from loyalty.engine.expiry import Clock, Expiry, Notice
from loyalty.engine.returns import points_back

EARNED = datetime(2026, 11, 22, 12, tzinfo=UTC)
END = datetime(2027, 12, 1, tzinfo=UTC)
EXPIRY = Expiry(per="lot", months=12, end_of="month", notice_days=(30, 7))
CLOCK = Clock(versions=[(EARNED - timedelta(days=9), EXPIRY)])


def ends(told: datetime | None, clock: Clock = CLOCK) -> datetime | None:
    return clock.ends(END, EARNED, [Notice(END, told)] if told else [])


def test_the_expiry_table() -> None:
    assert EXPIRY.lot_ends(EARNED, "UTC") == END
    assert END - timedelta(days=30) == datetime(2027, 11, 1, tzinfo=UTC)
    assert ends(datetime(2027, 11, 3, tzinfo=UTC)) == END
    assert ends(datetime(2027, 12, 10, tzinfo=UTC)) == datetime(2027, 12, 17, tzinfo=UTC)
    assert ends(None) is None
    spring = datetime(2027, 4, 1, tzinfo=UTC)
    gone = Clock(versions=CLOCK.versions, pauses=[(spring, spring + timedelta(days=10))])
    assert ends(datetime(2027, 11, 3, tzinfo=UTC), gone) == datetime(2027, 12, 11, tzinfo=UTC)


def test_the_returns_table() -> None:
    shares = [Fraction(2, 5), Fraction(13, 20), Fraction(1)]
    assert [points_back(500, share) for share in shares] == [200, 325, 500]
