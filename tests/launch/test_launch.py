"""Launching backwards: the books come out as the preview said, once, whatever is killed or told twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from loyalty.desk.rereading import reread_nightly
from loyalty.desk.standing import balance
from loyalty.engine.document import parse
from loyalty.insight.job import STALE, take
from loyalty.insight.models import PastOrders
from loyalty.launch import post as posting
from loyalty.launch.confirm import Changed, confirm
from loyalty.launch.models import Launch
from loyalty.launch.preview import NotFromTheStore, order
from loyalty.launch.work import go_on
from loyalty.ledger.models import Award, Transaction
from loyalty.ledger.prove import prove
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.orders.models import Order
from loyalty.programmes.models import Version
from loyalty.programmes.publish import NotTheFirst, save_draft
from loyalty.shops.models import Audit, Shop
from tests.cast import DOCUMENT, Cast
from tests.insight.pasts import BY, asked, days_ago, now, read, uploaded
from tests.insight.test_read_file import order as line
from tests.shopify.town import Town

FIRST = {"id": "first", "on": "first_order", "award": {"points": 500}}
DRAFT: dict[str, Any] = DOCUMENT | {"earning": [*DOCUMENT["earning"], FIRST]}


def young(town: Town) -> Shop:
    """A shop that never published, with a past: two members, a guest, refunds, a cancellation."""
    shop = town.shop()
    town.grant(shop, "read_all_orders")
    Version.objects.filter(programme=shop.programme).delete()
    loyal, other = (town.customer(shop, f"{name}@example.com") for name in ("loyal", "other"))
    for number, days in enumerate((200, 90, 80, 70, 60, 50, 40, 30, 20, 10)):
        at = days_ago(days)
        town.order(shop, customer_id=(loyal, other)[number % 2], created_at=at, processed_at=at)
    town.order(shop, email="guest@example.com")
    town.order(shop, ("refund", {"lines": {"0": 1}}), customer_id=loyal)
    town.order(shop, ("cancel", {}), customer_id=other)
    save_draft(programme_id=shop.programme_id, document=DRAFT, base=0, by=BY, now=now())
    return shop


def previewed(past: PastOrders, days: int = 100) -> Launch:
    since = now() - timedelta(days=days)
    made = order(past=past, document=parse(DRAFT), at=since, by=BY, now=now())
    go_on(made.pk)
    made.refresh_from_db()
    assert made.is_shown, made.failure
    return made


def confirmed(launch: Launch) -> Launch:
    assert launch.preview is not None
    return confirm(shop=launch.shop, launch_id=launch.pk, shown=launch.preview, by=BY, now=now())


def books(shop: Shop) -> dict[str, int]:
    """Points by member, and what was ever posted."""
    found = {}
    for row in Member.objects.filter(programme=shop.programme):
        held = balance(shop=shop, member_id=row.pk, now=now())
        found[str(row.pk)] = held.available + held.pending - held.debt
    return found


def launched(town: Town) -> tuple[Shop, Launch]:
    shop = young(town)
    launch = confirmed(previewed(read(asked(shop))))
    go_on(launch.pk)
    launch.refresh_from_db()
    assert launch.state == "done", launch.failure
    return shop, launch


def test_a_preview_posts_nothing(town: Town) -> None:
    shop = young(town)
    launch = previewed(read(asked(shop)))
    assert launch.preview is not None
    assert (launch.preview["orders"], launch.preview["members"]) == (12, 3)
    assert not Transaction.objects.filter(shop=shop).exists()
    assert not Version.objects.filter(programme=shop.programme).exists()


def test_the_books_are_what_the_preview_said(town: Town) -> None:
    shop, launch = launched(town)
    said = launch.preview
    assert said is not None
    held = books(shop)
    assert sum(held.values()) == said["outstanding"]
    assert sum(Award.objects.filter(shop=shop).values_list("posted", flat=True)) == said["issued"]
    for customer, points in said["biggest"]:
        if not customer.startswith("guest:"):
            member = by_customer(shop=shop, customer=customer)
            assert member is not None
            assert held[str(member.pk)] == points
    assert sorted(points for _, points in said["biggest"]) == sorted(held.values())
    assert prove(programme_id=shop.programme_id, now=now()).sound


def test_orders_before_the_day_are_not_paid_and_each_first_order_once(town: Town) -> None:
    shop, _ = launched(town)
    early = now() - timedelta(days=150)
    paid = [row.reason.get("order") for row in Award.objects.filter(shop=shop)]
    assert len(paid) > 10
    assert not Order.objects.filter(shop=shop, state__header__processed_at__lt=early.isoformat()).exists()
    assert Award.objects.filter(shop=shop, rule="first", posted=500).count() == 3


def test_the_version_is_live_since_the_day_and_the_audit_says_who_and_when(town: Town) -> None:
    shop, launch = launched(town)
    version = Version.objects.get(programme=shop.programme)
    assert (version.number, version.published_at) == (1, launch.since)
    deeds = Audit.objects.filter(shop=shop).values_list("deed", flat=True)
    assert {"launch", "launch finished"} <= set(deeds)


def test_told_again_and_read_again_nothing_more_is_posted(town: Town) -> None:
    shop, launch = launched(town)
    before, posted = books(shop), Transaction.objects.filter(shop=shop).count()
    Launch.objects.filter(pk=launch.pk).update(state="waiting", done=0, next_at=now())
    go_on(launch.pk)
    assert books(shop) == before
    town.deliver(shop)
    assert books(shop) == before
    assert Transaction.objects.filter(shop=shop).count() == posted
    said = reread_nightly(shop=shop, now=now())
    assert said is not None
    assert [one for one in said.drift if one.points_now != one.points_should] == []


def test_a_worker_killed_between_and_within_batches_pays_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loyalty.launch.orders.AT_ONCE", 5)
    shop = young(town)
    launch = confirmed(previewed(read(asked(shop))))
    calls = 0
    real = posting._tell

    def dies(job: Launch, some: Any, at: datetime) -> None:
        nonlocal calls
        calls += 1
        real(job, some, at)
        if calls == 2:
            raise KeyboardInterrupt  # posted, and killed before the transaction could end

    monkeypatch.setattr(posting, "_tell", dies)
    with pytest.raises(KeyboardInterrupt):
        go_on(launch.pk)
    launch.refresh_from_db()
    assert (launch.state, launch.done) == ("running", 5)
    go_on(launch.pk)
    launch.refresh_from_db()
    assert launch.done == 5, "another worker may still have it"
    Launch.objects.filter(pk=launch.pk).update(worked_at=now() - STALE - timedelta(seconds=1))
    go_on(launch.pk)
    launch.refresh_from_db()
    assert (launch.state, launch.done) == ("done", 12)
    assert launch.preview is not None
    assert sum(books(shop).values()) == launch.preview["outstanding"]


def test_a_draft_that_changed_since_is_not_what_was_confirmed(town: Town) -> None:
    shop = young(town)
    launch = previewed(read(asked(shop)))
    save_draft(programme_id=shop.programme_id, document=DOCUMENT, base=0, by=BY, now=now())
    with pytest.raises(Changed):
        confirmed(launch)
    assert not Version.objects.filter(programme=shop.programme).exists()


def test_figures_other_than_those_shown_launch_nothing(town: Town) -> None:
    shop = young(town)
    launch = previewed(read(asked(shop)))
    assert launch.preview is not None
    shown = launch.preview | {"issued": launch.preview["issued"] + 1}
    with pytest.raises(Changed):
        confirm(shop=shop, launch_id=launch.pk, shown=shown, by=BY, now=now())
    assert not Version.objects.filter(programme=shop.programme).exists()


def test_confirming_twice_launches_once(town: Town) -> None:
    shop = young(town)
    launch = previewed(read(asked(shop)))
    confirmed(launch)
    with pytest.raises(Changed):
        confirmed(launch)
    assert Version.objects.filter(programme=shop.programme).count() == 1


def test_a_shop_that_has_rules_already_cannot_launch_backwards(town: Town) -> None:
    shop = town.shop(document=DRAFT)
    town.order(shop, customer_id=town.customer(shop, "loyal@example.com"))
    save_draft(programme_id=shop.programme_id, document=DRAFT, base=1, by=BY, now=now())
    launch = previewed(read(asked(shop)))
    with pytest.raises(NotTheFirst):
        confirmed(launch)
    assert Version.objects.filter(programme=shop.programme).count() == 1
    launch.refresh_from_db()
    assert launch.stage == "preview"


def test_a_file_is_never_paid_for(cast: Cast) -> None:
    past = read(uploaded(cast.shop, [line(1)]))
    with pytest.raises(NotFromTheStore):
        order(past=past, document=parse(DRAFT), at=now(), by=BY, now=now())


def test_a_stopped_posting_goes_on_where_it_stopped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loyalty.launch.orders.AT_ONCE", 5)
    shop = young(town)
    launch = confirmed(previewed(read(asked(shop))))
    mine = take(Launch, launch.pk, now=now())
    assert mine is not None
    Launch.objects.filter(pk=launch.pk).update(state="stopped", turn=None)
    go_on(launch.pk)
    assert not Transaction.objects.filter(shop=shop).exists()
    Launch.objects.filter(pk=launch.pk).update(state="waiting", next_at=now())
    go_on(launch.pk)
    launch.refresh_from_db()
    assert launch.preview is not None
    assert sum(books(shop).values()) == launch.preview["outstanding"]
