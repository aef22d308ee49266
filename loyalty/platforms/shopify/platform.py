"""Shopify's answer to the platform contract."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from loyalty.engine.facts import Fact
from loyalty.platforms.shopify import gateway, session_token, storefront
from loyalty.platforms.shopify.facts.read import read
from loyalty.shops.models import Shop
from loyalty.shops.platform import PanelVisitor, StorefrontVisitor


class Shopify:
    """Answers loyalty.shops.platform.Platform."""

    def read(self, *, topic: str, body: bytes, shop: Shop, triggered_at: datetime | None = None) -> Fact:
        return read(topic=topic, body=body, shop=shop, at=triggered_at or timezone.now())

    def panel_visitor(self, request: HttpRequest) -> PanelVisitor | None:
        return session_token.panel_visitor(request)

    def storefront_visitor(self, request: HttpRequest) -> StorefrontVisitor:
        return storefront.visitor(request)

    def graphql(self, *, shop: Shop, document: str, variables: Mapping[str, object]) -> dict[str, object]:
        return gateway.run(shop=shop, document=document, variables=variables)
