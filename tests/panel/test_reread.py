"""The deliveries page says when the store was last read again, and what came of it."""

from loyalty.orders.models import LastReread
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

DELIVERIES = "/panel/deliveries/"


def test_before_the_first_night_it_says_what_will_come(cast: Cast) -> None:
    assert "Every night the store's orders are read again" in text(signed_in(cast.reader).get(DELIVERIES))


def test_a_quiet_night_and_a_busy_one_are_told(cast: Cast) -> None:
    row = LastReread.objects.create(shop=cast.shop, at=NOW, listed=1234)
    said = text(signed_in(cast.reader).get(DELIVERIES))
    assert (
        "Last re-read of the store: 1 Mar 2026, 12:00. 1,234 orders had changed; nothing was missing." in said
    )
    LastReread.objects.filter(pk=row.pk).update(found=9, repaired=8)
    assert "Differences found: 9, repaired: 8." in text(signed_in(cast.reader).get(DELIVERIES))


def test_a_night_without_an_answer_says_why(cast: Cast) -> None:
    LastReread.objects.create(shop=cast.shop, at=NOW, failure="<b>tea</b> could not be reached")
    page = signed_in(cast.reader).get(DELIVERIES)
    assert "could not be read again on 1 Mar 2026, 12:00" in text(page)
    assert "<b>tea" not in page.content.decode()


def test_another_shops_night_is_not_told(cast: Cast) -> None:
    LastReread.objects.create(shop=cast.other_shop, at=NOW, found=77)
    assert "77" not in text(signed_in(cast.owner).get(DELIVERIES))
