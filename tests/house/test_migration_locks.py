"""Migrations do not keep a running shop waiting: what they may say, and how long they wait themselves."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from loyalty.common.postgres import base
from loyalty.runtime.management.commands import migrate
from loyalty.runtime.models import Round
from tests.house.migration_locks import breaches

GUILTY = (
    'CREATE INDEX "orders_by_name" ON "orders_order" ("shop_id", "name");',
    'CREATE UNIQUE INDEX "one" ON "ledger_entry" ("id") WHERE "amount" > 0;',
    'ALTER TABLE "ledger_entry" ADD CONSTRAINT "small" CHECK ("amount" < 9);',
    'ALTER TABLE "members_member" ALTER COLUMN "joined_by" SET NOT NULL;',
    'ALTER TABLE "inbox_delivery" ALTER COLUMN "topic" TYPE varchar(200) USING "topic"::varchar(200);',
    "UPDATE orders_order\n SET name = ''",
    'ALTER TABLE "shops_shop" ADD COLUMN "colour" varchar(9) NOT NULL;',
    'ALTER TABLE "shops_shop" RENAME COLUMN "name" TO "title";',
)
INNOCENT = (
    'CREATE INDEX CONCURRENTLY "orders_by_name" ON "orders_order" ("shop_id", "name");',
    'CREATE INDEX "a" ON "shops_shop" ("name");',
    'ALTER TABLE "ledger_entry" ADD CONSTRAINT "small" CHECK ("amount" < 9) NOT VALID;',
    'ALTER TABLE "ledger_entry" ADD COLUMN "colour" varchar(9) DEFAULT \'\' NOT NULL;',
    'ALTER TABLE "orders_order" ADD COLUMN "colour" varchar(9) NULL;',
)


@pytest.mark.parametrize("statement", GUILTY)
def test_what_would_hold_up_a_running_shop_is_found(statement: str) -> None:
    assert len(list(breaches([statement]))) == 1


@pytest.mark.parametrize("statement", INNOCENT)
def test_what_is_over_at_once_may_be_said(statement: str) -> None:
    assert list(breaches([statement])) == []


def test_a_table_made_by_the_same_migration_is_empty() -> None:
    assert list(breaches(['CREATE TABLE "orders_order" ("id" bigint);', GUILTY[0]])) == []


def test_outside_a_transaction_only_what_waits_for_others_may_be_done() -> None:
    assert list(breaches([INNOCENT[0]], atomic=False)) == []
    assert len(list(breaches([INNOCENT[4]], atomic=False))) == 1


@contextmanager
def somebody_reads_rounds() -> Iterator[psycopg.Connection]:
    host, name = connection.get_connection_params()["host"], connection.settings_dict["NAME"]
    with psycopg.connect(host=host, user="postgres", dbname=name) as other:
        other.execute("SELECT FROM runtime_round")  # and leaves the transaction open
        yield other


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_a_table_that_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LOCK_WAIT", "50ms")
    with (
        somebody_reads_rounds(),
        pytest.raises(OperationalError) as refused,
        connection.schema_editor() as schema,
    ):
        schema.remove_field(Round, Round._meta.get_field("failures"))
    assert isinstance(refused.value.__cause__, LockNotAvailable)
    assert Round.objects.filter(failures=0).count() == 0  # the column is still there
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_migrate_tries_again_until_the_table_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LOCK_WAIT", "50ms")
    monkeypatch.setattr(migrate, "PAUSE", 0.05)
    try:
        with somebody_reads_rounds() as other:
            leaving = threading.Timer(0.3, other.rollback)
            leaving.start()
            began = time.monotonic()
            call_command("migrate", "runtime", "zero", verbosity=0)
            leaving.join()
        assert time.monotonic() - began >= 0.3
        assert "runtime_round" not in connection.introspection.table_names()
    finally:
        call_command("migrate", "runtime", verbosity=0)
    assert Round.objects.count() == 0


@pytest.mark.django_db
def test_a_database_that_had_run_all_of_the_old_migrations_goes_on() -> None:
    recorder = MigrationRecorder(connection)
    for one in migrate.ENDED:
        recorder.record_applied(*one)
    call_command("migrate", "runtime", verbosity=0)


@pytest.mark.django_db
def test_a_database_half_way_through_the_old_migrations_is_refused() -> None:
    recorder = MigrationRecorder(connection)
    for one in sorted(migrate.ENDED)[1:]:
        recorder.record_applied(*one)
    with pytest.raises(CommandError, match="activities 0008_judgements"):
        call_command("migrate", "runtime", verbosity=0)
