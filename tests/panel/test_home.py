"""The first page: the figures of an empty and of a full shop, and how far the set-up is."""

from datetime import timedelta

from django.utils import timezone

from loyalty.ledger.models import Balance
from loyalty.panel.checklist import checklist, embed_link
from loyalty.panel.figures import Figures, figures
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation
from tests.cast import NOW, Cast
from tests.panel.story import busy_member, delivery, order, signed_in, text


def done(cast: Cast) -> list[bool]:
    cast.shop.refresh_from_db()
    return [step.done for step in checklist(shop=cast.shop)]


def told(cast: Cast) -> Figures:
    return figures(shop=cast.shop, now=NOW)


def test_an_empty_shop_shows_noughts_and_what_to_do_first(cast: Cast) -> None:
    found = told(cast)
    assert (found.members, found.joined, found.outstanding, found.pending) == (0, 0, 0, 0)
    assert (found.issued, found.reversed, found.orders, found.parked) == (0, 0, 0, 0)
    assert len(found.days) == 30
    page = text(signed_in(cast.reader).get("/panel/"))
    assert "No points yet" in page
    assert "Getting started" in page
    assert "2 of 4 done" in page


def test_the_figures_of_a_full_shop_agree_with_its_books(cast: Cast) -> None:
    who = busy_member(cast.shop)
    order(cast.shop, "2001", 1000, customer="7002", at=NOW - timedelta(days=2))
    delivery(cast.shop, state="parked")
    delivery(cast.shop)
    found = told(cast)
    assert (found.members, found.joined, found.orders, found.parked) == (2, 1, 3, 1)
    rows = Balance.objects.filter(programme=cast.programme)
    assert found.outstanding == sum(row.pending + row.available + row.reserved + row.debt for row in rows)
    posted = figures(shop=cast.shop, now=timezone.now())  # the books are dated by the database's own clock
    assert posted.issued - posted.reversed == posted.outstanding == found.outstanding
    assert posted.reversed > 0
    assert Balance.objects.get(member=who).available > 0
    page = text(signed_in(cast.reader).get("/panel/"))
    assert "No points yet" not in page
    assert 'href="/panel/deliveries/?state=parked">1</a>' in page


def test_nothing_of_one_shop_counts_in_anothers_figures(cast: Cast) -> None:
    busy_member(cast.shop)
    delivery(cast.shop, state="parked")
    found = figures(shop=cast.other_shop, now=NOW)
    assert (found.members, found.issued, found.outstanding, found.orders, found.parked) == (0, 0, 0, 0, 0)


def test_what_happened_more_than_thirty_days_ago_is_no_longer_counted(cast: Cast) -> None:
    order(cast.shop, "1", 1000)
    now = timezone.now()
    issued = figures(shop=cast.shop, now=now).issued
    later = figures(shop=cast.shop, now=now + timedelta(days=60))
    assert (later.issued, later.orders) == (0, 0)
    assert later.members == 1
    assert later.outstanding == issued > 0


def test_the_days_are_the_shops_own(cast: Cast) -> None:
    with timezone.override("Pacific/Auckland"):
        assert told(cast).days[-1].day.isoformat() == "2026-03-02"
    with timezone.override("America/Los_Angeles"):
        assert told(cast).days[-1].day.isoformat() == "2026-03-01"


def test_every_step_of_the_list_follows_from_what_is_there(cast: Cast) -> None:
    Version.objects.filter(programme=cast.shop.programme).delete()
    assert done(cast) == [True, False, False, False]
    Version.objects.create(
        programme=cast.programme, number=1, document={}, published_at=NOW, published_by="owner"
    )
    assert done(cast) == [True, True, False, False]
    type(cast.shop).objects.update(widget_seen_at=NOW)
    assert done(cast) == [True, True, True, False]


def test_the_list_goes_when_everything_is_done_and_comes_back_when_the_app_goes(cast: Cast) -> None:
    order(cast.shop, "1", 1000)
    type(cast.shop).objects.update(widget_seen_at=NOW)
    client = signed_in(cast.reader)
    assert done(cast) == [True] * 4
    assert "Getting started" not in text(client.get("/panel/"))
    Installation.objects.update(uninstalled_at=NOW)
    assert done(cast) == [False, True, True, True]
    assert "The app is not installed in the store at the moment" in text(client.get("/panel/"))


def test_the_theme_editor_opens_with_our_embed_switched_on(cast: Cast) -> None:
    link = embed_link(cast.shop)
    assert "/store/tea/themes/current/editor?context=apps&activateAppId=" in link
    assert link.endswith("/app-embed")
