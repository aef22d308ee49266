"""Ways to earn, one by one: added, changed, copied, moved, deleted in the draft, and nothing else touched."""

from typing import Any

import pytest
from django.test import Client

from loyalty.engine.document import dump, parse
from loyalty.programmes.models import Draft
from loyalty.shops.models import Audit
from tests.cast import NOW, Cast
from tests.panel.building import FULL, drafted, full, seen, with_goods
from tests.panel.story import order, signed_in, text

WAYS = "/panel/earning/ways/"
FIELDS = {
    "on": "order_paid",
    "title": "Green tea",
    "gives": "rate",
    "points": "3",
    "per": "1",
    "currency_id": "points",
    "hold_days": "0",
}


def save(client: Client, path: str = "new/", **change: Any) -> Any:
    return client.post(WAYS + path, FIELDS | {"seen": seen(client, WAYS)} | change)


def test_every_rule_stands_there_in_words(cast: Cast) -> None:
    full(cast)
    page = text(signed_in(cast.reader).get(WAYS))
    for said in (
        "5 points per $1",
        "A stamp for every cup",
        "1 stamp per item",
        "At most 2 times a day",
        "For goods where collection is cups or mugs",
        "Paid for by The cup maker",
        "Until 1 Jan 2027, 00:00",
        "Free coffee",
        "the badge “Early bird”",
        "200 points",
        "Named by: Double week, daily",
    ):
        assert said in page, said
    assert "Duplicate" not in page


def test_a_new_way_comes_last_and_the_rest_stays(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    assert save(client)["Location"] == "/panel/earning/ways/?said=draft_saved"
    made = drafted(cast)
    assert [one.id for one in made.earning][-1] == "green-tea"
    assert dump(made) | {"earning": dump(made)["earning"][:-1]} == dump(parse(FULL))
    assert Audit.objects.get(shop=cast.shop).deed == "draft"


def test_saving_what_was_shown_changes_nothing_at_all(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    for rule in FULL["earning"]:
        path = f"{rule['id']}/edit/"
        page = client.get(WAYS + path)
        values = as_sent(page.context)
        assert client.post(WAYS + path, values).status_code == 302, rule["id"]
        assert dump(drafted(cast)) == dump(parse(FULL)), rule["id"]


def as_sent(context: Any) -> dict[str, Any]:
    """What a browser would send of the page."""
    form = context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {
        name: "on" if value is True else value for name, value in sent.items() if value not in (None, False)
    }
    for one in context["conditions"]:
        sent[f"{one.name}-join"] = one.join
        sent[f"{one.name}-item"] = [getattr(item, "row", None) or item.group for item in one.items]
        sent[f"{one.name}-item"] = [item.key for item in sent[f"{one.name}-item"]]
        rows = [row for item in one.items for row in getattr(item, "rows", [item])]
        for item in one.items:
            if hasattr(item, "group"):
                sent[f"{item.at}-join"] = item.group.join
                sent[f"{item.at}-item"] = [row.row.key for row in item.rows]
        for row in rows:
            ticked = [value for value, _label, on in row.ticks if on]
            sent[f"{row.at}-value"] = ticked if row.kind == "text" else [row.single]
            sent |= {f"{row.at}-more": row.more, f"{row.at}-how": row.row.how, f"{row.at}-kept": row.row.kept}
            sent |= {f"{row.at}-field": row.row.field}
    return sent


def test_conditions_are_built_row_by_row_without_scripts(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    before = dump(drafted(cast))
    page = save(client, row="when add", **{"when-add": "member.tier"})
    assert page.status_code == 200
    assert 'value="Green tea"' in text(page)
    assert "Gold" in text(page)
    assert dump(drafted(cast)) == before
    rows = {"when-item": "r0", "when-r0-field": "member.tier", "when-r0-how": "is", "when-r0-value": "gold"}
    assert save(client, **rows).status_code == 302
    assert dump(drafted(cast))["earning"][-1]["when"] == {"field": "member.tier", "is": "gold"}


def test_a_condition_nested_too_deep_for_the_form_is_told_and_stays(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    page = client.get(WAYS + "cups/edit/")
    assert "Nested deeper than this form shows" in text(page)
    values = as_sent(page.context) | {"points": "2"}
    client.post(WAYS + "cups/edit/", values)
    kept = dump(drafted(cast))["earning"][1]
    assert kept["award"]["points"] == 2
    assert kept["when"] == dump(parse(FULL))["earning"][1]["when"]


def test_wrong_entries_are_told_by_their_fields_and_nothing_typed_is_lost(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    rows = {
        "when-item": "r0",
        "when-r0-field": "order.items",
        "when-r0-how": "at_least",
        "when-r0-value": "lots",
    }
    page = save(client, points="many", per="0", **rows, from_="2026-12-02T00:00", until="2026-12-01T00:00")
    assert page.status_code == 422
    for said in ("Enter a whole number.", "above zero", "Write a number.", 'value="many"', 'value="lots"'):
        assert said in text(page), said
    assert len(drafted(cast).earning) == 5


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"from_": "2026-12-02T00:00", "until": "2026-12-01T00:00"}, "until", "until lies before from"),
        ({"on": "joined", "gives": "rate"}, "gives", "Only orders"),
        ({"gives": "reward"}, "reward", "Choose one."),
        ({"gives": "fixed", "points": ""}, "points", "Write a number."),
        ({"limit_per": "day", "limit_times": ""}, "limit_times", "Write a number."),
        ({"from_": "yesterday"}, "from_", "Write day and time"),
        ({"from_": "2026-12-02T00:00Z"}, "from_", "Write day and time"),
        ({"points": "2000000"}, "points", "less than or equal to"),
    ],
)
def test_the_engines_no_stands_by_its_field(
    cast: Cast, change: dict[str, str], field: str, said: str
) -> None:
    full(cast)
    page = save(signed_in(cast.staff), **change)
    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors[field])
    assert len(drafted(cast).earning) == 5


