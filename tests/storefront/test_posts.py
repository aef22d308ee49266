"""Members post a code and send the post, through the proxy: shown what to post, told why not, told the answer."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from loyalty.activities.models import Activity
from loyalty.activities.post_codes import post_code
from loyalty.desk.submitting import accept, refuse
from tests.activities.test_posting import GOOD, RULES
from tests.activities.ways import published
from tests.cast import NOW, Cast
from tests.storefront.test_ways import ask, send, text, way

pytestmark = pytest.mark.django_db
PAGE = "way?way=show-us"


@pytest.fixture
def cast(cast: Cast) -> Iterator[Cast]:
    assert cast.cheat
    assert cast.loyal
    with time_machine.travel(NOW, tick=False):
        yield published(cast, RULES)


def test_a_post_is_sent_looked_at_and_answered(client: Client, cast: Cast) -> None:
    assert way(client, cast, "show-us")["title"] == "Post about us on X"
    page = text(ask(client, cast, PAGE))
    assert post_code(shop=cast.shop, member_id=cast.cheat.pk, rule="show-us") in page
    astray = send(client, cast, page, url="https://evil.example/")
    assert (astray.status_code, "no address of this network" in text(astray)) == (409, True)
    profile = send(client, cast, page, url="https://x.com/may")
    assert "names no post" in text(profile)
    assert not Activity.objects.exists()
    assert "We are looking at it" in text(send(client, cast, page, url=f" {GOOD} "))
    row = Activity.objects.get()
    refuse(activity=row, why="Your code is not in it.", actor="ann", now=NOW)
    refused = text(ask(client, cast, PAGE))
    assert "Your code is not in it." in refused
    assert "sent us this post before" in text(send(client, cast, refused, url=GOOD))
    send(client, cast, refused, url=GOOD + "7")
    accept(activity=Activity.objects.get(state="open"), grade="", actor="ann", now=NOW)
    assert way(client, cast, "show-us")["state"] == "done"
    assert 'name="url"' not in text(ask(client, cast, PAGE))


def test_somebody_elses_post_is_refused_and_told(client: Client, cast: Cast) -> None:
    send(client, cast, text(ask(client, cast, PAGE)), url=GOOD)
    mine = text(ask(client, cast, PAGE, "7001"))
    answer = send(client, cast, mine, customer="7001", url=GOOD + "?s=20")
    assert "Somebody else sent us this post before." in text(answer)
    assert Activity.objects.get().member == cast.cheat


def test_what_was_sent_can_be_taken_back(client: Client, cast: Cast) -> None:
    page = text(send(client, cast, text(ask(client, cast, PAGE)), url=GOOD))
    send(client, cast, page, take_back=str(Activity.objects.get().pk))
    assert Activity.objects.get().state == "withdrawn"
