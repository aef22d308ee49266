"""The shop a key belongs to."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.api.door import Door
from loyalty.api.schema import described
from loyalty.api.shapes import ShopShape
from loyalty.engine.document import Points
from loyalty.ledger.words import called
from loyalty.programmes.live import live
from loyalty.shops.installed import installed_since


class ShopDoor(Door):
    """Any key may ask."""

    @extend_schema(**described("shop", "The shop and the key", ok=ShopShape))
    def get(self, request: Request) -> Response:
        """Tells which shop a key belongs to, what its points are called, and what the key may do."""
        shop = self.shop
        rules = live(programme_id=shop.programme_id, at=self.now)
        one, many = called(rules.document.points if rules else Points())
        return Response(
            {
                "name": shop.name,
                "domain": shop.domain,
                "platform": shop.platform,
                "currency": shop.currency,
                "timezone": shop.timezone,
                "installed_at": installed_since(shop),
                "points": {"one": one, "many": many},
                "key": {"name": self.key.name, "scopes": self.key.scopes},
            }
        )
