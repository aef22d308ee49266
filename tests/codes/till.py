"""Buying in the pretend store as a shopper does: cart, code field, checkout."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import httpx

from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.codes import CodeWanted
from loyalty.shops.models import Shop
from tests.shopify.bodies import Json
from tests.shopify.town import Town

TEAPOT, CHAI = "stoneware-teapot", "hearth-chai"  # 36.90 and 16.50


@dataclass
class Till:
    """One shop, one browser."""

    town: Town
    shop: Shop
    browser: httpx.Client
    store: Shopify = field(default_factory=Shopify)
    customer: str = ""

    @property
    def door(self) -> str:
        return f"/_control/shops/{self.shop.domain}"

    @cached_property
    def goods(self) -> dict[str, Json]:
        return {one["handle"]: one for one in self.town.http.get(f"{self.door}/products").json()}

    def person(self, email: str) -> str:
        return str(self.town.customer(self.shop, email))

    def sign_in(self, email: str = "") -> str:
        """A new customer; "" signs out."""
        self.customer = self.person(email) if email else ""
        given = {"customer_id": int(self.customer) if self.customer else None}
        assert self.browser.post(f"{self.door}/sign_in", json=given).status_code == 200
        return self.customer

    def wanted(self, code: str = "TEA-7F3K-Q9WD", **given: Any) -> CodeWanted:
        """Five dollars off for whoever is signed in."""
        started = datetime.now(UTC) - timedelta(minutes=1)
        values: Json = {"code": code, "title": "5 off", "kind": "amount_off", "currency": "USD"}
        values |= {"customer": self.customer, "starts_at": started} | (
            {} if "kind" in given else {"amount": 500}
        )
        return CodeWanted(**(values | given))

    def make(self, code: str = "TEA-7F3K-Q9WD", **given: Any) -> str:
        return self.store.make_code(shop=self.shop, wanted=self.wanted(code, **given))

    def product(self, handle: str) -> str:
        return str(self.goods[handle]["id"])

    def collection(self, handle: str) -> str:
        found = self.town.http.get(f"{self.door}/collections").json()
        return next(str(one["id"]) for one in found if one["handle"] == handle)

    def fill(self, *handles: str) -> None:
        for handle in handles:
            self.browser.post("/cart/add", data={"id": self.goods[handle]["variant_id"]})

    def enter(self, *codes: str) -> str:
        """The cart page after it."""
        page = ""
        for code in codes:
            page = self.browser.get(f"/discount/{code}?redirect=/cart", follow_redirects=True).text
        return page

    def pay(self, **form: str) -> Json:
        """The order as the platform tells it; {} when the store would not take it."""
        answer = self.browser.post("/checkout", data={"email": "guest@example.com"} | form)
        token = answer.headers.get("Location", "").rpartition("/orders/")[2]
        orders = self.town.http.get(f"{self.door}/orders").json()
        return next((one for one in orders if one["token"] == token), {})

    def buy(self, *handles: str, codes: tuple[str, ...] = (), **form: str) -> Json:
        self.fill(*handles)
        self.enter(*codes)
        return self.pay(**form)

    def code(self, code: str = "TEA-7F3K-Q9WD") -> Json:
        found: Json = self.town.http.get(f"{self.door}/codes/{code}").json()
        return found

    def codes(self) -> list[str]:
        return [one["code"] for one in self.town.http.get(f"{self.door}/codes").json()]


def off(order: Json) -> dict[str, str]:
    """What each code took off."""
    return {one["code"]: one["amount"] for one in order["discount_codes"]}
