"""Files as merchants, spreadsheets and attackers make them."""

import csv
import io

import pytest

from loyalty.adjustments import read as reading
from loyalty.adjustments.read import Line, Sheet, Unreadable, read
from tests.cast import Cast

HEADER = "customer,points,reason\n"


def sheet(cast: Cast, data: str | bytes) -> Sheet:
    return read(data.encode() if isinstance(data, str) else data, shop=cast.shop)


def only(cast: Cast, row: str, header: str = HEADER) -> Line:
    (line,) = sheet(cast, header + row).lines
    return line


def codes(line: Line) -> list[str]:
    return [f"{column}.{code}" for column, code, _ in line.faults]


@pytest.mark.parametrize(
    "data",
    [
        "customer,points,reason\n7001,50,A gift\n",
        "customer;points;reason\r\n7001;50;A gift\r\n",
        "\ufeffCustomer , POINTS,Reason\n7001,50,A gift",
        'points,reason,customer\n"50","A gift","7001"\n\n\n',
        "\n\ncustomer,points,reason\n , ,\n7001,+50,A gift\n",
        "customer,points,reason,colour\n'7001,50,A gift,red\n",
        "customer,points,reason\ngid://shopify/Customer/7001,050, A gift \n",
    ],
)
def test_every_usual_way_of_saving_a_csv_is_read(cast: Cast, data: str) -> None:
    (line,) = sheet(cast, data).lines
    assert (line.kind, line.value, line.points, line.why, line.faults) == (
        "customer", "7001", 50, "A gift", [],
    )  # fmt: skip


def test_a_file_saved_anew_has_the_same_digest_and_another_reason_another(cast: Cast) -> None:
    one = sheet(cast, "customer,points,reason\n7001,50,A gift\n")
    same = sheet(cast, "\ufeffreason;customer;points\r\nA gift;7001;50\r\n")
    other = sheet(cast, "customer,points,reason\n7001,50,Another gift\n")
    assert one.digest == same.digest != other.digest
    assert one.lines[0].key == same.lines[0].key != other.lines[0].key


def test_an_address_is_kept_as_its_hash_whatever_its_case(cast: Cast) -> None:
    one, two = only(cast, "Ann@Tea.example,5,x"), only(cast, "ann@tea.example,5,x")
    assert one.kind == "email"
    assert one.value == two.value
    assert len(one.value) == 64
    assert "tea" not in one.value


@pytest.mark.parametrize("text", ["-50", "−50", "–50", "－50", " -50 ", "-050"])
def test_a_minus_may_be_any_of_those_that_keyboards_write(cast: Cast, text: str) -> None:
    assert only(cast, f"7001,{text},x").points == -50


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("0", "zero"),
        ("-0", "zero"),
        ("1.5", "not_whole"),
        ('"1,000"', "not_whole"),
        ("1 000", "not_whole"),
        ("1e3", "not_whole"),
        ("0x10", "not_whole"),
        ("1_000", "not_whole"),
        ("５０", "not_whole"),
        ("٥٠", "not_whole"),
        ("NaN", "not_whole"),
        ("--5", "formula"),
        ("=1+1", "formula"),
        ("@SUM(A1)", "formula"),
        ("9" * 5000, "too_large"),
        ("-" + "9" * 5000, "too_large"),
        ("1000001", "too_large"),
    ],
)
def test_points_that_are_no_plain_whole_number_are_an_error_of_their_row(
    cast: Cast, text: str, code: str
) -> None:
    line = only(cast, f"7001,{text},x")
    assert codes(line) == [f"points.{code}"]
    assert line.points is None
    assert len(line.said["points"]) <= 40


def test_the_most_points_a_row_may_move_are_a_million(cast: Cast) -> None:
    assert only(cast, "7001,1000000,x").points == 1_000_000
    assert only(cast, "7001," + "0" * 5000 + "7,x").points == 7


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("=cmd|' /C calc'!A0", "formula"),
        ("@SUM(A1)", "formula"),
        ("-7001", "formula"),
        ("7.00123E+12", "shortened"),
        ('"7,00123E+12"', "shortened"),
        ("7" * 65, "too_long"),
        ("a" * 320 + "@tea.example", "too_long"),
    ],
)
def test_a_customer_that_cannot_be_one_is_an_error_of_its_row(cast: Cast, text: str, code: str) -> None:
    assert codes(only(cast, f"{text},5,x")) == [f"customer.{code}"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), ("=1", "formula"), ("+1", "formula"), ("y" * 301, "too_long")]
)
def test_a_reason_must_be_there_short_and_plain(cast: Cast, text: str, code: str) -> None:
    assert codes(only(cast, f"7001,5,{text}")) == [f"reason.{code}"]


def test_a_row_tells_all_its_errors_at_once(cast: Cast) -> None:
    assert codes(only(cast, ",x,,extra")) == [
        "row.columns",
        "customer.empty",
        "points.not_whole",
        "reason.empty",
    ]


def test_a_row_that_is_too_short_lacks_its_last_cells(cast: Cast) -> None:
    assert codes(only(cast, "7001")) == ["points.empty", "reason.empty"]


def test_a_row_is_known_by_the_line_it_begins_on(cast: Cast) -> None:
    text = 'customer,points,reason\n7001,5,"a\nb"\n\n7002,5,c\n'
    lines = sheet(cast, text).lines
    assert [(line.number, line.line) for line in lines] == [(1, 2), (2, 5)]


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"", "empty", ""),
        (b"\xef\xbb\xbf\n\n", "empty", ""),
        (HEADER.encode(), "no_rows", ""),
        (HEADER.encode() + b"7001,5,a\n7002,5,\x00\n", "nul", "3"),
        (HEADER.encode() + b"7001,5,caf\xe9\n", "not_utf8", "2"),
        ((HEADER + "7001,5,x\n").encode("utf-16"), "not_utf8", "1"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "nul", "3"),
        (b"customer,points\n7001,5\n", "column_missing", "reason"),
        (b"name;amount\nx;5\n", "column_missing", "customer, points, reason"),
        (b"customer,points,reason,points\n", "column_twice", "points"),
        (b",".join([b"customer"] * 1000), "too_many_columns", "1000"),
        (HEADER.encode() + b'7001,5,"never closed\n', "broken", "2"),
        (HEADER.encode() + b'7001,5,"a"b\n', "broken", "2"),
        (HEADER.encode() + b"7001,5," + b"x" * 200_000, "broken", "2"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(
    cast: Cast, data: bytes, code: str, detail: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        sheet(cast, data)
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_a_row_of_a_thousand_cells_is_one_error(cast: Cast) -> None:
    assert codes(only(cast, "7001,5,x" + "," * 1000 + "y")) == ["row.columns"]


def test_size_and_rows_are_allowed_up_to_their_limits_and_not_beyond(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROWS", 3)
    rows = "7001,5,x\n" * 3
    assert len(sheet(cast, HEADER + rows).lines) == 3
    with pytest.raises(Unreadable, match="too_many_rows"):
        sheet(cast, HEADER + rows + "7001,5,x\n")
    monkeypatch.setattr(reading, "BYTES", len(HEADER + rows))
    assert len(sheet(cast, HEADER + rows).lines) == 3
    with pytest.raises(Unreadable, match="too_large"):
        sheet(cast, HEADER + rows + "\n")


def test_any_text_survives_as_it_is(cast: Cast) -> None:
    why = "<b>{{ 7 }}</b> {% x %} '; DROP TABLE -- 👩‍👩‍👧 \u202eabc"
    out = io.StringIO()
    csv.writer(out).writerow(["7001", "5", why])
    assert only(cast, out.getvalue()).why == why
