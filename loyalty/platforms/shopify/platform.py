"""Shopify's answer to the platform contract."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from loyalty.engine.facts import Fact
from loyalty.engine.goods import ProductFacts
from loyalty.platforms.shopify import (
    code_pools,
    codes,
    customers,
    gateway,
    gift_cards,
    metafields,
    orders,
    products,
    session_token,
    store_credit,
    storefront,
)
from loyalty.platforms.shopify.bulk_orders import BulkOrders
from loyalty.platforms.shopify.facts.read import read
from loyalty.shops.codes import Added, CodeStatus, CodeWanted, Ended, GiftCard
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop
from loyalty.shops.platform import OrdersPage, PanelVisitor, StorefrontVisitor


class Shopify:
    """Answers loyalty.shops.platform.Platform."""

    def read(self, *, topic: str, body: bytes, shop: Shop, triggered_at: datetime | None = None) -> Fact:
        return read(topic=topic, body=body, shop=shop, at=triggered_at or timezone.now())

    def panel_visitor(self, request: HttpRequest) -> PanelVisitor | None:
        return session_token.panel_visitor(request)

    def storefront_visitor(self, request: HttpRequest) -> StorefrontVisitor:
        return storefront.visitor(request)

    def our_pages(self, *, shop: Shop) -> str:
        return storefront.our_pages(shop)

    def graphql(self, *, shop: Shop, document: str, variables: Mapping[str, object]) -> dict[str, object]:
        return gateway.run(shop=shop, document=document, variables=variables)

    def orders(self, *, shop: Shop, since: datetime) -> Iterator[OrdersPage]:
        return orders.pages(shop=shop, since=since)

    def orders_reach(self, *, shop: Shop, now: datetime) -> datetime | None:
        return orders.reach(shop=shop, now=now)

    def past_orders(self, *, shop: Shop) -> BulkOrders:
        return BulkOrders(shop)

    def customers_gone(self, *, shop: Shop, ids: Collection[str]) -> set[str]:
        return customers.gone(shop=shop, ids=ids)

    def contacts(self, *, shop: Shop, ids: Collection[str]) -> dict[str, Contact]:
        return customers.contacts(shop=shop, ids=ids)

    def products(self, *, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
        return products.found(shop=shop, ids=ids)

    def tag_customer(
        self, *, shop: Shop, customer: str, add: Collection[str], remove: Collection[str]
    ) -> None:
        customers.tag(shop=shop, customer=customer, add=add, remove=remove)

    def make_code(self, *, shop: Shop, wanted: CodeWanted, again: bool = False) -> str:
        return codes.make(shop=shop, wanted=wanted, again=again)

    def code_status(self, *, shop: Shop, code: str) -> CodeStatus | None:
        return codes.status(shop=shop, code=code)

    def end_code(self, *, shop: Shop, code: str) -> Ended:
        return codes.end(shop=shop, code=code)

    def add_codes(self, *, shop: Shop, discount: str, codes: Sequence[str]) -> Added:
        return code_pools.add(shop=shop, discount=discount, codes=codes)

    def make_gift_card(
        self,
        *,
        shop: Shop,
        code: str,
        amount: int,
        currency: str,
        customer: str,
        note: str,
        ends_at: date | None = None,
        again: bool = False,
    ) -> str:
        return gift_cards.make(
            shop=shop,
            code=code,
            amount=amount,
            currency=currency,
            customer=customer,
            note=note,
            ends_at=ends_at,
            again=again,
        )

    def find_gift_card(self, *, shop: Shop, code: str, note: str) -> GiftCard | None:
        return gift_cards.find(shop=shop, code=code, note=note)

    def end_gift_card(self, *, shop: Shop, card: str) -> GiftCard | None:
        return gift_cards.end(shop=shop, card=card)

    def give_credit(
        self,
        *,
        shop: Shop,
        customer: str,
        amount: int,
        currency: str,
        key: str,  # the platform takes none
        since: datetime | None = None,
        known: Collection[str] = (),
    ) -> str:
        return store_credit.move(
            "give", shop=shop, customer=customer, amount=amount, currency=currency, since=since, known=known
        )

    def take_credit(
        self,
        *,
        shop: Shop,
        customer: str,
        amount: int,
        currency: str,
        key: str,
        since: datetime | None = None,
        known: Collection[str] = (),
    ) -> str:
        return store_credit.move(
            "take", shop=shop, customer=customer, amount=amount, currency=currency, since=since, known=known
        )

    def set_metafields(self, *, shop: Shop, customer: str, values: Mapping[str, str]) -> None:
        metafields.put(shop=shop, customer=customer, values=values)
