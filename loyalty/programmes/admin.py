"""Programmes' rules for the operators."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.programmes.models import Draft, DraftState, Version


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ("programme", "number", "published_at", "published_by")
    search_fields = ("programme__name", "published_by")


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    list_display = ("programme", "base", "saved_at", "saved_by")
    search_fields = ("programme__name", "saved_by")


@admin.register(DraftState)
class DraftStateAdmin(ReadOnly):
    list_display = ("programme", "left_at", "left_by")
    search_fields = ("programme__name", "left_by")
