"""Publishing and going back: what was earned stays as it was, the next orders have the terms of their time."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from loyalty.desk.work import work
from loyalty.engine.facts import OrderTold
from loyalty.ledger.models import Entry
from loyalty.programmes.models import Draft, Version
from loyalty.programmes.publish import SomebodyPublished, publish, roll_back, save_draft
from tests.cast import DOCUMENT, NOW, Cast
from tests.panel.story import order, refund

LATER = NOW + timedelta(hours=1)
LAST = NOW + timedelta(hours=2)


def rates(points: int) -> dict[str, Any]:
    earning = [{"id": "order", "on": "order_paid", "award": {"points": points, "per": "1.00"}}]
    return DOCUMENT | {"earning": earning}


def change(cast: Cast, points: int) -> None:
    """Published at LATER."""
    programme = cast.programme.pk
    save_draft(programme_id=programme, document=rates(points), base=1, by="ann", now=LATER)
    publish(programme_id=programme, base=1, by="ann", now=LATER)


def entries(cast: Cast) -> list[tuple[Any, ...]]:
    rows = Entry.objects.filter(shop=cast.shop).order_by("pk")
    return list(rows.values_list("pk", "account", "amount", "transaction_id"))


def posted(cast: Cast, before: int) -> int:
    rows = Entry.objects.filter(shop=cast.shop, account="issued", pk__gt=before)
    return -sum(rows.values_list("amount", flat=True))


def last(cast: Cast) -> int:
    return max((row[0] for row in entries(cast)), default=0)


def test_a_published_change_alters_nothing_that_was_earned_before(cast: Cast) -> None:
    told = order(cast.shop, "1", 1000, at=NOW)
    kept = entries(cast)
    change(cast, 50)
    work(shop=cast.shop, told=[(1, OrderTold(order=told.order, header=told.header))], now=LAST)
    assert entries(cast) == kept
    assert posted(cast, 0) == 50


def test_going_back_restores_the_terms_of_the_next_orders_only(cast: Cast) -> None:
    order(cast.shop, "1", 1000, at=NOW)
    change(cast, 50)
    mark = last(cast)
    dear = order(cast.shop, "2", 1000, 500, at=LATER + timedelta(minutes=1))
    assert posted(cast, mark) == 750
    kept = entries(cast)
    made = roll_back(programme_id=cast.programme.pk, to=1, base=2, by="ann", now=LAST)
    assert (made.number, made.back_to) == (3, 1)
    assert entries(cast) == kept
    mark = last(cast)
    order(cast.shop, "3", 1000, at=LAST + timedelta(minutes=1))
    assert posted(cast, mark) == 50
    mark = last(cast)
    refund(cast.shop, dear, 1, at=LAST + timedelta(minutes=2))
    back = Entry.objects.filter(shop=cast.shop, account="reversed", pk__gt=mark).values_list(
        "amount", flat=True
    )
    assert sum(back) == 250, "an order of version 2 is clawed back by version 2"


def test_going_back_leaves_the_draft_alone(cast: Cast) -> None:
    change(cast, 50)
    save_draft(programme_id=cast.programme.pk, document=rates(7), base=2, by="bea", now=LATER)
    roll_back(programme_id=cast.programme.pk, to=1, base=2, by="ann", now=LAST)
    held = Draft.objects.get(programme=cast.programme)
    assert (held.document["earning"][0]["award"]["points"], held.base) == (7, 2)


def test_going_back_on_top_of_somebody_elses_version_is_refused(cast: Cast) -> None:
    change(cast, 50)
    with pytest.raises(SomebodyPublished) as told:
        roll_back(programme_id=cast.programme.pk, to=1, base=1, by="ann", now=LAST)
    assert told.value.newest == 2
    assert Version.objects.filter(programme=cast.programme).count() == 2


def test_another_programmes_version_is_not_brought_back(cast: Cast) -> None:
    change(cast, 50)
    with pytest.raises(Version.DoesNotExist):
        roll_back(programme_id=cast.other_shop.programme_id, to=2, base=1, by="cheat", now=LAST)


@pytest.mark.django_db(transaction=True)
def test_of_publishing_and_going_back_at_once_one_wins_and_the_other_is_told() -> None:
    cast = Cast()
    programme = cast.programme.pk
    change(cast, 50)
    save_draft(programme_id=programme, document=rates(7), base=2, by="bea", now=LAST)
    start, told = Barrier(2), []

    def run(deed: str) -> None:
        start.wait()
        try:
            if deed == "back":
                roll_back(programme_id=programme, to=1, base=2, by="ann", now=LAST)
            else:
                publish(programme_id=programme, base=2, by="bea", now=LAST)
            told.append("won")
        except SomebodyPublished as lost:
            told.append(f"lost to {lost.newest}")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in ("back", "publish")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["lost to 3", "won"]
    assert Version.objects.filter(programme=programme).count() == 3
