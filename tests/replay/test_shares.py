"""Two processes answer what one does, whatever members have to do with each other."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loyalty.engine.document import parse
from loyalty.insight.groups import EVERYBODY, Groups
from loyalty.insight.lines import Lines
from loyalty.insight.play import play
from tests.faults.year import DOCUMENT

TIERS = {
    "by": "spend",
    "window": {"rolling_months": 2},
    "levels": [{"id": "leaf", "at": "0"}, {"id": "tree", "at": "90.00", "multiplier": "1.5"}],
}
BIRTHDAY = {"id": "birthday", "on": "birthday", "award": {"points": 77}}
PROGRAMME = DOCUMENT | {"earning": [*DOCUMENT["earning"], BIRTHDAY], "tiers": TIERS}
START = datetime(2025, 1, 1, 9, tzinfo=UTC)
PEOPLE = 60
Message = tuple[str, dict[str, Any]]


class Dice:
    """Facts of a few people who marry their accounts, share addresses, bring each other and are forgotten."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.orders: list[tuple[int, str]] = []

    def lines(self, number: int) -> Iterator[str]:
        at = START
        kinds = (self.order, self.joined, self.refund, self.redeem, self.told, self.merge, self.referred)
        rare = (self.birthday, self.redact, self.deleted, self.moved, self.broken, self.uninstalled)
        for _ in range(number):
            at += timedelta(hours=self.dice.choice((0, 0, 1, 30)))
            weights = (9, 3, 3, 3, 2, 0.5, 1, *[0.4] * len(rare))
            topic, payload = self.dice.choices(kinds + rare, weights)[0](at)
            told = {"topic": topic, "triggered_at": at.isoformat(), "payload": payload}
            if self.dice.random() < 0.3:
                told["webhook_id"] = f"hook-{self.dice.randrange(number)}"
            yield json.dumps(told) + "\n"
            if self.dice.random() < 0.1:
                yield json.dumps(told) + "\n"

    def who(self) -> int:
        return self.dice.randint(1, PEOPLE)

    def gid(self) -> str:
        return f"gid://shopify/Customer/{self.who()}"

    def email(self) -> str:
        name = f"member{self.who()}@example.com"
        return self.dice.choice((name, name.upper(), f" {name}", name.replace("m", "ｍ", 1)))

    def order(self, at: datetime) -> Message:
        again = self.orders and self.dice.random() < 0.2
        number = self.dice.choice(self.orders)[0] if again else len(self.orders) + 1
        price = f"{self.dice.randint(5, 90)}.00"
        self.orders.append((number, price))
        line = {"id": 10 * number, "quantity": 1, "price": price, "title": "Tea"}
        payload = {
            "id": number, "name": f"#{number}", "currency": "USD", "financial_status": "paid",
            "updated_at": at.isoformat(), "created_at": START.isoformat(), "line_items": [line],
            "email": self.email() if self.dice.random() < 0.4 else None,
        }  # fmt: skip
        if self.dice.random() < 0.8:
            who = self.who()
            gid = f"gid://shopify/Customer/{who}" if self.dice.random() < 0.5 else None
            payload["customer"] = {"id": who, "admin_graphql_api_id": gid}
        return "orders/paid", payload

    def refund(self, at: datetime) -> Message:
        number, price = self.dice.choice(self.orders or [(1, "5.00")])
        back = {"line_item_id": 10 * number, "quantity": 1, "subtotal": price, "total_tax": "0.00"}
        payload = {"id": self.dice.randrange(10**6) + 1, "order_id": number, "created_at": at.isoformat()}
        return "refunds/create", payload | {"refund_line_items": [back]}

    def joined(self, _at: datetime) -> Message:
        return "activity", {"member": self.gid(), "type": "joined"}

    def birthday(self, at: datetime) -> Message:
        day = at + timedelta(days=3)
        data = {"month": day.month, "day": day.day}
        return "activity", {"member": self.gid(), "type": "birthday", "data": data}

    def referred(self, _at: datetime) -> Message:
        return "activity", {"member": self.gid(), "type": "referred", "data": {"advocate": self.gid()}}

    def redeem(self, _at: datetime) -> Message:
        told = {"member": self.gid(), "reward": "five-off", "key": f"key-{self.dice.randrange(90)}"}
        if self.orders and self.dice.random() < 0.5:
            number, _ = self.dice.choice(self.orders)
            told["data"] = {"order": f"gid://shopify/Order/{number}"}  # type: ignore[assignment]
        return "redeem", told

    def told(self, at: datetime) -> Message:
        told = {"id": self.who(), "email": self.email(), "updated_at": at.isoformat()}
        return "customers/update", told | {"verified_email": True}

    def merge(self, _at: datetime) -> Message:
        kept = "admin_graphql_api_customer_kept_id"
        return "customers/merge", {kept: self.gid(), "admin_graphql_api_customer_deleted_id": self.gid()}

    def redact(self, _at: datetime) -> Message:
        shop = self.dice.choice(("tea.example", "tea.example", "coffee.example"))
        return "customers/redact", {
            "shop_domain": shop,
            "customer": {"id": self.who(), "email": self.email()},
        }

    def deleted(self, _at: datetime) -> Message:
        return "customers/delete", {"id": self.who()}

    def moved(self, _at: datetime) -> Message:
        zone = self.dice.choice(("Europe/Berlin", "Asia/Tokyo", "Nowhere/Atall"))
        told = {"id": 1, "name": "Tea", "currency": "USD", "iana_timezone": zone}
        return "shop/update", told | {"myshopify_domain": "tea.example"}

    def uninstalled(self, _at: datetime) -> Message:
        return "app/uninstalled", {"id": 1, "myshopify_domain": "tea.example"}

    def broken(self, _at: datetime) -> Message:
        return "orders/paid", {"id": self.dice.choice((0, "?", 3)), "customer": 7}


