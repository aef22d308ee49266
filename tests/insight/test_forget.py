"""Whoever asks to be forgotten goes out of every past and every result; a shop takes all of its pasts with it."""

from datetime import timedelta

from loyalty.desk.work import work
from loyalty.engine.facts import CustomerDeleted, CustomerRedacted, ShopRedacted
from loyalty.insight.forget import old_pasts
from loyalty.insight.models import PastOrders, PastPart, Simulation
from tests.insight.pasts import asked, now, read, run, uploaded, words, wrong
from tests.insight.test_read_file import order
from tests.insight.test_simulate import TIERED
from tests.shopify.town import Town


def test_a_customer_to_be_forgotten_goes_out_of_pasts_and_results(town: Town) -> None:
    shop = town.shop(document=TIERED)
    loyal, other = (town.customer(shop, f"{name}@example.com") for name in ("loyal", "other"))
    for who in (loyal, other, loyal, other):
        town.order(shop, customer_id=who)
    town.order(shop, email="guest@example.com")
    past = read(asked(shop))
    made = run(past, TIERED)
    before = made.result
    assert made.levels == {str(loyal): "gold", str(other): "gold"}
    guest = str(town.http.get(f"/_control/shops/{shop.domain}/customers").json()[-1]["id"])
    for fact in (
        CustomerRedacted(customer=str(loyal), email="LOYAL@example.com"),
        CustomerRedacted(customer=guest, email="guest@example.com"),
    ):
        work(shop=shop, told=[(1, fact)], now=now())
    assert str(loyal) not in words(past)
    assert "guest@example.com" not in words(past)
    assert str(other) in words(past), "somebody else was forgotten with them"
    assert words(past).count("OrderTold(") == 5
    made.refresh_from_db()
    assert made.levels == {str(other): "gold"}
    assert made.result == before, "the sums stay"


def test_a_past_under_way_begins_anew_when_somebody_is_forgotten(town: Town) -> None:
    shop = town.shop()
    loyal = town.customer(shop, "loyal@example.com")
    town.order(shop, customer_id=loyal)
    wrong(town, shop, hold=True)
    past = asked(shop)
    PastOrders.objects.filter(pk=past.pk).update(stage="export", export="gid://shopify/BulkOperation/9")
    file = uploaded(shop, [order(1, customer=loyal)])
    work(shop=shop, told=[(1, CustomerDeleted(customer=str(loyal)))], now=now())
    past.refresh_from_db()
    file.refresh_from_db()
    assert (past.state, past.stage, past.export) == ("waiting", "ask", "")
    assert file.state == "failed"
    assert not PastPart.objects.filter(past=file).exists()


def test_a_shop_that_is_redacted_leaves_no_past(town: Town) -> None:
    shop, neighbour = town.shop(), town.shop()
    for one in (shop, neighbour):
        town.order(one, email="guest@example.com")
        run(read(asked(one)))
    shop.installations.update(uninstalled_at=now())
    work(shop=shop, told=[(1, ShopRedacted())], now=now())
    assert [row.shop for row in PastOrders.objects.all()] == [neighbour]
    assert [row.shop for row in Simulation.objects.all()] == [neighbour]
    assert {part.past.shop for part in PastPart.objects.select_related("past__shop")} == {neighbour}


def test_pasts_are_thrown_away_after_thirty_days_and_results_stay(town: Town) -> None:
    shop = town.shop()
    town.order(shop, customer_id=town.customer(shop, "loyal@example.com"))
    past = read(asked(shop))
    made = run(past)
    assert old_pasts(now=now()) == 0
    assert old_pasts(now=now() + timedelta(days=31)) == 1
    past.refresh_from_db()
    made.refresh_from_db()
    assert (past.is_ready, past.parts.exists(), made.levels) == (False, False, {})
    assert made.result is not None
    assert run(past).failure == "The past it was to be played over is no longer kept."
