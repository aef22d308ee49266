"""`manage.py ledger verify`: proves the books from their entries."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from loyalty.ledger.verify import as_json, sound, verify
from loyalty.shops.models import Shop


class Command(BaseCommand):
    help = "Proves the books: sums, balances, lots, bounds and awards. Exit code 1 when anything is out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["verify"])
        parser.add_argument(
            "--shop", help="only the programme of this shop domain; all programmes without it"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            proofs = verify(programme_id=_programme(options["shop"]))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(proofs)))
        else:
            for proof in proofs:
                state = "holds" if not proof.faults else "BROKEN"
                self.stdout.write(f"{proof.law}  {state:6}  {proof.checked:>10,}  {proof.what}")
                for fault in proof.faults:
                    self.stdout.write(f"            {fault}")
        if not sound(proofs):
            raise CommandError("the books are not sound; the lines above say where")


def _programme(domain: str | None) -> int | None:
    if domain is None:
        return None
    try:
        return Shop.objects.get(domain=domain).programme_id
    except Shop.DoesNotExist:
        raise CommandError(f"no shop {domain!r} is known here") from None
