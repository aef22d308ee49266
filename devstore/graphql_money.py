"""The fields about gift cards, store credit and metafields."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import GraphQLResolveInfo

from devstore import gift_cards, money, store_credit
from devstore.discount_inputs import number
from devstore.graphql_pages import page
from devstore.graphql_parts import Viewer, utc
from devstore.payloads import gid
from devstore.refused import Refused
from devstore.state import Customer
from devstore.state_money import CreditMovement, GiftCard, Metafield
from devstore.store import Store

Json = dict[str, Any]
Info = GraphQLResolveInfo
MOST_METAFIELDS = 25

# GraphQL arguments arrive under the platform's own names
# ruff: noqa: A002, N802, N803


class MoneyFields:
    """Resolvers of QueryRoot and Mutation."""

    viewer: Viewer
    store: Store

    def giftCards(self, _: Info, query: str | None = None, **pages: Any) -> Json:
        """The search knows whole codes and their last characters."""
        self.viewer.need("read_gift_cards", "giftCards")
        asked = (query or "").upper()
        found = [
            one
            for one in self.store.all(GiftCard, self.viewer.shop.domain)
            if asked in ("", one.code) or asked == one.last
        ]
        return page(found, lambda one: card_node(self.store, one), **pages)

    def giftCardCreate(self, _: Info, input: Json) -> Json:
        self.viewer.need("write_gift_cards", "giftCardCreate")
        world, here = self.viewer.world, self.viewer.shop
        given = input.get("initialAmount") or {}
        currency = str(given.get("currencyCode", here.currency))
        code, who = str(input.get("code") or ""), number(input.get("customerId"), "Customer")
        if not 8 <= len(code) <= 20 or not code.isalnum():
            return _no_card("INVALID", "code", "Code must be 8 to 20 letters and numbers")
        if input.get("customerId") and self.store.of_shop(Customer, who, here.domain) is None:
            return _no_card("CUSTOMER_NOT_FOUND", "customerId", "The customer could not be found.")
        amount = money.parse(str(given.get("amount") or "0"), currency)
        if amount <= 0:
            return _no_card("GREATER_THAN", "initialAmount", "Initial value must be greater than 0")
        ends = date.fromisoformat(input["expiresOn"]) if input.get("expiresOn") else None
        wish: Json = {"note": input.get("note"), "customer_id": who or None, "expires_on": ends}
        try:
            made = gift_cards.issue(world, here.domain, code=code, amount=amount, currency=currency, **wish)
        except Refused as why:
            return _no_card("TAKEN", "code", str(why))
        return {"giftCard": card_node(self.store, made), "giftCardCode": code, "userErrors": []}

    def giftCardDeactivate(self, _: Info, id: str) -> Json:
        self.viewer.need("write_gift_cards", "giftCardDeactivate")
        found = gift_cards.by_id(self.viewer.world, self.viewer.shop.domain, number(id, "GiftCard"))
        if found is None:
            told = {
                "code": "GIFT_CARD_NOT_FOUND",
                "field": ["id"],
                "message": "The gift card could not be found.",
            }
            return {"giftCard": None, "userErrors": [told]}
        gift_cards.end(self.viewer.world, found)
        return {"giftCard": card_node(self.store, found), "userErrors": []}

    def storeCreditAccountCredit(self, _: Info, id: str, creditInput: Json) -> Json:
        return self._move("storeCreditAccountCredit", id, creditInput["creditAmount"], 1)

    def storeCreditAccountDebit(self, _: Info, id: str, debitInput: Json) -> Json:
        return self._move("storeCreditAccountDebit", id, debitInput["debitAmount"], -1)

    def _move(self, field: str, id: str, given: Json, sign: int) -> Json:
        self.viewer.need("write_store_credit_account_transactions", field)
        person = self.store.of_shop(Customer, number(id, "Customer"), self.viewer.shop.domain)
        if person is None:
            return _no_move(
                "OWNER_NOT_FOUND" if sign > 0 else "ACCOUNT_NOT_FOUND", "id", "Owner does not exist"
            )
        currency = str(given["currencyCode"])
        amount = money.parse(str(given["amount"]), currency)
        if amount <= 0:
            return _no_move("NEGATIVE_OR_ZERO_AMOUNT", "amount", "The amount must be greater than 0")
        try:
            made = store_credit.move(self.viewer.world, person, currency, sign * amount, event="ADJUSTMENT")
        except Refused as why:
            return _no_move("INSUFFICIENT_FUNDS", "amount", str(why))
        return {"storeCreditAccountTransaction": movement_node(made), "userErrors": []}

    def metafieldsSet(self, _: Info, metafields: list[Json]) -> Json:
        """All or none."""
        self.viewer.need("write_customers", "metafieldsSet")
        here = self.viewer.shop.domain
        owners = [
            self.store.of_shop(Customer, number(one["ownerId"], "Customer"), here) for one in metafields
        ]
        if len(metafields) > MOST_METAFIELDS:
            return _no_metafields(
                "LESS_THAN_OR_EQUAL_TO", 0, "ownerId", "Exceeded the maximum of 25 metafields"
            )
        if None in owners:
            return _no_metafields("INVALID", owners.index(None), "ownerId", "Owner does not exist.")
        made = [self._metafield(one) for one in metafields]
        for one in made:
            self.store.put(one)
        nodes = [{"__typename": "Metafield"} | metafield_node(one) for one in made]
        return {"metafields": nodes, "userErrors": []}

    def _metafield(self, given: Json) -> Metafield:
        namespace = str(given.get("namespace") or "$app").replace("$app:", "app--580111--")
        made = Metafield(
            id=0,
            shop=self.viewer.shop.domain,
            owner=str(number(given["ownerId"], "Customer")),
            namespace=namespace,
            key=given["key"],
            type=str(given.get("type") or "single_line_text_field"),
            value=given["value"],
        )
        there = self.store.get(Metafield, "/".join((made.shop, made.owner, made.namespace, made.key)))
        made.id = there.id if there else self.store.new_id()
        return made


def _no_card(code: str, field: str, message: str) -> Json:
    told = {"code": code, "field": ["input", field], "message": message}
    return {"giftCard": None, "giftCardCode": None, "userErrors": [told]}


def _no_move(code: str, field: str, message: str) -> Json:
    told = {"code": code, "field": [field], "message": message}
    return {"storeCreditAccountTransaction": None, "userErrors": [told]}


def _no_metafields(code: str, index: int, field: str, message: str) -> Json:
    told = {
        "code": code,
        "field": ["metafields", str(index), field],
        "message": message,
        "elementIndex": index,
    }
    return {"metafields": None, "userErrors": [told]}


def card_node(store: Store, card: GiftCard) -> Json:
    return {
        "id": gid("GiftCard", card.id),
        "enabled": card.usable(store.now().date()),
        "lastCharacters": card.last,
        "note": card.note,
        "balance": _amount(card.balance, card.currency),
        "initialValue": _amount(card.initial, card.currency),
        "createdAt": utc(card.created_at),
        "deactivatedAt": utc(card.deactivated_at),
        "expiresOn": card.expires_on.isoformat() if card.expires_on else None,
    }


@dataclass(frozen=True, slots=True)
class Account:
    """One currency of a customer's."""

    id: int
    currency: str
    person: Customer


