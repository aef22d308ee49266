"""Letters that are due to one member together become one mail, which has its identity before it is sent."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from loyalty.common import sets
from loyalty.members.models import Member
from loyalty.notices.kinds import BY_ID
from loyalty.notices.lease import identity
from loyalty.notices.models import Letter, Mail
from loyalty.notices.write import settings_of
from loyalty.shops.models import Shop

PEOPLE = 200
WEEK = timedelta(days=7)
STALE = timedelta(days=14)  # news that old is none


def gather(*, now: datetime) -> int:
    """Makes mails of all letters that are due; returns how many."""
    loose = Letter.objects.filter(mail=None, due_at__lte=now).values("shop_id")
    shops = Shop.objects.filter(installations__uninstalled_at=None, installations__isnull=False, pk__in=loose)
    return sum(_of_shop(shop, now) for shop in shops.distinct())


def _of_shop(shop: Shop, now: datetime) -> int:
    made = 0
    while ids := _people(shop, now):
        made += _gather(shop, ids, now)
    return made


def _people(shop: Shop, now: datetime) -> list[int]:
    rows = Letter.objects.filter(shop=shop, mail=None, due_at__lte=now)
    return list(rows.order_by("member_id").values_list("member_id", flat=True).distinct()[:PEOPLE])


@transaction.atomic
def _gather(shop: Shop, member_ids: Sequence[int], now: datetime) -> int:
    """Under the members' locks, so that two workers make one mail of what is one."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=member_ids).order_by("pk")
    people = {row.pk: row for row in rows}
    letters: dict[int, list[Letter]] = defaultdict(list)
    loose = Letter.objects.filter(shop=shop, mail=None, due_at__lte=now, member_id__in=people)
    for letter in loose.order_by("pk"):
        letters[letter.member_id].append(letter)
    full = _had_enough(shop, people, now)
    made: list[tuple[Mail, list[int]]] = []
    for member_id, theirs in letters.items():
        kept = _worth_sending(people[member_id], theirs, full.get(member_id), now)
        if kept:
            made.append((_mail(shop, people[member_id], kept, now), [one.pk for one in kept]))
    Mail.objects.bulk_create([mail for mail, _ in made])
    _put_in(made)
    return len(made)


def _put_in(made: Sequence[tuple[Mail, list[int]]]) -> None:
    rows = [{"mail": mail.pk, "letter": number} for mail, numbers in made for number in numbers]
    sets.run(PUT_IN, rows)


def _mail(shop: Shop, member: Member, letters: Sequence[Letter], now: datetime) -> Mail:
    urgent = any(_urgent(one) for one in letters)
    whose = member.kept_id or member.pk
    return Mail(shop=shop, member_id=whose, urgent=urgent, due_at=now, made_at=now, **identity())


def _worth_sending(
    member: Member, letters: Sequence[Letter], again: datetime | None, now: datetime
) -> list[Letter]:
    """What goes now. What is old is thrown away, and what is not urgent waits until `again`, if that is given."""
    old = [one for one in letters if member.erased_at or (not _urgent(one) and one.made_at < now - STALE)]
    Letter.objects.filter(pk__in=[one.pk for one in old]).delete()
    kept = [one for one in letters if one not in old]
    if again is None or any(_urgent(one) for one in kept):
        return kept
    Letter.objects.filter(pk__in=[one.pk for one in kept]).update(due_at=again)
    return []


def _had_enough(shop: Shop, member_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Members who had as many letters this week as the shop allows, and when they may have the next."""
    most = settings_of(shop).most_a_week
    mails = Mail.objects.filter(shop=shop, member_id__in=member_ids, urgent=False, made_at__gt=now - WEEK)
    had: dict[int, list[datetime]] = defaultdict(list)
    for member_id, at in mails.exclude(state=Mail.State.DROPPED).values_list("member_id", "made_at"):
        had[member_id].append(at)
    return {member_id: sorted(ats)[-most] + WEEK for member_id, ats in had.items() if len(ats) >= most}


def _urgent(letter: Letter) -> bool:
    kind = BY_ID.get(letter.kind)
    return kind is not None and kind.urgent


PUT_IN = """
UPDATE notices_letter l SET mail_id = t.mail
FROM json_to_recordset(%s) AS t (mail bigint, letter bigint) WHERE l.id = t.letter
"""
