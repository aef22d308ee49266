"""What is known of members when one of their days begins: only what the rules of days ask for."""

from collections.abc import Collection, Iterable
from datetime import datetime

from loyalty.desk.abouts import orders_before
from loyalty.engine.about import About
from loyalty.engine.needs import Need
from loyalty.ledger.standing import badges_of
from loyalty.members.models import Member
from loyalty.programmes.live import Live, Timeline
from loyalty.shops.models import Shop
from loyalty.tiers.levels import Levels
from loyalty.tiers.plans import Plans


def day_abouts(
    *,
    shop: Shop,
    members: Iterable[Member],
    live: Live,
    versions: Timeline,
    at: datetime,
    needs: Collection[Need] | None = None,
) -> dict[int, About]:
    """By member. The members come with their birthdays. `needs` None: what the rules ask for."""
    members = list(members)
    needs, ids = live.document.needs if needs is None else needs, [member.pk for member in members]
    levels = Levels(shop=shop, member_ids=ids, versions=versions) if "tier" in needs else None
    badges = badges_of(programme_id=shop.programme_id, member_ids=ids) if "badges" in needs else {}
    before = orders_before(ids) if "orders_before" in needs else {}
    plans = Plans(shop=shop, member_ids=ids, versions=versions) if "plans" in needs else None
    abouts = {}
    for member in members:
        level = levels.at(member.pk, at) if levels else None
        abouts[member.pk] = About(
            tier=level.id if level else "",
            plans=plans.at(member.pk, at) if plans else (),
            badges=badges.get(member.pk, ()),
            orders_before=sum(placed < at for placed in before.get(member.pk, ())),
            joined_at=member.joined_at,
            birthday_month=birthday_month(member),
        )
    return abouts


def birthday_month(member: Member) -> int:
    """0 where the birthday is not known."""
    birthday = getattr(member, "birthday", None)
    return birthday.month if birthday else 0
