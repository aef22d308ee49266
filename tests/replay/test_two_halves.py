"""Wherever a history is cut in two, the halves find and group what one reading of it does."""

import json
from pathlib import Path

from loyalty.insight.groups import Groups
from loyalty.insight.lines import BOM, Lines, line_begins


def joined(customer: int, **more: str) -> bytes:
    payload = {"member": f"gid://shopify/Customer/{customer}", "type": "joined"}
    told = {"topic": "activity", "triggered_at": "2026-03-01T12:00:00Z", "payload": payload} | more
    return json.dumps(told).encode()


FILE = (
    b"\n".join((BOM + joined(1), b"", joined(2) + b"\r", joined(1), b"nothing to be read", b" ", joined(3)))
    + b"\n\n"
    + joined(2, webhook_id="w")
)


def read(lines: Lines, groups: Groups) -> tuple[object, ...]:
    refused = [(one.line, one.reason) for one in lines.refused]
    return [number for number, _ in lines.in_time()], lines.first, refused, groups.shares(0)


def test_two_halves_are_the_whole_wherever_it_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(FILE)
    whole, together = Lines(file), Groups()
    number = whole.index(lambda _done: None, together)
    expected = read(whole, together)
    assert len(whole) == 5
    for cut in range(len(FILE) + 1):
        first, later = (Lines(file), Groups()), (Lines(file), Groups())
        begin = line_begins(file, cut)
        many = first[0].index(lambda _done: None, first[1], end=begin)
        rest = later[0].index(lambda _done: None, later[1], begin=begin)
        first[0].go_on(later[0], many)
        first[1].go_on(later[1])
        assert many + rest == number
        assert read(*first) == expected, cut
