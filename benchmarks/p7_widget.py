"""P7: what the widget costs a shop's page: bytes, requests, main thread, layout; and what Lighthouse says.

The pretend store's page with the app's block on and off, in turn, in Chromium. Bytes are those of the files that came,
each compressed alone as a CDN does. Lighthouse is asked where it is: `npm install --prefix var/lighthouse lighthouse`.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, sync_playwright

from benchmarks import chromium
from benchmarks.row import Row, middle
from tests.widget.site import EXTENSION, ROOT, Site

SHOP = "leaf-and-ladle.myshopify.com"
LIGHTHOUSE = ROOT / "var" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
KIB = 1024
Seen = dict[str, float]


def measure(*, quick: bool) -> list[Row]:
    """Nothing where there is no Chromium."""
    if not chromium.is_here():
        return []
    repeats = 1 if quick else 5
    seen: dict[bool, list[Seen]] = {True: [], False: []}
    with _store() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=list(chromium.FLAGS))
        for repeat in range(repeats + 1):
            for on in (True, False):
                _switch(url, on)
                one = _visit(browser, url, on=on)
                if repeat:
                    seen[on].append(one)
        opened = _open(browser, url)
        browser.close()
        lighthouse = [] if quick else _lighthouse(url)
    loaded = _middle(seen[True], "bytes") / KIB
    whole = loaded + opened["bytes"] / KIB
    busy = [a["busy"] - b["busy"] for a, b in zip(seen[True], seen[False], strict=True)]
    without = _middle(seen[False], "busy")
    moved = max(one["cls"] for one in seen[True])
    return [
        Row("P7a", "widget's kB on load, compressed : 2 kB", loaded, "kB", loaded / 2, "≤ 1", loaded <= 2, 0.0),
        Row("P7b", "widget's kB until it is open, compressed : 10 kB", whole, "kB", whole / 10, "≤ 1", whole <= 10,
            0.0),
        Row("P7c", "requests for data on opening, besides the panel's file : 1", opened["requests"], "",
            opened["requests"], "≤ 1",
            opened["requests"] <= 1, 0.0),
        Row("P7d", "layout shift (CLS) of a page with the widget", moved, "", moved, "0", moved == 0, 0.0),
        Row("P7e", "ms of main thread more than without : the page without", middle(busy)[0], "ms",
            middle(busy)[0] / without, "told", True, _spread(seen[True])),
        *lighthouse,
    ]  # fmt: skip


@contextmanager
def _store() -> Iterator[str]:
    """The pretend store, with our extension, and a site that answers its proxy."""
    site = Site()
    given = ("--port", "0", "--app-url", site.url, "--extension", str(EXTENSION))
    command = (sys.executable, "-m", "devstore", *given, "--app-toml", str(ROOT / "shopify.app.toml"))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            site.close()


def _switch(url: str, on: bool) -> None:
    blocks = {"blocks": {"app-embed": on, "earn-points": False}, "locale": "en"}
    httpx.patch(f"{url}/_control/shops/{SHOP}", json=blocks, trust_env=False).raise_for_status()


def _visit(browser: Browser, url: str, *, on: bool) -> Seen:
    """One look at the shop's first page, with nothing kept from before."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    ours: list[bytes] = []
    page.on("response", lambda answer: ours.append(answer.body()) if _ours(answer.url) else None)
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(url, wait_until="networkidle")
    if (page.locator("loyalty-rewards").count() == 1) != on:
        raise AssertionError("the widget is not where it should be: the figure is void")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    seen = {
        "bytes": float(sum(len(gzip.compress(body, 9)) for body in ours)),
        "busy": 1000 * told["TaskDuration"],
        "cls": float(page.evaluate("window.shifted")),
    }
    context.close()
    return seen


def _open(browser: Browser, url: str) -> Seen:
    """What comes when a shopper opens the panel for the first time."""
    _switch(url, True)
    page = browser.new_page()
    page.goto(url, wait_until="networkidle")
    came: list[tuple[str, bytes]] = []
    page.on("response", lambda answer: came.append((answer.url, answer.body())))
    page.get_by_role("button", name="Rewards").click()
    page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    files = [body for address, body in came if urlsplit(address).path.endswith(".js")]
    page.close()
    return {
        "bytes": float(sum(len(gzip.compress(body, 9)) for body in files)),
        "requests": float(len(came) - len(files)),
    }


def _ours(address: str) -> bool:
    return "rewards" in urlsplit(address).path.rpartition("/")[2]


def _lighthouse(url: str) -> list[Row]:
    """Nothing where it is not installed."""
    node = shutil.which("node")
    if not LIGHTHOUSE.exists() or not node:
        print("P7: no Lighthouse here; npm install --prefix var/lighthouse lighthouse", file=sys.stderr)
        return []
    scores: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(3):
        for on in (True, False):
            _switch(url, on)
            scores[on].append(_score(node, url))
    change = _median(scores[True]) - _median(scores[False])
    spread = max(max(one) - min(one) for one in scores.values())
    what = f"Lighthouse performance of the storefront, change : {_median(scores[False]):.0f} without"
    return [Row("P7f", what, change, "points", change, "≥ -1", change >= -1, spread / 100)]


def _score(node: str, url: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "told.json"
        flags = f"--chrome-flags={' '.join(chromium.FLAGS)}"
        command = (node, str(LIGHTHOUSE), url, "--only-categories=performance", "--output=json", "--quiet")
        subprocess.run(
            (*command, f"--output-path={out}", flags),
            check=True,
            env={**os.environ, "CHROME_PATH": chromium.PATH},
        )
        return 100 * float(json.loads(out.read_text())["categories"]["performance"]["score"])


def _middle(seen: list[Seen], name: str) -> float:
    return _median([one[name] for one in seen])


def _median(values: list[float]) -> float:
    return middle(values)[0]


def _spread(seen: list[Seen]) -> float:
    return middle([one["busy"] for one in seen])[1]


WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.shifted += one.value; })).observe(
  {type: "layout-shift", buffered: true});
"""
