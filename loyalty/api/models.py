"""Keys of the merchant's own programs, and what was answered to requests that must not happen twice."""

from django.db import models

from loyalty.members.models import Member
from loyalty.shops.models import Shop, Staff


class Key(models.Model):
    """One program's way in. The token itself is shown once and kept only as a hash.

    What it posts counts as posted by `made_by`: their limits hold for it, and it goes when they do.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list, help_text="see scopes.Scope")
    prefix = models.CharField(max_length=12, unique=True, help_text="the token's readable beginning")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the whole token")
    form = models.UUIDField(help_text="of the form that made it: sent twice, made once")
    made_by = models.ForeignKey(Staff, on_delete=models.CASCADE)
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, help_text="to ten minutes")
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "form"], name="key_made_once")]


class Answer(models.Model):
    """What was answered to a request with an idempotency key; written together with what it did."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    route = models.CharField(max_length=60)
    key = models.CharField(max_length=255, help_text="as the caller chose it")
    fingerprint = models.BinaryField(max_length=32, help_text="SHA-256 of address and body")
    member = models.ForeignKey(
        Member, null=True, on_delete=models.CASCADE, help_text="whom it is about: forgotten with them"
    )
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "route", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answer_by_age")]
