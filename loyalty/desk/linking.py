"""A member links their own account on a network, and may unlink it: badges go then, and what it earned stays."""

from datetime import datetime

from django.db import IntegrityError, transaction

from loyalty.activities.linked import linked_now
from loyalty.activities.models import Activity, LinkedAccount
from loyalty.desk.doing import Deed, judge_activity, tell_activities
from loyalty.desk.way import how_of, way
from loyalty.engine.ways import Account
from loyalty.members.models import Member
from loyalty.shops.models import Shop

ACTOR = "member"
State = Activity.State


class Taken(ValueError):
    """Another member has linked this account."""


class Another(ValueError):
    """This member has linked another account of the network."""


@transaction.atomic
def link(*, shop: Shop, member_id: int, rule: str, account: str, now: datetime) -> LinkedAccount:
    """`account` as loyalty.activities.linked.account_hash makes it. An account pays once, whoever links it.

    Raises NoSuchWay, Taken, Another.
    """
    found = way(shop=shop, rule=rule, now=now)
    network = how_of(found, Account).network
    Member.objects.select_for_update(no_key=True).get(pk=member_id)
    now_linked = linked_now(shop=shop, network=network)
    mine = now_linked.filter(member_id=member_id).first()
    if mine is not None:
        if mine.account != account:
            raise Another
        return mine
    before = list(LinkedAccount.objects.filter(shop=shop, network=network, account=account))
    made = LinkedAccount(shop=shop, member_id=member_id, network=network, account=account, linked_at=now)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Taken from None
    if all(one.member_id == member_id for one in before):
        key = f"linked:{network}:{account}:{len(before)}"
        deed = Deed(member_id=member_id, type=found.activity, key=key, at=now, data={"network": network})
        tell_activities(shop=shop, deeds=[deed], actor=ACTOR, now=now)
    return made


@transaction.atomic
def unlink(*, shop: Shop, member_id: int, rule: str, now: datetime) -> bool:
    """Whether there was anything to unlink. Raises NoSuchWay."""
    found = way(shop=shop, rule=rule, now=now)
    network = how_of(found, Account).network
    if not linked_now(shop=shop, network=network).filter(member_id=member_id).update(ended_at=now):
        return False
    rows = Activity.objects.filter(shop=shop, member_id=member_id, type=found.activity, state=State.DONE)
    for one in rows.filter(key__startswith=f"linked:{network}:").select_related("shop").order_by("pk"):
        judge_activity(activity=one, state=State.ENDED, actor=ACTOR, now=now)
    return True
