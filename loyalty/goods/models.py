"""What the stores sell, as far as rules look at it."""

from django.db import models

from loyalty.shops.models import Programme, Shop


class Product(models.Model):
    """A product as it was when last read from its store. Only those are kept that an order named."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="products")
    external_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, help_text="see engine.goods.ProductFacts")
    read_at = models.DateTimeField(help_text="just before the store was asked")
    changed_at = models.DateTimeField(
        null=True, help_text="when the store last said that what we read may be old"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="one_row_per_product")]
