"""The pretend store, as its owner and its shoppers use it: over HTTP, through its control door and its pages."""

import html
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

Json = dict[str, Any]


class Refused(Exception):
    """The store said no, or the app did; the message tells at which address."""


class Store:
    """One shop of a running devstore."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.http = httpx.Client(timeout=30, trust_env=False)
        self.domain = ""
        self.before_a_deed: Callable[[], None] = lambda: None

    def wait_until_up(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                shops = self.http.get(f"{self.origin}/_control/shops").json()
            except httpx.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                self.domain = shops[0]["domain"]
                return

    def install(self) -> str:
        """As a browser would: install link → consent page → its button → the app's callback. Where it ends."""
        browser = httpx.Client(timeout=30, trust_env=False, follow_redirects=True)
        overview = browser.get(f"{self.origin}/admin/apps")
        link = re.search(r'href="([^"]*/shopify/install\?[^"]*)"', overview.text)
        if not link:
            raise Refused(f"no install link on {overview.url}")
        consent = browser.get(html.unescape(link[1]))
        if "/admin/oauth/authorize" not in str(consent.url):
            raise Refused(f"installing ended at {consent.url} with {consent.status_code}")
        done = browser.post(consent.url)
        if done.status_code >= 400 and done.status_code != 404:
            raise Refused(f"the callback answered {done.status_code} at {done.url}: {done.text[:300]}")
        return str(done.url)

    def switch_on(self, blocks: list[str]) -> None:
        """The merchant's part in the theme editor: app embed and product block."""
        url = f"{self.origin}/_control/shops/{self.domain}"
        answer = self.http.patch(url, json={"blocks": dict.fromkeys(blocks, True)})
        if answer.status_code >= 400:
            raise Refused(f"switching on the theme's blocks: {answer.text[:300]}")

    def customer(self, first: str, last: str) -> Json:
        email = f"{first}.{last}@example.com".lower()
        return self.control("customers", {"email": email, "first_name": first, "last_name": last})

    def order(self, *, lines: list[Json], at: datetime, customer: Json | None = None, **more: Any) -> Json:
        who = {"customer_id": customer["id"]} if customer else {}
        return self.control("orders", {"lines": lines, "processed_at": at.isoformat(), **who, **more})

    def deed(self, order: Json, deed: str, **more: Any) -> Json:
        """Something that happens to an order later on, once the order itself was worked."""
        self.before_a_deed()
        return self.control(f"orders/{order['id']}/{deed}", more)

    def control(self, what: str, given: Json) -> Json:
        answer = self.http.post(f"{self.origin}/_control/shops/{self.domain}/{what}", json=given)
        if answer.status_code >= 400:
            raise Refused(f"{what}: {answer.text[:300]}")
        return dict(answer.json())

    def settle(self, seconds: int = 60) -> None:
        """Until every webhook was sent."""
        answer = self.http.post(
            f"{self.origin}/_control/wait", json={"seconds": seconds}, timeout=seconds + 5
        )
        if answer.status_code >= 400:
            raise Refused("webhooks are still on their way")

    def deliveries(self) -> list[Json]:
        found = self.http.get(
            f"{self.origin}/_control/shops/{self.domain}/deliveries", params={"limit": 10_000}
        )
        return list(found.json())
