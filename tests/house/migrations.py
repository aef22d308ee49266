"""Models and migrations agree, and no new migration locks or breaks a running shop."""

import sys

import django
from django.core.management import call_command
from django_migration_linter import MigrationLinter

OURS = ("shops", "members", "orders", "goods", "ledger", "programmes", "adjustments", "inbox", "api")
# Raw SQL that was read by a human: triggers and constraints on tables made in the migration before, and constraints
# that take the place of stricter ones. 0006 locks the books while it makes indexes: it wants a quiet hour.
READ = ("0002_the_books_guard_themselves", "0006_purses_by_currency")


def main() -> int:
    django.setup()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    linter = MigrationLinter(
        include_apps=OURS,
        ignore_initial_migrations=True,
        ignore_name=READ,
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
