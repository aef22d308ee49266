"""Orders for the operators."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.orders.models import Order


@admin.register(Order)
class OrderAdmin(ReadOnly):
    list_display = ("name", "shop", "external_id", "member", "processed_at", "told_at")
    search_fields = ("=name", "=external_id", "shop__domain")
