"""Two members turn out to be one person."""

from datetime import datetime

from django.db import transaction

from loyalty.activities import linked
from loyalty.activities.models import Activity
from loyalty.desk.clocks import clock
from loyalty.desk.days import today
from loyalty.desk.following import follow
from loyalty.desk.standing_on_tiers import judge
from loyalty.ledger.book import open_book
from loyalty.ledger.transfer import transfer
from loyalty.members.birthdays import keep_one
from loyalty.members.models import Identity, Member
from loyalty.orders.models import Order
from loyalty.programmes import allowances
from loyalty.programmes.live import timeline
from loyalty.referrals import claims, seen
from loyalty.shops.models import Shop
from loyalty.tiers.moved import moved


def merge(*, shop: Shop, gone: int, kept: int, kind: str, now: datetime) -> bool:
    """Gives everything of `gone` to `kept`; False when that was done before. Late facts follow (law M2)."""
    with transaction.atomic():
        # Orders before members before balances, as settling takes them; and no lock that a foreign key minds.
        list(Order.objects.select_for_update(no_key=True).filter(member_id=gone).order_by("external_id"))
        rows = Member.objects.select_for_update(no_key=True).filter(
            programme_id=shop.programme_id, pk__in=(gone, kept)
        )
        members = {member.pk: member for member in rows.order_by("pk")}
        if gone == kept or members[gone].kept_id is not None:
            return False
        versions = timeline(programme_id=shop.programme_id)
        ticking = clock(shop=shop, versions=versions)
        with open_book(
            programme_id=shop.programme_id, member_ids=(gone, kept), clock=ticking, now=now, currencies=None
        ) as book:
            transfer(book=book, shop_id=shop.pk, gone=gone, kept=kept, kind=kind)
        if members[kept].joined_at is None and members[gone].joined_at is not None:
            Member.objects.filter(pk=kept).update(
                joined_at=members[gone].joined_at, joined_by=members[gone].joined_by
            )
        keep_one(gone=gone, kept=kept)
        claims.moved(gone=gone, kept=kept)
        seen.moved(gone=gone, kept=kept)
        Member.objects.filter(pk=gone).update(kept_id=kept)
        Member.objects.filter(kept_id=gone).update(kept_id=kept)
        Identity.objects.filter(member_id=gone).update(member_id=kept)
        Order.objects.filter(member_id=gone).update(member_id=kept)
        Activity.objects.filter(member_id=gone).update(member_id=kept)
        linked.moved(gone=gone, kept=kept, now=now)
        moved(gone=gone, kept=kept)
        allowances.moved(programme_id=shop.programme_id, gone=gone, kept=kept)
        today(shop=shop, member_ids=[kept], now=now)
        judge(shop=shop, member_ids=[kept], now=now, tags_anew=True)
        follow(shop=shop, member_ids=[kept], versions=versions, clock=ticking, now=now)
    return True
