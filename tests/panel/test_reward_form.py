"""The form of a reward: every kind with every box, nothing lost that it does not show, faults by their box."""

from typing import Any

import pytest
from django.test import Client

from loyalty.engine.document import dump, parse
from loyalty.programmes.models import Draft
from loyalty.programmes.publish import save_draft
from tests.cast import NOW, Cast
from tests.panel.building import FULL, drafted
from tests.panel.story import order, signed_in, text

PAGE = "/panel/earning/rewards/"
TERMS: dict[str, Any] = {
    "text": "For you", "cost": 500, "currency": "stamps", "value": "2.00", "from": "2026-01-01T00:00",
    "until": "2027-01-01T00:00", "limit": {"times": 2, "per": "month"}, "stock": 40,
    "when": {"all": [{"field": "member.tier", "is": "gold"}, {"field": "member.days_since_joined", "at_least": 30}]},
}  # fmt: skip
CODE = {"minimum": "20.00", "combines_with": ["product", "shipping"], "code_days": 30, "unused": "forfeited",
        "points_leave": "issued"}  # fmt: skip
TIERED = {"tier_costs": {"gold": 400}, "automatic": True}
SLIDER = {"slider": {"min": 100, "max": 900, "step": 50, "basket_percent": 50}}
EVERY: list[dict[str, Any]] = [
    TERMS | CODE | SLIDER | {"kind": "amount_off", "amount": "5.00", "products": ["11", "12"]},
    TERMS | CODE | TIERED | {"kind": "percent_off", "percent": 10, "collections": ["7"], "pool": True},
    TERMS | CODE | TIERED | {"kind": "free_shipping"},
    TERMS | CODE | TIERED | {"kind": "free_product", "products": ["11"]},
    TERMS | CODE | TIERED | {"kind": "buy_x_get_y", "percent": 50, "products": ["11"],
                             "buys": {"quantity": 2, "get_quantity": 3, "collections": ["9"]}},
    TERMS | SLIDER | {"kind": "gift_card", "amount": "10.00"},
    TERMS | TIERED | {"kind": "store_credit", "amount": "10.00"},
    TERMS | TIERED | {"kind": "experience", "code_days": 9, "sessions": [
        {"id": "may", "at": "2026-05-02T10:00", "seats": 8, "place": "The shop"},
        {"id": "june", "at": "2026-06-02T10:00", "seats": 9}]},
    TERMS | SLIDER | {"kind": "donation", "amount": "1.00", "charity": "Trees"},
    TERMS | TIERED | {"kind": "exchange", "partner": "Hill miles", "rate": "0.8"},
    {"kind": "custom"},
]  # fmt: skip


def with_reward(cast: Cast, reward: dict[str, Any]) -> dict[str, Any]:
    """The draft with that one reward; as the engine writes it."""
    document = FULL | {"rewards": [*FULL["rewards"], {"id": "one", "title": "The one"} | reward]}
    save_draft(programme_id=cast.shop.programme_id, document=document, base=1, by="ann", now=NOW)
    return saved(cast)


