"""The expiry setting in words: as facts to compare, and as an example that begins today."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.engine.calendar import plus_days
from loyalty.engine.document import Points
from loyalty.engine.expiry import Expiry
from loyalty.ledger.words import points
from loyalty.panel.templatetags.panel import day, last_day

EXAMPLE = 100


def facts(expiry: Expiry | None) -> dict[str, tuple[str, str]]:
    """Stable key → label, value."""
    label = _("Points expire")
    if expiry is None:
        return {"expiry": (label, _("never"))}
    return {
        "expiry": (label, _when(expiry)),
        "expiry.end_of": (_("They end"), _end_of()[expiry.end_of]),
        "expiry.notices": (_("Members are told"), _told(expiry)),
        "expiry.silent": (_("Points of members who could not be told"), _silent(expiry)),
        "expiry.grace": (_("Points that come back after they had expired"), _grace(expiry)),
    }


def _when(expiry: Expiry) -> str:
    if expiry.per == "inactivity":
        return _("%(months)s without earning or spending") % {"months": _months(expiry.months)}
    aged = _("%(months)s after they were earned") % {"months": _months(expiry.months)}
    if expiry.inactive_months is None:
        return aged
    idle = _("%(months)s without earning or spending") % {"months": _months(expiry.inactive_months)}
    return _("%(aged)s, or %(idle)s if that comes first") % {"aged": aged, "idle": idle}


def _months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _end_of() -> dict[str, str]:
    return {
        "day": _("on that very day"),
        "month": _("at the end of that month"),
        "quarter": _("at the end of that quarter"),
        "year": _("at the end of that year"),
    }


def _told(expiry: Expiry) -> str:
    if not expiry.notice_days:
        return _("not at all")
    before = _(", ").join(_days(days) for days in sorted(expiry.notice_days, reverse=True))
    return _("%(days)s before") % {"days": before}


def _silent(expiry: Expiry) -> str:
    return _("expire all the same") if expiry.without_notice else _("wait until they are told")


def _grace(expiry: Expiry) -> str:
    if not expiry.grace_days:
        return _("stay expired")
    return _("live for another %(days)s") % {"days": _days(expiry.grace_days)}


def example(expiry: Expiry | None, names: Points, *, now: datetime, timezone: str) -> list[str]:
    """What happens to points that are earned at `now`, in sentences."""
    earned = {"points": points(EXAMPLE, names), "today": day(now)}
    ends = _ends(expiry, now, timezone) if expiry else None
    if expiry is None or ends is None:
        return [_("%(points)s earned today, %(today)s, never expire.") % earned]
    said = [
        _("%(points)s earned today, %(today)s, can be used until %(end)s.")
        % (earned | {"end": last_day(ends)})
    ]
    if expiry.per != "lot":
        said.append(_("Every order and every reward gives all points of the member new time."))
    if expiry.notice_days:
        told = [day(plus_days(ends, -days, timezone)) for days in sorted(expiry.notice_days, reverse=True)]
        said.append(_("The member is told on %(days)s.") % {"days": _(" and ").join(told)})
    if not expiry.without_notice:
        said.append(_("Until the member has been told, the points stay."))
    return said


def _ends(expiry: Expiry, now: datetime, timezone: str) -> datetime | None:
    planned = [expiry.lot_ends(now, timezone), expiry.kept_until(now, timezone)]
    return min((one for one in planned if one is not None), default=None)
