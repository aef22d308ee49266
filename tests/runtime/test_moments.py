"""Timestamps come out of the database as psycopg reads them, only sooner."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from psycopg.types.datetime import TimestamptzLoader

from loyalty.common.postgres.moments import Moments

pytestmark = pytest.mark.django_db
WRITTEN = [
    "2026-03-01 12:00:00+00",
    "2026-03-01 12:00:00.5+00",
    "2026-03-01 12:00:00.000001+00",
    "2024-02-29 23:59:59.999999+00",
    "2026-03-29 03:30:00+05:30",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_moment_is_the_one_that_psycopg_would_have_read(written: str) -> None:
    theirs = TimestamptzLoader(0).load(written.encode())
    ours = Moments(0).load(written.encode())
    assert (ours, ours.tzinfo) == (theirs, UTC)


@pytest.mark.parametrize("written", ["infinity", "0100-01-01 00:00:00+00 BC"])
def test_what_python_has_no_moment_for_is_refused_as_before(written: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT %s::timestamptz", [written])
        cursor.fetchone()


def test_every_connection_reads_them_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", ["2026-03-01 14:00:00+02"])
        assert cursor.fetchone() == (datetime(2026, 3, 1, 12, tzinfo=UTC),)
        loader = cursor.connection.adapters.get_loader(1184, 0)
    assert loader is Moments
