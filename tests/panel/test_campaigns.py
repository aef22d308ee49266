"""Campaigns and limits in the panel, and how multipliers go together."""

from typing import Any

import pytest
from django.test import Client

from loyalty.engine.document import dump, parse
from loyalty.programmes.models import Allowance
from tests.cast import Cast, VersionFactory
from tests.panel.building import FULL, drafted, full, seen
from tests.panel.story import signed_in, text
from tests.panel.test_ways import as_sent

CAMPAIGNS, CAPS = "/panel/earning/campaigns/", "/panel/earning/limits/"
CAMPAIGN = {"title": "Gold days", "gives": "multiplier", "multiplier": "3", "hold_days": "0"}
CAP = {"points": "300", "per": "month", "of": "member"}


def save(client: Client, path: str, fields: dict[str, Any], **change: Any) -> Any:
    return client.post(path, fields | {"seen": seen(client, CAMPAIGNS)} | change)


def test_campaigns_stand_there_in_words_with_what_their_budget_has_cost(cast: Cast) -> None:
    full(cast)
    for shop, given in ((cast.shop, 1234), (cast.other_shop, 5000)):
        Allowance.objects.create(programme=shop.programme, name="campaign:double", member=0, used=given)
    page = text(signed_in(cast.reader).get(CAMPAIGNS))
    for said in (
        "Double week",
        "Points × 2",
        "Budget: 1,234 of 10,000 points given",
        "Only: 5 points per $1",
        "50 points on top of each order",
        "When day of the week is Wednesday",
        "Until 1 Jan 2030, 00:00",
    ):
        assert said in page, said
    assert "Add a campaign" not in page


def test_the_three_ways_to_stack_are_shown_on_the_programmes_own_multipliers(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    page = text(client.get(CAMPAIGNS))
    assert "100 points with Gold × 1.5, Double week × 2" in page
    for result in ("→ 200 points", "→ 250 points", "→ 300 points"):
        assert result in page
    client.post(CAMPAIGNS + "stacking/", {"stacking": "sum", "seen": seen(client, CAMPAIGNS)})
    assert drafted(cast).stacking == "sum"
    client.post(CAMPAIGNS + "stacking/", {"stacking": "best", "seen": "0@"})
    client.post(CAMPAIGNS + "stacking/", {"stacking": "twice", "seen": seen(client, CAMPAIGNS)})
    assert drafted(cast).stacking == "sum"


def test_saving_what_was_shown_changes_nothing_at_all(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    paths = [CAMPAIGNS + f"{one['id']}/edit/" for one in FULL["campaigns"]]
    for path in [*paths, CAPS + "daily/edit/"]:
        assert client.post(path, as_sent(client.get(path).context)).status_code == 302, path
        assert dump(drafted(cast)) == dump(parse(FULL)), path


def test_a_campaign_of_everything_is_added(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    rows = {
        "when-item": ["r0", "r1"],
        "when-join": "all",
        "when-r0-field": "member.tier",
        "when-r0-how": "is",
        "when-r0-value": "gold",
        "when-r1-field": "order.weekday",
        "when-r1-how": "is_not",
        "when-r1-value": ["monday", "tuesday"],
        "lines-item": "r0",
        "lines-r0-field": "line.collection",
        "lines-r0-how": "is",
        "lines-r0-more": "summer",
    }
    answer = save(client, CAMPAIGNS + "new/", CAMPAIGN, rules="order", budget="5000", **rows)
    assert answer.status_code == 302
    made = dump(drafted(cast))["campaigns"][-1]
    assert made == dump(parse(FULL | {"campaigns": [made]}))["campaigns"][0]
    assert made["id"] == "gold-days"
    assert made["multiplier"] == "3"
    assert made["lines"] == {"field": "line.collection", "is": "summer"}
    assert made["when"]["all"][1] == {"not": {"field": "order.weekday", "in": ["monday", "tuesday"]}}
    assert (made["rules"], made["budget"]) == (["order"], 5000)


def test_a_new_campaign_never_inherits_the_budget_of_one_that_is_gone(cast: Cast) -> None:
    gone = {"id": "gold-days", "title": "Gold days", "multiplier": "2", "budget": 100}
    VersionFactory.create(programme=cast.shop.programme, number=2, document=FULL | {"campaigns": [gone]})
    full(cast)
    client = signed_in(cast.staff)
    save(client, CAMPAIGNS + "new/", CAMPAIGN)
    assert [one.id for one in drafted(cast).campaigns][-1] == "gold-days-2"
    save(client, CAMPAIGNS + "gold-days-2/deed/", {}, deed="copy")
    assert [one.id for one in drafted(cast).campaigns][-1] == "gold-days-2-2"


def test_a_bonus_takes_no_goods_and_no_rules_along(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    rows = {"lines-item": "r0", "lines-r0-field": "line.sku", "lines-r0-how": "is", "lines-r0-more": "T1"}
    answer = save(
        client, CAMPAIGNS + "double/edit/", CAMPAIGN, gives="bonus", bonus="25", rules="order", **rows
    )
    assert answer.status_code == 302
    made = dump(drafted(cast))["campaigns"][0]
    assert (made["bonus"], made["rules"]) == (25, [])
    assert not {"multiplier", "lines"} & set(made)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"multiplier": ""}, "multiplier"),
        ({"multiplier": "0"}, "multiplier"),
        ({"multiplier": "1e5"}, "multiplier"),
        ({"multiplier": "NaN"}, "multiplier"),
        ({"gives": "bonus", "bonus": ""}, "bonus"),
        ({"budget": "-4"}, "budget"),
        ({"title": ""}, "title"),
        ({"rules": "cups"}, "rules"),
        ({"from_": "2026-12-02T00:00", "until": "2026-12-02T00:00"}, "until"),
    ],
)
def test_a_wrong_campaign_is_refused_by_its_field(cast: Cast, change: dict[str, str], field: str) -> None:
    full(cast)
    page = save(signed_in(cast.staff), CAMPAIGNS + "new/", CAMPAIGN, **change)
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert len(drafted(cast).campaigns) == 2


