"""The pages of simulations in Chromium: no fault for axe, no sideways scrolling on a phone, done by keyboard."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from loyalty.insight.models import PastOrders, Simulation
from loyalty.insight.read_store import from_store
from loyalty.insight.work import go_on_playing
from loyalty.launch.models import Launch
from loyalty.launch.work import go_on
from loyalty.programmes.models import Version
from loyalty.programmes.publish import save_draft
from tests.cast import DOCUMENT, Cast
from tests.insight.pasts import BY, now, read, run, uploaded
from tests.insight.test_read_file import order
from tests.insight.test_simulate import TIERED
from tests.panel.looking import cast as cast
from tests.panel.looking import listen, page_for, sound
from tests.panel.story import signed_in
from tests.panel.test_simulate import previewed

NAMED = TIERED | {"name": "Tea points with tiers"}
pytestmark = pytest.mark.django_db(transaction=True)


def a_year(cast: Cast) -> PastOrders:
    lines = [
        order(n, customer=7000 + n * n % 23, price=f"{20 + n % 60}.00", days=360 - n) for n in range(1, 350)
    ]
    return read(uploaded(cast.shop, [*lines, {"topic": "x"}], name="last-year.jsonl"))


def full(cast: Cast) -> list[str]:
    """Everything there is to see; the addresses to look at."""
    Version.objects.filter(programme=cast.programme).delete()
    save_draft(programme_id=cast.programme.pk, document=NAMED, base=0, by=BY, now=now())
    PastOrders.objects.filter(pk=a_year(cast).pk).update(how="store")
    kept = PastOrders.objects.get()
    one, other = run(kept, DOCUMENT), run(kept, NAMED)
    silent = {**DOCUMENT, "points": {"one": "leaf", "many": "leaves", "rounding": "down"}}
    nothing = run(kept, silent)
    stopped = run(kept)
    Simulation.objects.filter(pk=stopped.pk).update(state="stopped", result=None)
    Simulation.objects.filter(pk=other.pk).update(rules="draft")
    read(uploaded(cast.shop, b"no history\n", name="a-very-long-name-of-a-file-that-nobody-reads.jsonl"))
    from_store(shop=cast.shop, by=BY, now=now())
    job = previewed(signed_in(cast.owner), other)
    posting = Launch.objects.create(
        shop=cast.shop, past=kept, since=now(), document=TIERED, asked_by=BY, asked_at=now(), next_at=now(),
        stage="post", done=120, of=349, preview=Launch.objects.get(pk=job.pk).preview,
    )  # fmt: skip
    runs = [f"/panel/simulate/{row.pk}/" for row in (one, other, nothing, stopped)]
    launches = [f"/panel/simulate/launch/{row.pk}/" for row in (job, posting)]
    return ["/panel/simulate/", *runs, f"/panel/simulate/compare/?a={one.pk}&b={other.pk}", *launches]


def test_every_page_is_fit_to_be_seen(cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    page = page_for(browser, live_server.url, cast.owner)
    for path in ["/panel/simulate/", *full(cast)]:
        sound(page, path)


def test_a_run_is_ordered_and_followed_to_its_end_by_keyboard(
    cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    a_year(cast)
    page = page_for(browser, live_server.url, cast.staff)
    heard = listen(page)
    page.goto("/panel/simulate/")
    page.get_by_label("Rules").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    go_on_playing(Simulation.objects.get().pk)
    expect(page.get_by_text("Cost after breakage")).to_be_visible()
    assert heard == []


def test_a_launch_is_followed_to_its_end(cast: Cast, browser: Browser, live_server: LiveServer) -> None:
    launches = [path for path in full(cast) if "launch" in path]
    page = page_for(browser, live_server.url, cast.owner)
    page.goto(launches[0])
    page.get_by_role("button", name="Publish and post").press("Enter")
    expect(page.get_by_text("Past orders are being posted")).to_be_visible()
    go_on(int(launches[0].rstrip("/").rpartition("/")[2]))
    expect(page.get_by_text("Version 1 is live")).to_be_visible()
