"""What `manage.py ledger` answers, as text for people and as documents for programs."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Protocol

from loyalty.desk.looking_back import Standing
from loyalty.ledger.rollforward import Month

COLUMNS = ("issued", "reversed", "written_off", "redeemed", "expired", "adjusted", "forfeited", "clearing")
ACCOUNTS = ("available", "pending", "reserved", "debt")


class Out(Protocol):
    """Where a command writes."""

    def write(self, msg: str) -> object: ...


def print_standing(out: Out, then: Standing, zone: tzinfo) -> None:
    """Figures, then a line per lot and per notice, in the shop's time."""
    out.write(f"as of {_local(then.at, zone)}")
    for account in ACCOUNTS:
        out.write(f"{account:<12}{getattr(then.balance, account):>14,}")
    for currency, balance in then.others.items():
        beside = [f"{getattr(balance, one):,} {one}" for one in ACCOUNTS if getattr(balance, one)]
        out.write(f"{currency}: {', '.join(beside) or 'none left'}")
    if then.tier:
        out.write(f"{'tier':<12}{then.tier.level:>14}")
    for lot in then.lots:
        ends = f"until {_local(lot.ends_at, zone)}" if lot.ends_at else "without end"
        held = f"from {_local(lot.available_at, zone)}, " if lot.account == "pending" else ""
        out.write(
            f"lot {lot.id}: {lot.points:,} of {lot.amount:,}, earned {_local(lot.earned_at, zone)}, {held}{ends}"
            + (f" ({lot.source})" if lot.source else "")
        )
    for notice in then.notices:
        sent = notice.sent_at
        told = f"told {_local(sent, zone)} ({notice.channel})" if sent and sent <= then.at else "not told"
        out.write(f"notice: {notice.points:,} end from {_local(notice.ends_at, zone)} on, {told}")


def standing_as_json(member: int, by: str, then: Standing) -> dict[str, Any]:
    """Times are ISO 8601 in UTC. `tier` is null where the programme had none."""
    return {
        "member": member,
        "at": then.at.isoformat(),
        "by": by,
        "balance": {account: getattr(then.balance, account) for account in ACCOUNTS},
        "currencies": {
            currency: {account: getattr(balance, account) for account in ACCOUNTS}
            for currency, balance in then.others.items()
        },
        "lots": [
            {
                "id": lot.id,
                "account": lot.account,
                "points": lot.points,
                "amount": lot.amount,
                "earned_at": lot.earned_at.isoformat(),
                "available_at": lot.available_at.isoformat(),
                "ends_at": _iso(lot.ends_at),
                "source": lot.source,
            }
            for lot in then.lots
        ],
        "tier": _tier(then),
        "notices": [
            {
                "days": notice.days,
                "points": notice.points,
                "ends_at": notice.ends_at.isoformat(),
                "recorded_at": notice.recorded_at.isoformat(),
                "sent_at": _iso(notice.sent_at if notice.sent_at and notice.sent_at <= then.at else None),
                "channel": notice.channel,
            }
            for notice in then.notices
        ],
    }


def _tier(then: Standing) -> dict[str, Any] | None:
    if then.tier is None:
        return None
    return {
        "level": then.tier.level,
        "since": _iso(then.tier.since),
        "keep_until": _iso(then.tier.keep_until),
        "qualifying": then.tier.qualifying,
    }


def print_months(out: Out, months: list[Month]) -> None:
    """A table; columns in which nothing happened are left out."""
    used = [name for name in COLUMNS if any(getattr(month, name) for month in months)]
    names = ["opening", *used, "closing"]
    widths = [max(8, len(name), *(len(f"{getattr(m, name):,}") for m in months)) + 2 for name in names]
    out.write(
        "month  " + "".join(f"{name.replace('_', ' '):>{w}}" for name, w in zip(names, widths, strict=True))
    )
    for month in months:
        figures = (f"{getattr(month, name):>{w},}" for name, w in zip(names, widths, strict=True))
        out.write(f"{month.month:%Y-%m}" + "".join(figures))


def months_as_json(months: list[Month], others: Mapping[str, list[Month]]) -> dict[str, Any]:
    """Points, and beside them the `others` by currency; `since` and `until` are half-open."""
    beside = {currency: _months(of_it) for currency, of_it in others.items()}
    return _months(months) | {"currencies": beside}


def _months(months: list[Month]) -> dict[str, Any]:
    return {
        "months": [
            {
                "month": f"{month.month:%Y-%m}",
                "since": month.since.isoformat(),
                "until": month.until.isoformat(),
                "opening": month.opening,
            }
            | {name: getattr(month, name) for name in COLUMNS}
            | {"closing": month.closing}
            for month in months
        ]
    }


def _local(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
