"""The books for the operators: to read, never to write."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.ledger.models import Award, Balance, Entry, Lot, LotMove, Transaction


@admin.register(Award)
class AwardAdmin(ReadOnly):
    list_display = (
        "id",
        "shop",
        "member",
        "currency",
        "source",
        "rule",
        "version",
        "outcome",
        "posted",
        "decided_at",
    )
    list_filter = ("outcome", "currency")
    search_fields = ("=source", "=member__id")


class EntryRows(admin.TabularInline):  # type: ignore[type-arg]
    model = Entry
    fields = ("account", "member", "amount")
    can_delete = False
    extra = 0


@admin.register(Transaction)
class TransactionAdmin(ReadOnly):
    list_display = (
        "id",
        "shop",
        "member",
        "currency",
        "kind",
        "source",
        "version",
        "actor",
        "effective_at",
        "posted_at",
    )
    list_filter = ("kind", "currency")
    search_fields = ("=key", "=source", "=member__id")
    inlines = (EntryRows,)


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("id", "transaction", "shop", "member", "currency", "account", "amount")
    list_filter = ("account", "currency")
    search_fields = ("=transaction__id", "=member__id")


@admin.register(Lot)
class LotAdmin(ReadOnly):
    list_display = (
        "id",
        "member",
        "currency",
        "account",
        "amount",
        "remaining",
        "earned_at",
        "available_at",
        "expires_at",
    )
    search_fields = ("=member__id", "=award__source")


@admin.register(LotMove)
class LotMoveAdmin(ReadOnly):
    list_display = ("id", "lot", "transaction", "amount")


@admin.register(Balance)
class BalanceAdmin(ReadOnly):
    list_display = ("member", "programme", "currency", "available", "pending", "reserved", "debt")
    search_fields = ("=member__id",)
