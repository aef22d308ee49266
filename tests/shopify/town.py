"""A pretend store over HTTP with our shop beside it; its webhooks come when a test lets them."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.shops.models import Shop
from tests.cast import DOCUMENT, InstallationFactory, ProgrammeFactory, ShopFactory, VersionFactory
from tests.inbox.knock import knock
from tests.shopify import signing
from tests.shopify.bodies import Json

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_numbers = itertools.count(1)


@dataclass
class Town:
    """The store's doors, and how much of its post each shop has had."""

    http: httpx.Client
    had: dict[str, int] = field(default_factory=dict)

    def shop(self, *, document: Json | None = None, **given: Any) -> Shop:
        """A store that installed the app ninety days ago; its webhooks are held until `deliver`."""
        domain = f"town-{next(_numbers)}.myshopify.com"
        made = self.tell("/_control/shops", {"domain": domain, "currency": "USD"} | given)
        self.tell(f"/_control/shops/{domain}/install", {"scopes": list(settings.SHOPIFY_SCOPES)})
        now = datetime.now(UTC)
        programme = ProgrammeFactory.create()
        VersionFactory.create(
            programme=programme, document=document or DOCUMENT, published_at=now - timedelta(days=90)
        )
        shop: Shop = ShopFactory.create(
            programme=programme,
            domain=domain,
            external_id=str(made["id"]),
            currency=given.get("currency", "USD"),
            scopes=",".join(settings.SHOPIFY_SCOPES),
            access_token=self._token(domain),
            access_expires_at=None,
        )
        InstallationFactory.create(shop=shop, installed_at=now - timedelta(days=90))
        self.chaos(shop, paused=True)
        return shop

    def _token(self, domain: str) -> str:
        return str(self.exchanged(domain)["access_token"])

    def exchanged(self, domain: str, **more: str) -> Json:
        """What the platform gives for a session token; `expiring="1"` for tokens that end."""
        given = {
            "client_id": settings.SHOPIFY_CLIENT_ID,
            "client_secret": settings.SHOPIFY_CLIENT_SECRET,
            "grant_type": EXCHANGE,
            "subject_token": signing.session_token(domain),
            "subject_token_type": ID_TOKEN,
            "requested_token_type": OFFLINE,
        } | more
        answer = self.http.post("/admin/oauth/access_token", json=given, headers={"Host": domain})
        found: Json = answer.raise_for_status().json()
        return found

    def grant(self, shop: Shop, *scopes: str) -> None:
        """The merchant agrees to these besides what they agreed to."""
        wider = [*settings.SHOPIFY_SCOPES, *scopes]
        self.tell(f"/_control/shops/{shop.domain}/install", {"scopes": wider})
        token = self._token(shop.domain)
        Shop.objects.filter(pk=shop.pk).update(scopes=",".join(wider), access_token=token)
        shop.refresh_from_db()

    def customer(self, shop: Shop, email: str) -> int:
        return int(self.tell(f"/_control/shops/{shop.domain}/customers", {"email": email})["id"])

    def order(self, shop: Shop, *deeds: tuple[str, Json], **given: Any) -> Json:
        """An order, and what befell it, as its last snapshot; a tea for 10.00 unless lines are given."""
        lines = [{"title": "Oolong", "price": "10.00", "quantity": 2, "taxable": False}]
        made = self.tell(f"/_control/shops/{shop.domain}/orders", {"lines": lines} | given)
        for deed, wish in deeds:
            made = self.deed(shop, made, deed, wish)
        return made

    def deed(self, shop: Shop, order: Json, deed: str, wish: Json | None = None) -> Json:
        return self.tell(f"/_control/shops/{shop.domain}/orders/{order['id']}/{deed}", wish or {})

    def chaos(self, shop: Shop, **given: Any) -> None:
        answer = self.http.put(f"/_control/shops/{shop.domain}/chaos", json={"paused": True} | given)
        assert answer.status_code == 200, answer.text

    def deliver(self, shop: Shop) -> int:
        """Brings what was not lost to the real door and works it; returns how many came."""
        came = self.bring(shop)
        while drain():
            pass
        parked = Delivery.objects.filter(shop=shop, state="parked").values_list("topic", "reason")
        assert list(parked) == []
        return came

    def bring(self, shop: Shop) -> int:
        """Brings what was not lost to the real door, and leaves it there."""
        asked = {"since": self.had.get(shop.domain, 0), "limit": 100_000}
        found = self.http.get(f"/_control/shops/{shop.domain}/deliveries", params=asked).json()
        self.had[shop.domain] = max([one["id"] for one in found], default=asked["since"])
        held = [one for one in found if one["state"] == "held"]
        for one in reversed(held):
            body = str(one["body"]).encode()
            assert knock(body, topic=one["topic"], shop=shop.domain, delivery=one["webhook_id"]) == 200
        return len(held)

    def tell(self, path: str, given: Json) -> Json:
        answer = self.http.post(path, json=given)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found
