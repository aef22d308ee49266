"""Orders that the store shows under another customer than ours: a merge of customers that nobody told us of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from loyalty.desk.drift import Drift
from loyalty.engine.facts import CustomersMerged, OrderTold
from loyalty.members.models import Identity
from loyalty.orders.hear import known
from loyalty.shops.models import Shop
from loyalty.shops.platform import platform

Merges = list[tuple[Drift, CustomersMerged]]


def merges(*, shop: Shop, told: Sequence[OrderTold]) -> Merges:
    """Each merge with the fact that repairs it. Asks the store, and only about orders that changed hands.

    An order that staff gave to another customer, while the first is still there, stays with whom it was.
    """
    odd = _odd(shop, told)
    before = _customers(shop, {member for _, member in odd.values()})
    asked = {customer for customers in before.values() for customer in customers}
    gone = platform(shop.platform).customers_gone(shop=shop, ids=asked) if asked else set()
    return list(_found(odd, before, gone))


def _odd(shop: Shop, told: Sequence[OrderTold]) -> dict[str, tuple[OrderTold, int]]:
    """Facts and our members by order, where the store's customer is not that member."""
    rows = known(shop=shop, ids=[fact.order for fact in told])
    named = {fact.order: fact for fact in told if fact.header and fact.header.customer}
    customers = {fact.header.customer for fact in named.values() if fact.header}
    identities = Identity.objects.filter(
        programme_id=shop.programme_id, shop=shop, kind=Identity.Kind.CUSTOMER, value__in=customers
    )
    owners = dict(identities.values_list("value", "member_id"))
    return {
        order: (fact, member)
        for order, fact in named.items()
        if fact.header and (member := rows[order].member_id if order in rows else None) is not None
        if owners.get(fact.header.customer) != member
    }


def _customers(shop: Shop, members: set[int]) -> Mapping[int, list[str]]:
    """The customer ids by which members are known; none for the forgotten."""
    found: dict[int, list[str]] = defaultdict(list)
    if members:
        rows = Identity.objects.filter(shop=shop, kind=Identity.Kind.CUSTOMER, member_id__in=members)
        for member, customer in rows.values_list("member_id", "value"):
            found[member].append(customer)
    return found


def _found(
    odd: Mapping[str, tuple[OrderTold, int]], before: Mapping[int, list[str]], gone: set[str]
) -> Iterator[tuple[Drift, CustomersMerged]]:
    pairs = set()
    for order, (fact, member) in odd.items():
        kept = fact.header.customer if fact.header else ""
        for customer in before.get(member, ()):
            if customer in gone and (kept, customer) not in pairs:
                pairs.add((kept, customer))
                drift = Drift(
                    kind="member",
                    order=order,
                    name=fact.header.name if fact.header else "",
                    ours={"customer": customer},
                    theirs={"customer": kept},
                    why=f"customer {customer} was merged into {kept}",
                )
                yield drift, CustomersMerged(kept=kept, gone=customer)
