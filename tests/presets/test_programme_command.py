"""`manage.py programme`. No test here may touch the database: pytest-django blocks it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.engine.document import json_schema
from loyalty.programmes.preset import preset_ids
from tests.laws.world import rules
from tests.replay.shop import PaperShop


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    call_command("programme", *words, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def shop(tmp_path: Path) -> PaperShop:
    shop = PaperShop(rules(points=5), tmp_path)
    shop.pay("10.00")
    shop.send("orders/paid", shop.order("2.00", customer=7002))
    shop.write()
    for points in (5, 7):
        (tmp_path / f"{points}.json").write_text(json.dumps(rules(points=points)))
    return shop


def test_presets_are_listed_as_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "presets")
    assert set(found) == {"presets"}
    assert [one["id"] for one in found["presets"]] == preset_ids()
    assert all(one["title"] and one["summary"] and one["in_words"] for one in found["presets"])


def test_without_json_there_is_a_list_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("programme", "presets")
    assert "miles" in capsys.readouterr().out


@pytest.mark.parametrize("wanted", preset_ids())
def test_every_preset_is_shown_and_checks(wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "show", wanted)
    assert shown["id"] == wanted
    assert told(capsys, "check", wanted)["valid"] is True
    call_command("programme", "show", wanted)
    assert "Good for:" in capsys.readouterr().out


def test_a_preset_nobody_knows_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"there is no preset .mles.; there are: .*miles"):
        told(capsys, "show", "mles")
    with pytest.raises(CommandError, match="did you mean 'miles'"):
        told(capsys, "check", "mles")
    assert capsys.readouterr().out == ""


def test_the_schema_is_the_documents_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "schema") == json.loads(json.dumps(json_schema()))


def test_a_wrong_file_is_told_by_path_with_a_suggestion(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = shop.file.parent / "bad.json"
    bad.write_text(json.dumps(rules() | {"teirs": {}}))
    with pytest.raises(CommandError, match="wrong places: 1"):
        call_command("programme", "check", str(bad), "--json")
    assert json.loads(capsys.readouterr().out) == {
        "valid": False,
        "errors": [{"path": "teirs", "message": "this key is unknown; did you mean 'tiers'?"}],
    }
    with pytest.raises(CommandError, match="teirs: this key is unknown; did you mean 'tiers'"):
        call_command("programme", "check", str(bad))


def test_two_programmes_differ_by_figure_and_by_member(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    where = shop.file.parent
    found = told(capsys, "diff", str(where / "5.json"), str(where / "7.json"), "--history", str(shop.file))
    assert found["totals"]["issued"] == {"first": 60, "second": 84, "difference": 24}
    assert found["members"][0] == {
        "member": "gid://shopify/Customer/7001",
        "earned": {"first": 50, "second": 70, "difference": 20},
        "available": {"first": 50, "second": 70, "difference": 20},
    }
    assert found["compared"] == 2
    assert found["tiers"] == []


def test_a_member_who_would_have_another_tier_is_named(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("programme", "diff", "miles", "spend-tiers", "--history", str(shop.file), "--json")
    found = json.loads(capsys.readouterr().out)
    assert {"member": "gid://shopify/Customer/7001", "first": None, "second": "first"} in found["tiers"]
    call_command("programme", "diff", "miles", "spend-tiers", "--history", str(shop.file))
    assert "have another tier" in capsys.readouterr().out


def test_the_same_programme_twice_differs_in_nothing(
    shop: PaperShop, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "diff", "miles", "miles", "--history", str(shop.file))
    assert found["members"] == found["tiers"] == []


def test_a_history_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"--history nowhere\.jsonl: cannot be read"):
        told(capsys, "diff", "miles", "miles", "--history", "nowhere.jsonl")
    assert capsys.readouterr().out == ""
