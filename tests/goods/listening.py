"""The real platform, listened to."""

from collections.abc import Collection
from typing import ClassVar

from django.db import connection

from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify.platform import Shopify
from loyalty.shops.models import Shop


class Listening(Shopify):
    """Notes the ids of each call, and whether it was made while something was locked."""

    asked: ClassVar[list[list[str]]] = []
    locked: ClassVar[list[bool]] = []

    def products(self, *, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
        self.asked.append(sorted(ids))
        self.locked.append(connection.in_atomic_block)
        return super().products(shop=shop, ids=ids)
