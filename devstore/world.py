"""Everything a request needs at hand: the records, the settings, the road to the app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from devstore.config import Config
from devstore.state import Order, Shop
from devstore.store import Store

Payload = Mapping[str, Any]


class Sends(Protocol):
    def emit(
        self, shop: str, events: Sequence[tuple[str, Payload]], triggered_at: datetime | None = None
    ) -> None: ...


@dataclass(slots=True)
class World:
    store: Store
    config: Config
    sender: Sends

    def shop(self, domain: str) -> Shop:
        found = self.store.get(Shop, domain)
        if found is None:
            raise LookupError(f"no shop {domain}")
        return found

    def touch(self, order: Order) -> datetime:
        """The order's next `updated_at`, always later than the one before."""
        order.updated_at = max(self.store.now(), order.updated_at + timedelta(seconds=1))
        return order.updated_at
