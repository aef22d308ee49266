"""Webhooks: signed, told once, told again when nobody answers, and never into a private network."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from loyalty.common.outgoing.address import NotAllowed
from loyalty.common.sealed import seal
from loyalty.desk import happened
from loyalty.desk.adjusting import adjust
from loyalty.notices import endpoints
from loyalty.notices.deliver import ATTEMPTS, LONG_FAILURE, deliver
from loyalty.notices.models import Attempt, Endpoint, Post
from loyalty.notices.post import again, post_test
from loyalty.shops.models import Shop
from tests.cast import NOW, Cast
from tests.security.listener import Listener, listening, says

OK, BROKEN, MOVED = says("HTTP/1.1 200 OK\nContent-Length: 2", b"ok"), "HTTP/1.1 500 No", "HTTP/1.1 302 Found"


@pytest.fixture(autouse=True)
def _on_this_machine(settings: LazySettings) -> None:
    settings.OUTGOING_LOOPBACK = True


def added(shop: Shop, door: Listener, *topics: str) -> tuple[Endpoint, str]:
    wanted = topics or ("points.earned", "points.reversed")
    return endpoints.add(shop=shop, url=f"{door.address}/hook", topics=wanted, actor="owner", now=NOW)


def given(cast: Cast, points: int, key: str) -> None:
    adjust(shop=cast.shop, member_id=cast.loyal.pk, points=points, why="x", actor="o", key=key, now=NOW)
    happened.listen(now=NOW, patient=False)


def run(now: datetime = NOW) -> int:
    return deliver(clock=lambda: now)


def heard(door: Listener) -> list[tuple[dict[str, str], bytes]]:
    found = []
    for raw in door.requests:
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        found.append(({name.lower(): value for name, value in lines}, body))
    return found


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    time, *marks = headers["loyalty-signature"].split(",")
    signed = time.removeprefix("t=").encode() + b"." + body
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" in marks


def test_what_happens_is_told_once_signed_and_only_to_its_own_shop(cast: Cast) -> None:
    happened.listen(now=NOW)
    with listening(OK) as door, listening(OK) as strangers:
        _row, secret = added(cast.shop, door)
        added(cast.other_shop, strangers)
        given(cast, 40, "a")
        assert (run(), run()) == (1, 0)
        happened.listen(now=NOW, patient=False)
        assert run() == 0
        [(headers, body)] = heard(door)
        assert strangers.knocks == 0
    event: dict[str, Any] = json.loads(body)
    assert is_signed(headers, body, secret)
    assert (event["topic"], event["shop"], event["id"]) == (
        "points.earned",
        cast.shop.domain,
        headers["loyalty-event"],
    )
    assert event["data"]["points"] == 40
    assert event["data"]["member"] == seal("mem", cast.programme.pk, cast.loyal.pk)


def test_only_the_topics_that_were_ticked_are_told(cast: Cast) -> None:
    happened.listen(now=NOW)
    with listening(OK) as door:
        added(cast.shop, door, "points.reversed")
        given(cast, 40, "a")
        given(cast, -10, "b")
        assert run() == 1
        [(_headers, body)] = heard(door)
    assert (json.loads(body)["topic"], json.loads(body)["data"]["points"]) == ("points.reversed", -10)


@pytest.mark.parametrize("answer", [BROKEN, MOVED])
def test_what_was_not_taken_goes_again_later_as_the_same_event_and_is_given_up_in_the_end(
    cast: Cast, answer: str
) -> None:
    with listening(says(f"{answer}\nLocation: http://127.0.0.1:1/\nContent-Length: 0")) as door:
        row, _secret = added(cast.shop, door)
        made, now = post_test(endpoint=row, now=NOW), NOW
        for _ in range(ATTEMPTS + 3):
            Endpoint.objects.filter(pk=row.pk).update(failing_since=None)
            run(now)
            assert run(now) == 0, "not twice at once"
            now += timedelta(hours=16)
        assert door.knocks == ATTEMPTS
        assert len({headers["loyalty-event"] for headers, _ in heard(door)}) == 1
    made.refresh_from_db()
    assert (made.state, made.attempts, Attempt.objects.filter(post=made).count()) == (
        "dead",
        ATTEMPTS,
        ATTEMPTS,
    )


def test_an_endpoint_that_fails_for_days_is_switched_off_and_keeps_what_waits(cast: Cast) -> None:
    with listening(says("HTTP/1.1 500 No\nContent-Length: 0")) as door:
        row, _secret = added(cast.shop, door)
        for _ in range(5):
            post_test(endpoint=row, now=NOW)
        run()
        assert door.knocks == 1, "one failure is enough for a turn"
        run(NOW + LONG_FAILURE + timedelta(hours=1))
        row.refresh_from_db()
        assert row.off_at is not None
        knocks = door.knocks
        assert (run(NOW + LONG_FAILURE * 2), door.knocks) == (0, knocks)
    assert Post.objects.filter(endpoint=row, state="waiting").count() == 5
    with listening(OK) as back:
        Endpoint.objects.filter(pk=row.pk).update(url=f"{back.address}/hook")
        endpoints.switch(shop=cast.shop, number=row.pk, on=True, actor="owner", now=NOW)
        assert run(NOW + LONG_FAILURE * 2) == 5


def test_two_secrets_sign_for_a_day_and_then_one(cast: Cast) -> None:
    with listening(OK) as door:
        row, first = added(cast.shop, door)
        _row, second = endpoints.turn(shop=cast.shop, number=row.pk, actor="owner", now=NOW)
        post_test(endpoint=row, now=NOW)
        run(NOW + timedelta(hours=1))
        post_test(endpoint=row, now=NOW)
        run(NOW + timedelta(hours=25))
        both, later = heard(door)
    assert is_signed(*both, first)
    assert is_signed(*both, second)
    assert is_signed(*later, second)
    assert not is_signed(*later, first)


def test_a_replay_is_the_same_event_and_nobody_else_can_ask_for_it(cast: Cast) -> None:
    with listening(OK) as door:
        row, _secret = added(cast.shop, door)
        made = post_test(endpoint=row, now=NOW)
        run()
        assert again(shop=cast.other_shop, posts=[made.pk], now=NOW) == 0
        assert again(shop=cast.shop, posts=[made.pk], now=NOW) == 1
        run()
        (one, body), (two, same) = heard(door)
    assert (one["loyalty-event"], body) == (two["loyalty-event"], same)


@pytest.mark.parametrize(
    "url",
    ["http://tea.example/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "ftp://x.example",
     "https://a:b@tea.example/", "https://localhost/", "https://tea.internal/", "//tea.example", ""],
)  # fmt: skip
def test_an_address_inside_is_neither_kept_nor_reached(cast: Cast, settings: LazySettings, url: str) -> None:
    settings.OUTGOING_LOOPBACK = False
    with pytest.raises(NotAllowed):
        endpoints.add(shop=cast.shop, url=url, topics=["points.earned"], actor="owner", now=NOW)
    row = Endpoint.objects.create(shop=cast.shop, url=url, secret="s", made_at=NOW, made_by="x")
    made = post_test(endpoint=row, now=NOW)
    assert run() == 0
    made.refresh_from_db()
    assert made.last_error.startswith("not allowed")


def test_the_secret_cannot_be_read_in_the_database(cast: Cast) -> None:
    with listening(OK) as door:
        _row, secret = added(cast.shop, door)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM notices_endpoint")
        assert secret.encode() not in bytes(cursor.fetchone()[0])
