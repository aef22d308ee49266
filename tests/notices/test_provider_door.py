"""Mail providers tell of bounces and complaints over HTTP, in their own documented words; nobody else is believed."""

from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from pytest_django.live_server_helper import LiveServer

from loyalty.notices.models import Mail, OptOut, Suppression
from tests.cast import NOW, Cast

SECRET = "provider:its-own-secret"
HARD: dict[str, Any] = {  # as Postmark's pages show it
    "RecordType": "Bounce", "MessageStream": "outbound", "ID": 4323372036854775807, "Type": "HardBounce", "TypeCode": 1,
    "Name": "Hard bounce", "Tag": "Test", "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "ServerID": 23,
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "Test bounce details", "Email": "john@example.com", "From": "sender@example.com",
    "BouncedAt": "2026-03-05T16:33:54.9070259Z", "DumpAvailable": True, "Inactive": True, "CanActivate": True,
    "Subject": "Test subject", "Content": "Test content",
}  # fmt: skip
SOFT = HARD | {"Type": "Transient", "TypeCode": 2, "Name": "Message delayed", "Inactive": False}
SPAM = HARD | {
    "RecordType": "SpamComplaint",
    "Type": "SpamComplaint",
    "TypeCode": 512,
    "Name": "Spam complaint",
}
EVENT: dict[str, Any] = {  # as SendGrid's do, with our own argument beside
    "email": "john@example.com", "timestamp": 1772728434, "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    "event": "bounce", "category": ["cat facts"], "sg_event_id": "6g4ZI7SA-xmRDv57GoPIPw==", "reason": "500 unknown",
    "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "status": "5.0.0", "type": "bounce",
}  # fmt: skip


@pytest.fixture
def door(transactional_db: None, live_server: LiveServer, settings: LazySettings) -> httpx.Client:
    settings.ROOT_URLCONF, settings.ANYMAIL_WEBHOOK_SECRET = "tests.notices.events_urls", SECRET
    return httpx.Client(base_url=f"{live_server.url}/letters/events/", trust_env=False, timeout=30)


def mail(name: str, member: Any, cast: Cast) -> Mail:
    return Mail.objects.create(
        shop=cast.shop, member=member, public=name, urgent=True, address_hash=f"hash-{name}", state="done",
        due_at=NOW, made_at=NOW, provider_id=f"id-{name}",
    )  # fmt: skip


def tell(door: httpx.Client, provider: str, told: Any, secret: str = SECRET) -> int:
    user, _, password = secret.partition(":")
    proof = httpx.BasicAuth(user, password) if secret else httpx.Auth()
    return door.post(f"{provider}/tracking/", json=told, auth=proof).status_code


def closed() -> set[tuple[str, str]]:
    return set(Suppression.objects.values_list("address_hash", "why"))


def test_what_providers_tell_closes_addresses_and_a_complaint_ends_letters(door: httpx.Client) -> None:
    cast = Cast()
    for name, member in (
        ("hard", cast.loyal),
        ("soft", cast.loyal),
        ("spam", cast.cheat),
        ("grid", cast.loyal),
    ):
        mail(name, member, cast)
    for secret in ("", "provider:wrong"):
        assert tell(door, "postmark", HARD | {"Metadata": {"mail": "hard"}}, secret) == 400
    assert tell(door, "postmark", HARD | {"Metadata": {"mail": "nobody's"}}) == 200
    assert closed() == set()
    assert tell(door, "postmark", SOFT | {"Metadata": {"mail": "soft"}}) == 200
    assert closed() == set(), "a delay closes nothing"
    assert tell(door, "postmark", HARD | {"MessageID": "id-hard"}) == 200, (
        "known by the provider's own name for it"
    )
    assert tell(door, "postmark", SPAM | {"Metadata": {"mail": "spam"}}) == 200
    assert tell(door, "sendgrid", [EVENT | {"mail": "grid"}]) == 200
    assert closed() == {("hash-hard", "bounced"), ("hash-spam", "complained"), ("hash-grid", "bounced")}
    assert [row.member for row in OptOut.objects.all()] == [cast.cheat]
