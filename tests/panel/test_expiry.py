"""When points expire, decided in the panel: in a shopkeeper's words, with an example, seen before it is published."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from loyalty.engine.document import parse
from loyalty.programmes.models import Draft
from tests.cast import Cast
from tests.panel.story import signed_in, text
from tests.panel.test_earning import FIELDS, RULES, publish, save

AUTUMN = "2026-11-22T12:00:00Z"
YEAR = {
    "expiry": "lot",
    "expiry_months": "12",
    "expiry_end_of": "month",
    "expiry_notices": "30, 7",
    "expiry_grace": "30",
}


def example(client: Client, **change: str) -> str:
    return text(client.get(RULES + "expiry/", FIELDS | YEAR | change))


def drafted() -> dict[str, Any]:
    return Draft.objects.get().document


def test_points_never_expire_unless_the_shop_says_so(cast: Cast) -> None:
    client = signed_in(cast.staff)
    save(client)
    assert "expiry" not in drafted()
    assert "never expire" in text(client.get(RULES))


def test_a_years_life_is_kept_shown_as_a_change_and_published(cast: Cast) -> None:
    client = signed_in(cast.owner)
    page = text(client.get(save(client, **YEAR).url))
    for words in (
        "12 months after they were earned",
        "at the end of that month",
        "30 days, 7 days before",
        "wait until they are told",
        "live for another 30 days",
    ):
        assert words in page, words
    publish(client)
    expiry = parse(cast.programme.versions.get(number=2).document).expiry
    assert expiry is not None
    assert (expiry.per, expiry.months, expiry.end_of) == ("lot", 12, "month")
    assert (expiry.notice_days, expiry.without_notice, expiry.grace_days) == ((30, 7), False, 30)


@pytest.mark.parametrize(
    ("mode", "months", "idle"), [("lot", 24, None), ("inactivity", 6, None), ("both", 24, 6)]
)
def test_each_way_takes_the_months_it_needs(cast: Cast, mode: str, months: int, idle: int | None) -> None:
    save(signed_in(cast.staff), **YEAR | {"expiry": mode, "expiry_months": "24", "expiry_idle": "6"})
    made = drafted()["expiry"]
    assert (made["per"], made["months"], made.get("inactive_months")) == (mode, months, idle)


def test_going_back_to_never_takes_the_section_away_and_asks_nothing_of_unseen_fields(cast: Cast) -> None:
    client = signed_in(cast.staff)
    save(client, **YEAR)
    seen = client.get(RULES).context["stamp"]
    assert (
        save(client, expiry="never", expiry_months="x", expiry_notices="soon", seen=seen).status_code == 302
    )
    assert "expiry" not in drafted()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"expiry_months": ""}, "expiry_months", "after how many months"),
        ({"expiry_months": "0"}, "expiry_months", "greater than or equal to 1"),
        ({"expiry": "both", "expiry_idle": ""}, "expiry_idle", "after how many months"),
        ({"expiry_notices": ""}, "expiry_notices", "nothing would ever expire"),
        ({"expiry_notices": "a week"}, "expiry_notices", "numbers of days"),
        ({"expiry_notices": "0"}, "expiry_notices", "between 1 and 365"),
        ({"expiry_notices": "6 5 4 3 2 1"}, "expiry_notices", "At most five"),
        ({"expiry_grace": "-1"}, "expiry_grace", "greater than or equal to 0"),
        ({"expiry": "sometimes"}, "expiry", "valid choice"),
    ],
)
def test_what_makes_no_sense_stays_with_its_error_beside_it(
    cast: Cast, change: dict[str, str], field: str, words: str
) -> None:
    response = save(signed_in(cast.staff), **YEAR | change)
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert not Draft.objects.exists()


def test_a_hold_longer_than_the_points_live_is_refused_by_the_engine(cast: Cast) -> None:
    response = save(signed_in(cast.staff), **YEAR | {"expiry_months": "1", "hold_days": "60"})
    assert response.status_code == 422
    assert "expire while they are held" in text(response)


def test_notices_may_be_left_out_only_by_saying_so(cast: Cast) -> None:
    client = signed_in(cast.staff)
    assert save(client, **YEAR | {"expiry_notices": "", "expiry_silent": "on"}).status_code == 302
    assert drafted()["expiry"]["without_notice"] is True
    assert "never warned about" in text(client.get(RULES))


@time_machine.travel(AUTUMN, tick=False)
def test_the_example_follows_what_is_typed(cast: Cast) -> None:
    client = signed_in(cast.reader)
    said = example(client)
    assert "100 points earned today, 22 Nov 2026, can be used until 30 Nov 2027." in said
    assert "The member is told on 1 Nov 2027 and 24 Nov 2027." in said
    assert "Until the member has been told, the points stay." in said
    assert "until 31 Dec 2027" in example(client, expiry_end_of="year")
    assert "new time" in example(client, expiry="inactivity", expiry_idle="3")
    assert "never expire" in example(client, expiry="never")
    assert "Fill in months and days" in example(client, expiry_months="x")
    assert not Draft.objects.exists()


def test_a_first_orders_bonus_is_given_kept_and_taken_out(cast: Cast) -> None:
    client = signed_in(cast.staff)
    page = text(client.get(save(client, first="on", first_points="50").url))
    assert "A first order gives besides" in page
    assert [rule["on"] for rule in drafted()["earning"]] == ["order_paid", "joined", "first_order"]
    seen = client.get(RULES).context["stamp"]
    assert save(client, first="on", first_points="", seen=seen).status_code == 422
    save(client, seen=seen)
    assert [rule["id"] for rule in drafted()["earning"]] == ["order", "welcome"]
