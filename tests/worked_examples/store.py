"""A store on paper: writes the webhooks Shopify would write, knocks at the real door, lets the worker drain."""

import itertools
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from loyalty.desk.standing import balance
from loyalty.desk.work import work
from loyalty.engine.facts import Referred
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Award, Lot
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.statement import Entry, history
from loyalty.members.find import by_customer
from loyalty.shops.models import Installation
from tests.inbox.knock import knock
from tests.laws.world import START, World

NOW = START + timedelta(days=3650)
_ids = itertools.count(450_000_001)


class Store(World):
    """One shop with one programme; every message goes through the signed door and the drain."""

    def __init__(self, document: dict[str, Any] | None, *, currency: str = "USD") -> None:
        super().__init__(document, currency=currency)
        Installation.objects.create(
            shop=self.shop, installed_at=START - timedelta(days=500), installed_by="owner"
        )
        self.currency = currency
        self.clock = START
        self.told: list[dict[str, Any]] = []  # a history file of everything that happened, for replay

    def money(self, amount: str, presentment: tuple[str, str] | None = None) -> dict[str, Any]:
        other = presentment or (amount, self.currency)
        return {
            "shop_money": {"amount": amount, "currency_code": self.currency},
            "presentment_money": {"amount": other[0], "currency_code": other[1]},
        }

    def order(self, *prices: str, customer: int | None = 7001, **change: Any) -> dict[str, Any]:
        """A paid order of one piece per price."""
        number = next(_ids)
        order = {
            "id": number,
            "admin_graphql_api_id": f"gid://shopify/Order/{number}",
            "name": f"#{number % 100_000}",
            "currency": self.currency,
            "presentment_currency": self.currency,
            "financial_status": "paid",
            "processed_at": self._stamp(),
            "created_at": self._stamp(),
            "updated_at": self._stamp(),
            "cancelled_at": None,
            "confirmed": True,
            "test": False,
            "taxes_included": False,
            "source_name": "web",
            "email": "loyal@example.com",
            "customer": customer
            and {"id": customer, "admin_graphql_api_id": f"gid://shopify/Customer/{customer}"},
            "line_items": [self.line(price) for price in prices],
            "refunds": [],
        }
        return order | change

    def line(self, price: str, *, discount: str = "0", quantity: int = 1) -> dict[str, Any]:
        number = next(_ids)
        return {
            "id": number,
            "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
            "title": "Oolong",
            "quantity": quantity,
            "current_quantity": quantity,
            "gift_card": False,
            "price": price,
            "price_set": self.money(price),
            "discount_allocations": [{"amount": discount, "amount_set": self.money(discount)}],
            "tax_lines": [],
        }

    def send(self, topic: str, payload: dict[str, Any], times: int = 1) -> None:
        for _ in range(times):
            assert knock(json.dumps(payload).encode(), topic=topic, shop=self.shop.domain) == 200
            drain()
            self.tell_replay(topic, payload)
        worked = Delivery.objects.filter(shop=self.shop).values_list("state", "reason")
        assert all(state == "worked" for state, _ in worked), list(worked)

    def tell_replay(self, topic: str, payload: dict[str, Any]) -> None:
        """Writes a line of the history; lines of one moment keep their order."""
        line = {"topic": topic, "triggered_at": self._stamp(), "payload": deepcopy(payload)}
        self.told.append(line)

    def replays_alike(self) -> None:
        """Replay, told the same, has the same for every member the store can name."""

    def refer(self, *, friend: int, advocate: int) -> None:
        """A friend came by an advocate's link."""
        data = {"advocate": f"gid://shopify/Customer/{advocate}"}
        member = f"gid://shopify/Customer/{friend}"
        self.tell_replay("activity", {"member": member, "type": "referred", "key": member, "data": data})
        work(
            shop=self.shop,
            told=[(1, Referred(friend=str(friend), advocate=str(advocate), at=self.clock))],
            now=self.clock,
        )

    def open_lots(self) -> list[tuple[int, datetime | None]]:
        """What is left in each lot and when it ends, in the order of spending."""
        rows = Lot.objects.filter(programme=self.programme, remaining__gt=0)
        lots = rows.order_by("expires_at", "earned_at", "pk")
        return [(lot.remaining, lot.expires_at) for lot in lots]

    def pay(self, *prices: str, **change: Any) -> dict[str, Any]:
        order = self.order(*prices, **change)
        self.send("orders/paid", order)
        return order

    def refund(
        self, order: dict[str, Any], amount: str = "0", *, lines: dict[int, str] | None = None
    ) -> None:
        """Refunds `amount` without a line, or whole lines by index with their subtotal."""
        self.clock += timedelta(minutes=1)
        number = next(_ids)
        refund = {
            "id": number,
            "admin_graphql_api_id": f"gid://shopify/Refund/{number}",
            "order_id": order["id"],
            "created_at": self._stamp(),
            "processed_at": self._stamp(),
            "refund_line_items": [
                {
                    "line_item_id": order["line_items"][i]["id"],
                    "line_item": {"admin_graphql_api_id": order["line_items"][i]["admin_graphql_api_id"]},
                    "quantity": 1,
                    "subtotal": subtotal,
                    "subtotal_set": self.money(subtotal),
                    "total_tax_set": self.money("0"),
                }
                for i, subtotal in (lines or {}).items()
            ],
            "order_adjustments": [
                {
                    "kind": "refund_discrepancy",
                    "amount": f"-{amount}",
                    "amount_set": self.money(f"-{amount}"),
                    "tax_amount_set": self.money("0"),
                }
            ]
            if Decimal(amount)
            else [],
            "transactions": [],
        }
        order["refunds"].append(deepcopy(refund))
        for i in lines or {}:
            order["line_items"][i]["current_quantity"] -= 1
        order["updated_at"] = self._stamp()
        order["financial_status"] = "partially_refunded"
        self.send("refunds/create", refund)
        self.send("orders/updated", order)

    def cancel(self, order: dict[str, Any]) -> None:
        self.clock += timedelta(minutes=1)
        order |= {"cancelled_at": self._stamp(), "updated_at": self._stamp()}
        self.send("orders/cancelled", order)

    def edit(self, order: dict[str, Any], *lines: dict[str, Any]) -> None:
        self.clock += timedelta(minutes=1)
        order["line_items"] += lines
        order["updated_at"] = self._stamp()
        self.send("orders/updated", order)

    def award(self, order: dict[str, Any]) -> Award:
        [award] = self.awards(f"order:{order['id']}")
        return award

    def has(self, customer: int = 7001, *, now: datetime = NOW) -> MemberBalance:
        member = by_customer(shop=self.shop, customer=str(customer))
        assert member is not None
        return balance(shop=self.shop, member_id=member.pk, now=now)

    def history(self, customer: int = 7001) -> list[Entry]:
        member = by_customer(shop=self.shop, customer=str(customer))
        assert member is not None
        return history(member_id=member.pk, now=NOW)

    def _stamp(self) -> str:
        return self.clock.astimezone(UTC).isoformat().replace("+00:00", "Z")


LONG_AGO: datetime = START - timedelta(days=400)
