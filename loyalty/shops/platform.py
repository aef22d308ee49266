"""The contract every store platform answers. Found through settings.PLATFORMS, never imported by name."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.goods import ProductFacts
from loyalty.shops.codes import Added, CodeStatus, CodeWanted, Ended, GiftCard
from loyalty.shops.contacts import Contact
from loyalty.shops.models import Shop


class StoreFailed(Exception):
    """The store gave no usable answer; the message is fit for a log and for the merchant.

    `wait` is the store's own word for when its budget will do again; None when it said nothing of that.
    """

    wait: timedelta | None = None


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


@dataclass(frozen=True, slots=True)
class Export:
    """How an export of past orders stands: "running", "done", "failed" (with the reason) or "gone" (ask again).

    `found` is how many orders it has so far.
    """

    state: Literal["running", "done", "failed", "gone"]
    found: int = 0
    why: str = ""


class ExportBusy(StoreFailed):
    """The store already works on as many exports as it allows; ask again in a while."""


class PastOrders(Protocol):
    """A store's past orders, exported as a whole. Every verb may raise StoreFailed."""

    def ask(self) -> str:
        """Asks the store for an export and returns what it calls it; one of ours that runs already is taken over.

        Raises ExportBusy.
        """

    def look(self, export: str) -> Export:
        """How far it is."""

    def read(self, export: str, keep: Callable[[OrdersPage], None]) -> list[str]:
        """Hands the orders of a finished export to `keep` in pages, in any order; returns the numbers of those
        that had refunds, which an export cannot tell: each is to be read by `whole`. What is cut short is refused
        before the first page."""

    def whole(self, order: str) -> OrderTold | None:
        """One order with its refunds; None when it is gone. Raises Unreadable too."""

    def stop(self, export: str) -> None:
        """Calls it off; nothing happens when it is over."""


class Rewards(Protocol):
    """What a store makes for rewards. No verb may be called inside a transaction: each is a call or more.

    Every verb raises StoreRefused for what the store will always say no to, and StoreFailed when it gave no answer:
    it may or may not have been done then, and is to be repeated with `again`.
    """

    def make_code(self, *, shop: Shop, wanted: CodeWanted, again: bool = False) -> str:
        """The platform's id of the discount. With `again` it is looked up first.

        A code that is there already and is not this very discount is refused.
        """

    def code_status(self, *, shop: Shop, code: str) -> CodeStatus | None:
        """None when the store has no such code."""

    def end_code(self, *, shop: Shop, code: str) -> Ended:
        """Nobody can use it any more; one that is gone is fine. Other codes of the same discount live on."""

    def add_codes(self, *, shop: Shop, discount: str, codes: Sequence[str]) -> Added:
        """Gives one discount more codes; those that it has already are no failure. Takes seconds for hundreds."""

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
        """The platform's id of the card. `code` is 8 to 20 letters and digits; `note` is unique, for staff only."""

    def find_gift_card(self, *, shop: Shop, code: str, note: str) -> GiftCard | None:
        """The card with this code and this note; the store shows only a code's last characters."""

    def end_gift_card(self, *, shop: Shop, card: str) -> GiftCard | None:
        """Nobody can pay with it any more; that cannot be taken back. As it is then: what was spent is known now.

        None when the store has no such card.
        """

    def give_credit(
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
        """The platform's id of the movement. Give `since`, the first attempt, to repeat: then it is looked for first
        among the customer's movements, of which `known` are those that belong to something else.

        One at a time for each customer: stores that take no `key` know a movement by amount and time only.
        """

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
        """As `give_credit`. Refused when the customer has less than that."""

    def set_metafields(self, *, shop: Shop, customer: str, values: Mapping[str, str]) -> None:
        """What themes may read on the customer's record; doing it again changes nothing."""


class Platform(Rewards, Protocol):
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

    def our_pages(self, *, shop: Shop) -> str:
        """The address under which shoppers reach our pages in the store: https://tea.example/apps/rewards."""

    def graphql(self, *, shop: Shop, document: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Runs one document with the shop's own token; refreshes, waits for budget and retries as needed."""

    def orders(self, *, shop: Shop, since: datetime) -> Iterator[OrdersPage]:
        """Every order that changed since, whole, oldest change first. Raises StoreFailed.

        Not to be walked inside a transaction: each page is a call, and a call may wait for budget.
        """

    def orders_reach(self, *, shop: Shop, now: datetime) -> datetime | None:
        """Orders made before this moment the store does not show us; None when it shows all."""

    def past_orders(self, *, shop: Shop) -> PastOrders:
        """Every order the store shows us, for looking back at a whole history."""

    def customers_gone(self, *, shop: Shop, ids: Collection[str]) -> set[str]:
        """Which of these customers the store no longer has, merged into others or deleted. Raises StoreFailed."""

    def contacts(self, *, shop: Shop, ids: Collection[str]) -> dict[str, Contact]:
        """How these customers can be written to; those the store no longer has are left out. Raises StoreFailed.

        Not to be called inside a transaction, and nothing of the answer may be stored.
        """

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
