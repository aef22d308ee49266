"""The webhooks a shop on paper would write, for whoever hears them."""

import itertools
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.laws.world import START

_ids = itertools.count(450_000_001)


class Paper:
    """Sells and takes back; `send` says where the messages go."""

    currency: str
    clock: datetime = START

    def send(self, topic: str, payload: dict[str, Any], times: int = 1) -> None:
        raise NotImplementedError

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
            "email": f"{customer}@example.com" if customer else "loyal@example.com",
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

    def _stamp(self) -> str:
        return self.clock.astimezone(UTC).isoformat().replace("+00:00", "Z")