def accounts(viewer: Viewer, person: Customer, query: str | None) -> list[Account]:
    """The search knows `currency_code`."""
    viewer.need("read_store_credit_accounts", "storeCreditAccounts")
    wanted = (query or "").removeprefix("currency_code:")
    known = enumerate(sorted(person.store_credit))
    return [Account(person.id * 10 + at, one, person) for at, one in known if wanted in ("", one)]


def account_node(viewer: Viewer, account: Account) -> Json:
    person, currency = account.person, account.currency
    mine = [one for one in store_credit.of(viewer.world, person) if one.currency == currency]

    def transactions(_: Info, query: str | None = None, **pages: Any) -> Json:
        wanted = (query or "").removeprefix("type:")
        kept = [one for one in mine if wanted in ("", "credit" if one.amount > 0 else "debit")]
        return page(kept, movement_node, **pages)

    return {
        "id": gid("StoreCreditAccount", account.id),
        "balance": _amount(person.store_credit[currency], currency),
        "transactions": transactions,
    }


def movement_node(one: CreditMovement) -> Json:
    kind = "Credit" if one.amount > 0 else "Debit"
    return {
        "__typename": f"StoreCreditAccount{kind}Transaction",
        "id": gid(f"StoreCreditAccount{kind}Transaction", one.id),
        "amount": _amount(one.amount, one.currency),
        "balanceAfterTransaction": _amount(one.after, one.currency),
        "createdAt": utc(one.created_at),
        "event": one.event,
    }


def metafield_node(one: Metafield) -> Json:
    named = {name: getattr(one, name) for name in ("namespace", "key", "type", "value")}
    return {"id": gid("Metafield", one.id), **named}


def _amount(minor: int, currency: str) -> Json:
    return {"amount": money.text(minor, currency), "currencyCode": currency}
