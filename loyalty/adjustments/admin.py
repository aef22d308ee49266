"""Files and requests for the operators, to read."""

from django.contrib import admin

from loyalty.adjustments.models import Request, Upload
from loyalty.common.readonly import ReadOnly


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    list_display = (
        "id",
        "shop",
        "name",
        "uploaded_by",
        "uploaded_at",
        "started_at",
        "finished_at",
        "discarded_at",
    )
    list_select_related = ("shop",)
    search_fields = ("shop__domain",)


@admin.register(Request)
class RequestAdmin(ReadOnly):
    list_display = ("id", "shop", "points", "rows", "asked_by", "asked_at")
    list_select_related = ("shop",)
    search_fields = ("shop__domain",)
