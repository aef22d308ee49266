"""Two shops in which everything has happened, and every address that somebody may read there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse

from loyalty.shops.models import Shop, Staff
from tests.api.program import Program, a_key, public
from tests.cast import Cast, InstallationFactory, ShopFactory, StaffFactory, UserFactory
from tests.house.routes import patterns, rows
from tests.panel.every_page import PARTS, happened
from tests.panel.story import signed_in
from tests.shopify import signing

TENANTS = ("the visitor's shop", "the key's shop", "the signed shop, the signed customer", "the signed shop")
WORD = re.compile(r"[^\s\"'<>=;,()&?]{5,}")
TIMES = re.compile(r"[\d:.,+TZ/-]+")


class Neighbour(Cast):
    """The tea shop's like, under names of its own."""

    @cached_property
    def shop(self) -> Shop:
        made: Shop = ShopFactory.create(
            programme=self.programme, domain="moss.myshopify.com", name="The moss garden"
        )
        InstallationFactory.create(shop=made)
        return made

    def _staff(self, shop: Shop, name: str, role: Staff.Role) -> User:
        user: User = UserFactory.create(username=f"moss-{name}", email=f"{name}@moss.example")
        StaffFactory.create(shop=shop, user=user, role=role)
        return user


@dataclass(eq=False)
class Tenant:
    """`known`: its numbers by their names in the addresses; `secrets`: words that stand in nobody else's answers."""

    cast: Cast
    known: dict[str, Any]
    session: str
    token: str
    secrets: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Asked:
    """A tenant asks for an address of its own, or of another's."""

    tenant: Tenant
    path: str
    own: bool

    @property
    def headers(self) -> dict[str, str]:
        if self.path.startswith("/api/"):
            return {"Authorization": f"Bearer {self.tenant.token}"}
        return {"Cookie": f"sessionid={self.tenant.session}"}

    @property
    def target(self) -> str:
        """Signed anew each time: a signature ages."""
        if not self.path.startswith("/proxy/"):
            return self.path
        return f"{self.path}?{signing.proxied(self.tenant.cast.shop.domain, self.tenant.known['customer'])}"

    def secrets_in(self, text: str, of: Tenant) -> set[str]:
        """What is that tenant's alone and was not in the question."""
        return {word for word in of.secrets.intersection(words(text)) if word not in self.path}


def people() -> list[Tenant]:
    return [_tenant(Cast(), "7001"), _tenant(Neighbour(), "97001")]


def _tenant(cast: Cast, customer: str) -> Tenant:
    known = happened(cast) | {"staff_id": Staff.objects.get(user=cast.owner).pk, "customer": customer}
    with connection.cursor() as cursor:
        cursor.execute(RENAME, [customer, cast.shop.pk])
    token = a_key(cast.shop)[1]
    program = Program(token)
    known["sealed"] = {"member_id": public(cast.loyal)} | {
        name: _first(program, listed)
        for name, listed in (("activity_id", "activities"), ("redemption_id", "redemptions"))
    }
    return Tenant(cast, known, signed_in(cast.owner).cookies["sessionid"].value, token)


def _first(program: Program, listed: str) -> str:
    program.client.defaults["HTTP_HOST"] = "127.0.0.1"
    found = re.search(r'"id":\s*"([^"]+)"', program.get(listed).content.decode())
    return found[1] if found else "none"


def asked_by(tenant: Tenant, tenants: Sequence[Tenant]) -> list[Asked]:
    """Everything of its own, and everything with a number of another's in the address."""
    mine = [Asked(tenant, path, own=True) for path in _paths(tenant)]
    others = {path for one in tenants if one is not tenant for path in _paths(one)}
    return mine + [Asked(tenant, path, own=False) for path in sorted(others - {one.path for one in mine})]


def _paths(tenant: Tenant) -> list[str]:
    known = patterns()
    return [
        _path(address, known[address], tenant)
        for address, row in rows().items()
        if "GET" in row.who and row.tenant in TENANTS and not address.startswith("api/v1/<path")
    ]


def _path(address: str, pattern: Any, tenant: Tenant) -> str:
    wanted = pattern.pattern.converters
    if not address.startswith("panel/"):
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(tenant.known["sealed"][found[1]]), address)
    part = PARTS.get(str(pattern.name).rpartition("_")[0])
    given = {"version": 1, "use_id": 1, "launch_id": 1, "preset_id": "stamps", "part_id": part} | tenant.known
    return reverse(f"panel:{pattern.name}", kwargs={name: given.get(name, 1) for name in wanted})


def words(text: str) -> set[str]:
    """Without dates, times and plain numbers, which anybody's page may hold."""
    return {word for word in WORD.findall(text) if not TIMES.fullmatch(word)}


RENAME = "UPDATE members_identity SET value = %s WHERE shop_id = %s AND kind = 'customer' AND value = '7001'"