def test_limits_are_added_changed_and_deleted(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    assert "At most 500 points a day" in text(client.get(CAPS))
    assert save(client, CAPS + "new/", CAP).status_code == 302
    assert save(client, CAPS + "daily/edit/", CAP, per="order", of="programme", points="9").status_code == 302
    daily, monthly = dump(drafted(cast))["caps"]
    assert daily == {"id": "daily", "points": 9, "per": "order", "of": "programme", "rules": []}
    assert monthly == {"id": "member-month", "points": 300, "per": "month", "of": "member", "rules": []}
    save(client, CAPS + "daily/deed/", {}, deed="delete")
    assert [one.id for one in drafted(cast).caps] == ["member-month"]
    assert save(client, CAPS + "new/", CAP, points="0").status_code == 422


def test_the_example_shows_a_limit_biting(cast: Cast) -> None:
    full(cast)
    page = text(save(signed_in(cast.staff), CAPS + "daily/edit/", CAP, row="look", per="day", points="500"))
    assert "500 points instead of " in page
    assert "a limit cuts it" in page


def test_the_example_shows_what_a_campaign_adds(cast: Cast) -> None:
    full(cast)
    page = text(save(signed_in(cast.staff), CAMPAIGNS + "new/", CAMPAIGN, row="look"))
    assert "without this: 240 points" in page
    assert ">360 points" in page


def test_another_shops_draft_is_out_of_reach(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.stranger)
    for path in (CAMPAIGNS + "double/edit/", CAPS + "daily/edit/"):
        assert client.get(path).status_code == 404
    save(client, CAMPAIGNS + "double/deed/", {}, deed="delete")
    save(client, CAPS + "daily/edit/", CAP)
    assert dump(drafted(cast)) == dump(parse(FULL))