def test_a_condition_that_cannot_be_asked_is_told_by_its_row(cast: Cast) -> None:
    full(cast)
    rows = {"when-item": "r0", "when-r0-field": "order.items", "when-r0-how": "is", "when-r0-value": "3"}
    page = save(signed_in(cast.staff), on="joined", gives="fixed", **rows)
    assert page.status_code == 422
    assert "nothing is bought here" in text(page)
    assert page.context["conditions"][0].items[0].row.error


def test_pick_lists_know_the_programme_the_calendar_and_what_was_sold(cast: Cast) -> None:
    full(cast)
    with_goods(cast)
    order(cast.shop, "1", 2400, at=NOW, source="postcard", gateways=("gift_card",), tags=("wholesale",))
    client = signed_in(cast.staff)
    fields = ["member.tier", "member.badge", "order.weekday", "order.source", "order.gateway", "order.tag"]
    fields += ["line.collection", "line.type", "line.tag", "line.title", "order.month"]
    keys = [f"r{n}" for n in range(len(fields))]
    rows: dict[str, Any] = {f"when-r{n}-field": field for n, field in enumerate(fields)} | {"when-item": keys}
    page = text(save(client, row="when", **rows))
    for said in ("Gold", "Early bird", "Wednesday", "postcard", "gift_card", "wholesale", "summer", "green"):
        assert f"> {said}</label>" in page, said
    assert "> 4711<" not in page
    assert "> Tea</label>" in page
    assert ">December</option>" in page
    theirs = text(signed_in(cast.stranger).post(WAYS + "new/", FIELDS | rows | {"row": "when", "seen": ""}))
    for ours in ("postcard", "wholesale", "summer", "Oolong", "Early bird"):
        assert ours not in theirs, ours


def test_copy_move_and_delete_keep_the_order_of_the_rest_and_undo_brings_back(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)

    def press(part: str, deed: str) -> list[str]:
        client.post(f"{WAYS}{part}/deed/", {"deed": deed, "seen": seen(client, WAYS)})
        return [one.id for one in drafted(cast).earning]

    assert press("cups", "copy") == ["order", "cups", "cups-2", "first", "welcome", "birthday"]
    assert press("cups-2", "up") == ["order", "cups-2", "cups", "first", "welcome", "birthday"]
    assert press("order", "up") == ["order", "cups-2", "cups", "first", "welcome", "birthday"]
    assert press("first", "down")[-3:] == ["welcome", "first", "birthday"]
    assert press("cups", "delete") == ["order", "cups-2", "welcome", "first", "birthday"]
    last = client.get(WAYS).context["last_change"]
    answer = client.post("/panel/earning/undo/", {"state": last.pk, "to": "ways"})
    assert answer["Location"] == "/panel/earning/ways/?said=undone"
    assert "cups" in [one.id for one in drafted(cast).earning]


