"""What a migration may not do to a table that is large and in use: keep others from it for as long as it is long."""

import re
from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

# Tables that grow with orders and members; a lock on another is over at once.
LARGE = (
    "activities_activity", "api_answer", "inbox_delivery", "ledger_award", "ledger_balance", "ledger_entry",
    "ledger_expirynotice", "ledger_lot", "ledger_lotmove", "ledger_spend", "ledger_transaction", "members_birthday",
    "members_identity", "members_member", "orders_order", "outbox_errand", "programmes_allowance",
    "rewards_redemption", "tiers_qualifying", "tiers_standing", "tiers_tierchange",
)  # fmt: skip
TABLE = r'(?:ONLY )?"?(?P<table>[a-z_]+)"?'
SLOW = (
    (rf"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY).* ON {TABLE}", "an index that is not made concurrently"),
    (
        rf"ALTER TABLE {TABLE} ADD CONSTRAINT (?!.*NOT VALID)(?!.*USING INDEX)",
        "a constraint that looks at every row",
    ),
    (rf"ALTER TABLE {TABLE} ALTER COLUMN .* SET NOT NULL", "NOT NULL looks at every row"),
    (rf"ALTER TABLE {TABLE} ALTER COLUMN .* TYPE ", "another type may write every row anew"),
    (rf"UPDATE {TABLE} SET", "an update of every row in one transaction"),
)
NEVER = (
    (
        rf"ALTER TABLE {TABLE} ADD COLUMN (?!.*DEFAULT).* NOT NULL",
        "a column that the running version does not fill",
    ),
    (rf"ALTER TABLE {TABLE} RENAME ", "a name that the running version still uses"),
)


def breaches(statements: Sequence[str], *, atomic: bool = True) -> Iterator[str]:
    """What is wrong with the statements of one migration."""
    one_line = [" ".join(statement.split()) for statement in statements]
    made = {found["table"] for one in one_line if (found := re.match(f"CREATE TABLE {TABLE}", one))}
    for statement in one_line:
        for pattern, why in SLOW + NEVER:
            found = re.match(pattern, statement)
            if found and found["table"] not in made and ((pattern, why) in NEVER or found["table"] in LARGE):
                yield f"{why}: {statement[:120]}"
        locks = re.match(r"(CREATE|DROP|ALTER|UPDATE|DELETE|INSERT) ", statement)
        if not atomic and locks and "CONCURRENTLY" not in statement:
            yield f"outside a transaction no lock is given up: {statement[:120]}"


def found() -> Iterator[str]:
    """Every breach of every migration of ours; those that make the first tables hold nobody up."""
    loader = MigrationLoader(connection)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if _ours(app) and not migration.initial:
            wrong = breaches(_statements(loader, migration), atomic=migration.atomic)
            yield from (f"{app} {name}: {what}" for what in wrong)


def _ours(app: str) -> bool:
    return apps.get_app_config(app).name.startswith(("loyalty.", "storefront_widget"))


def _statements(loader: MigrationLoader, migration: Migration) -> list[str]:
    return [one for one in loader.collect_sql([(migration, False)]) if not one.startswith("--")]
