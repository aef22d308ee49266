"""Orders as the stores tell them."""

from django.db import models

from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop


class Order(models.Model):
    """One order: the merge of everything told about it, whatever came first."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="orders", db_index=False)
    external_id = models.CharField(max_length=64)
    name = models.CharField(max_length=64, blank=True)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    processed_at = models.DateTimeField(null=True, help_text="empty while only a refund is known")
    told_at = models.DateTimeField(help_text="when something new was last learnt")
    state = models.JSONField(default=dict)
    terms = models.JSONField(null=True, help_text="pinned by the first award; see engine.terms")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="one_row_per_order")]
        indexes = [
            models.Index(fields=["member", "-processed_at"]),
            models.Index(fields=["shop", "name"], name="orders_by_name"),
            models.Index(fields=["shop", "processed_at"], name="orders_by_time"),
        ]


class LastReread(models.Model):
    """How the last re-read of a store's orders went; see loyalty.desk.rereading."""

    shop = models.OneToOneField(Shop, primary_key=True, on_delete=models.CASCADE, related_name="last_reread")
    at = models.DateTimeField(help_text="when it began")
    whole_until = models.DateTimeField(
        null=True, help_text="every change before this was read by one that came to its end"
    )
    listed = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True, help_text="why it did not come to its end")
