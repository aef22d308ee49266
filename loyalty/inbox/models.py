"""Every webhook is a row before it is anything else."""

from django.db import models

from loyalty.shops.models import Shop


class Delivery(models.Model):
    """One webhook as it came: raw bytes, headers, and what became of it."""

    class State(models.TextChoices):
        READY = "ready", "waiting"
        WORKED = "worked", "worked"
        IGNORED = "ignored", "ignored"
        PARKED = "parked", "parked"

    shop = models.ForeignKey(
        Shop,
        null=True,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,  # inbox_by_shop is that index
    )
    platform = models.CharField(max_length=20)
    shop_domain = models.CharField(max_length=255)
    topic = models.CharField(max_length=100)
    delivery_id = models.CharField(max_length=200, help_text="the platform's id, the same over its retries")
    event_id = models.CharField(max_length=200, blank=True)
    triggered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="not worked before")
    worked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["platform", "shop_domain", "delivery_id"], name="delivered_once")
        ]
        indexes = [
            models.Index(
                fields=["shop", "next_at", "id"], condition=models.Q(state="ready"), name="inbox_ready"
            ),
            models.Index(fields=["shop", "-id"], name="inbox_by_shop"),
            models.Index(fields=["shop"], condition=models.Q(state="parked"), name="inbox_parked"),
        ]


class Bell(models.Model):
    """One row: since when a wake-up for the workers is on its way, if one is."""

    rung_at = models.DateTimeField(null=True)
