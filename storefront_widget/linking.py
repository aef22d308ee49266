"""Linking an account on a network: the ticket out, and what came back with the shopper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from loyalty.activities import tickets
from loyalty.desk import linking
from loyalty.engine.rules import ActivityRule
from loyalty.engine.ways import Account
from loyalty.members.models import Member
from storefront_widget.visit import Refused, Visit


@dataclass(frozen=True, slots=True)
class Back:
    """Somebody came back from a network; `name` is what the account there is called, and may be empty."""

    ticket: str
    name: str


def ticket_for(visit: Visit, rule: str, network: str) -> dict[str, Any]:
    """What a ticket says: whose it is, and for what."""
    return {"shop": visit.shop.pk, "customer": visit.customer, "way": rule, "network": network}


def came_back(visit: Visit, rule: ActivityRule, ticket: str, *, now: datetime) -> Back:
    """Raises Refused for a ticket of somebody else's."""
    return Back(ticket, str(_read(visit, rule, ticket, now)["name"]))


def link(visit: Visit, member: Member, rule: ActivityRule, ticket: str, *, now: datetime) -> None:
    """Raises Refused, NoSuchWay."""
    account = str(_read(visit, rule, ticket, now)["account"])
    try:
        linking.link(shop=visit.shop, member_id=member.pk, rule=rule.id, account=account, now=now)
    except linking.Taken:
        words = gettext("Another member of this shop has linked this account. Nothing was linked.")
        raise Refused(409, "account_taken", words) from None
    except linking.Another:
        words = gettext("You have linked another account there. Unlink it first.")
        raise Refused(409, "another_account", words) from None


def not_linked(why: str) -> Refused | None:
    """What a network's page ended with, as a sentence."""
    if why == "no":
        return Refused(409, "said_no", gettext("You said no there, so nothing was linked."))
    if why:
        return Refused(409, "not_told", gettext("The network did not tell us who you are. Try again later."))
    return None


def _read(visit: Visit, rule: ActivityRule, ticket: str, now: datetime) -> dict[str, Any]:
    network = rule.how.network if isinstance(rule.how, Account) else ""
    try:
        told = tickets.read("linked", ticket, now=now)
    except tickets.NoTicket:
        raise Refused(
            409, "stale_ticket", gettext("That took long. Begin again; nothing was linked.")
        ) from None
    if not (ticket_for(visit, rule.id, network).items() <= told.items()):
        words = gettext("Somebody else began this, so nothing was linked. Begin it yourself.")
        raise Refused(403, "not_yours", words)
    return told
