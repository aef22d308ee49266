"""A store that runs a preset as it ships: told through the signed doors, seen through the widget's, and replayed."""

import io
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from loyalty.desk import daily, days, reward_rounds, spending, tier_rounds
from loyalty.desk.standing import balance, holdings
from loyalty.desk.tiers import tier
from loyalty.engine.goods import ProductFacts
from loyalty.outbox.models import Errand
from loyalty.platforms.shopify.facts.products import told as product_told
from loyalty.platforms.shopify.platform import Shopify
from loyalty.programmes.preset import PRESETS
from loyalty.shops.models import Shop
from loyalty.tiers.plans import Plans
from storefront_widget import nonce
from tests.rewards.pretend_store import PretendStore
from tests.shopify.signing import proxied
from tests.worked_examples.test_vectors_in_time import Day

LAST_NIGHTS = timedelta(days=60)
LOYAL, NEWCOMER = 7001, 7002
FIGURES = ("available", "pending", "debt")


class Catalogue(PretendStore, Shopify):
    """The platform, with its catalogue and its codes kept here; everything else is the real one."""

    sold: ClassVar[dict[str, ProductFacts]] = {}

    def products(self, *, shop: Shop, ids: Collection[str]) -> dict[str, ProductFacts]:
        return {one: self.sold[one] for one in ids if one in self.sold}


