"""P10: the panel's pages in Chromium, in the large shop: when the largest thing stands (LCP), how long an answer to
a click or
a key takes (INP), and how much things move (CLS); the third quartile over pages and visits, as the platform judges
them.
"""

from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks import chromium, serving
from benchmarks.row import Row
from benchmarks.town_looks import owner
from loyalty.members.models import Member
from loyalty.shops.models import Shop

GOALS = (("LCP", 1_250.0, "ms"), ("INP", 100.0, "ms"), ("CLS", 0.05, ""))
SHORTEST = 16  # ms; what takes less is not told


def measure(shop: Shop, *, entries: int, quick: bool) -> list[Row]:
    """Nothing where there is no Chromium."""
    if not chromium.is_here():
        return []
    visits = 1 if quick else 5
    found: list[dict[str, float]] = []
    # Asked before the browser starts: its loop lets nobody ask the database.
    paths, session = _paths(shop), owner(shop).cookies[settings.SESSION_COOKIE_NAME].value
    with serving.served("loyalty.wsgi:application") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=list(chromium.FLAGS))
        context = _signed_in(
            browser.new_context(viewport={"width": 1280, "height": 800}), session, server.port
        )
        for visit in range(visits + 1):
            for path in paths:
                seen = _visit(context.new_page(), f"http://127.0.0.1:{server.port}{path}")
                if visit:
                    found.append(seen)
        browser.close()
    return [_row(name, bar, unit, [one[name] for one in found], entries) for name, bar, unit in GOALS]


def _row(name: str, bar: float, unit: str, seen: list[float], entries: int) -> Row:
    """`bar` is half of what Built for Shopify asks for."""
    value = sorted(seen)[(len(seen) * 3) // 4]
    what = f"{name} of the panel's pages, p75, shop of {entries:,} entries : half the platform's bar"
    return Row("P10", what, value, unit, value / bar, "≤ 1", value <= bar, 0.0)


def _paths(shop: Shop) -> list[str]:
    members = Member.objects.filter(programme=shop.programme_id).order_by("pk")
    member = members[members.count() // 2].pk
    return ["/panel/", "/panel/members/", f"/panel/members/{member}/", "/panel/books/", "/panel/earning/"]


def _signed_in(context: BrowserContext, session: str, port: int) -> BrowserContext:
    address = f"http://127.0.0.1:{port}"
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    context.add_init_script(WATCH)
    return context


def _visit(page: Page, address: str) -> dict[str, float]:
    answer = page.goto(address, wait_until="load")
    if answer is None or answer.status != 200 or urlsplit(page.url).path != urlsplit(address).path:
        raise AssertionError(f"{address} did not answer: the figure is void")
    page.wait_for_timeout(300)  # what is painted late is painted by now
    seen: dict[str, float] = page.evaluate("({LCP: window.seen.lcp, CLS: window.seen.cls})")
    for key in ("Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    page.mouse.click(640, 300)
    page.wait_for_timeout(200)
    seen["INP"] = page.evaluate(f"Math.max(window.seen.inp, {SHORTEST})")
    page.close()
    return seen


WATCH = """
window.seen = {lcp: 0, inp: 0, cls: 0};
const watch = (type, each, more) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe(
  {type, buffered: true, ...more});
watch("largest-contentful-paint", (one) => { window.seen.lcp = one.startTime; });
watch("layout-shift", (one) => { if (!one.hadRecentInput) window.seen.cls += one.value; });
watch("event", (one) => { if (one.interactionId) window.seen.inp = Math.max(window.seen.inp, one.duration); },
  {durationThreshold: 16});
"""
