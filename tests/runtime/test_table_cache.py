"""What is remembered in a table is taken once, by one question, until its time is over."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loyalty.common import table_cache

pytestmark = pytest.mark.django_db
HOUR = 3600


def remembered() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache")
        return int(cursor.fetchone()[0])


def test_a_name_is_taken_once_and_keeps_its_first_word() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert cache.add("key", "mine", HOUR)
    assert len(asked) <= 2  # one, and now and then a sweep
    assert not cache.add("key", "theirs", HOUR)
    assert cache.get("key") == "mine"


def test_when_its_time_is_over_it_can_be_taken_again() -> None:
    cache.add("key", "mine", HOUR)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert cache.get("key") is None
        assert cache.add("key", "theirs", HOUR)
        assert cache.get("key") == "theirs"


def test_what_has_no_end_stays() -> None:
    cache.add("key", "mine", None)
    with time_machine.travel(timezone.now() + timedelta(days=3650), tick=False):
        assert not cache.add("key", "theirs", HOUR)


def test_a_sweep_takes_what_is_over_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    cache.add("old", "gone", HOUR)
    cache.add("young", "there", 5 * HOUR)
    monkeypatch.setattr(table_cache, "SWEPT", 1)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        cache.add("new", "there", HOUR)
        assert (cache.get("young"), cache.get("new"), remembered()) == ("there", "there", 2)


def test_a_shop_full_of_shoppers_loses_no_key() -> None:
    for number in range(320):
        cache.add(f"key-{number}", "mine", HOUR)
    cache.set("other", "theirs", HOUR)  # Django's own way to write, which counts
    assert not any(cache.add(f"key-{number}", "theirs", HOUR) for number in range(0, 320, 40))
