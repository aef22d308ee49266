"""A customer's store credit. Its movements carry no word of ours, so a repetition knows its own by amount and time."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from loyalty.common import money
from loyalty.platforms.shopify import mutations
from loyalty.platforms.shopify.calls import Faulty
from loyalty.platforms.shopify.code_inputs import text
from loyalty.platforms.shopify.facts.nodes import Money, Node
from loyalty.shops.models import Shop

Way = Literal["give", "take"]
_INPUTS = {"give": "creditAmount", "take": "debitAmount"}
_KINDS = {"give": "credit", "take": "debit"}
SKEW = timedelta(minutes=1)  # the store's clock and ours


class Movement(Node, frozen=True):
    amount: Money
    created_at: datetime
    event: str
    id: str = ""  # kinds that we never make are told without


class Movements(Node, frozen=True):
    nodes: list[Movement]


class Account(Node, frozen=True):
    transactions: Movements


class Accounts(Node, frozen=True):
    nodes: list[Account]


class Customer(Node, frozen=True):
    store_credit_accounts: Accounts


def move(
    way: Way,
    *,
    shop: Shop,
    customer: str,
    amount: int,
    currency: str,
    since: datetime | None = None,
    known: Collection[str] = (),
) -> str:
    """The movement's id. With `since` one that is there already and is not `known` is taken for ours.

    Never repeated by the gateway: each call that is done moves money.
    """
    gid = f"gid://shopify/Customer/{customer}"
    if since is not None and (there := _there(shop, way, gid, amount, currency, since, known)):
        return there
    given = {_INPUTS[way]: {"amount": text(amount, currency), "currencyCode": currency}}
    asked = {"id": gid, "input": given}
    made = mutations.done(shop, f"store_credit_{way}", asked, what="the store credit", repeat=False)
    moved = made.get("storeCreditAccountTransaction")
    if not isinstance(moved, dict) or not moved.get("id"):
        raise Faulty("The store answered without the store credit.")
    return str(moved["id"])


def _there(
    shop: Shop, way: Way, gid: str, amount: int, currency: str, since: datetime, known: Collection[str]
) -> str:
    """The oldest such movement since then, "" when there is none."""
    asked = {"id": gid, "accounts": f"currency_code:{currency}", "kind": f"type:{_KINDS[way]}"}
    answer = mutations.ask(shop, "store_credit_movements", asked)
    try:
        found = msgspec.convert(answer, Customer | None)
    except msgspec.ValidationError as why:
        raise Faulty(f"The store answered with store credit of an unknown shape: {why}") from None
    accounts = found.store_credit_accounts.nodes if found else []
    ours = [
        one
        for account in accounts
        for one in account.transactions.nodes
        if one.event == "ADJUSTMENT"
        and one.id not in known
        and one.created_at >= since - SKEW
        and abs(money.minor(one.amount.amount, currency)) == amount
    ]
    return min(ours, key=lambda one: one.created_at).id if ours else ""
