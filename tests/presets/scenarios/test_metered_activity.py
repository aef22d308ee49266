"""Points by the meter: nothing is lost over many small readings, and only for whoever shares them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from loyalty.engine.reasons import recompute
from loyalty.ledger.models import Award
from tests.presets.scenarios.doing import State, does, judged, reasons
from tests.presets.scenarios.stage import NEWCOMER, Stage

Opened = Callable[[str], Stage]
WAIT = timedelta(minutes=1)


def sharing(stage: Opened) -> Stage:
    """A member who shares their readings."""
    shop = stage("metered-activity")
    shop.join()
    shop.at(shop.clock + WAIT)
    assert does(shop, "data-share", "consent") == 0
    shop.at(shop.clock + WAIT)
    return shop


def test_1234_and_a_half_kilometres_are_123_however_they_are_read(stage: Opened) -> None:
    shop = sharing(stage)
    assert does(shop, "drive", "whole", quantity="1234.5", unit="km") == 123
    shop.join(NEWCOMER)
    does(shop, "data-share", "theirs", customer=NEWCOMER)
    readings = ["0.1"] * 45 + ["30", "0.123456", "1199.876544"]
    given = [
        does(shop, "drive", f"r{n}", customer=NEWCOMER, quantity=one, unit="km")
        for n, one in enumerate(readings)
    ]
    assert (sum(given), shop.standing(NEWCOMER)[0]) == (123, 123)
    assert does(shop, "drive", "rest", quantity="5.5", unit="km") == 1, "4.5 km had been carried"
    assert all(recompute(award.reason) == award.posted for award in Award.objects.filter(rule="drive"))
    shop.replayed()


def test_each_meter_has_its_own_rate_and_unit(stage: Opened) -> None:
    shop = sharing(stage)
    got = [
        does(shop, "charge", "c", quantity="25", unit="kWh"),
        does(shop, "solar", "s", quantity="7.9", unit="kWh"),
        does(shop, "drive", "m", quantity="100", unit="mi"),
    ]
    assert got == [12, 7, 0]
    assert reasons(shop, "drive") == ["unit"]
    told = shop.sees()
    ways = {way["id"]: way["text"] for way in told["earn"]}
    assert ways["drive"] == "10 points per 100 km"
    assert told["member"]["available"] == 19
    shop.replayed()


def test_a_year_has_a_most_and_the_next_begins_anew(stage: Opened) -> None:
    shop = sharing(stage)
    got = [does(shop, "charge", f"c{n}", quantity="1500", unit="kWh") for n in range(3)]
    assert got == [750, 250, 0]
    shop.at(datetime(2027, 1, 1, 4, 59, tzinfo=UTC))
    assert does(shop, "charge", "late", quantity="10", unit="kWh") == 0, (
        "in New York it is still the old year"
    )
    shop.at(datetime(2027, 1, 1, 5, 0, tzinfo=UTC))
    assert does(shop, "charge", "new", quantity="10", unit="kWh") == 5
    shop.replayed()


def test_who_takes_consent_back_earns_no_more_and_keeps_what_they_have(stage: Opened) -> None:
    shop = sharing(stage)
    does(shop, "drive", "before", quantity="200", unit="km")
    judged(shop, "consent", state=State.WITHDRAWN)
    shop.at(shop.clock + WAIT)
    assert does(shop, "drive", "after", quantity="200", unit="km") == 0
    assert shop.standing() == (20, 0, 0)
    [_, why] = reasons(shop, "drive")
    assert (why["field"], why["got"]) == ("member.badge", [])
    does(shop, "data-share", "again")
    shop.at(shop.clock + WAIT)
    assert does(shop, "drive", "later", quantity="200", unit="km") == 20
    assert shop.standing() == (40, 0, 0), "what was driven meanwhile is not made up for"
    shop.replayed()


def test_a_picture_counts_when_staff_approved_it(stage: Opened) -> None:
    shop = sharing(stage)
    assert does(shop, "content", "photo") == 0
    assert reasons(shop, "content") == ["in_review"]
    assert judged(shop, "photo") == 150
    judged(shop, "photo")
    assert shop.standing() == (150, 0, 0), "approved twice, paid once"
    assert does(shop, "content", "other") == 0
    assert judged(shop, "other") == 0, "once a month"
    assert shop.standing() == (150, 0, 0)
    shop.replayed()