def test_a_way_that_a_campaign_names_is_not_deleted(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    answer = client.post(f"{WAYS}order/deed/", {"deed": "delete", "seen": seen(client, WAYS)})
    assert answer["Location"].endswith("?said=part_named")
    assert drafted(cast).earning[0].id == "order"


def test_somebody_elses_change_is_not_overwritten_unawares(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    before = seen(client, WAYS)
    save(signed_in(cast.owner), title="Mine")
    page = save(client, seen=before)
    assert page.status_code == 409
    assert 'value="Green tea"' in text(page)
    assert "green-tea" not in [one.id for one in drafted(cast).earning]
    again = str(page.context["form"]["seen"].value())
    assert save(client, seen=again).status_code == 302
    assert [one.id for one in drafted(cast).earning][-2:] == ["mine", "green-tea"]
    answer = client.post(f"{WAYS}mine/deed/", {"deed": "delete", "seen": before})
    assert answer["Location"].endswith("?said=draft_changed")
    assert len(drafted(cast).earning) == 7


def test_a_stranger_and_a_reader_change_nothing(cast: Cast) -> None:
    full(cast)
    for path in ("new/", "cups/edit/"):
        assert signed_in(cast.reader).get(WAYS + path).status_code == 403
        assert signed_in(cast.reader).post(WAYS + path, FIELDS).status_code == 403
    assert signed_in(cast.reader).post(WAYS + "order/deed/", {"deed": "delete"}).status_code == 403
    stranger = signed_in(cast.stranger)
    assert stranger.get(WAYS + "cups/edit/").status_code == 404
    before = seen(signed_in(cast.staff), WAYS)
    stranger.post(WAYS + "birthday/deed/", {"deed": "delete", "seen": before})
    assert dump(drafted(cast)) == dump(parse(FULL))


def test_the_example_says_what_fires_and_why_the_rest_does_not(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    rows = {"when-item": "r0", "when-r0-field": "member.tier", "when-r0-how": "is", "when-r0-value": "gold"}
    page = text(save(client, row="look", **rows))
    assert "An order that fits" in page
    assert "tier Gold" in page
    assert "asks that tier is Gold; here it is unknown" in page
    assert "without this: " in page
    assert "not the member&#x27;s first order" in page or "not the member's first order" in page
    assert "Green tea" not in [one.title for one in drafted(cast).earning]
    assert "Fill in the form" in text(save(client, row="look", points=""))


def test_a_shop_without_a_draft_gets_one_of_what_is_live(cast: Cast) -> None:
    client = signed_in(cast.staff)
    save(client)
    assert Draft.objects.get().base == 1
    assert [one.id for one in drafted(cast).earning] == ["order", "welcome", "green-tea"]


def test_markup_in_titles_stays_text(cast: Cast) -> None:
    client = signed_in(cast.staff)
    save(client, title='"><b>x')
    assert "<b>x" not in text(client.get(WAYS))


def test_joining_is_shown_without_an_order_and_a_first_order_beside_a_later_one(cast: Cast) -> None:
    full(cast)
    client = signed_in(cast.staff)
    joining = text(save(client, row="look", on="joined", gives="fixed", points="70"))
    assert "Joining" in joining
    assert ">70 points" in joining
    first = text(save(client, row="look", on="first_order", gives="fixed", points="70"))
    assert ">310 points, Free coffee" in first
    assert "Any other order" in first


def test_the_page_of_a_rule_shows_an_order_that_fits_it(cast: Cast) -> None:
    full(cast)
    page = text(signed_in(cast.staff).get(WAYS + "cups/edit/"))
    assert "480 points, 2 stamps" in page
    assert "without this: 480 points" in page
