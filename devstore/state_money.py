"""Gift cards, movements of store credit, and what apps wrote on customers. Money is minor units."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(slots=True, kw_only=True)
class GiftCard:
    id: int
    shop: str
    code: str
    initial: int
    balance: int
    currency: str
    created_at: datetime
    customer_id: int | None = None
    note: str | None = None
    expires_on: date | None = None
    deactivated_at: datetime | None = None

    @property
    def last(self) -> str:
        return self.code[-4:].upper()

    def usable(self, today: date) -> bool:
        return not self.deactivated_at and (self.expires_on is None or self.expires_on >= today)


@dataclass(slots=True, kw_only=True)
class CreditMovement:
    """`amount` is negative for what was taken."""

    id: int
    shop: str
    customer_id: int
    currency: str
    amount: int
    after: int
    event: str
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class Metafield:
    id: int
    shop: str
    owner: str
    namespace: str
    key: str
    type: str
    value: str
