"""What proofs of the books left: seals over what was posted, and how each run of them ended."""

from django.db import models

from loyalty.shops.models import Programme


class Seal(models.Model):
    """The fingerprint of everything posted from `since` until `until`, chained to the seal before."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="seals")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    transactions = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "until"], name="sealed_once")]


class ProofRun(models.Model):
    """One run of the proofs over a programme's books."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="proof_runs")
    at = models.DateTimeField()
    sound = models.BooleanField()
    proofs = models.JSONField()
    seal = models.ForeignKey(Seal, null=True, on_delete=models.CASCADE)
    took_ms = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["programme", "-at"])]