def history(folder: Path, seed: int, number: int = 160) -> Path:
    file = folder / f"{seed}.jsonl"
    file.write_text("".join(Dice(seed).lines(number)))
    return file


@pytest.mark.parametrize("seed", range(12))
def test_two_processes_answer_what_one_does(seed: int, tmp_path: Path) -> None:
    document, file = parse(PROGRAMME), history(tmp_path, seed, 60 + 15 * seed)
    alone = play(document, file, timezone="UTC")
    assert play(document, file, timezone="UTC", ways=2, worth=0) == alone
    assert alone["totals"]["issued"] > 0


def test_both_processes_have_something_to_do(tmp_path: Path) -> None:
    groups = Groups()
    Lines(history(tmp_path, 1, 50)).index(lambda _done: None, groups)
    shares = groups.shares(0)
    assert min(shares.count(0), shares.count(1)) > 3
    assert shares.count(0) + shares.count(1) + shares.count(EVERYBODY) == len(shares)


def test_a_cap_of_the_whole_programme_is_kept_by_one_process(tmp_path: Path) -> None:
    cap = {"id": "all", "points": 900, "per": "life", "of": "programme"}
    document, file = parse(PROGRAMME | {"caps": [cap]}), history(tmp_path, 3)
    assert document.shares_rooms
    alone = play(document, file, timezone="UTC")
    assert play(document, file, timezone="UTC", ways=2, worth=0) == alone


def line(number: int, topic: str, payload: dict[str, Any], **more: str) -> str:
    at = (START + timedelta(days=number)).isoformat()
    return json.dumps({"topic": topic, "triggered_at": at, "payload": payload} | more) + "\n"


def test_everybody_hears_where_the_shop_is(tmp_path: Path) -> None:
    dice, file = Dice(0), tmp_path / "moved.jsonl"
    told = {"id": 1, "name": "Tea", "currency": "USD", "iana_timezone": "Pacific/Kiritimati"}
    deeds = [line(0, "shop/update", told | {"myshopify_domain": "tea.example"})]
    late = datetime(2025, 1, 31, 20, tzinfo=UTC)  # in the shop's own time it is February
    for customer in range(1, 9):
        _, payload = dice.order(late)
        payload |= {"created_at": late.isoformat(), "customer": {"id": customer}, "email": None}
        deeds.append(line(40, "orders/paid", payload))
    file.write_text("".join(deeds))
    document, end = parse(PROGRAMME), datetime(2025, 5, 10, tzinfo=UTC)
    alone = play(document, file, timezone="UTC", as_of=end)
    assert play(document, file, timezone="UTC", ways=2, worth=0, as_of=end) == alone
    assert play(document, file, timezone="UTC", as_of=end - timedelta(days=8))["totals"]["expired"] == 0


def test_a_message_told_twice_counts_once_whatever_is_in_it(tmp_path: Path) -> None:
    file, named = tmp_path / "twice.jsonl", "gid://shopify/Customer/"
    joins = [{"member": f"{named}{customer}", "type": "joined"} for customer in range(1, 7)]
    file.write_text("".join(line(1, "activity", one, webhook_id="same") for one in joins))
    alone = play(parse(PROGRAMME), file, timezone="UTC")
    assert play(parse(PROGRAMME), file, timezone="UTC", ways=2, worth=0) == alone
    assert len(alone["members"]) == 1


def test_a_file_that_is_not_worth_it_is_not_shared(tmp_path: Path) -> None:
    groups = Groups()
    Lines(history(tmp_path, 2)).index(lambda _done: None, groups)
    assert not groups.shares(1_000)
