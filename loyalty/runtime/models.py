"""What the running house knows of itself."""

from django.db import models


class Round(models.Model):
    """How a scheduled task went the last time; see loyalty.runtime.rounds."""

    task = models.CharField(primary_key=True, max_length=120)
    ended_at = models.DateTimeField(null=True, help_text="the last time it came to its end")
    took_ms = models.PositiveBigIntegerField(default=0)
    answer = models.BigIntegerField(null=True, help_text="the number it returned")
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveBigIntegerField(default=0)
