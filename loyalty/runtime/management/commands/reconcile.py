"""`manage.py reconcile`: reads a store's orders again, finds what our books lack, and repairs it."""

import getpass
import json
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.utils import timezone

from loyalty.desk.reconciling import NotInstalled, Reread, reread
from loyalty.desk.rereading import failed, remember
from loyalty.runtime.walk_bar import WalkBar
from loyalty.shops.models import Shop
from loyalty.shops.platform import StoreFailed

HELP = """Reads a store's orders again and compares them with our books.

  manage.py reconcile --shop tea.myshopify.com
  manage.py reconcile --shop tea.myshopify.com --days 3 --repair --json

Without --repair nothing is written. Without --since or --days it goes back to when the app was installed, or as
far as the store shows us: 60 days, unless it granted read_all_orders. Interrupted, it can simply be run again.
Exit codes: 0 store and books agree, 1 they do not (or no longer could be compared)."""


class Paragraphs(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of HELP as they are."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=Paragraphs, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, help="the shop's domain")
        back = parser.add_mutually_exclusive_group()
        back.add_argument("--since", type=_moment, help="orders changed since this moment (ISO 8601)")
        back.add_argument("--days", type=_days, help="orders changed in so many days")
        parser.add_argument("--repair", action="store_true", help="bring the books to what the store says")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        shop = Shop.objects.filter(domain=options["shop"]).first()
        if shop is None:
            raise CommandError(f"no shop {options['shop']!r} is known here")
        said = self._walk(shop, options, timezone.now())
        if options["repair"]:
            remember(shop=shop, said=said, actor=f"command line: {getpass.getuser()}")
        if options["json"]:
            self.stdout.write(json.dumps(as_json(said), ensure_ascii=False))
        else:
            self._print(said)
        if said.left:
            raise CommandError(f"{said.left} of {said.found} differences are left")

    def _walk(self, shop: Shop, options: dict[str, Any], now: datetime) -> Reread:
        since = now - options["days"] if options["days"] else options["since"]
        try:
            with WalkBar(self.stderr, now=now) as bar:
                return reread(shop=shop, repair=options["repair"], now=now, since=since, progress=bar)
        except NotInstalled as why:
            raise CommandError(str(why)) from None
        except StoreFailed as why:
            if options["repair"]:
                failed(shop=shop, why=str(why), now=now)
            raise CommandError(f"{why} What was repaired stays; run it again.") from None

    def _print(self, said: Reread) -> None:
        for one in said.drift:
            state = "repaired" if one.repaired else "left"
            points = f"{one.points_now:,} → {one.points_should:,} points"
            self.stdout.write(f"{one.kind:<11}{one.name or one.order:<14}{state:<10}{points:<28}{one.why}")
        self.stdout.write(
            f"{said.listed:,} orders since {said.since:%Y-%m-%d %H:%M} UTC: {said.found:,} differences,"
            f" {said.repaired:,} repaired; {said.out_of_reach:,} of our orders are too old for the store to show"
        )


def as_json(said: Reread) -> dict[str, Any]:
    """The result as a document; times are ISO 8601 in UTC."""
    return {
        "shop": said.shop,
        "at": said.at.isoformat(),
        "since": said.since.isoformat(),
        "reach": said.reach.isoformat() if said.reach else None,
        "listed": said.listed,
        "found": said.found,
        "repaired": said.repaired,
        "left": said.left,
        "out_of_reach": said.out_of_reach,
        "counts": said.counts,
        "drift": [asdict(one) for one in said.drift],
    }


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _days(text: str) -> timedelta:
    days = int(text)
    if not 0 < days <= 36_500:
        raise ValueError("days must be positive")
    return timedelta(days=days)
