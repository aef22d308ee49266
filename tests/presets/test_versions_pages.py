"""Versions in the panel: compared, brought back, and what a draft would do to the shop's own members."""

import pytest

from loyalty.engine.document import dump, parse
from loyalty.programmes.models import Version
from loyalty.shops.models import Audit
from tests.cast import DOCUMENT, Cast
from tests.panel.story import member, order, signed_in, text
from tests.presets.drafting import RULES, TIERS, draft, numbers, second_version


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
    assert client.post(RULES + "versions/1/back/", {"base": "2"})["Location"].endswith("?said=went_back")
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
    assert "Tiers › level › “Top”" in page
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
