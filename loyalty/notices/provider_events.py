"""The mail provider's webhooks, read by anymail and handed on. Its signal is the only way it tells."""

from typing import Any

from anymail.signals import tracking
from django.utils import timezone

from loyalty.notices.bounces import heard


def connect() -> None:
    tracking.connect(_told, dispatch_uid="loyalty.notices")


def _told(sender: object, event: Any, esp_name: str, **_more: object) -> None:
    heard(
        public=str((event.metadata or {}).get("mail", "")),
        provider_id=str(event.message_id or "")[:200],
        what=str(event.event_type or ""),
        for_now=getattr(event, "reject_reason", None) == "timed_out",
        now=timezone.now(),
    )
