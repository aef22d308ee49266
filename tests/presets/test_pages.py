"""Gallery, versions, the way back, the document and undo in the panel."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loyalty.engine.document import dump, parse
from loyalty.panel.earning import stamp
from loyalty.programmes import preset as presets_room
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.preset import preset, preset_ids
from loyalty.programmes.publish import publish, save_draft
from loyalty.shops.models import Audit
from tests.cast import DOCUMENT, NOW, Cast
from tests.panel.story import member, order, signed_in, text
from tests.presets.test_presets import PENNIES

RULES = "/panel/earning/"
TIERS = {
    "by": "spend",
    "window": {"lifetime": True},
    "levels": [{"id": "all", "at": "0"}, {"id": "top", "title": "Top", "at": "30.00"}],
}


def drafted(cast: Cast) -> Any:
    held = Draft.objects.filter(programme=cast.programme).first()
    return held and held.document["name"]


def draft(cast: Cast, **change: Any) -> None:
    save_draft(programme_id=cast.shop.programme_id, document=DOCUMENT | change, base=1, by="ann", now=NOW)


def second_version(cast: Cast, **change: Any) -> None:
    draft(cast, **change)
    publish(programme_id=cast.programme.pk, base=1, by="ann", now=NOW)


def numbers(cast: Cast) -> list[int]:
    return list(Version.objects.filter(programme=cast.programme).values_list("number", flat=True))


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
    assert client.post(RULES + "presets/pennies/use/").url == "/panel/earning/?said=preset_taken"
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
    return str(client.post(RULES + "undo/", {"state": state}).url)


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


def test_two_versions_are_compared_in_words_and_by_place(cast: Cast) -> None:
    earning = [DOCUMENT["earning"][0] | {"award": {"points": 7, "per": "1.00"}}]
    second_version(cast, earning=earning, tiers=TIERS)
    page = text(signed_in(cast.reader).get(RULES + "versions/?from=1&to=2"))
    assert "From version 1 to version 2" in page
    assert "7 points per $1" in page
    assert "Tiers › level › “top”" in page
    assert "Earning › “order” › gives › points" in page
    assert "They say the same" in text(signed_in(cast.reader).get(RULES + "versions/?from=2&to=2"))


@pytest.mark.parametrize("asked", ["from=1&to=9", "from=1", "from=x&to=1", "from=1&to=-1"])
def test_a_version_that_is_not_there_cannot_be_compared(cast: Cast, asked: str) -> None:
    assert signed_in(cast.owner).get(RULES + "versions/?" + asked).status_code == 404


def test_an_owner_goes_back_after_seeing_what_changes(cast: Cast) -> None:
    second_version(cast, name="Worse", tiers=TIERS)
    client = signed_in(cast.owner)
    page = text(client.get(RULES + "versions/1/back/"))
    assert "Points that members have earned stay theirs." in page
    assert "Tea points" in page
    assert numbers(cast) == [1, 2]
    assert client.post(RULES + "versions/1/back/", {"base": "2"}).url.endswith("?said=went_back")
    made = Version.objects.get(programme=cast.programme, number=3)
    assert made.document == dump(parse(DOCUMENT))
    assert (made.back_to, made.published_by) == (1, "owner")
    assert Audit.objects.filter(shop=cast.shop, deed="went_back").count() == 1
    assert "back to version 1" in text(client.get(RULES + "versions/"))


def test_who_goes_back_on_top_of_another_version_is_told_and_changes_nothing(cast: Cast) -> None:
    second_version(cast, name="Worse")
    answer = signed_in(cast.owner).post(RULES + "versions/1/back/", {"base": "1"})
    assert answer.status_code == 409
    assert "Nothing was published just now: ann published version 2" in text(answer)
    assert numbers(cast) == [1, 2]


@pytest.mark.parametrize("who", ["staff", "reader"])
def test_only_an_owner_goes_back(cast: Cast, who: str) -> None:
    second_version(cast, name="Worse")
    client = signed_in(getattr(cast, who))
    assert client.get(RULES + "versions/1/back/").status_code == 403
    assert client.post(RULES + "versions/1/back/", {"base": "2"}).status_code == 403
    assert numbers(cast) == [1, 2]


def test_a_stranger_goes_back_only_in_their_own_shop(cast: Cast) -> None:
    second_version(cast, name="Worse")
    assert signed_in(cast.stranger).post(RULES + "versions/2/back/", {"base": "1"}).status_code == 404
    assert numbers(cast) == [1, 2]


def test_a_draft_that_changes_only_tiers_is_seen_and_can_be_published(cast: Cast) -> None:
    order(cast.shop, "1", 4000)
    draft(cast, tiers=TIERS)
    client = signed_in(cast.owner)
    page = text(client.get(RULES))
    assert "Tiers › level › “top”" in page
    assert "Publish as version 2" in page
    part = text(client.get(RULES + "what-if/"))
    assert "1 member begins at Top" in part
    assert "The 200 points that members hold today stay as they are." in part


def test_the_effect_names_members_and_money(cast: Cast) -> None:
    order(cast.shop, "1", 4000)
    draft(
        cast,
        earning=[DOCUMENT["earning"][0] | {"award": {"points": 10, "per": "1.00"}}],
        points={"value": "0.02"},
    )
    part = text(signed_in(cast.reader).get(RULES + "what-if/"))
    assert "1 members would have earned more" in part
    assert f"/panel/members/{member(cast.shop).pk}/" in part
    assert "$8.00" in part
    assert "20%" in part
    assert "16%" in part
    assert "worth $4.00 , now $2.00" in part or "worth $4.00, now $2.00" in part


def test_without_a_draft_there_is_no_effect_to_show(cast: Cast) -> None:
    assert signed_in(cast.owner).get(RULES + "what-if/").status_code == 404
    assert signed_in(cast.stranger).get(RULES + "what-if/?version=2").status_code == 404


def test_the_document_is_edited_as_text(cast: Cast) -> None:
    client = signed_in(cast.staff)
    assert "&quot;Tea points&quot;" in text(client.get(RULES + "document/"))
    written = json.dumps(DOCUMENT | {"name": "By hand", "tiers": TIERS})
    answer = client.post(RULES + "document/", {"text": written, "seen": ""})
    assert answer.url == "/panel/earning/?said=draft_saved"
    assert drafted(cast) == "By hand"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            '{"name": "x", "teirs": {}}',
            "<code>teirs</code>: this key is unknown; did you mean &#x27;tiers&#x27;?",
        ),
        ('{"name": "x",\n "points": }', "<code>line 2, column 12</code>"),
        ("[]", "must be an object"),
        (
            '{"name": "x", "earning": [{"id": "a", "on": "joined", "award": {"points": 0}}]}',
            "earning.0.award.points",
        ),
        ("[" * 100_000, "<code>document</code>"),
        ("x" * 600_000, "is too long"),
    ],
)
def test_what_cannot_be_saved_stays_to_be_mended(cast: Cast, written: str, said: str) -> None:
    answer = signed_in(cast.staff).post(RULES + "document/", {"text": written, "seen": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert written[:5].replace('"', "&quot;") in page
    assert drafted(cast) is None


def test_a_text_made_from_an_older_draft_is_not_saved_over_a_newer_one(cast: Cast) -> None:
    draft(cast, name="Theirs")
    client = signed_in(cast.staff)
    answer = client.post(RULES + "document/", {"text": json.dumps(DOCUMENT), "seen": "earlier"})
    assert answer.status_code == 409
    assert "ann saved a draft" in text(answer)
    assert drafted(cast) == "Theirs"
    seen = stamp(Draft.objects.first())
    assert seen in answer.content.decode()
    client.post(RULES + "document/", {"text": json.dumps(DOCUMENT), "seen": seen})
    assert drafted(cast) == "Tea points"


def test_what_was_exported_imports_alike(cast: Cast) -> None:
    draft(cast, name="Carried", tiers=TIERS, points={"value": "0.10"})
    client = signed_in(cast.staff)
    exported = client.get(RULES + "document/programme.json")
    assert exported["Content-Disposition"] == 'attachment; filename="programme.json"'
    kept = Draft.objects.get(programme=cast.programme).document
    draft(cast, name="Other")
    file = SimpleUploadedFile("programme.json", exported.content)
    seen = stamp(Draft.objects.first())
    client.post(RULES + "document/", {"text": "left alone", "file": file, "seen": seen})
    assert Draft.objects.get(programme=cast.programme).document == kept


def test_the_schema_is_published(client: Client) -> None:
    answer = client.get("/api/schema/programme.json")
    assert answer.status_code == 200
    assert answer.json()["title"] == "Document"
