"""Keys for the operators, to look at."""

from django.contrib import admin

from loyalty.api.models import Key
from loyalty.common.readonly import ReadOnly


@admin.register(Key)
class KeyAdmin(ReadOnly):
    list_display = ("prefix", "shop", "name", "made_by_name", "made_at", "last_used_at", "revoked_at")
    list_select_related = ("shop",)
    search_fields = ("shop__domain", "prefix")
    exclude = ("digest",)
