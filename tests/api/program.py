"""A merchant's program with a key."""

import json
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from loyalty.api.keys import make
from loyalty.api.models import Key
from loyalty.api.scopes import Scope
from loyalty.common.sealed import seal
from loyalty.members.models import Member
from loyalty.shops.models import Shop, Staff
from tests.cast import NOW, StaffFactory

_numbers = count(1)


def a_key(shop: Shop, *scopes: Scope, name: str = "till") -> tuple[Key, str]:
    """A key of the shop's owner and its token; with every scope when none is named."""
    by = Staff.objects.filter(shop=shop, role="owner").first() or StaffFactory.create(shop=shop, role="owner")
    made = make(
        shop=shop, name=name, scopes=scopes or list(Scope), form=uuid4(), by=by, actor="owner", now=NOW
    )
    assert made is not None
    return made


class Program:
    """Speaks JSON with a token."""

    def __init__(self, token: str) -> None:
        self.token, self.client = token, Client(raise_request_exception=False)

    def get(self, path: str, /, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, body: Any, *, key: str | None = "", **headers: str) -> Any:
        """With a new idempotency key unless one is given; None for none at all."""
        key = f"key-{next(_numbers)}" if key == "" else key
        more = headers | ({"Idempotency-Key": key} if key is not None else {})
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{path}", data, content_type="application/json", headers=self._headers() | more
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def program(shop: Shop, *scopes: Scope) -> Program:
    return Program(a_key(shop, *scopes)[1])


def public(member: Member) -> str:
    return seal("mem", member.programme_id, member.pk)


def code(response: Any) -> str:
    """The first error's code."""
    found: str = response.json()["errors"][0]["code"]
    return found
