"""The books: whether they are sound, the seal to keep elsewhere, and what became of all points month by month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from loyalty.desk import proving
from loyalty.ledger.donations import gives_to_charity
from loyalty.ledger.proven import ProofRun, Seal
from loyalty.ledger.rollforward import Month, first_posting, roll_forward
from loyalty.ledger.sponsors import Sponsored, sponsors
from loyalty.panel.access import Role, Visitor, guarded
from loyalty.panel.audit import record
from loyalty.panel.books_currency import chosen
from loyalty.panel.books_words import proof_in_words
from loyalty.panel.show import back, show
from loyalty.programmes.models import Version
from loyalty.shops.models import Shop

RUNS = 10
MONTHS = 12
WAITED = 10.0  # seconds that somebody looks at the page; the nightly run takes all the time it needs


@dataclass(frozen=True, slots=True)
class Fault:
    """A law that does not hold, with the first rows that break it."""

    law: str
    what: str
    rows: list[str]


@guarded()
def books(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The last runs of the proofs, the newest seal and the roll-forward."""
    shop, now = visitor.shop, timezone.now()
    runs = list(ProofRun.objects.filter(programme=shop.programme_id).order_by("-at", "-pk")[:RUNS])
    newest = Seal.objects.filter(programme=shop.programme_id).order_by("-until").first()
    currency, others = chosen(request, visitor)
    months = _months(shop, now, currency)
    context: dict[str, Any] = {
        "runs": runs,
        "last": runs[0] if runs else None,
        "faults": faults(runs[0]) if runs else [],
        "laws": _laws(runs[0]) if runs else [],
        "seal": newest,
        "digest": bytes(newest.digest).hex() if newest else "",
        "currency": currency,
        "currencies": others,
        "months": list(reversed(months)),
        "total": _total(months),
        "writes_off": any(month.written_off for month in months),
        "clears": any(month.clearing for month in months),
        "sponsors": _sponsors(shop, months),
        "charity": gives_to_charity(shop=shop),
    }
    return show(request, visitor, "books.html", context)


@guarded(write=Role.STAFF)
def prove_books(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Proves the books now."""
    if request.method != "POST":
        return back("books")
    now = timezone.now()
    run = proving.prove_books(shop=visitor.shop, now=now, seconds=WAITED)
    record(visitor=visitor, deed="books proven", now=now, sound=run.sound)
    return back("books", said="sound" if run.sound else "broken")


def broken_books(shop: Shop) -> ProofRun | None:
    """The last run of the proofs, if it found a fault."""
    last = ProofRun.objects.filter(programme=shop.programme_id).order_by("-at", "-pk").first()
    return last if last is not None and not last.sound else None


def faults(run: ProofRun) -> list[Fault]:
    """The laws that did not hold in a run."""
    return [
        Fault(proof["law"], proof_in_words(proof["what"]), proof["faults"])
        for proof in run.proofs
        if proof["faults"]
    ]


def _laws(run: ProofRun) -> list[dict[str, Any]]:
    return [proof | {"words": proof_in_words(proof["what"])} for proof in run.proofs]


def _months(shop: Shop, now: datetime, currency: str) -> list[Month]:
    """The last twelve months of the shop's calendar, this one included; none for empty books."""
    first = first_posting(shop.programme_id)
    if first is None:
        return []
    return roll_forward(shop.programme_id, max(first, _year_before(now)), max(now, first), currency)


def _sponsors(shop: Shop, months: list[Month]) -> list[Sponsored]:
    """Nobody is asked of a year's awards where no version ever named a sponsor."""
    named = Version.objects.filter(programme=shop.programme_id, document__icontains='"sponsor"').exists()
    return sponsors(shop=shop, since=months[0].since, until=months[-1].until) if months and named else []


def _year_before(now: datetime) -> datetime:
    """The beginning of the month eleven months ago."""
    local = timezone.localtime(now)
    months = local.year * 12 + local.month - MONTHS
    first = local.replace(
        year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return timezone.make_aware(first.replace(tzinfo=None))


def _total(months: list[Month]) -> Month | None:
    """All months as one."""
    if not months:
        return None
    names = ("issued", "reversed", "redeemed", "expired", "adjusted", "forfeited", "written_off", "clearing")
    sums = {name: sum(getattr(month, name) for month in months) for name in names}
    first, last = months[0], months[-1]
    return Month(first.month, first.since, last.until, first.opening, **sums)
