"""A document over the shop's own past: the replay's figures, month by month; stopped, resumed, taken over."""

from datetime import timedelta
from typing import Any

import pytest

from loyalty.insight import simulate as simulating
from loyalty.insight.job import STALE, Superseded, resume, stop, take
from loyalty.insight.models import Simulation
from loyalty.insight.work import go_on_playing
from loyalty.ledger.models import Transaction
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, Cast
from tests.insight.pasts import asked, days_ago, now, read, run, uploaded
from tests.insight.test_read_file import order
from tests.shopify.town import Town

TIERED: dict[str, Any] = DOCUMENT | {
    "tiers": {
        "by": "orders",
        "window": {"lifetime": True},
        "levels": [{"id": "member", "at": 0}, {"id": "gold", "title": "Gold", "at": 2}],
    }
}


def town_shop(town: Town) -> Shop:
    shop = town.shop(document=TIERED)
    town.grant(shop, "read_all_orders")
    loyal = town.customer(shop, "loyal@example.com")
    for days in (100, 70, 40):
        at = days_ago(days)
        town.order(shop, customer_id=loyal, created_at=at, processed_at=at)
    town.order(shop, ("refund", {"lines": {"0": 1}}), customer_id=loyal)
    return shop


def test_a_simulation_says_what_the_rules_would_have_given(town: Town) -> None:
    made = run(read(asked(town_shop(town))), TIERED)
    assert made.state == "done", made.failure
    result = made.result
    assert result is not None
    assert (result["issued"], result["reversed"], result["outstanding"]) == (400, 50, 350)
    assert result["sales_minor"] == 7000
    assert (result["members"], result["orders"]) == (1, 4)
    assert result["tiers"] == {"gold": 1}
    assert list(made.levels.values()) == ["gold"]


def test_every_month_has_its_row_and_points_only_grow_with_orders(town: Town) -> None:
    result = run(read(asked(town_shop(town))), TIERED).result
    assert result is not None
    months = result["months"]
    assert months[0]["outstanding"] == 100
    assert months[0]["tiers"] == {"member": 1}
    assert 4 <= len(months) <= 5
    assert months[-1]["last"]
    assert months[-1]["outstanding"] == 350
    assert [row["reversed"] for row in months[:-1]] == [0] * (len(months) - 1), "a refund is of its own time"


def test_nothing_is_posted_by_simulating(town: Town) -> None:
    shop = town_shop(town)
    run(read(asked(shop)), TIERED)
    assert not Transaction.objects.filter(shop=shop).exists()
    assert not Order.objects.filter(shop=shop).exists()
    assert not Member.objects.filter(programme=shop.programme).exists()


def test_the_figures_are_those_of_the_replay_command(cast: Cast) -> None:
    lines = [order(n, customer=7000 + n % 3, days=90 - n) for n in range(1, 20)]
    result = run(read(uploaded(cast.shop, lines))).result
    assert result is not None
    assert (result["issued"], result["orders"], result["members"]) == (19 * 50, 19, 3)
    assert result["sales_minor"] == 19_000


def test_a_stopped_run_stays_stopped_and_a_resumed_one_ends_the_same(cast: Cast) -> None:
    past = read(uploaded(cast.shop, [order(n, days=90 - n) for n in range(1, 20)]))
    first = run(past)
    again = run(past)
    Simulation.objects.filter(pk=again.pk).update(state="waiting", result=None)
    assert stop(again, now=now())
    go_on_playing(again.pk)
    again.refresh_from_db()
    assert (again.state, again.result) == ("stopped", None)
    assert resume(again, now=now())
    go_on_playing(again.pk)
    again.refresh_from_db()
    assert (again.state, again.result) == ("done", first.result)


def test_a_run_hears_that_it_was_stopped_while_it_plays(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulating, "EVERY", 0)
    monkeypatch.setattr(simulating, "LOOKED", 1)
    past = read(uploaded(cast.shop, [order(n, days=90 - n) for n in range(1, 9)]))
    made = run(past)
    Simulation.objects.filter(pk=made.pk).update(state="waiting", next_at=now(), result=None)
    mine = take(Simulation, made.pk, now=now())
    assert mine is not None
    stop(mine, now=now())
    with pytest.raises(Superseded):
        simulating.simulate(mine, now=now())
    made.refresh_from_db()
    assert (made.state, made.result) == ("stopped", None)


def test_a_killed_worker_is_followed_by_another(cast: Cast) -> None:
    past = read(uploaded(cast.shop, [order(1)]))
    made = run(past)
    Simulation.objects.filter(pk=made.pk).update(state="running", worked_at=now(), result=None)
    go_on_playing(made.pk)
    made.refresh_from_db()
    assert made.state == "running", "somebody else has it"
    Simulation.objects.filter(pk=made.pk).update(worked_at=now() - STALE - timedelta(seconds=1))
    go_on_playing(made.pk)
    made.refresh_from_db()
    assert made.state == "done"
    assert made.result is not None
