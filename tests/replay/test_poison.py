"""Lines that are no history: each is refused with its number and a reason, and all others are worked."""

import json
from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.document import parse
from loyalty.insight.lines import LONGEST
from loyalty.insight.play import play
from tests.laws.world import rules
from tests.replay.shop import PaperShop

POISON: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"hello", "no JSON"),
    "cut off": (b'{"topic": "orders/paid", "triggered_at": "2026-03-01T10:00', "no JSON"),
    "null": (b"null", "Expected object"),
    "a list": (b"[]", "Expected object"),
    "a number": (b"7", "Expected object"),
    "no time": (b'{"topic": "orders/paid", "payload": {}}', "triggered_at"),
    "no topic": (b'{"triggered_at": "2026-03-01T10:00:00Z", "payload": {}}', "topic"),
    "no payload": (b'{"topic": "orders/paid", "triggered_at": "2026-03-01T10:00:00Z"}', "payload"),
    "time without a zone": (b'{"topic": "x", "triggered_at": "2026-03-01T10:00:00", "payload": 1}', "timezone"),
    "before the epoch": (b'{"topic": "x", "triggered_at": "1066-10-14T10:00:00Z", "payload": 1}', "1970"),
    "after the end": (b'{"topic": "x", "triggered_at": "9999-12-31T23:59:59-12:00", "payload": 1}', "triggered"),
    "NaN": (b'{"topic": "x", "triggered_at": "2026-03-01T10:00:00Z", "payload": NaN}', "no JSON"),
    "nested": (
        b'{"topic": "x", "triggered_at": "2026-03-01T10:00:00Z", "payload": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "nested",
    ),
    "invalid UTF-8": (b'{"topic": "\xff\xfe", "triggered_at": "2026-03-01T10:00:00Z", "payload": 1}', "no JSON"),
    "zeros": (b"\x00" * 100, "no JSON"),
}  # fmt: skip

PAYLOADS: dict[str, tuple[str, Any, str]] = {
    "null order": ("orders/paid", None, "body"),
    "list order": ("orders/paid", [], "body"),
    "empty order": ("orders/paid", {}, "currency"),
    "order in yen": ("orders/paid", {"id": 1, "currency": "JPY"}, "JPY"),
    "refund without order": ("refunds/create", {"id": 1}, "order_id"),
    "merge of nobody": ("customers/merge", {}, "kept"),
    "activity without member": ("activity", {"type": "joined"}, "member"),
    "activity of a stranger": ("activity", {"type": "joined", "member": "me"}, "member"),
    "activity that is a list": ("activity", [], "Expected"),
    "activity without key": ("activity", {"type": "ride", "member": "1"}, "key"),
    "activity of no quantity": (
        "activity",
        {"type": "ride", "member": "1", "key": "k", "quantity": "-1"},
        "quantity",
    ),
    "activity that nobody told": (
        "activity",
        {"type": "ride", "member": "1", "key": "k", "judged": "refused"},
        "key",
    ),
    "redeem without key": ("redeem", {"member": "1", "reward": "five-off"}, "key"),
    "redeem with an empty key": ("redeem", {"member": "1", "reward": "five-off", "key": ""}, "key"),
    "brought by nobody": ("activity", {"type": "referred", "member": "1"}, "data.advocate"),
}


def with_a_bad_line(folder: Path, bad: bytes) -> dict[str, Any]:
    """A good order, the bad line, a good order."""
    shop = PaperShop(rules(points=1), folder)
    shop.pay("10.00")
    shop.pay("5.00")
    first, second = (json.dumps(line).encode() for line in shop.lines)
    shop.file.write_bytes(b"\n".join([first, bad, second]))
    return play(parse(rules(points=1)), shop.file, timezone="UTC")


@pytest.mark.parametrize("name", POISON)
def test_a_bad_line_is_refused_and_the_others_are_worked(name: str, tmp_path: Path) -> None:
    line, reason = POISON[name]
    told = with_a_bad_line(tmp_path, line)
    assert [one["line"] for one in told["refused"]] == [2]
    assert reason in told["refused"][0]["reason"]
    assert told["members"][0]["available"] == 15


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_bad_payload_is_refused_and_the_others_are_worked(name: str, tmp_path: Path) -> None:
    topic, payload, reason = PAYLOADS[name]
    line = {"topic": topic, "triggered_at": "2026-03-02T10:00:00Z", "payload": payload}
    told = with_a_bad_line(tmp_path, json.dumps(line).encode())
    assert [one["line"] for one in told["refused"]] == [2]
    assert reason in told["refused"][0]["reason"]
    assert len(told["members"]) == 1, "nobody was made of a bad line"
    assert told["members"][0]["available"] == 15


def test_a_line_of_many_mebibytes_is_refused_and_the_next_one_is_found(tmp_path: Path) -> None:
    told = with_a_bad_line(tmp_path, b'{"topic": "' + b"x" * (2 * LONGEST + 5) + b'"}')
    assert [one["line"] for one in told["refused"]] == [2]
    assert "longer" in told["refused"][0]["reason"]
    assert told["members"][0]["available"] == 15


def test_an_order_of_some_mebibytes_is_worked(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.send("orders/paid", shop.order("10.00", note="x" * 5_000_000))
    assert shop.answer()["members"][0]["available"] == 10


def test_half_an_emoji_in_a_title_is_mended(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.pay("10.00")
    shop.lines[0]["payload"]["line_items"][0]["title"] = "Tea \ud83c"
    assert shop.answer()["members"][0]["available"] == 10


def test_more_points_than_a_book_can_hold_are_refused_and_leave_nobody_behind(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1_000_000, per="0.01"), tmp_path)
    shop.pay("1000000000.00")
    told = shop.answer()
    assert [one["line"] for one in told["refused"]] == [1]
    assert told["members"] == []
    assert told["totals"]["sales_minor"] == 0


def test_empty_lines_and_a_byte_order_mark_are_nothing(tmp_path: Path) -> None:
    shop = PaperShop(rules(points=1), tmp_path)
    shop.pay("10.00")
    text = json.dumps(shop.lines[0]).encode()
    shop.file.write_bytes(b"\xef\xbb\xbf" + text + b"\r\n\n  \n")
    told = play(parse(rules(points=1)), shop.file, timezone="UTC")
    assert (told["refused"], told["members"][0]["available"]) == ([], 10)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_history_is_an_empty_answer(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(content)
    told = play(parse(rules()), file, timezone="UTC")
    assert (told["members"], told["totals"]["outstanding"]) == ([], 0)
