"""The contract every store platform answers. Found through settings.PLATFORMS, never imported by name."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.goods import ProductFacts
from loyalty.shops.models import Shop


class StoreFailed(Exception):
    """The store gave no usable answer; the message is fit for a log and for the merchant."""


class StoreRefused(StoreFailed):
    """The store understood, and will say no as often as it is asked."""


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """Some of a store's orders as they stand; `unreadable` has the reason by order id for those that are no fact."""

    told: list[OrderTold] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PanelVisitor:
    """Who opened the panel from inside the store's own admin."""

    shop: Shop
    subject: str


@dataclass(frozen=True, slots=True)
class StorefrontVisitor:
    """Who the storefront says is looking; `customer` is "" for a visitor who has not signed in."""

    shop: Shop
    customer: str
    prefix: str  # path under which the storefront reaches us, e.g. /apps/rewards


class Platform(Protocol):
    """One platform. Implementations have no state of their own."""

    def read(self, *, topic: str, body: bytes, shop: Shop, triggered_at: datetime | None = None) -> Fact:
        """Raw webhook to fact. Raises Unreadable with the field and the reason.

        `triggered_at`: when the platform says that it happened, for bodies that do not say it themselves.
        """

    def panel_visitor(self, request: HttpRequest) -> PanelVisitor | None:
        """The visitor proven by the platform's session token, or None when the request carries none.

        Raises PermissionDenied for a token that is wrong.
        """

    def storefront_visitor(self, request: HttpRequest) -> StorefrontVisitor:
        """The visitor proven by the storefront's signature.

        Raises PermissionDenied for one that is missing, altered, stale, or of a shop that is not installed.
        """

    def graphql(self, *, shop: Shop, document: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Runs one document with the shop's own token; refreshes, waits for budget and retries as needed."""

    def orders(self, *, shop: Shop, since: datetime) -> Iterator[OrdersPage]:
        """Every order that changed since, whole, oldest change first. Raises StoreFailed.

        Not to be walked inside a transaction: each page is a call, and a call may wait for budget.
        """

    def orders_reach(self, *, shop: Shop, now: datetime) -> datetime | None:
        """Orders made before this moment the store does not show us; None when it shows all."""

    def customers_gone(self, *, shop: Shop, ids: Collection[str]) -> set[str]:
        """Which of these customers the store no longer has, merged into others or deleted. Raises StoreFailed."""

    def products(self, *, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
        """What the store says of these products now; those it no longer has are left out. Raises StoreFailed.

        Not to be called inside a transaction.
        """

    def tag_customer(
        self, *, shop: Shop, customer: str, add: Collection[str], remove: Collection[str]
    ) -> None:
        """Puts tags on a customer's record and takes others off; doing it again changes nothing.

        Raises StoreRefused (no such customer) or StoreFailed. Not to be called inside a transaction.
        """


@lru_cache(maxsize=8)
def platform(name: str) -> Platform:
    """The platform by its name in settings.PLATFORMS; KeyError for one that is not installed."""
    return cast(Platform, import_string(settings.PLATFORMS[name])())


def platforms() -> list[Platform]:
    """Every installed platform."""
    return [platform(name) for name in settings.PLATFORMS]
