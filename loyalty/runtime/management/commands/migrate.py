"""`manage.py migrate`: Django's own, which tries again when a table was busy."""

import time
from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

TRIES = 30
PAUSE = 2.0
# How far each room had come when its migrations were begun anew (docs/operations.md, Upgrading).
ENDED = {
    *(("activities", "0008_judgements"), ("inbox", "0004_parked_ones_are_counted")),
    *(("ledger", "0008_closed_days"), ("members", "0003_birthdays"), ("notices", "0002_webhooks")),
    *(("orders", "0004_orders_are_counted_by_time"), ("outbox", "0003_dead_ones_are_counted")),
    *(("programmes", "0003_allowances"), ("referrals", "0002_judgements"), ("shops", "0004_shown_to")),
    *(("rewards", "0003_codes_made_ahead"), ("tiers", "0002_members_hold_plans")),
}


class Command(migrate.Command):
    """Every atomic migration gives up a lock after LOCK_WAIT (loyalty/common/postgres/base.py); those done stay."""

    def handle(self, *args: Any, **options: Any) -> None:
        _not_half_way()
        for left in reversed(range(TRIES)):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or not left:
                    raise
                self.stderr.write(f"a table is busy: trying again, {left} more times")
                time.sleep(PAUSE)
            else:
                return


def _not_half_way() -> None:
    """A database of before either came to the end of what there was, or lacks tables that nothing makes any more."""
    reached = ENDED & set(MigrationRecorder(connection).applied_migrations())
    if reached and reached != ENDED:
        raise CommandError(
            "This database lacks migrations that are no more: run `manage.py prepare` of the version "
            f"that it came from first. Missing: {', '.join(' '.join(one) for one in sorted(ENDED - reached))}"
        )
