"""Shops for the operators. Tokens are shown to nobody."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.shops.models import Audit, Installation, Programme, Shop, Staff


@admin.register(Shop)
class ShopAdmin(ReadOnly):
    list_display = (
        "domain",
        "name",
        "platform",
        "currency",
        "timezone",
        "programme",
        "locked_out_at",
        "created_at",
    )
    search_fields = ("domain", "name", "external_id")
    exclude = ("access_token", "refresh_token")


@admin.register(Programme)
class ProgrammeAdmin(ReadOnly):
    list_display = ("name", "id", "created_at")
    search_fields = ("name",)


@admin.register(Installation)
class InstallationAdmin(ReadOnly):
    list_display = ("shop", "installed_at", "installed_by", "uninstalled_at")
    search_fields = ("shop__domain",)


@admin.register(Staff)
class StaffAdmin(ReadOnly):
    list_display = ("shop", "user", "subject", "role", "since")
    search_fields = ("shop__domain", "user__email")
    list_filter = ("role",)


@admin.register(Audit)
class AuditAdmin(ReadOnly):
    list_display = ("at", "shop", "actor", "deed")
    search_fields = ("shop__domain", "actor", "deed")
