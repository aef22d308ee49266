"""Steps on the ladder, as happenings."""

from collections.abc import Collection, Iterable

from loyalty.common.sealed import seal
from loyalty.members.models import Identity
from loyalty.notices.happening import Happening
from loyalty.programmes.live import timeline
from loyalty.shops.models import Shop
from loyalty.tiers.models import TierChange

TABLE = "tiers_tierchange"


def happened(after: int, up_to: int) -> Iterable[Happening]:
    """Members who rose or fell."""
    rows = list(TierChange.objects.filter(pk__gt=after, pk__lte=up_to, member__erased_at=None).order_by("pk"))
    home = homes({(row.programme_id, row.member_id) for row in rows})
    for row in rows:
        if row.member_id in home:
            yield Happening(
                shop_id=home[row.member_id],
                member_id=row.member_id,
                at=row.decided_at,
                key=str(row.pk),
                letter=_letter(row),
                facts={"change": row.pk},
                topic="tier.changed",
                data={
                    "member": seal("mem", row.programme_id, row.member_id),
                    "from": row.from_level,
                    "to": row.to_level,
                    "why": str(row.reason.get("code", "")),
                },
            )


def _letter(row: TierChange) -> str:
    code = row.reason.get("code")
    if code == "tier_up":
        return "tier_up"
    return "tier_down" if code in ("tier_down", "tier_recounted") or _fell(row) else "tier_up"


def _fell(row: TierChange) -> bool:
    """By the order of the levels in the version that decided it."""
    tiers = timeline(programme_id=row.programme_id).version(row.version).document.tiers
    order = [level.id for level in tiers.levels] if tiers else []
    if row.to_level not in order:
        return True
    return row.from_level in order and order.index(row.to_level) < order.index(row.from_level)


def homes(people: Collection[tuple[int, int]]) -> dict[int, int]:
    """The shop that writes to each of these (programme, member): where they have an account, else the oldest."""
    programmes = {programme for programme, _ in people}
    oldest: dict[int, int] = {}
    for shop in Shop.objects.filter(programme_id__in=programmes).order_by("-pk"):
        oldest[shop.programme_id] = shop.pk
    found = {member: oldest[programme] for programme, member in people if programme in oldest}
    rows = Identity.objects.filter(
        programme_id__in=programmes,
        kind=Identity.Kind.CUSTOMER,
        member_id__in=[member for _, member in people],
    )
    return found | dict(rows.order_by("pk").values_list("member_id", "shop_id"))
