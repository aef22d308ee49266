"""When members were born: told once, then locked for them; whose day a date is."""

from calendar import isleap
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import TruncDate

from loyalty.engine.days import LEAP_DAY, MonthDay, Yearly, begins, ends, falling_on, is_month_day
from loyalty.members.find import of_programme
from loyalty.members.models import Birthday, Member

MEMBER = "member"


class Locked(Exception):
    """The member told another birthday before."""


class NoSuchDay(ValueError):
    """No year has that day."""


def birthday_of(member_id: int) -> Birthday | None:
    """What we know of it."""
    return Birthday.objects.filter(member_id=member_id).first()


def months_of(member_ids: Collection[int]) -> dict[int, int]:
    """The months in which members were born, by member; without those who never told."""
    rows = Birthday.objects.filter(member_id__in=member_ids)
    return dict(rows.values_list("member_id", "month"))


def tell(*, member: Member, month: int, day: int, now: datetime) -> bool:
    """Keeps what the member says; False when they had said so before. The caller has the member's lock.

    Raises Locked when they had said something else, NoSuchDay.
    """
    known = birthday_of(member.pk)
    if known is None:
        _write(member, month, day, by=MEMBER, now=now)
        return True
    if (known.month, known.day) != (month, day):
        raise Locked
    return False


def correct(*, member: Member, month: int, day: int, by: str, now: datetime) -> bool:
    """What staff write down; False when it stood there already. The caller has the member's lock."""
    known = birthday_of(member.pk)
    if known is not None and (known.month, known.day) == (month, day):
        return False
    _write(member, month, day, by=by, now=now)
    return True


def keep_one(*, gone: int, kept: int) -> None:
    """Two members are one person: the kept one's birthday stands, else the other's."""
    if birthday_of(kept) is None:
        Birthday.objects.filter(member_id=gone).update(member_id=kept)
    else:
        Birthday.objects.filter(member_id=gone).delete()


def _write(member: Member, month: int, day: int, *, by: str, now: datetime) -> None:
    if not is_month_day(month, day):
        raise NoSuchDay
    told = {
        "programme_id": member.programme_id,
        "month": month,
        "day": day,
        "told_at": now,
        "told_by": by[:200],
    }
    Birthday.objects.update_or_create(member=member, defaults=told)


def whose_day(*, programme_id: int, on: Yearly, day: date, timezone: str) -> QuerySet[Member]:
    """The members who celebrate that day; a birthday that was told after it does not count.

    Who came back after being erased has no birthday in the year of coming back (law G2).
    """
    people = of_programme(programme_id=programme_id).filter(joined_at__lt=ends(day, timezone))
    if on == "anniversary":
        return people.filter(_joined_on(programme_id, day, timezone))
    back = Q(returned=True, joined_at__gte=begins(date(day.year, 1, 1), timezone))
    born = Q(*(_born_on(one) for one in falling_on(day)), _connector=Q.OR)
    return people.filter(born, birthday__told_at__lt=ends(day, timezone)).exclude(back)


def celebrated(*, programme_id: int, on: Yearly) -> frozenset[MonthDay]:
    """The days of a year that may be somebody's; some may be nobody's, for zones differ by a day."""
    if on == "birthday":
        rows = Birthday.objects.filter(programme_id=programme_id).values_list("month", "day").distinct()
        found = set(rows)
    else:
        joined = of_programme(programme_id=programme_id).filter(joined_at__isnull=False)
        dates = joined.annotate(day=TruncDate("joined_at", tzinfo=UTC)).values_list("day", flat=True)
        near = {one + timedelta(days=n) for one in dates.distinct() for n in (-1, 0, 1)}
        found = {(one.month, one.day) for one in near}
    return frozenset(found | {(2, 28)} if LEAP_DAY in found else found)


def _born_on(one: MonthDay) -> Q:
    return Q(birthday__month=one[0], birthday__day=one[1])


def _joined_on(programme_id: int, day: date, timezone: str) -> Q:
    """One of the same days of earlier years; as ranges, so that an index answers."""
    members = Member.objects.filter(programme_id=programme_id, joined_at__isnull=False)
    first = members.aggregate(first=Min("joined_at"))["first"]
    earliest = first.year - 1 if first else day.year
    joined = Q(pk__in=())
    for one in _same_days(falling_on(day), range(earliest, day.year)):
        joined |= Q(joined_at__gte=begins(one, timezone), joined_at__lt=ends(one, timezone))
    return joined


def _same_days(wanted: Sequence[MonthDay], years: range) -> list[date]:
    return [
        date(year, month, day)
        for year in years
        for month, day in wanted
        if (month, day) != LEAP_DAY or isleap(year)
    ]
