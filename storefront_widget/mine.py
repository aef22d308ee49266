"""What a member had for their points, as data: newest first, with the code, what happens next, and the way back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext

from loyalty.ledger.models import Spend
from loyalty.ledger.words import day, last_day
from loyalty.programmes.live import Timeline
from loyalty.rewards.models import Redemption, Step
from loyalty.rewards.state_words import by_code, standing
from loyalty.rewards.words import RewardWords
from loyalty.shops.models import Shop
from storefront_widget.offers import seat_text

SHOWN = 20
State = Redemption.State
Data = dict[str, Any]


def mine(*, shop: Shop, member_id: int, versions: Timeline) -> list[Data]:
    """The latest of them."""
    rows = list(Redemption.objects.raw(MINE, [shop.programme_id, member_id, SHOWN]))
    for row in rows:
        if row.shop_id == shop.pk:
            row.shop = shop
    prefetch_related_objects(rows, "spend", "shop")
    over = _over(rows)
    return [_told(row, shop, versions, over) for row in rows]


def one(*, shop: Shop, member_id: int, public: str) -> Redemption | None:
    """The member's own redemption of that name; nobody else's."""
    return _of(shop, member_id).filter(public=public).first()


def _of(shop: Shop, member_id: int) -> QuerySet[Redemption]:
    rows = Redemption.objects.select_related("spend", "shop")
    return rows.filter(shop__programme_id=shop.programme_id, spend__member_id=member_id)


# Most members never had anything: Django would take long to ask for three tables' columns.
MINE = """
SELECT r.* FROM ledger_spend s JOIN rewards_redemption r ON r.spend_id = s.id JOIN shops_shop h ON h.id = r.shop_id
WHERE h.programme_id = %s AND s.member_id = %s ORDER BY r.id DESC LIMIT %s
"""


def _over(rows: list[Redemption]) -> Mapping[int, str]:
    """Why those that came back did."""
    back = [row.pk for row in rows if row.state == State.RELEASED]
    steps = Step.objects.filter(redemption__in=back, what=State.RELEASED) if back else []
    return {step.redemption_id: str(step.detail.get("why", "")) for step in steps}


def _told(row: Redemption, shop: Shop, versions: Timeline, over: Mapping[int, str]) -> Data:
    document = versions.version(row.version).document
    words = RewardWords(document, row.shop.currency)
    reward = next(one for one in document.rewards if one.id == row.reward)
    now = standing(row, over=over.get(row.pk, ""), ordered=bool(row.spend.order))
    ready = row.state == State.ISSUED and not row.ending
    code = row.code if ready and by_code(row) else ""
    seat = next((one for one in reward.sessions if one.id == row.session), None)
    here = row.shop_id == shop.pk  # another shop's code does not work in this one's cart
    return {
        "id": row.public,
        "title": words.title(reward, row.amount),
        "state": (row.ending and "ending") or row.state,
        "state_text": now.state,
        "next_text": now.next
        if here or not code
        else gettext("Use it at {shop}.").format(shop=row.shop.name),
        "points_text": "" if reward.cost is None else words.count(row.spend.points, row.spend.currency),
        "at_text": day(row.made_at),
        "seat_text": seat_text(seat) if seat else "",
        "code": code,
        "ends_text": _until(row.ends_at) if code else "",
        "can_undo": row.state in (State.RESERVED, State.ISSUED)
        and not row.ending
        and row.spend.state == Spend.State.RESERVED,
        "waits": row.state == State.RESERVED and not row.ending,
        "apply": f"/discount/{quote(code)}?redirect=/cart" if code and here else "",
    }


def _until(ends: datetime | None) -> str:
    return gettext("Until {date}").format(date=last_day(ends)) if ends else ""
