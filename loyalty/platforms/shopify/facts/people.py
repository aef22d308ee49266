"""Customers: made, changed, deleted, merged; and what the law lets them ask."""

from typing import Literal

from loyalty.engine import facts
from loyalty.engine.facts import Unreadable
from loyalty.platforms.shopify.facts import stores, values
from loyalty.platforms.shopify.facts.decode import decode
from loyalty.platforms.shopify.facts.payloads import Compliance, Customer, Marketing, MarketingConsent, Merge
from loyalty.shops.models import Shop


def told(body: bytes, shop: Shop) -> facts.Fact:
    """customers/create and customers/update."""
    payload = decode(body, Customer)
    updated = values.optional_moment(payload.updated_at, "updated_at")
    return facts.CustomerTold(
        customer=values.identity(payload.admin_graphql_api_id, payload.id, "id"),
        at=updated or values.moment(payload.created_at, "created_at"),
        email=values.email(payload.email),
        verified=bool(payload.verified_email),
    )


def letters_told(body: bytes, shop: Shop) -> facts.Fact:
    """customers_email_marketing_consent/update."""
    payload = decode(body, Marketing)
    customer = values.identity(None, payload.customer_id, "customer_id")
    return _marketing("newsletter", customer, payload.email_marketing_consent)


def messages_told(body: bytes, shop: Shop) -> facts.Fact:
    """customers_marketing_consent/update, which names the customer plainly `id`."""
    payload = decode(body, Marketing)
    return _marketing("sms", values.identity(None, payload.id, "id"), payload.sms_marketing_consent)


def _marketing(
    activity: Literal["newsletter", "sms"], customer: str, said: MarketingConsent | None
) -> facts.Fact:
    at = values.optional_moment(said.consent_updated_at, "consent_updated_at") if said else None
    if said is None or at is None:
        return facts.Ignored(reason="The customer has never said yes or no to it.")
    agreed = values.text(said.state).lower() == "subscribed"
    return facts.MarketingTold(customer=customer, activity=activity, agreed=agreed, at=at)


def deleted(body: bytes, shop: Shop) -> facts.Fact:
    """customers/delete."""
    payload = decode(body, Customer)
    return facts.CustomerDeleted(customer=values.identity(payload.admin_graphql_api_id, payload.id, "id"))


def merged(body: bytes, shop: Shop) -> facts.Fact:
    """customers/merge; the store says which of the two it kept."""
    payload = decode(body, Merge)
    kept_field, gone_field = "admin_graphql_api_customer_kept_id", "admin_graphql_api_customer_deleted_id"
    kept = values.identity(payload.admin_graphql_api_customer_kept_id, None, kept_field)
    gone = values.identity(payload.admin_graphql_api_customer_deleted_id, None, gone_field)
    if payload.status not in (None, "completed", "COMPLETED"):
        return facts.Ignored(reason=f"The store reports this merge as {values.text(payload.status, 20)}.")
    if kept == gone:
        raise Unreadable(f"{gone_field}: is the customer that was kept")
    return facts.CustomersMerged(kept=kept, gone=gone)


def data_requested(body: bytes, shop: Shop) -> facts.Fact:
    """customers/data_request."""
    payload, customer, email = _who(body, shop)
    request = payload.data_request.id if payload.data_request else None
    return facts.DataRequested(
        customer=customer,
        email=email,
        request=values.optional_identity(None, request, "data_request.id"),
    )


def redacted(body: bytes, shop: Shop) -> facts.Fact:
    """customers/redact."""
    _, customer, email = _who(body, shop)
    return facts.CustomerRedacted(customer=customer, email=email)


def _who(body: bytes, shop: Shop) -> tuple[Compliance, str, str]:
    payload = decode(body, Compliance)
    stores.must_be(shop, domain=payload.shop_domain, number=payload.shop_id)
    asked = payload.customer
    customer = values.optional_identity(None, asked.id, "customer.id") if asked else ""
    email = values.email(asked.email) if asked else ""
    if not customer and not email:
        raise Unreadable("customer: names nobody; resend the webhook from the store")
    return payload, customer, email
