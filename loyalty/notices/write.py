"""Letters are written down when something happened; they are sent later, and worded then."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from loyalty.notices.happening import Happening
from loyalty.notices.kinds import BY_ID
from loyalty.notices.models import Letter, LetterSettings
from loyalty.notices.wording import kinds_on
from loyalty.shops.models import Shop

SOON = timedelta(minutes=1)  # what happens together goes in one mail
COLLECTED_AT = time(9)
Collect = LetterSettings.Collect


def write(happened: Iterable[Happening], *, now: datetime) -> int:
    """A letter for each whose kind is switched on, once for each key; returns how many were wanted."""
    if not settings.MAIL_READY:
        return 0
    by_shop: dict[int, list[Happening]] = defaultdict(list)
    for one in happened:
        if one.letter:
            by_shop[one.shop_id].append(one)
    return sum(_write(shop_id, found, now) for shop_id, found in sorted(by_shop.items()))


def _write(shop_id: int, happened: list[Happening], now: datetime) -> int:
    on = kinds_on(shop_id=shop_id)
    wanted = [one for one in happened if one.letter in on]
    if not wanted:
        return 0
    shop = Shop.objects.get(pk=shop_id)
    how = settings_of(shop)
    rows = [_row(one, due_at(kind=one.letter, how=how, shop=shop, now=now), now) for one in wanted]
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def _row(one: Happening, due: datetime, now: datetime) -> Letter:
    return Letter(
        shop_id=one.shop_id,
        member_id=one.member_id,
        kind=one.letter,
        key=one.key,
        facts=dict(one.facts),
        made_at=now,
        due_at=due,
    )


def settings_of(shop: Shop) -> LetterSettings:
    """What the merchant chose; the defaults of who chose nothing."""
    return LetterSettings.objects.filter(shop=shop).first() or LetterSettings(shop=shop)


def due_at(*, kind: str, how: LetterSettings, shop: Shop, now: datetime) -> datetime:
    """When a letter of this kind may go: soon, or with the others at nine o'clock of the shop's day."""
    if BY_ID[kind].urgent or how.collect == Collect.EACH:
        return now + SOON
    local = now.astimezone(ZoneInfo(shop.timezone))
    day = local.date() if local.time() < COLLECTED_AT else local.date() + timedelta(days=1)
    if how.collect == Collect.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, COLLECTED_AT, local.tzinfo)
