"""Points that wait: three tables that come to the same as the books, in points and in money, and as a file."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from loyalty.desk.adjusting import adjust
from loyalty.panel.books_owed_rows import Row
from tests.cast import Cast
from tests.panel.story import signed_in, text
from tests.presets.drafting import second_version

BOOKS, WAITING, FILE = "/panel/books/", "/panel/books/waiting/", "/panel/books/waiting/waiting.csv"


def waits(cast: Cast) -> None:
    """333 points of a long time ago and 334 of today, seven stamps."""
    today = timezone.now()
    for key, days, points, currency in (
        ("a", 400, 333, "points"),
        ("b", 0, 334, "points"),
        ("c", 0, 7, "stamps"),
    ):
        adjust(shop=cast.shop, member_id=cast.loyal.pk, points=points, why="x", actor="staff", key=key,
               now=today - timedelta(days=days), currency=currency)  # fmt: skip


def figures(rows: list[Row]) -> list[tuple[int, int | None]]:
    return [(row.held.points, row.minor) for row in rows if row.held.points]


def test_empty_books_say_what_will_stand_there(cast: Cast) -> None:
    page = text(signed_in(cast.reader).get(WAITING))
    assert "Nobody has any yet" in page
    assert "Download" not in page
    assert "Points that wait" in text(signed_in(cast.reader).get(BOOKS))


def test_three_tables_come_to_what_the_books_close_with(cast: Cast) -> None:
    second_version(cast, points=cast_points("0.005"))
    waits(cast)
    client = signed_in(cast.reader)
    found = client.get(WAITING).context
    assert found["whole"].points == client.get(BOOKS).context["total"].closing == 667
    assert figures(found["ages"]) == [(334, 167), (333, 167)]
    assert [row.name for row in found["ages"] if row.held.points] == [
        "Up to 30 days ago", "More than a year ago",
    ]  # fmt: skip
    for table in ("ages", "ends", "quarters"):
        assert sum(row.held.points for row in found[table]) == 667
        assert sum(row.minor for row in found[table]) == found["worth"] == 334, "no cent more or less"
    assert [row.name for row in found["ends"] if row.held.points] == ["No last day"]
    page = text(client.get(WAITING))
    assert "$3.34" in page
    assert "100 count as $0.50" in page


def cast_points(value: str) -> dict[str, Any]:
    return {"one": "point", "many": "points", "value": value}


def test_each_currency_has_tables_of_its_own_and_no_value_unless_one_is_named(cast: Cast) -> None:
    waits(cast)
    client = signed_in(cast.reader)
    found = client.get(WAITING, {"currency": "stamps"}).context
    assert (found["whole"].points, found["worth"]) == (7, None)
    second_version(cast, currencies=[{"id": "stamps", "one": "stamp", "many": "stamps", "value": "0.50"}])
    assert client.get(WAITING, {"currency": "stamps"}).context["worth"] == 350
    assert client.get(WAITING, {"currency": "of nobody"}).context["currency"] == "points"


def test_the_file_has_the_same_lines_with_their_days(cast: Cast) -> None:
    waits(cast)
    answer = signed_in(cast.reader).get(FILE)
    assert answer["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sums = {
        by: sum(int(row["together"]) for row in rows if row["by"] == by) for by in ("earned", "ends", "came")
    }
    assert sums == dict.fromkeys(sums, 667)
    [old] = [row for row in rows if row["group"] == "More than a year ago"]
    assert (old["usable"], old["worth"], old["money"], old["from"]) == ("333", "3.33", "USD", "")
    assert old["to"] < rows[0]["from"]


def test_a_stranger_sees_nothing_of_our_points(cast: Cast) -> None:
    waits(cast)
    client = signed_in(cast.stranger)
    assert "Nobody has any yet" in text(client.get(WAITING, {"currency": "stamps"}))
    assert ",333," not in client.get(FILE).content.decode()
