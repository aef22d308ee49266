"""A preset is one file and no code: the files that ship, and one more that a test writes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from loyalty.engine.document import parse
from loyalty.programmes import preset as presets_room
from loyalty.programmes.preset import BadPreset, preset, preset_ids, presets
from tests.laws.world import rules
from tests.replay.shop import PaperShop

ROOT = Path(__file__).resolve().parent.parent.parent
BRANDS = (
    "aadvantage", "blume", "thirdlove", "dsw", "sephora", "starbucks", "starsverse", "amazon prime", "xplr",
    "rei co-op", "bonvoy", "marriott", "on the list", "sasa", "freshly", "patagonia", "clubcard", "air miles",
    "nectar", "tesla",
)  # fmt: skip
SAID = {"en": "Pennies", "zh-Hans": "便士", "zh-Hant": "便士"}
PENNIES: dict[str, Any] = {
    "id": "pennies",
    "title": SAID,
    "summary": {"en": "One penny for every 1.00."},
    "in_words": [{"en": "One penny for every 1.00 of goods."}],
    "good_for": {"en": "A test."},
    "document": rules(points=1) | {"name": "Pennies"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one preset that nobody wrote code for."""
    (tmp_path / "pennies.json").write_text(json.dumps(PENNIES))
    monkeypatch.setattr(presets_room, "PRESETS", tmp_path)
    return tmp_path


def code() -> list[Path]:
    """Everything that is shipped, presets apart."""
    rooms = ("loyalty", "storefront_widget", "templates")
    found = [
        path for room in rooms for end in ("py", "html", "js") for path in (ROOT / room).rglob(f"*.{end}")
    ]
    return [path for path in found if "node_modules" not in path.parts]


def test_every_preset_is_a_programme_told_in_three_languages() -> None:
    for one in presets():
        texts = [one.title, one.summary, one.good_for, *one.in_words]
        assert all(text.zh_hans and text.zh_hant for text in texts), one.id
        assert parse(one.written) == one.document


def test_texts_come_in_the_readers_language_or_in_english() -> None:
    title = preset("miles").title
    assert (title.told("zh-hant"), title.told("zh_Hans"), title.told("en-gb")) == ("里程", "里程", "Miles")
    assert title.told("fr") == "Miles"


def test_no_preset_id_stands_in_code() -> None:
    ids = set(preset_ids())
    # “miles” and “stamps” are also words of the language: only the quoted id would be a branch.
    quoted = re.compile("|".join(rf"[\"']{one}[\"']" for one in sorted(ids)))
    assert [path for path in code() if quoted.search(path.read_text())] == []


def test_no_brand_stands_in_code_or_presets() -> None:
    files = [*code(), *(ROOT / "loyalty" / "programmes" / "presets").glob("*.json")]
    named = re.compile("|".join(rf"\b{brand}\b" for brand in BRANDS), re.IGNORECASE)
    assert [path for path in files if named.search(path.read_text())] == []


def test_a_new_preset_needs_one_file_to_be_listed_shown_and_replayed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("programme", "presets", "--json")
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["presets"]] == ["pennies"]
    call_command("programme", "show", "pennies", "--json")
    assert json.loads(capsys.readouterr().out)["document"]["name"] == "Pennies"
    shop = PaperShop(rules(), tmp_path_factory.mktemp("history"))
    shop.pay("12.00")
    shop.write()
    call_command("replay", programme="pennies", history=str(shop.file), json=True)
    assert json.loads(capsys.readouterr().out)["members"][0]["earned"] == 12


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "pence"}, "id: is 'pence'"),
        ({"title": {"zh-Hans": "便士"}}, "title.en"),
        ({"docment": {}}, "docment"),
        (
            {"document": {"name": "x", "teirs": {}}},
            "document.teirs: this key is unknown; did you mean 'tiers'",
        ),
    ],
)
def test_a_wrong_preset_is_told_by_file_and_place(folder: Path, change: dict[str, Any], said: str) -> None:
    (folder / "pennies.json").write_text(json.dumps(PENNIES | change))
    with pytest.raises(BadPreset, match=re.escape(said)):
        preset("pennies")
    with pytest.raises(CommandError, match=r"pennies\.json"):
        call_command("programme", "presets")


def test_a_name_that_leaves_the_folder_is_no_preset(folder: Path) -> None:
    (folder.parent / "outside.json").write_text(json.dumps(PENNIES))
    with pytest.raises(KeyError):
        preset("../outside")


@pytest.mark.parametrize("wanted", preset_ids())
def test_every_preset_can_be_replayed(
    wanted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = PaperShop(rules(), tmp_path)
    for _ in range(3):
        shop.pay("64.90")
    shop.write()
    call_command("replay", programme=wanted, history=str(shop.file), json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["refused"] == []
    assert told["totals"]["sales_minor"] == 3 * 6490
