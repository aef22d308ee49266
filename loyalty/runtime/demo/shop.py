"""What the merchant does in a demo: publishes a programme, lets members join, signs in."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User

from loyalty.desk.joining import join
from loyalty.members.find import by_customer
from loyalty.programmes.publish import STARTER, newest, publish, save_draft
from loyalty.runtime.demo.store import Json
from loyalty.shops.models import Shop, Staff

OWNER = "owner@leaf.example"
OPERATOR = "operator@loyalty.example"


def programme(shop: Shop, *, now: datetime) -> int:
    """The starter programme with a hold of three days, live for a fortnight. Returns the version's number."""
    document: dict[str, Any] = {
        **STARTER,
        "name": "Leaf & Ladle Rewards",
        "earning": [
            rule | ({"hold_days": 3} if rule["on"] == "order_paid" else {}) for rule in STARTER["earning"]
        ],
    }
    last = newest(programme_id=shop.programme_id)
    base, at = last.number if last else 0, now - timedelta(days=14)
    save_draft(programme_id=shop.programme_id, document=document, base=base, by=OWNER, now=at)
    return publish(programme_id=shop.programme_id, base=base, by=OWNER, now=at).number


def members_join(shop: Shop, people: dict[str, Json], *, now: datetime, say: Callable[[str], None]) -> None:
    """Everybody but Ben, who is still thinking about it."""
    for name, customer in people.items():
        member = by_customer(shop=shop, customer=str(customer["id"]))
        if member is not None and name != "Ben":
            join(shop=shop, member_id=member.pk, how="widget", now=now)
    say("Ada, Chloe and Dai joined the programme")


def people_who_work_here(shop: Shop, *, now: datetime) -> str:
    """An owner for the panel and an operator for the staff pages; both with the password that is returned."""
    password = secrets.token_urlsafe(9)
    owner = User.objects.create_user("owner", OWNER, password)
    operator = User.objects.create_superuser("operator", OPERATOR, password)
    for user in (owner, operator):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Staff.objects.create(shop=shop, user=owner, role=Staff.Role.OWNER, since=now)
    return password
