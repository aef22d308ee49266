"""Reading an uploaded history file into a past: the same reading as `manage.py replay`, refusals by line."""

from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from loyalty.engine.facts import Fact, OrderTold
from loyalty.engine.replay.replay import NO_POINTS
from loyalty.insight.history import History
from loyalty.insight.job import fail, finish, tell
from loyalty.insight.lines import EPOCH, Lines
from loyalty.insight.models import PastOrders, PastPart
from loyalty.insight.parts import Told, keep, keep_file, packed, write_file
from loyalty.insight.read_store import SHOWN
from loyalty.shops.models import Shop

LARGEST = 100 * 2**20  # bytes
MOST = 500_000  # lines
AT_ONCE = 500
TOO_LONG = gettext_noop("The file has more than 500,000 lines. Divide it by years.")
Stage = PastOrders.Stage


class TooLarge(ValueError):
    """The file is more than we take."""


@transaction.atomic
def from_file(*, shop: Shop, file: "UploadedFile[Any]", name: str, by: str, now: datetime) -> PastOrders:
    """Keeps the file for a worker to read. Raises TooLarge."""
    if (file.size or 0) > LARGEST:
        raise TooLarge
    past = PastOrders.objects.create(
        shop=shop,
        how=PastOrders.How.FILE,
        stage=Stage.FILE,
        name=name[:120],
        asked_by=by,
        asked_at=now,
        next_at=now,
    )
    keep_file(past, file)
    return past


def read_file(past: PastOrders, *, now: datetime) -> None:
    """Reads it whole; begun again it reads it anew. Raises Superseded, and Sealed."""
    with NamedTemporaryFile(suffix=".jsonl") as file:
        write_file(past, file)  # type: ignore[arg-type]
        lines = Lines(Path(file.name))
        lines.index(lambda _done: None)
        if len(lines) > MOST:
            fail(past, TOO_LONG, now=now)
            return
        tell(past, now=timezone.now(), of=len(lines), done=0)
        facts, orders = _kept(past, lines)
        _end(past, lines, facts, orders)


def _kept(past: PastOrders, lines: Lines) -> tuple[int, int]:
    """Writes the facts in parts; how many there were, and of how many orders."""
    PastPart.objects.filter(past=past, raw=False).delete()
    history = History(lines, currency=past.shop.currency, timezone=past.shop.timezone)
    some: list[Told] = []
    facts = part = 0
    orders: set[str] = set()
    for done, (_, at, fact) in enumerate(history.facts(), start=1):
        if _matters(fact):
            some.append(packed(at, fact))
            facts += 1
            if isinstance(fact, OrderTold):
                orders.add(fact.order)
        if len(some) == AT_ONCE:
            keep(past, some, number=part)
            tell(past, now=timezone.now(), done=done)
            some, part = [], part + 1
    keep(past, some, number=part)
    return facts, len(orders)


def _matters(fact: Fact) -> bool:
    return not isinstance(fact, NO_POINTS)


def _end(past: PastOrders, lines: Lines, facts: int, orders: int) -> None:
    now = timezone.now()
    refused = sorted((one.line, one.reason) for one in lines.refused)
    told = {"refused": refused[:SHOWN], "refused_count": len(refused)}
    if not facts:
        tell(past, now=now, **told)
        fail(past, gettext_noop("Nothing in the file could be read as a history."), now=now)
        return
    PastPart.objects.filter(past=past, raw=True).delete()
    finish(
        past,
        now=now,
        facts=facts,
        done=past.of,
        orders=orders,
        since=lines.first or EPOCH,
        until=lines.last or EPOCH,
        **told,
    )
