"""A store on paper: writes the webhooks Shopify would write, knocks at the real door, lets the worker drain."""

import json
from datetime import datetime, timedelta
from typing import Any

from loyalty.desk.standing import balance
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.ledger.models import Award
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.statement import Entry, history
from loyalty.members.find import by_customer
from loyalty.shops.models import Installation
from tests.inbox.knock import knock
from tests.laws.world import START, World
from tests.worked_examples.paper import Paper

NOW = START + timedelta(days=3650)


class Store(Paper, World):
    """One shop with one programme; every message goes through the signed door and the drain."""

    def __init__(self, document: dict[str, Any] | None, *, currency: str = "USD") -> None:
        super().__init__(document, currency=currency)
        Installation.objects.create(
            shop=self.shop, installed_at=START - timedelta(days=500), installed_by="owner"
        )
        self.currency = currency
        self.clock = START

    def send(self, topic: str, payload: dict[str, Any], times: int = 1) -> None:
        for _ in range(times):
            assert knock(json.dumps(payload).encode(), topic=topic, shop=self.shop.domain) == 200
            drain()
        worked = Delivery.objects.filter(shop=self.shop).values_list("state", "reason")
        assert all(state == "worked" for state, _ in worked), list(worked)

    def award(self, order: dict[str, Any]) -> Award:
        [award] = self.awards(f"order:{order['id']}")
        return award

    def has(self, customer: int = 7001) -> MemberBalance:
        member = by_customer(shop=self.shop, customer=str(customer))
        assert member is not None
        return balance(shop=self.shop, member_id=member.pk, now=NOW)

    def history(self, customer: int = 7001) -> list[Entry]:
        member = by_customer(shop=self.shop, customer=str(customer))
        assert member is not None
        return history(member_id=member.pk, now=NOW)


LONG_AGO: datetime = START - timedelta(days=400)
