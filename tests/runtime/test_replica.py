"""Reports read from the replica where there is one; everything else, and all writing, stays where it was."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import ReadOnlySqlTransaction

from loyalty.common import database_url, replica
from loyalty.insight.own_orders import own_orders
from loyalty.ledger.rollforward import roll_forward
from loyalty.ledger.sponsors import sponsors
from loyalty.members.models import Member
from loyalty.shops.models import Shop
from tests.cast import NOW, Cast
from tests.docs.pages import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


def url(port: str = "") -> str:
    host, name = connection.get_connection_params()["host"], connection.settings_dict["NAME"]
    return f"postgresql://postgres@/{name}?host={host}" + (f"&port={port}" if port else "")


@pytest.fixture
def second() -> Iterator[None]:
    """A second alias of the same server, as a replica is one of the same data."""
    yield from _configured(url())


@pytest.fixture
def away() -> Iterator[None]:
    yield from _configured("postgresql://postgres@127.0.0.1:1/nowhere")


def _configured(where: str) -> Iterator[None]:
    made = database_url.replica(where, var_dir=ROOT / "var" / "test")[replica.ALIAS]
    connections.databases[replica.ALIAS] = connections.configure_settings({"default": {}, "x": made})["x"]
    theirs = connections[replica.ALIAS]

    def ensure_connection() -> None:
        """As Django's own, but for its tests' guard, which knows only the databases of the settings."""
        with theirs.wrap_database_errors:
            if theirs.connection is None:
                theirs.connect()

    setattr(theirs, "ensure_connection", ensure_connection)  # noqa: B010 - a plain assignment has no right type
    yield
    connections[replica.ALIAS].close()
    del connections[replica.ALIAS]
    del connections.databases[replica.ALIAS]


def test_without_a_replica_nothing_is_another(cast: Cast) -> None:
    assert database_url.replica("", var_dir=ROOT) == {}
    with replica.reading():
        assert replica.alias() == "default"
        assert Member.objects.filter(programme=cast.shop.programme_id).db == "default"


def test_what_is_read_for_figures_goes_there_and_says_the_same(cast: Cast, second: None) -> None:
    shop, since, until = cast.shop, NOW - timedelta(days=60), NOW
    with CaptureQueriesContext(connections[replica.ALIAS]) as there:
        found = (
            roll_forward(shop.programme_id, since, until),
            sponsors(shop=shop, since=since, until=until),
            own_orders(shop=shop).told,
        )
    assert len(there) >= 6
    with transaction.atomic():  # which must see its own writing, and so reads at home
        assert found[0] == roll_forward(shop.programme_id, since, until)
        assert found[1] == sponsors(shop=shop, since=since, until=until)
        assert found[2] == own_orders(shop=shop).told
    assert Shop.objects.filter(pk=shop.pk).db == "default"


def test_nothing_can_be_written_there(cast: Cast, second: None) -> None:
    assert cast.loyal.pk
    with replica.reading():
        member = Member.objects.filter(programme=cast.shop.programme_id).order_by("pk")[0]
        assert member._state.db == replica.ALIAS
        member.joined_by = "staff"
        member.save()
        with pytest.raises(Exception, match="read-only") as refused, replica.cursor() as cursor:
            cursor.execute("UPDATE members_member SET joined_by = 'replica'")
    assert isinstance(refused.value.__cause__, ReadOnlySqlTransaction)
    assert Member.objects.get(pk=member.pk).joined_by == "staff"
    assert not Member.objects.filter(joined_by="replica").exists()


def test_a_replica_that_is_away_costs_no_answer(cast: Cast, away: None) -> None:
    with replica.reading():
        assert replica.alias() == "default"
    assert own_orders(shop=cast.shop).orders == 0


def test_migrations_stay_away_from_it() -> None:
    assert replica.Router().allow_migrate(replica.ALIAS, "ledger") is False
