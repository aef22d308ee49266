"""Letters to members: what the merchant wants sent, what is to be sent, and what became of it.

No address is kept: it is asked for when a mail is sent, and only a keyed hash of it stays.
"""

from django.db import models
from django.db.models import Q

from loyalty.common.encrypted import EncryptedText
from loyalty.members.models import Member
from loyalty.shops.models import Programme, Shop


class LetterSettings(models.Model):
    """How a shop wants its letters sent. A shop without a row has the defaults."""

    class Collect(models.TextChoices):
        EACH = "each", "each by itself"
        DAILY = "daily", "once a day"
        WEEKLY = "weekly", "once a week"

    shop = models.OneToOneField(
        Shop, primary_key=True, on_delete=models.CASCADE, related_name="letter_settings"
    )
    language = models.CharField(max_length=10, default="en", help_text="where the store does not say one")
    reply_to = models.CharField(max_length=254, blank=True)
    footer = models.CharField(max_length=300, blank=True, help_text="who writes, and their postal address")
    collect = models.CharField(max_length=10, choices=Collect.choices, default=Collect.EACH)
    most_a_week = models.PositiveSmallIntegerField(
        default=3, help_text="of what is not urgent, to one member"
    )


class Switch(models.Model):
    """That a shop switched a kind of letter on or off."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False, related_name="letter_switches")
    kind = models.CharField(max_length=30)
    on = models.BooleanField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "kind"], name="one_switch_each")]


class Wording(models.Model):
    """A merchant's own text of a kind in one language; without it ours is sent."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False, related_name="letter_wordings")
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "kind", "language"], name="one_wording_each")]


class Parcel(models.Model):
    """Something on its way out: a row before it is a call, taken for a while by one worker at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "handed over"
        DROPPED = "dropped", "not to be sent"
        DEAD = "dead", "given up"

    public = models.CharField(max_length=32, unique=True, help_text="chosen before anybody outside is told")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, help_text="a worker is on its way with it")
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Mail(Parcel):
    """One message to one member, of one letter or of several that were due together."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False, related_name="mails")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mails")
    urgent = models.BooleanField()
    addressless = models.BooleanField(default=False, help_text="the store shows no address to write to")
    language = models.CharField(max_length=10, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, help_text="where it went; readable by nobody")
    provider_id = models.CharField(max_length=200, blank=True, help_text="what the mail provider calls it")

    class Meta:
        indexes = [
            models.Index(fields=["shop", "due_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["shop", "-id"], name="mail_by_shop"),
            models.Index(fields=["shop"], condition=Q(state="dead"), name="mail_given_up"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="mail_by_provider"),
        ]


class Letter(models.Model):
    """One thing a member is to be told, once. What it says is put into words when it is sent."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False, related_name="letters")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False, related_name="letters")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120, help_text="what it is about")
    facts = models.JSONField(default=dict, help_text="numbers of rows; never anything about a person")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    mail = models.ForeignKey(Mail, null=True, on_delete=models.SET_NULL, related_name="letters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["shop", "due_at"], condition=Q(mail=None), name="letter_loose"),
            models.Index(fields=["shop", "kind", "-made_at"], name="letter_by_kind"),
        ]


class OptOut(models.Model):
    """That a member wants no letters any more."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="letter_opt_outs")
    at = models.DateTimeField()
    how = models.CharField(max_length=20, help_text="link, complaint")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "member"], name="opted_out_once")]


class Suppression(models.Model):
    """That an address takes no mail: a keyed hash, so that a new address of the same member is written to."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, db_index=False)
    address_hash = models.CharField(max_length=64)
    why = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "address_hash"], name="suppressed_once")]


class Tide(models.Model):
    """How far a growing table was read, and the mark up to which it will be when nothing older can still appear."""

    source = models.CharField(max_length=40, primary_key=True)
    done = models.BigIntegerField(help_text="rows up to this id were read")
    mark = models.BigIntegerField(help_text="the last id when the mark was set")
    horizon = models.BigIntegerField(help_text="transactions before this one must have ended first")


class Endpoint(models.Model):
    """An address of the merchant's that is told of what happens. Two secrets are good while one takes over."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="endpoints")
    url = models.CharField(max_length=2000)
    topics = models.JSONField(default=list)
    secret = EncryptedText(editable=True)
    old_secret = EncryptedText(null=True, editable=True)
    old_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True, help_text="it failed just now: one try at a time")
    off_at = models.DateTimeField(
        null=True, help_text="told nothing any more, by a person or after long failure"
    )
    off_by = models.CharField(max_length=200, blank=True)
    gone_at = models.DateTimeField(null=True)


class Post(Parcel):
    """One event for one endpoint; its body never changes, so a replay is the same event."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, db_index=False, related_name="posts")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, db_index=False, related_name="posts")
    whom = models.BigIntegerField(null=True, help_text="the member it names, for forgetting them")
    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "topic", "key"], name="posted_once_each")]
        indexes = [
            models.Index(fields=["endpoint", "due_at"], condition=Q(state="waiting"), name="post_waiting"),
            models.Index(fields=["shop", "-id"], name="post_by_shop"),
            models.Index(fields=["whom"], name="post_by_member"),
            models.Index(fields=["made_at"], name="post_by_age"),
        ]


class Attempt(models.Model):
    """What an endpoint answered once; `status` empty when it did not."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True, help_text="the first of it")
    error = models.CharField(max_length=200, blank=True)
    took_ms = models.PositiveIntegerField()
