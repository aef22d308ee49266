"""`manage.py ledger`: proves the books, seals them, adds them up, and shows what a member had at a moment."""

import json
from argparse import RawDescriptionHelpFormatter
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import transaction
from django.utils import timezone

from loyalty.desk.daily import one_shop_each
from loyalty.desk.looking_back import standing
from loyalty.desk.proving import prove_books, standings
from loyalty.desk.reasons import reasons
from loyalty.ledger.donations import donations
from loyalty.ledger.rollforward import first_posting, other_currencies, roll_forward
from loyalty.ledger.sponsors import sponsors
from loyalty.ledger.verify import Proof, as_json, sound, verify
from loyalty.members.find import by_customer
from loyalty.members.models import Member
from loyalty.runtime.ledger_print import months_as_json, print_months, print_standing, standing_as_json
from loyalty.runtime.ledger_statements import (
    donations_as_json,
    print_donations,
    print_sponsors,
    sponsors_as_json,
)
from loyalty.shops.models import Shop

HELP = """Proves the books from their entries, and looks into them.

  manage.py ledger verify [--shop tea.myshopify.com] [--json]
  manage.py ledger prove --shop tea.myshopify.com
  manage.py ledger as-of --shop tea.myshopify.com --customer 7001 --at 2026-03-01T12:00 [--by effective] [--json]
  manage.py ledger roll-forward --shop tea.myshopify.com --from 2026-01-01 --to 2026-04-01 [--json]
  manage.py ledger reasons --shop tea.myshopify.com [--json]
  manage.py ledger donations --shop tea.myshopify.com --from 2026-01-01 --to 2026-04-01 [--json]
  manage.py ledger sponsors --shop tea.myshopify.com --from 2026-01-01 --to 2026-04-01 [--json]

verify only reads, and exits with 1 when anything is out; prove writes the result down and seals sound books.
Days and times without an offset are those of the shop."""


