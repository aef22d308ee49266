"""The world in memory, written through to SQLite so that a restart finds it again."""

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from devstore.state import Collection, Customer, Install, Order, Product, Shop
from devstore.state_bulk import BulkFaults, BulkOperation
from devstore.state_discounts import BulkCodes, Discount, RedeemCode
from devstore.state_money import CreditMovement, GiftCard, Metafield
from devstore.state_webhooks import Chaos, Delivery

Record = (
    Shop
    | Collection
    | Product
    | Customer
    | Discount
    | RedeemCode
    | BulkCodes
    | GiftCard
    | CreditMovement
    | Metafield
    | Order
    | Install
    | Delivery
    | Chaos
    | BulkOperation
    | BulkFaults
)
T = TypeVar(
    "T",
    Shop,
    Collection,
    Product,
    Customer,
    Discount,
    RedeemCode,
    BulkCodes,
    GiftCard,
    CreditMovement,
    Metafield,
    Order,
    Install,
    Delivery,
    Chaos,
    BulkOperation,
    BulkFaults,
)
KINDS: tuple[type[Any], ...] = (
    *(Shop, Collection, Product, Customer, Discount, RedeemCode, BulkCodes, Order),
    *(GiftCard, CreditMovement, Metafield),
    *(Install, Delivery, Chaos, BulkOperation, BulkFaults),
)


def key_of(record: Record) -> str:
    match record:
        case Shop():
            return record.domain
        case Install() | Chaos() | BulkFaults():
            return record.shop
        case Metafield():
            return "/".join((record.shop, record.owner, record.namespace, record.key))
        case RedeemCode() | GiftCard():
            return f"{record.shop}/{record.code.upper()}"
        case _:
            return str(record.id)


class Store:
    """All records by kind and key. Hold `lock` while changing anything that spans two calls."""

    def __init__(self, path: Path | None, clock: Callable[[], datetime] | None = None) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False)
        self._db.isolation_level = None
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS record (kind TEXT, key TEXT, body BLOB, PRIMARY KEY (kind, key))"
        )
        self._db.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)")
        self._records: dict[type[Any], dict[str, Any]] = {kind: {} for kind in KINDS}
        self._load()

    def _load(self) -> None:
        kinds = {kind.__name__: kind for kind in KINDS}
        for name, key, body in self._db.execute("SELECT kind, key, body FROM record ORDER BY rowid"):
            self._records[kinds[name]][key] = msgspec.json.decode(body, type=kinds[name])
        self._next_id = int(self.meta("next_id", "5800000000001"))

    def now(self) -> datetime:
        moment = self._clock() if self._clock else datetime.now(UTC)
        return moment.replace(microsecond=0)

    def meta(self, name: str, default: str = "") -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def secret(self, name: str) -> str:
        with self.lock:
            if not self.meta(name):
                self.set_meta(name, secrets.token_hex(32))
            return self.meta(name)

    def new_id(self) -> int:
        with self.lock:
            self._next_id += 1
            # reserve ids by the hundred: a crash may waste some, never repeat one
            if self._next_id % 100 == 2:
                self.set_meta("next_id", str(self._next_id + 100))
            return self._next_id

    def put(self, record: Record) -> None:
        key = key_of(record)
        with self.lock:
            self._records[type(record)][key] = record
            self._db.execute(
                "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
                (type(record).__name__, key, msgspec.json.encode(record)),
            )

    def drop(self, record: Record) -> None:
        with self.lock:
            self._records[type(record)].pop(key_of(record), None)
            self._db.execute(
                "DELETE FROM record WHERE kind = ? AND key = ?", (type(record).__name__, key_of(record))
            )

    def get(self, kind: type[T], key: str | int | None) -> T | None:
        found: T | None = self._records[kind].get(str(key))
        return found

    def all(self, kind: type[T], shop: str | None = None) -> list[T]:
        with self.lock:
            records: Iterable[T] = list(self._records[kind].values())
        if shop is None:
            return list(records)
        return [r for r in records if (r.domain if isinstance(r, Shop) else r.shop) == shop]

    def of_shop(self, kind: type[T], key: str | int | None, shop: str) -> T | None:
        """The record if it belongs to this shop; another shop's is as good as absent."""
        found = self.get(kind, key)
        return found if found is not None and (isinstance(found, Shop) or found.shop == shop) else None

    def close(self) -> None:
        with self.lock:
            self.set_meta("next_id", str(self._next_id + 1))
            self._db.close()
