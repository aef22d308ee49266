"""Ways to earn for what members do: written by a form, shown by an example, kept letter by letter."""

from typing import Any

import pytest
from django.test import Client

from loyalty.activities.models import Activity
from loyalty.desk.doing import Deed, tell_activities
from loyalty.engine.document import dump, parse
from loyalty.programmes.publish import save_draft
from tests.activities.test_doing import RULES
from tests.activities.test_posting import ACCOUNT, POST, TUBE
from tests.activities.ways import WAYS as WAYS_WALKED
from tests.cast import NOW, Cast
from tests.panel.building import FULL, drafted, seen
from tests.panel.story import signed_in, text
from tests.panel.test_ways import WAYS, as_sent

RIDE = {
    "on": "activity",
    "title": "Ride with us",
    "activity": "Ride",
    "gives": "per_quantity",
    "points": "10",
    "currency_id": "points",
    "quantity": "100",
    "unit": "km",
    "proof": "verified",
    "hold_days": "3",
    "limit_times": "2",
    "limit_per": "day",
    "most_points": "500",
    "most_per": "year",
    "places": "Tea House, garden",
    "grades": "",
}
WALKED = [*(one | {"id": f"w-{one['id']}"} for one in (*WAYS_WALKED, POST, TUBE, ACCOUNT))]
WITH = FULL | {"earning": [*FULL["earning"], *RULES, *WALKED]}


def ready(cast: Cast) -> Client:
    save_draft(programme_id=cast.shop.programme_id, document=WITH, base=1, by="ann@tea.example", now=NOW)
    return signed_in(cast.staff)


def save(client: Client, **change: Any) -> Any:
    return client.post(WAYS + "new/", RIDE | {"seen": seen(client, WAYS)} | change)


def test_a_new_one_says_everything_the_form_says(cast: Cast) -> None:
    client = ready(cast)
    assert save(client).status_code == 302
    assert dump(drafted(cast))["earning"][-1] == dump(parse(FULL | {"earning": [{
        "id": "ride-with-us", "title": "Ride with us", "on": "activity", "activity": "ride", "hold_days": 3,
        "award": {"points": 10, "quantity": "100", "unit": "km"}, "limit": {"times": 2, "per": "day"},
        "most": {"points": 500, "per": "year"}, "places": ["tea-house", "garden"],
    }], "campaigns": [], "caps": []}))["earning"][0]  # fmt: skip


@pytest.mark.parametrize("rule", [one["id"] for one in (*RULES, *WALKED)])
def test_saving_what_was_shown_changes_nothing_at_all(cast: Cast, rule: str) -> None:
    client = ready(cast)
    path = f"{WAYS}{rule}/edit/"
    assert client.post(path, as_sent(client.get(path).context)).status_code == 302
    assert dump(drafted(cast)) == dump(parse(WITH))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"activity": ""}, "activity"), ({"activity": "看茶"}, "activity"), ({"quantity": "0"}, "quantity"),
     ({"unit": ""}, "unit"), ({"on": "joined"}, "gives"), ({"gives": "rate", "per": "1"}, "gives"),
     ({"most_points": ""}, "most_points"), ({"places": "看"}, "places"), ({"points": ""}, "points"),
     ({"how": "link", "network": "instagram", "deed": "follow", "url": "https://evil.example/"}, "url"),
     ({"how": "link", "network": "line", "deed": "watch"}, "deed"), ({"how": "consent", "gives": "fixed"}, "words"),
     ({"how": "account", "network": "instagram", "gives": "fixed"}, "network"),
     ({"how": "account", "network": "", "gives": "fixed"}, "network"), ({"how": "post", "network": "line"}, "network"),
     ({"how": "post", "network": "x", "gives": "fixed"}, "proof"),
     ({"how": "code", "gives": "fixed", "proof": "reviewed"}, "proof"),
     ({"limit_times": ""}, "limit_times"), ({"quantity": "1.23456"}, "quantity"), ({"proof": "hearsay"}, "proof")],
)  # fmt: skip
def test_what_is_wrong_stands_by_its_field_and_nothing_is_saved(
    cast: Cast, change: dict[str, str], field: str
) -> None:
    client = ready(cast)
    page = save(client, **change)
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert dump(drafted(cast)) == dump(parse(WITH))


def test_becoming_something_else_leaves_nothing_of_it_behind(cast: Cast) -> None:
    client = ready(cast)
    path = f"{WAYS}here/edit/"
    sent = as_sent(client.get(path).context) | {"on": "birthday", "gives": "fixed", "points": "5"}
    assert client.post(path, sent).status_code == 302
    made = next(one for one in dump(drafted(cast))["earning"] if one["id"] == "here")
    assert not {"activity", "proof", "places", "limit", "most"} & set(made)


def test_the_example_counts_what_was_left_over_and_says_why_nothing(cast: Cast) -> None:
    client = ready(cast)
    page = text(save(client, row="look", quantity="4", points="1", limit_per="", most_per=""))
    assert "ride, 10 km, tea-house" in page
    assert page.count(">2 points") == 1
    assert ">3 points" in page, "what was left over counts"
    assert "not one of its places" in page
    once = text(save(client, row="look", gives="fixed", limit_times="1"))
    assert "as often as allowed" in once
    looked_at = text(save(client, row="look", gives="fixed", proof="reviewed"))
    assert "staff have not looked at it yet" in looked_at
    capped = text(save(client, row="look", gives="fixed", most_points="4"))
    assert "4 points instead of 10 points" in capped


def test_the_list_says_it_in_words(cast: Cast) -> None:
    page = text(ready(cast).get(WAYS))
    for said in ("10 points per 100 km", "What they do: check-in", "Only at: tea-house", "Only graded: worn",
                 "Their own word counts", "No more than 12 a year", "Counts when staff looked at it"):  # fmt: skip
        assert said in page, said


def test_what_programs_told_of_this_shop_is_offered_first(cast: Cast) -> None:
    deed = Deed(member_id=cast.loyal.pk, type="kite-flying", key="k", at=NOW)
    tell_activities(shop=cast.shop, deeds=[deed], actor="api", now=NOW)
    assert Activity.objects.count() == 1
    assert '<option value="kite-flying">' in text(ready(cast).get(WAYS + "new/"))
    theirs = text(signed_in(cast.stranger).get(WAYS + "new/"))
    assert "kite-flying" not in theirs
    assert '<option value="check-in">' in theirs


def test_a_way_by_a_link_is_written_with_its_network(cast: Cast) -> None:
    client = ready(cast)
    how = {"how": "link", "network": "youtube", "deed": "subscribe", "url": "https://www.youtube.com/@leaf"}
    made = save(
        client, title="Watch us", activity="subscribe", gives="fixed", proof="self_declared", places="", **how
    )
    assert made.status_code == 302
    saved = dump(drafted(cast))["earning"][-1]
    assert saved["how"] == {
        "by": "link",
        **{key: how[key] for key in ("network", "deed", "url")},
        "seconds": 10,
    }
    assert "by a link to YouTube" in text(client.get(WAYS))