class Paragraphs(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of HELP as they are."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=Paragraphs, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="deed")
        made = {name: deeds.add_parser(name, help=text) for name, text in DEEDS.items()}
        for name, one in made.items():
            one.add_argument("--shop", required=name != "verify", help="the shop's domain")
            if name != "prove":
                one.add_argument("--json", action="store_true", help="print one JSON document")
        who = made["as-of"].add_mutually_exclusive_group(required=True)
        who.add_argument("--member", type=int, help="the member's number in this app")
        who.add_argument("--customer", help="the customer's number or gid in the store")
        made["as-of"].add_argument("--at", required=True, help="ISO 8601, for example 2026-03-01T12:00")
        made["as-of"].add_argument(
            "--by",
            choices=["posted", "effective"],
            default="posted",
            help="as the books showed it then, or as it was by all that is known today",
        )
        for name in PERIODS:
            made[name].add_argument("--from", dest="since", help="the first day; the first posting")
            made[name].add_argument("--to", dest="until", help="the day after the last; now")

    def handle(self, **options: Any) -> None:
        {
            "verify": self._verify,
            "prove": self._prove,
            "as-of": self._as_of,
            "roll-forward": self._roll_forward,
            "reasons": self._reasons,
            "donations": self._donations,
            "sponsors": self._sponsors,
        }[options["deed"]](options)

    def _verify(self, options: dict[str, Any]) -> None:
        shop = _shop(options["shop"]) if options["shop"] else None
        with transaction.atomic():
            proofs = verify(programme_id=shop.programme_id if shop else None)
        proofs += [standings(shop=one, now=timezone.now()) for one in ([shop] if shop else one_shop_each())]
        if options["json"]:
            self.stdout.write(json.dumps(as_json(proofs)))
        else:
            self._print(proofs)
        if not sound(proofs):
            raise CommandError("the books are not sound; the lines above say where")

    def _prove(self, options: dict[str, Any]) -> None:
        run = prove_books(shop=_shop(options["shop"]), now=timezone.now())
        self._print([Proof(**proof) for proof in run.proofs])
        if run.seal is None:
            raise CommandError("the books are not sound and were not sealed; the lines above say where")
        if not run.sound:
            raise CommandError("the books are sealed, but not everything that follows from them is right")
        self.stdout.write(
            f"seal {bytes(run.seal.digest).hex()} of everything until {run.seal.until:%Y-%m-%d %H:%M:%S} UTC"
        )

    def _print(self, proofs: list[Proof]) -> None:
        for proof in proofs:
            state = "holds" if not proof.faults else "BROKEN"
            self.stdout.write(f"{proof.law}  {state:6}  {proof.checked:>10,}  {proof.what}")
            for fault in proof.faults:
                self.stdout.write(f"            {fault}")

    def _as_of(self, options: dict[str, Any]) -> None:
        shop = _shop(options["shop"])
        member = _member(shop, options)
        at = _moment(options["at"], shop)
        then = standing(shop=shop, member_id=member.pk, at=at, by=options["by"])
        if options["json"]:
            self.stdout.write(json.dumps(standing_as_json(member.pk, options["by"], then)))
        else:
            print_standing(self.stdout, then, ZoneInfo(shop.timezone))

    def _reasons(self, options: dict[str, Any]) -> None:
        with transaction.atomic():
            told = reasons(shop=_shop(options["shop"]))
        if options["json"]:
            self.stdout.write(json.dumps({"sound": not told.faults} | asdict(told)))
        else:
            state = "holds" if not told.faults else "BROKEN"
            self.stdout.write(
                f"T4  {state:6}  {told.orders:,} orders, {told.awards:,} awards recomputed, {told.answers:,} answers"
            )
            for fault in told.faults:
                self.stdout.write(f"            {fault}")
        if told.faults:
            raise CommandError("some reasons do not hold; the lines above say which")

    def _roll_forward(self, options: dict[str, Any]) -> None:
        shop = _shop(options["shop"])
        since, until = _period(options, shop)
        months = roll_forward(shop.programme_id, since, until)
        others = {
            currency: roll_forward(shop.programme_id, since, until, currency)
            for currency in other_currencies(shop.programme_id)
        }
        if options["json"]:
            self.stdout.write(json.dumps(months_as_json(months, others)))
            return
        print_months(self.stdout, months)
        for currency, of_it in others.items():
            self.stdout.write(f"\n{currency}")
            print_months(self.stdout, of_it)

    def _donations(self, options: dict[str, Any]) -> None:
        shop = _shop(options["shop"])
        since, until = _period(options, shop)
        found = donations(shop=shop, since=since, until=until)
        if options["json"]:
            self.stdout.write(json.dumps(donations_as_json(found, since, until)))
        else:
            print_donations(self.stdout, found)

    def _sponsors(self, options: dict[str, Any]) -> None:
        shop = _shop(options["shop"])
        since, until = _period(options, shop)
        found = sponsors(shop=shop, since=since, until=until)
        if options["json"]:
            self.stdout.write(json.dumps(sponsors_as_json(found, since, until)))
        else:
            print_sponsors(self.stdout, found)


DEEDS = {
    "verify": "prove every law and say where one is broken; reads only",
    "prove": "the same, written down, and sound books are sealed",
    "as-of": "a member's balance, lots and notices at a moment",
    "roll-forward": "month by month: opening, what happened, closing",
    "reasons": "recompute every award from its reason, and ask every rule for its answer; reads only",
    "donations": "what members gave with their points, by charity",
    "sponsors": "who pays for the points, by the sponsors that rules name",
}
PERIODS = ("roll-forward", "donations", "sponsors")


def _period(options: dict[str, Any], shop: Shop) -> tuple[datetime, datetime]:
    """Half-open; all of the books where nothing is said."""
    until = _moment(options["until"], shop) if options["until"] else timezone.now()
    since = _moment(options["since"], shop) if options["since"] else first_posting(shop.programme_id) or until
    if since > until:
        raise CommandError("--from is after --to")
    return since, until


def _shop(domain: str) -> Shop:
    try:
        return Shop.objects.get(domain=domain)
    except Shop.DoesNotExist:
        raise CommandError(f"no shop {domain!r} is known here") from None


def _member(shop: Shop, options: dict[str, Any]) -> Member:
    if options["member"] is not None:
        found = Member.objects.filter(programme_id=shop.programme_id, pk=options["member"]).first()
    else:
        found = by_customer(shop=shop, customer=options["customer"].rpartition("/")[2])
    if found is None:
        raise CommandError(f"{shop.domain} knows no such member")
    return found


def _moment(text: str, shop: Shop) -> datetime:
    """A day is its first moment."""
    try:
        if len(text) == len("2026-03-01"):
            moment = datetime.combine(date.fromisoformat(text), time())
        else:
            moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no moment; write it like 2026-03-01T12:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(shop.timezone))
