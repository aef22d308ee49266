"""Who may bring friends by which code, who brought whom, and what became of looking at it."""

from django.db import models

from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop


class Code(models.Model):
    """A member's own code. It never changes: it stands on paper and in letters."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="referral_code")
    code = models.CharField(max_length=40, help_text="as it is shown")
    plain = models.CharField(max_length=40, help_text="as it is compared: letters and digits only")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "plain"], name="referral_code_of_one_member")
        ]


class Claim(models.Model):
    """That one member brought another: one per friend, for good (law F1)."""

    class State(models.TextChoices):
        PENDING = "pending", "waits for the friend's first order"
        HELD = "held", "waits for staff"
        PASSED = "passed", "counts"
        REFUSED = "refused", "does not count"

    class Source(models.TextChoices):
        """How it is known, the surest first."""

        LANDING = "landing", "the page for friends"
        LINK = "link", "a link, remembered in the basket"
        ADDRESS = "address", "a link, in the address of the visit"
        TOLD = "told", "another system"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    friend = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="brought_by")
    advocate = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="brought")
    source = models.CharField(max_length=10, choices=Source.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    score = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(
        default=list, help_text="code, weight, how many others; see engine/suspicion.py"
    )
    order = models.CharField(max_length=64, blank=True, help_text="the friend's first one that was paid")
    offer = models.CharField(
        max_length=80, blank=True, help_text="key of what the friend was given on coming"
    )
    made_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, blank=True, help_text="who of the staff; empty: the rules")
    why = models.CharField(max_length=300, blank=True, help_text="what staff wrote; both sides read it")

    class Meta:
        indexes = [
            models.Index(fields=["advocate", "-made_at"], name="claim_of_advocate"),
            models.Index(fields=["programme", "-id"], name="claim_by_programme"),
            models.Index(fields=["programme", "id"], condition=models.Q(state="held"), name="claim_waits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(friend=models.F("advocate")), name="nobody_brings_themselves"
            )
        ]


class Judgement(models.Model):
    """What became of looking at a claim; rows are only added."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="judgements")
    state = models.CharField(max_length=10, choices=Claim.State.choices)
    by = models.CharField(max_length=200, blank=True, help_text="who of the staff; empty: the rules")
    at = models.DateTimeField()


class Trace(models.Model):
    """That a member was seen with something, as a keyed hash, for a while."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=64)
    seen_at = models.DateTimeField(help_text="last")
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "value"], name="seen_once")]
        indexes = [
            models.Index(fields=["programme", "value"], name="seen_with"),
            models.Index(fields=["ends_at"], name="trace_ends"),
        ]


class Household(models.Model):
    """Two members whom staff allowed to share a roof, a telephone and a computer; the lower number first."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    one = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    allowed_at = models.DateTimeField()
    allowed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_household")]
