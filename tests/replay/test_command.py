"""`manage.py replay`. No test here may touch the database: pytest-django blocks it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.programmes import preset
from tests.laws.world import rules
from tests.replay.shop import PaperShop

MEMBER = {
    "member", "available", "pending", "reserved", "debt", "earned", "reversed", "spent", "expired", "tier", "badges",
    "counters", "currencies",
}  # fmt: skip
TOTALS = {
    "issued", "reversed", "redeemed", "expired", "outstanding", "sales_minor", "reward_cost_minor", "liability_minor",
    "effective_return",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> PaperShop:
    shop = PaperShop(rules(points=5), tmp_path)
    (tmp_path / "programme.json").write_text(json.dumps(rules(points=5)))
    shop.pay("10.00")
    shop.send("orders/paid", shop.order("2.00", customer=None, email="may@example.com"))
    shop.write()
    return shop


def replay(shop: PaperShop, capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    named = {"programme": str(shop.file.parent / "programme.json"), "history": str(shop.file)}
    call_command("replay", **named | options)
    return capsys.readouterr().out


def test_json_is_one_document_with_the_keys_of_the_contract(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(replay(shop, capsys, json=True))
    assert set(told) == {"programme", "as_of", "members", "totals", "refused"}
    assert told["programme"] == {"name": "Laws", "version": 1}
    assert told["as_of"] == "2026-03-01T12:00:00Z"
    assert all(set(one) == MEMBER for one in told["members"])
    assert set(told["totals"]) == TOTALS
    assert [(one["member"], one["available"]) for one in told["members"]] == [
        ("gid://shopify/Customer/7001", 50),
        ("guest:1", 10),
    ]


def test_without_json_there_is_a_table_to_read(shop: PaperShop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.file.write_text(shop.file.read_text() + "what\n")
    told = replay(shop, capsys)
    assert "Laws, as of 2026-03-01T12:00:00Z" in told
    assert "gid://shopify/Customer/7001" in told
    assert "line 3: the line is no JSON" in told


def test_a_terminal_gets_a_bar_and_a_pipe_gets_none(
    shop: PaperShop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command(
        "replay", programme=str(shop.file.parent / "programme.json"), history=str(shop.file), json=True
    )
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    call_command(
        "replay", programme=str(shop.file.parent / "programme.json"), history=str(shop.file), json=True
    )
    told = capsys.readouterr()
    assert "playing" in told.err
    json.loads(told.out)


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("programme", "no-such-preset", "neither a file nor a preset"),
        ("history", "/nowhere/at/all.jsonl", "No such file"),
        ("as_of", "yesterday", "--as-of"),
        ("timezone", "Mars/Olympus", "--timezone"),
        ("timezone", "../../etc/passwd", "--timezone"),
        ("currency", "dollars", "--currency"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    shop: PaperShop, capsys: pytest.CaptureFixture[str], option: str, value: str, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        replay(shop, capsys, **{option: value})


def test_a_wrong_programme_is_refused_with_the_path(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = rules() | {"tears": {}}
    bad["earning"][0]["award"]["per"] = "-1"
    (shop.file.parent / "programme.json").write_text(json.dumps(bad))
    with pytest.raises(CommandError, match=r"earning\.0\.award\.per") as error:
        replay(shop, capsys)
    assert "tears" in str(error.value)


def test_a_preset_is_found_by_its_name(
    shop: PaperShop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"en": "Tea"}
    tea = {"id": "tea", "title": said, "summary": said, "in_words": [said], "good_for": said}
    (shop.file.parent / "tea.json").write_text(json.dumps(tea | {"document": rules(points=7)}))
    monkeypatch.setattr(preset, "PRESETS", shop.file.parent)
    told = json.loads(replay(shop, capsys, programme="tea", json=True))
    assert told["members"][0]["available"] == 70
    with pytest.raises(CommandError, match="programme, tea"):
        replay(shop, capsys, programme="coffee")
