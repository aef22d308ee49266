"""A line of history speaks the active language, by the active calendar, and of points as they are called now."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from loyalty.ledger.statement import Entry
from loyalty.programmes.live import timeline
from storefront_widget.lines import line
from tests.laws.world import START, World, rules

pytestmark = pytest.mark.django_db
ENDED = Entry(
    id="t2", at=START, kind="expiry", points=-20, reason={"code": "expiry", "points": 20, "lots": []},
    version=1, source="lot:1", actor="clock", posted_at=START,
)  # fmt: skip


class Tell:
    """Tells lines of a shop's programme as it stands."""

    def __init__(self) -> None:
        self.world = World(rules())

    def __call__(self, entry: Entry) -> dict[str, Any]:
        versions = timeline(programme_id=self.world.programme.pk)
        live = versions.live(START)
        assert live is not None
        return line(entry, points=live.document.points, versions=versions, currency="USD")


@pytest.fixture
def tell() -> Tell:
    return Tell()


def test_another_language_and_another_calendar_tell_it_anew(tell: Tell) -> None:
    english = tell(ENDED)
    with translation.override("zh-hans"):
        assert tell(ENDED)["title"] != english["title"]
    with timezone.override(ZoneInfo("Pacific/Kiritimati")):
        assert tell(ENDED)["at_text"] != english["at_text"]
    assert tell(ENDED) == english


def test_a_published_change_of_name_is_told_at_once(tell: Tell) -> None:
    before = tell(ENDED)
    named = rules() | {"points": {"one": "bean", "many": "beans", "rounding": "down"}}
    tell.world.publish(named, at=START - timedelta(days=1))
    assert "bean" in str(tell(ENDED))
    assert "bean" not in str(before)
