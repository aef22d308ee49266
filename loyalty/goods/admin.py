"""Products for the operators."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.goods.models import Product


@admin.register(Product)
class ProductAdmin(ReadOnly):
    list_display = ("external_id", "shop", "read_at", "changed_at")
    search_fields = ("=external_id", "shop__domain")
