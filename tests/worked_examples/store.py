"""A store on paper: writes the webhooks Shopify would write, knocks at the real door, lets the worker drain."""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from loyalty.desk import daily
from loyalty.desk.standing import balance
from loyalty.desk.work import work
from loyalty.engine.document import parse
from loyalty.engine.facts import Referred
from loyalty.engine.replay.abouts import nothing_known
from loyalty.engine.replay.replay import Replay
from loyalty.inbox.drain import drain
from loyalty.inbox.models import Delivery
from loyalty.insight.history import History
from loyalty.insight.lines import Lines
from loyalty.insight.play import tell_all
from loyalty.ledger.models import Award, Lot
from loyalty.ledger.standing import MemberBalance
from loyalty.ledger.statement import Entry, history
from loyalty.members.find import by_customer
from loyalty.programmes.models import Version
from loyalty.shops.models import Installation
from tests.faults.year_books import Compared, compare
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
        self.told: list[dict[str, Any]] = []  # a history file of everything that happened, for replay
        self.opened()

    def opened(self) -> None:
        """For whoever wants to know of every store."""

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

    def replays_alike(self, *, at: datetime | None = None) -> None:
        """Replay, told the same lines, ends with the same balances, lots, awards and reasons."""
        until = at or self.clock
        file = Path(settings.VAR_DIR) / f"history-{self.shop.pk}.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in self.told))
        lines = Lines(file)
        lines.index(lambda _: None)
        told = History(lines, currency=self.currency, timezone=self.shop.timezone)
        versions = Version.objects.filter(programme=self.programme).order_by("number")
        documents = [(row.published_at, parse(row.document)) for row in versions]
        looks = any(document.asks_about_goods for _, document in documents)
        replay = Replay(
            documents,
            timezone=self.shop.timezone,
            currency=self.currency,
            noticed=False,
            reasons=True,
            shelf=told.goods().of if looks else nothing_known,
        )
        tell_all(replay, told, until=until)
        assert lines.refused == []
        replay.until(until)
        daily.catch_up(now=until)
        compared = Compared()
        compare(self.shop, replay, compared)
        assert not compared.differences, compared.differences
        assert compared.members

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


LONG_AGO: datetime = START - timedelta(days=400)
