"""A shopper joins: guest points become theirs, and the join rules pay once."""

from datetime import datetime

from django.db import transaction

from loyalty.desk.clocks import clock
from loyalty.desk.days import today
from loyalty.desk.following import follow
from loyalty.desk.merging import merge
from loyalty.desk.standing_on_tiers import judge
from loyalty.engine.about import About
from loyalty.engine.earning_member import decide_join
from loyalty.ledger.settle import Target, settle
from loyalty.members.models import Member
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop


def join(*, shop: Shop, member_id: int, how: str, now: datetime) -> bool:
    """Joins once; a second time changes nothing and answers False."""
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(
            pk=member_id, programme_id=shop.programme_id
        )
        if member.joined_at is not None:
            return False
        member.joined_at, member.joined_by = now, how
        member.save(update_fields=["joined_at", "joined_by"])
        claim(shop=shop, member=member, now=now)
        _welcome(shop, member, now)
        today(shop=shop, member_ids=[member.pk], now=now)
        judge(shop=shop, member_ids=[member.pk], now=now)
    return True


def claim(*, shop: Shop, member: Member, now: datetime) -> None:
    """Moves what a guest with this member's verified e-mail has collected."""
    for guest in Member.objects.filter(claimant=member, kept=None, joined_at=None).order_by("pk"):
        merge(shop=shop, gone=guest.pk, kept=member.pk, kind="claim", now=now)


def _welcome(shop: Shop, member: Member, now: datetime) -> None:
    versions = timeline(programme_id=shop.programme_id)
    rules = versions.live(now)
    if rules is None:
        return
    targets = [
        Target(
            source=f"joined:{member.pk}",
            member_id=member.pk,
            version=rules.number,
            decision=decide_join(
                rules.document,
                rule,
                at=now,
                timezone=shop.timezone,
                before=member.returned,
                about=About(joined_at=now),
            ),
            policy=rules.document.clawback,
            kind="award",
        )
        for rule in rules.document.join_rules
    ]
    ticking = clock(shop=shop, versions=versions)
    settle(shop=shop, targets=targets, actor="member", clock=ticking, now=now)
    follow(shop=shop, member_ids=[member.pk], versions=versions, clock=ticking, now=now)