def saved(cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = dump(drafted(cast))["rewards"][-1]
    return found


def boxes(client: Client, path: str) -> dict[str, str]:
    """What a browser would send back untouched."""
    context = client.get(path).context
    form, sent = context["form"], {"seen": context["stamp"]}
    for one in (form, *(row for rows in form.rows.values() for row in rows)):
        for bound in one:
            value = bound.field.widget.format_value(bound.value())
            if getattr(bound.field.widget, "input_type", "") != "checkbox":
                sent[bound.html_name] = value[0] if isinstance(value, list) else value or ""
            elif bound.value():
                sent[bound.html_name] = "on"
            offer = one.shown_field(bound.name).offer
            sent |= {
                f"{bound.name}:{key}": "on"
                for key, _title, ticked in (offer.ticks if offer else ())
                if ticked
            }
    return sent | conditions(context)


def conditions(context: Any) -> dict[str, Any]:
    shown = context["conditions"]
    sent: dict[str, Any] = {"when-join": shown.join, "when-item": [one.row.key for one in shown.items]}
    for one in shown.items:
        row = one.row
        given = (
            {"field": row.field, "how": row.how, "value": row.values} if not row.kept else {"kept": row.kept}
        )
        sent |= {f"{one.at}-{key}": value for key, value in given.items()}
    return sent


@pytest.mark.parametrize("reward", EVERY, ids=[one["kind"] for one in EVERY])
def test_saving_a_reward_untouched_changes_nothing_of_it(cast: Cast, reward: dict[str, Any]) -> None:
    before = with_reward(cast, reward)
    client = signed_in(cast.staff)
    answer = client.post(f"{PAGE}one/", boxes(client, f"{PAGE}one/"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert saved(cast) == before


def test_what_the_form_does_not_show_of_a_kind_stays_until_the_kind_changes(cast: Cast) -> None:
    with_reward(cast, {"kind": "custom", "cost": 9, "minimum": "5.00", "charity": "Trees"})
    client = signed_in(cast.staff)
    client.post(f"{PAGE}one/", boxes(client, f"{PAGE}one/") | {"cost": "10"})
    assert (saved(cast)["cost"], saved(cast)["minimum"], saved(cast)["charity"]) == (10, "5.00", "Trees")
    client.post(f"{PAGE}one/", boxes(client, f"{PAGE}one/") | {"kind": "free_shipping"})
    assert (saved(cast)["kind"], saved(cast).get("charity")) == ("free_shipping", None)


def test_a_simple_reward_needs_five_boxes(cast: Cast) -> None:
    with_reward(cast, {"kind": "custom"})
    client = signed_in(cast.staff)
    stamp = client.get(f"{PAGE}new/").context["stamp"]
    five = {"title": "Five off", "kind": "amount_off", "amount": "5", "way": "bought", "cost": "500"}
    answer = client.post(f"{PAGE}new/", five | {"seen": stamp, "currency": "points"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert (saved(cast)["id"], saved(cast)["amount"], saved(cast)["unused"]) == ("five-off", "5", "returned")


@pytest.mark.parametrize(
    ("given", "box"),
    [
        ({"amount": ""}, "amount"),
        ({"cost": ""}, "cost"),
        ({"cost": "many"}, "cost"),
        ({"kind": "percent_off", "percent": "101"}, "percent"),
        ({"kind": "exchange", "rate": "1"}, "partner"),
        ({"kind": "experience"}, "kind"),
        ({"kind": "buy_x_get_y", "products": "1"}, "buys_products"),
        ({"products": "11", "collections": "12"}, "collections"),
        ({"products": "the blue one"}, "products"),
        ({"sliding": "on"}, "slider_min"),
        ({"sliding": "on", "slider_min": "9", "slider_max": "3"}, "slider_max"),
        ({"sliding": "on", "slider_min": "9", "automatic": "on"}, "automatic"),
        ({"sliding": "on", "slider_min": "9", "pool": "on"}, "pool"),
        ({"sliding": "on", "slider_min": "9", "tier_cost_gold": "3"}, "tier_cost_gold"),
        ({"begins": "2026-05-01T00:00", "until": "2026-04-01T00:00"}, "until"),
        ({"limit_times": "0"}, "limit_times"),
    ],
)
def test_a_fault_stands_by_its_box_and_what_was_typed_stays(
    cast: Cast, given: dict[str, str], box: str
) -> None:
    before = with_reward(cast, {"kind": "amount_off", "amount": "5.00", "cost": 500})
    client = signed_in(cast.staff)
    sent = boxes(client, f"{PAGE}one/") | {"title": "A new title"} | given
    answer = client.post(f"{PAGE}one/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [box])
    assert "A new title" in text(answer)
    assert saved(cast) == before


def test_goods_that_were_sold_are_ticked_by_name_and_found_by_searching(cast: Cast) -> None:
    with_reward(cast, {"kind": "free_product", "cost": 9, "products": ["900"]})
    told = order(cast.shop, "1001", 1200)
    assert told.header is not None
    lines = [{"product": str(n), "title": f"Tea {n}"} for n in range(20)]
    cast.shop.orders.update(state={"header": {"lines": lines}})
    client = signed_in(cast.staff)
    offer = client.get(f"{PAGE}one/").context["form"].shown_field("products").offer
    assert (len(offer.ticks), offer.many, offer.others) == (12, True, True)
    page = client.post(
        f"{PAGE}one/", {"deed": "find", "products_find": "tea 19", "products:3": "on", "products": "900"}
    )
    ticks = page.context["form"].shown_field("products").offer.ticks
    assert ticks == [("3", "Tea 3", True), ("19", "Tea 19", False)]
    client.post(f"{PAGE}one/", boxes(client, f"{PAGE}one/") | {"products:3": "on"})
    assert saved(cast)["products"] == ["3", "900"]


def test_only_members_are_asked_about_and_an_answer_that_is_missing_is_told(cast: Cast) -> None:
    with_reward(cast, {"kind": "custom", "cost": 9})
    client = signed_in(cast.staff)
    fields = client.get(f"{PAGE}one/").context["conditions"].fields
    assert fields[0][1][0][0] == "member.tier"
    assert len(fields) == 1
    sent = boxes(client, f"{PAGE}one/") | {"row": "when add", "when-add": "member.badge"}
    page = client.post(f"{PAGE}one/", sent)
    assert page.status_code == 200
    sent = conditions(page.context) | {
        key: value for key, value in sent.items() if not key.startswith(("row", "when"))
    }
    answer = client.post(f"{PAGE}one/", sent)
    assert answer.status_code == 422
    assert "Choose or write at least one." in text(answer)
    assert "when" not in saved(cast)


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_a_reader_and_a_stranger_change_no_reward(cast: Cast, who: str) -> None:
    before = with_reward(cast, {"kind": "custom", "cost": 9})
    client = signed_in(getattr(cast, who))
    answer = client.post(
        f"{PAGE}one/", {"title": "Mine", "kind": "custom", "way": "bought", "cost": "1", "seen": "1"}
    )
    assert answer.status_code in (403, 409, 422)
    assert saved(cast) == before


def test_the_preview_says_what_points_are_worth(cast: Cast) -> None:
    with_reward(cast, {"kind": "amount_off", "amount": "5.00", "cost": 500})
    client = signed_in(cast.reader)
    given = {"kind": "amount_off", "amount": "5", "way": "bought", "cost": "500", "currency": "points"}
    said = text(client.get(f"{PAGE}example/", given))
    for words in ("$5.00 off", "500 points = $5.00", "That is 5% back on sales at 5 points per $1"):
        assert words in said, said
    slid = given | {"sliding": "on", "slider_min": "100", "slider_step": "50"}
    assert "450 points = $4.50; 500 points = $5.00" in text(client.get(f"{PAGE}example/", slid))
    shipping = given | {"kind": "free_shipping", "cost": "300", "code_days": "30"}
    said = text(client.get(f"{PAGE}example/", shipping))
    assert "Members have it after $60.00 of sales" in said
    assert "Lives for 30 days; unused, its points come back." in said
    assert "Say what it is" in text(client.get(f"{PAGE}example/", given | {"amount": "x"}))


def test_every_kind_reads_well_in_the_list(cast: Cast) -> None:
    rewards = [one | {"id": f"r{n}"} for n, one in enumerate(EVERY)]
    save_draft(programme_id=cast.shop.programme_id, document=FULL | {"rewards": [*FULL["rewards"], *rewards]},
               base=1, by="ann", now=NOW)  # fmt: skip
    said = text(signed_in(cast.reader).get(PAGE))
    for words in (
        "$5.00 off for 500 stamps",
        "Buy 2, get 3 for 50% less",
        "A gift card of $10.00",
        "400 with Hill miles",
    ):
        assert words in said, words
    assert len(parse(Draft.objects.get().document).rewards) == len(EVERY) + 1
