"""What the store is told, in the panel: counted, filtered, sent again."""

from datetime import timedelta

from loyalty.outbox.models import Errand
from loyalty.outbox.want import Wish, want
from loyalty.shops.models import Audit, Shop
from tests.cast import NOW, Cast
from tests.panel.story import signed_in, text

PAGE = "/panel/deliveries/store/"


def errand(shop: Shop, customer: str = "7001", *, state: str = "waiting", why: str = "") -> Errand:
    wanted = {"customer": customer, "add": ["VIP"], "remove": []}
    want(wishes=[Wish(shop.pk, "customer_tags", f"customer_tags:{customer}", wanted)], now=NOW)
    row = Errand.objects.get(shop=shop, wanted__customer=customer)
    Errand.objects.filter(pk=row.pk).update(
        state=state, last_error=why, attempts=10 if why else 0, done_at=None if state == "waiting" else NOW,
        due_at=NOW + timedelta(days=900),
    )  # fmt: skip
    return row


def story(shop: Shop) -> Errand:
    """One of each state."""
    errand(shop, "7001", state="done")
    errand(shop, "7002", why="shop could not be reached: ConnectTimeout")
    return errand(shop, "7003", state="dead", why="The store refused the tags: Customer does not exist")


def test_errands_are_counted_by_state_and_say_what_and_why_not(cast: Cast) -> None:
    story(cast.shop)
    errand(cast.other_shop, "9009", state="dead", why="theirs")
    response = signed_in(cast.reader).get(PAGE)
    assert [row[3] for row in response.context["states"]] == [1, 1, 1]
    said = text(response)
    for words in ("Tags of customer 7003", "to have: VIP", "Customer does not exist", "again at"):
        assert words in said
    assert "9009" not in said
    assert "Send again" not in said
    assert [
        line.row.wanted["customer"]
        for line in signed_in(cast.reader).get(PAGE, {"state": "dead"}).context["lines"]
    ] == ["7003"]


def test_staff_send_one_or_all_again(cast: Cast) -> None:
    row, client = story(cast.shop), signed_in(cast.staff)
    assert "errand_again" in client.post(f"{PAGE}{row.pk}/retry/")["Location"]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 0, "")
    assert "no_errands" in client.post(f"{PAGE}retry/")["Location"]
    Errand.objects.filter(pk=row.pk).update(state="dead")
    assert "errands_again" in client.post(f"{PAGE}retry/")["Location"]
    assert Audit.objects.filter(deed="errands.retry").count() == 2
    assert Errand.objects.filter(state="done").count() == 1, "what is done is done"


def test_a_stranger_sends_nothing_of_ours_again(cast: Cast) -> None:
    row, client = story(cast.shop), signed_in(cast.stranger)
    client.post(f"{PAGE}{row.pk}/retry/")
    client.post(f"{PAGE}retry/")
    row.refresh_from_db()
    assert row.state == "dead"
    assert "7003" not in text(client.get(PAGE))


def test_the_deliveries_page_says_how_many_were_given_up(cast: Cast) -> None:
    story(cast.shop)
    assert "To the store" in text(signed_in(cast.reader).get("/panel/deliveries/"))
    assert signed_in(cast.reader).get("/panel/deliveries/").context["given_up"] == 1


def test_odd_questions_are_answered_like_none(cast: Cast) -> None:
    client = signed_in(cast.owner)
    assert client.get(PAGE, {"state": "<b>", "before": "x"}).status_code == 200
    assert client.post(f"{PAGE}{2**64}/retry/").status_code == 302
