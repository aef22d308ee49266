"""A line of history is put into the same words once; and never says what it said of another line, rule or language."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from loyalty.ledger.statement import Entry
from loyalty.programmes.live import timeline
from storefront_widget import lines
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
GIVEN = Entry(
    id="t1", at=START, kind="adjustment", points=10, reason={"code": "adjustment", "points": 10, "why": "A gift"},
    version=1, source="adjust:1", actor="owner", posted_at=START,
)  # fmt: skip
ENDED = replace(
    GIVEN, id="t2", points=-20, kind="expiry", reason={"code": "expiry", "points": 20, "lots": []}
)


class Tell:
    """Tells lines of a shop's programme as it stands."""

    def __init__(self) -> None:
        self.world = World(rules())

    def __call__(self, entry: Entry, *, after: int = 0) -> dict[str, Any]:
        programme, now = self.world.programme.pk, START + timedelta(seconds=after)
        live = timeline(programme_id=programme).live(now)
        return lines.line(entry, programme_id=programme, live=live, currency="USD", now=now)


@pytest.fixture
def tell() -> Tell:
    lines._memory.cache_clear()
    return Tell()


def test_the_same_line_is_told_from_memory(tell: Tell) -> None:
    assert tell(GIVEN) is tell(replace(GIVEN))


@pytest.mark.parametrize(
    "other",
    [
        replace(GIVEN, points=11),
        replace(GIVEN, reason=GIVEN.reason | {"why": "An apology"}),
        replace(GIVEN, held_until=START + timedelta(days=3)),
        replace(GIVEN, at=START + timedelta(days=1)),
        ENDED,
    ],
)
def test_a_line_that_differs_in_anything_is_told_anew(tell: Tell, other: Entry) -> None:
    assert tell(other) != tell(GIVEN)


def test_another_language_and_another_calendar_tell_it_anew(tell: Tell) -> None:
    english = tell(ENDED)
    with translation.override("zh-hans"):
        assert tell(ENDED)["title"] != english["title"]
    with timezone.override(ZoneInfo("Pacific/Kiritimati")):
        assert tell(ENDED)["at_text"] != english["at_text"]
    assert tell(ENDED) is english


def test_a_published_change_of_name_is_told_at_once(tell: Tell) -> None:
    before = tell(ENDED)
    named = rules() | {"points": {"one": "bean", "many": "beans", "rounding": "down"}}
    tell.world.publish(named, at=START - timedelta(days=1))
    assert "bean" in str(tell(ENDED))
    assert "bean" not in str(before)


def test_minutes_later_nothing_of_anybody_is_in_memory(tell: Tell) -> None:
    first = tell(GIVEN)
    tell(ENDED, after=lines.LASTS)
    again = tell(GIVEN)
    assert again == first
    assert again is not first
