"""Models and migrations agree, and no new migration locks or breaks a running shop."""

import sys

import django
from django.apps import apps
from django.core.management import call_command
from django_migration_linter import MigrationLinter

from tests.house import migration_locks

# Raw SQL that was read by a human: triggers and constraints on tables made in the migration before.
READ = ("0002_the_books_guard_themselves",)


def main() -> int:
    django.setup()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    linter = MigrationLinter(
        include_apps=[app.label for app in apps.get_app_configs() if app.name.startswith("loyalty.")],
        ignore_initial_migrations=True,
        ignore_name=READ,
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    locks = list(migration_locks.found())
    sys.stdout.write("".join(f"{one}\n" for one in locks))
    return 1 if linter.has_errors or locks else 0


if __name__ == "__main__":
    sys.exit(main())
