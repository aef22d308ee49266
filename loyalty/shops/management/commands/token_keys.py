"""manage.py token_keys"""

import json
from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core.management.base import BaseCommand, CommandError

from loyalty.shops.rotate import rotate, rotate_second_steps


class Command(BaseCommand):
    help = (
        "Keys of the stored access tokens. To rotate: put the key that --new prints before the others in"
        " LOYALTY_TOKEN_KEYS, restart, run --rotate, then remove the old keys."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        deed = parser.add_mutually_exclusive_group(required=True)
        deed.add_argument("--new", action="store_true", help="print a fresh key")
        deed.add_argument("--rotate", action="store_true", help="encrypt all tokens with the first key")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"]:
            key = Fernet.generate_key().decode()
            self._say({"key": key}, key, options)
        else:
            done = self._rotate(options)
            self._say({"rotated": done}, f"{done} shops re-encrypted", options)

    def _say(self, found: dict[str, object], text: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(found) if options["json"] else text)

    def _rotate(self, options: dict[str, Any]) -> int:
        done = 0
        try:
            for done, everything in rotate():
                if not options["json"] and (done % 100 == 0 or done == everything):
                    self.stderr.write(f"{done} of {everything}")
        except InvalidToken as bad:
            raise CommandError(f"Shop number {done + 1} was encrypted with a key that is not set.") from bad
        try:
            rotate_second_steps()
        except InvalidToken as bad:
            raise CommandError("Somebody's second step was encrypted with a key that is not set.") from bad
        return done
