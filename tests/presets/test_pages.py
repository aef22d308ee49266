"""The gallery of presets and undo in the panel."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from loyalty.engine.document import dump
from loyalty.panel.earning import stamp
from loyalty.programmes import preset as presets_room
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.preset import preset, preset_ids
from tests.cast import NOW, Cast
from tests.panel.story import order, signed_in, text
from tests.presets.drafting import RULES, draft, drafted, numbers
from tests.presets.test_presets import PENNIES


def test_the_gallery_shows_every_preset_in_plain_words(cast: Cast) -> None:
    page = text(signed_in(cast.reader).get(RULES + "presets/"))
    for one in preset_ids():
        assert preset(one).title.en in page
        assert f"/presets/{one}/cost/" in page
    assert "Use this" not in page, "readers may look"


def test_the_gallery_speaks_the_readers_language(cast: Cast) -> None:
    page = text(signed_in(cast.owner).get(RULES + "presets/", headers={"accept-language": "zh-hant"}))
    assert preset("miles").summary.told("zh-hant") in page


def test_a_preset_that_a_test_writes_appears_and_can_be_taken(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pennies.json").write_text(json.dumps(PENNIES))
    monkeypatch.setattr(presets_room, "PRESETS", tmp_path)
    client = signed_in(cast.staff)
    assert "One penny for every 1.00." in text(client.get(RULES + "presets/"))
    assert client.post(RULES + "presets/pennies/use/")["Location"] == "/panel/earning/?said=preset_taken"
    assert drafted(cast) == "Pennies"
    assert numbers(cast) == [1], "nothing is published by that"


@pytest.mark.parametrize("wanted", preset_ids())
def test_every_preset_can_be_taken_looked_at_and_published(cast: Cast, wanted: str) -> None:
    order(cast.shop, "1", 5000)
    client = signed_in(cast.owner)
    client.post(RULES + f"presets/{wanted}/use/")
    assert client.get(RULES).status_code == 200
    assert client.get(RULES + "what-if/").status_code == 200
    held = Draft.objects.get(programme=cast.programme)
    client.post(RULES + "publish/", {"base": 1, "seen": stamp(held)})
    assert Version.objects.get(programme=cast.programme, number=2).document == dump(preset(wanted).document)


def test_the_cost_is_told_on_the_shops_own_orders(cast: Cast) -> None:
    for number in range(20):
        order(cast.shop, str(number), 10_000, at=NOW - timedelta(days=number))
    page = text(signed_in(cast.reader).get(RULES + "presets/miles/cost/"))
    assert "$100.00" in page
    assert "5% of sales" in page
    assert "10,000 miles" in page
    assert "4% if one point in five is never used" in page
    order(cast.shop, "20", 10_000)
    assert "$105.00" in text(signed_in(cast.reader).get(RULES + "presets/miles/cost/"))


def test_with_few_orders_no_cost_is_told(cast: Cast) -> None:
    order(cast.shop, "1", 10_000)
    page = text(signed_in(cast.reader).get(RULES + "presets/miles/cost/"))
    assert "Not enough orders yet" in page
    assert "1 of 20" in page
    assert "$" not in page


def test_taking_a_preset_over_a_draft_asks_first_and_can_be_undone(cast: Cast) -> None:
    draft(cast, name="Mine")
    client = signed_in(cast.staff)
    asked = client.post(RULES + "presets/miles/use/")
    assert asked.status_code == 409
    assert "Replace your draft?" in text(asked)
    assert drafted(cast) == "Mine"
    client.post(RULES + "presets/miles/use/", {"seen": stamp(Draft.objects.first())})
    assert drafted(cast) == "Miles"
    assert undo(client, text(client.get(RULES))) == "/panel/earning/?said=undone"
    assert drafted(cast) == "Mine"


def undo(client: Client, page: str) -> str:
    state = page.partition('name="state" value="')[2].partition('"')[0]
    return str(client.post(RULES + "undo/", {"state": state})["Location"])


def test_a_draft_that_was_thrown_away_is_brought_back(cast: Cast) -> None:
    draft(cast, name="Mine")
    client = signed_in(cast.staff)
    client.post(RULES + "drop/", {"seen": stamp(Draft.objects.first())})
    page = text(client.get(RULES))
    assert "Brings back the draft that staff threw away" in page
    undo(client, page)
    assert drafted(cast) == "Mine"


def test_an_undo_that_comes_too_late_undoes_nothing(cast: Cast) -> None:
    draft(cast, name="One")
    client = signed_in(cast.staff)
    page = text(client.get(RULES))
    draft(cast, name="Two")
    assert undo(client, page) == "/panel/earning/?said=not_undone"
    assert drafted(cast) == "Two"
    for nonsense in ("", "x", "9" * 30, "-1"):
        client.post(RULES + "undo/", {"state": nonsense})
    assert drafted(cast) == "Two"


@pytest.mark.parametrize("path", ["presets/miles/use/", "undo/", "document/"])
def test_readers_change_no_draft(cast: Cast, path: str) -> None:
    draft(cast, name="Mine")
    assert signed_in(cast.reader).post(RULES + path, {"text": "{}"}).status_code == 403
    assert drafted(cast) == "Mine"


def test_a_preset_nobody_knows_is_not_found(cast: Cast) -> None:
    client = signed_in(cast.owner)
    assert client.get(RULES + "presets/none/cost/").status_code == 404
    assert client.post(RULES + "presets/none/use/").status_code == 404
    assert drafted(cast) is None
