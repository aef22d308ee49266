"""`manage.py deliveries`: what came in, why it waits, and send it again."""

import getpass
import json
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone

from loyalty.inbox import overview
from loyalty.inbox.models import Delivery
from loyalty.inbox.resend import resend_for_operator

HELP = """Lists webhook deliveries, shows one, or puts some back to work.

  manage.py deliveries list --state parked
  manage.py deliveries show 42
  manage.py deliveries resend 42 43
  manage.py deliveries resend --shop tea.myshopify.com --state parked

Sending again is harmless: what was already credited is not credited twice.
Exit codes: 0 done, 1 nothing matched or the arguments make no sense."""


class Paragraphs(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of HELP as they are."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=Paragraphs, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["list", "show", "resend"])
        parser.add_argument("id", nargs="*", type=int, help="numbers of deliveries, as `list` prints them")
        parser.add_argument("--shop", help="only of this shop domain")
        parser.add_argument("--state", choices=Delivery.State.values, help="only in this state")
        parser.add_argument("--limit", type=int, default=overview.PAGE, help="at most so many (default 50)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        rows = self._chosen(options)
        if options["deed"] == "resend":
            self._resend(rows, options)
        elif options["deed"] == "show":
            self._show(rows, options)
        else:
            self._list(rows, options)

    def _chosen(self, options: dict[str, Any]) -> "QuerySet[Delivery]":
        # every shop: whoever may run commands on this box operates all of them
        rows = Delivery.objects.all()
        if options["id"]:
            rows = rows.filter(id__in=options["id"])
        if options["shop"]:
            rows = rows.filter(shop_domain=options["shop"])
        return rows

    def _list(self, rows: "QuerySet[Delivery]", options: dict[str, Any]) -> None:
        lines = overview.page(rows, state=options["state"] or "", limit=options["limit"]).lines
        if options["json"]:
            self._json([asdict(line) for line in lines])
            return
        for line in lines:
            what = f"{line.id:>8}  {line.received_at:%Y-%m-%d %H:%M:%S}  {line.state:<8}{line.topic:<28}"
            self.stdout.write(f"{what}{line.reason}".rstrip())
        if not lines:
            self.stderr.write("no deliveries match")

    def _show(self, rows: "QuerySet[Delivery]", options: dict[str, Any]) -> None:
        row = rows.first() if len(options["id"]) == 1 else None
        if row is None:
            raise CommandError("show needs the number of one delivery that exists")
        said = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
        said["body"] = bytes(row.body).decode("utf-8", "replace")
        if options["json"]:
            self._json(said)
            return
        for name, value in said.items():
            self.stdout.write(f"{name:<14}{value}")

    def _resend(self, rows: "QuerySet[Delivery]", options: dict[str, Any]) -> None:
        if not options["id"] and not options["state"]:
            raise CommandError("resend needs numbers, or --state to choose by")
        rows = rows.filter(state=options["state"]) if options["state"] else rows
        numbers = list(rows.order_by("id").values_list("id", flat=True))
        actor = f"command line: {getpass.getuser()}"
        sent = resend_for_operator(deliveries=numbers, actor=actor, now=timezone.now())
        if options["json"]:
            self._json({"resent": sent})
        else:
            self.stdout.write(f"{sent} deliveries wait to be worked again")
        if not sent:
            raise CommandError("nothing was there to send again")

    def _json(self, said: object) -> None:
        self.stdout.write(json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