class Stage(Day):
    """One shop that runs the preset of that name, from its file."""

    def __init__(self, preset: str, traveller: time_machine.Traveller) -> None:
        self.preset = preset
        self.client = Client()
        super().__init__(json.loads((PRESETS / f"{preset}.json").read_text())["document"], traveller)

    def product(self, number: int, **said: Any) -> None:
        """Puts a product on the shelf; the store tells of it."""
        told = {
            "id": number,
            "updated_at": self._stamp(),
            "tags": "",
            "product_type": "",
            "vendor": "",
        } | said
        fact = product_told(json.dumps(told).encode(), self.shop)
        Catalogue.sold[str(number)] = fact.facts  # type: ignore[attr-defined]  # a fact of that topic has them
        self.send("products/update", told)

    def buy(self, price: str, *, product: int, pieces: int = 1, **change: Any) -> dict[str, Any]:
        """A paid order of so many lines of one piece of a product."""
        order = self.order(*[price] * pieces, **change)
        for line in order["line_items"]:
            line["product_id"] = product
        self.send("orders/paid", order)
        return order

    def ask(self, path: str, customer: int | str = LOYAL, **said: str) -> Any:
        """A GET through the platform's signed storefront door."""
        self.traveller.move_to(self.clock, tick=False)
        answer = self.client.get(f"/proxy/{path}?{proxied(self.shop.domain, str(customer), 0, **said)}")
        assert answer.status_code == 200, answer.content
        return answer

    def sees(self, customer: int | str = LOYAL) -> dict[str, Any]:
        """What the widget is told for this shopper."""
        told: dict[str, Any] = self.ask("data", customer).json()
        return told

    def reads(self, customer: int | str = LOYAL) -> str:
        """The same page without JavaScript."""
        page: str = self.ask("page", customer).content.decode()
        return page

    def join(self, customer: int = LOYAL) -> None:
        """Joins in the widget."""
        proof = self.sees(customer)["nonce"]
        query = proxied(self.shop.domain, str(customer))
        body = {"nonce": proof, "key": f"tab-{customer}"}
        answer = self.client.post(f"/proxy/join?{query}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        who = f"gid://shopify/Customer/{customer}"
        self.tell_replay("activity", {"member": who, "type": "joined", "key": f"join-{customer}"})

    def born(self, month: int, day: int, customer: int = LOYAL, *, answered: int = 200) -> dict[str, Any]:
        """Tells their birthday on the page; replay is told where that was taken."""
        proof = nonce.make(shop_id=self.shop.pk, customer=str(customer), action="birthday", now=self.clock)
        query = proxied(self.shop.domain, str(customer))
        body = {"nonce": proof, "key": f"born-{customer}-{month}-{day}", "month": month, "day": day}
        answer = self.client.post(f"/proxy/birthday?{query}", body, content_type="application/json")
        assert answer.status_code == answered, answer.content
        if answered == 200:
            who = f"gid://shopify/Customer/{customer}"
            data = {"month": month, "day": day}
            self.tell_replay("activity", {"member": who, "type": "birthday", "data": data})
        told: dict[str, Any] = answer.json()
        return told

    def sleep(self, until: datetime) -> None:
        """The rounds run after midnight in New York: weekly, and each night of the last two months."""
        midnight = self.clock.replace(hour=5, minute=1, second=0)
        while midnight <= until:
            if midnight > self.clock:
                self.at(midnight)
                daily.catch_up(now=midnight)
                days.celebrate_all(now=midnight)
                tier_rounds.review_due(now=midnight)
                reward_rounds.hand_over_all(now=midnight)
            midnight += timedelta(days=7 if until - midnight > LAST_NIGHTS else 1)
        self.at(until)

    def tags(self, customer: int = LOYAL) -> list[str]:
        """What the store was last asked to put on the customer."""
        row = Errand.objects.filter(shop=self.shop, key=f"customer_tags:{customer}").first()
        return sorted(row.wanted["add"]) if row else []

    def try_to_spend(self, reward: str, customer: int = LOYAL, **chosen: Any) -> None:
        """For what must be refused: replay is not told."""
        spending.redeem(shop=self.shop, member_id=self.member(customer), reward=reward, key=f"try {reward}",
                        actor="member", now=self.clock, **chosen)  # fmt: skip

    def plans(self, customer: int = LOYAL) -> tuple[str, ...]:
        """The memberships that run now."""
        member = self.member(customer)
        return Plans(shop=self.shop, member_ids=[member]).at(member, self.clock)

    def subscribe(self, sku: str, price: str, *more: str, customer: int = LOYAL) -> dict[str, Any]:
        """An order whose first line buys a membership."""
        order = self.order(price, *more, customer=customer)
        order["line_items"][0]["sku"] = sku
        self.send("orders/paid", order)
        return order

    def points_of(self, order: dict[str, Any]) -> int:
        """What the order brought, less what went back."""
        return sum(award.posted for award in self.awards(f"order:{order['id']}"))

    def held(self, currency: str, customer: int = LOYAL) -> int:
        """Units that can be used now."""
        return balance(
            shop=self.shop, member_id=self.member(customer), now=self.clock, currency=currency
        ).available

    def level(self, customer: int = LOYAL) -> str:
        told = tier(shop=self.shop, member_id=self.member(customer), at=self.clock)
        assert told is not None
        return told.level

    def replayed(self, *, at: datetime | None = None) -> dict[str, Any]:
        """Replay in memory ends as the books, and so does the command that replays the preset by its name."""
        self.replays_alike(at=at)
        told = self.command("replay", programme=self.preset, history=str(self.file), json=True,
                            timezone=self.shop.timezone, as_of=(at or self.clock).isoformat())  # fmt: skip
        assert told["refused"] == []
        for one in told["members"]:
            if one["member"].startswith("gid:"):
                self._same(one, at or self.clock)
        return told

    @property
    def file(self) -> Path:
        """The history that was told to replay."""
        return Path(settings.VAR_DIR) / f"history-{self.shop.pk}.jsonl"

    def command(self, *words: str, **options: Any) -> dict[str, Any]:
        """What a command of manage.py answers with --json."""
        out = io.StringIO()
        call_command(*words, stdout=out, **options)
        told: dict[str, Any] = json.loads(out.getvalue())
        return told

    def _same(self, one: dict[str, Any], at: datetime) -> None:
        customer = int(one["member"].rpartition("/")[2])
        ask: dict[str, Any] = {"shop": self.shop, "member_id": self.member(customer)}
        points = balance(**ask, now=at)
        assert {name: one[name] for name in FIGURES} == {name: getattr(points, name) for name in FIGURES}
        others = holdings(**ask, now=at)
        held = {name: units.available for name, units in others.items() if units.available}
        assert one["currencies"] == {name: units for name, units in held.items() if ":" not in name}
        assert one["tier"] == self._level(customer, at)

    def _level(self, customer: int, at: datetime) -> str | None:
        stands = tier(shop=self.shop, member_id=self.member(customer), at=at)
        return stands.level if stands else None
