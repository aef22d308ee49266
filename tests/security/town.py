"""The tea shop in which everything has happened, its stranger next door, and whether anything of it was touched."""

from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from loyalty.insight.models import Simulation
from loyalty.launch.models import Launch
from loyalty.referrals.models import Claim
from loyalty.shops.models import Shop, Staff
from loyalty.tiers.models import PerkUse
from tests.api.test_review_hook import door
from tests.cast import NOW, Cast, UserFactory
from tests.house.routes import Row, patterns, rows
from tests.panel.every_page import PARTS, happened
from tests.panel.story import clients, signed_in

# What the tea shop's pages say and no other shop's may.
OURS = (
    *(
        "tea.myshopify.com",
        "The tea shop",
        "Oolong",
        "Stoneware teapot",
        "Leaf &amp; Sons",
        "ann@tea.example",
    ),
    *("The till in the Old Town", "Customer 7001"),
)
NUMBERS = (
    *("member_id", "delivery_id", "errand_id", "upload_id", "request_id", "key_id", "past_id", "run_id"),
    *("activity_id", "code_id", "webhook_id", "post_id", "claim_id", "door_id", "launch_id", "use_id"),
)
NOWHERE = 987_654_321
TENANTS = ("programme_id", "shop_id")


class Town:
    """`known` are the tea shop's numbers by their names in the addresses."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.known: dict[str, Any] = happened(cast) | {
            "staff_id": Staff.objects.get(user=cast.owner).pk,
            "claim_id": Claim.objects.earliest("pk").pk,
            "door_id": door(cast).pk,
        }
        self.known["launch_id"] = self._launch().pk
        self.known["use_id"] = self._use().pk
        self.people: dict[str, Client] = {"nobody": Client()} | clients(cast)
        self.people["idle"] = signed_in(UserFactory.create())
        self.panel: dict[str, Row] = {
            address: row for address, row in rows().items() if address.startswith("panel/")
        }

    def path(self, address: str, **other: Any) -> str:
        """The row's address in the tea shop."""
        pattern = patterns()[address]
        part = PARTS.get(str(pattern.name).rpartition("_")[0])
        given = {"version": 1, "preset_id": "stamps", "part_id": part}
        given |= self.known | other
        wanted = pattern.pattern.converters
        return reverse(f"panel:{pattern.name}", kwargs={name: given.get(name, 1) for name in wanted})

    def _launch(self) -> Launch:
        run = Simulation.objects.get(pk=self.known["run_id"])
        return Launch.objects.create(
            shop=self.cast.shop, past=run.past, since=NOW, document=run.document, asked_by="ann", asked_at=NOW,
            next_at=NOW,
        )  # fmt: skip

    def _use(self) -> PerkUse:
        who = {"programme": self.cast.programme, "member_id": self.known["member_id"]}
        return PerkUse.objects.create(**who, perk="post", level="gold", key="once", at=NOW, by="ann")

    def ours(self, address: str) -> list[str]:
        """The tea shop's own numbers in the address: nobody else has them."""
        return [
            name
            for name in patterns()[address].pattern.converters
            if name in (*NUMBERS, "public", "staff_id")
        ]

    @property
    def said(self) -> dict[str, Any]:
        """A form with which somebody would do it to the tea shop, whichever form it is."""
        known = self.known
        return {
            "points": "5",
            "why": "mine now",
            "key": str(uuid4()),
            "confirm": "1",
            "role": "reader",
            "shop": self.cast.shop.pk,
            "run": known["run_id"],
            "past": known["past_id"],
            "version": "1",
            "member": known["member_id"],
            "a": known["run_id"],
            "b": known["run_id"] - 1,
            "deed": "remove",
            "document": "{}",
            "base": "2",
            "language": "en",
            "day": "1",
            "month": "1",
            "q": "7001",
            "order": "#2001",
            "reward": "mug",
            "perk": "post",
            "how": "store",
            "state": "parked",
            "seen": "2",
        }


def leaks(answer: Any) -> list[str]:
    """What of the tea shop stands in the answer, its headers included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace") + str(dict(answer.headers))
    return [one for one in OURS if one in text or one.replace("&amp;", "&") in text]


def prints(shop: Shop) -> dict[str, tuple[int, int]]:
    """Every table's rows of the shop and of its programme, as their number and the sum of their hashes."""
    parts = []
    for model in apps.get_models():
        columns = {field.column for field in model._meta.local_fields}
        held = [name for name in TENANTS if name in columns]
        if held and model.__module__.startswith("loyalty."):
            numbers = {"programme_id": shop.programme_id, "shop_id": shop.pk}
            where = " OR ".join(f"{name} = {numbers[name]}" for name in held)
            table = model._meta.db_table
            summed = "count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"
            parts.append(f"SELECT '{table}', {summed} FROM {table} t WHERE {where}")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (count, total) for name, count, total in cursor.fetchall()}


def tried(client: Client, path: str, said: dict[str, Any]) -> Any:
    """A POST of which nothing remains."""
    with transaction.atomic():
        answer = client.post(path, said)
        transaction.set_rollback(True)
    return answer
