"""Deliveries for the operators: read them, and put them back to work."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from loyalty.common.readonly import ReadOnly
from loyalty.inbox.models import Delivery
from loyalty.inbox.resend import resend_for_operator


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("id", "shop_domain", "topic", "state", "attempts", "received_at", "worked_at", "reason")
    list_filter = ("state", "topic")
    search_fields = ("shop_domain", "delivery_id", "event_id")
    exclude = ("body",)
    actions = ("work_again",)

    @admin.action(description="Work again")
    def work_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """What was credited already is not credited twice."""
        ids = list(chosen.values_list("pk", flat=True))
        count = resend_for_operator(deliveries=ids, actor=str(request.user), now=timezone.now())
        self.message_user(request, f"{count} waiting to be worked again")
