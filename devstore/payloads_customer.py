"""Customers and the shop itself as the platform writes them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from devstore.state import Customer, Install, Order, Shop
from devstore.world import World

Json = dict[str, Any]


def _stamp(shop: Shop, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(shop.timezone)).isoformat(timespec="seconds")


def customer(shop: Shop, person: Customer) -> Json:
    """No tags, counts or totals: the platform stopped sending them."""
    return {
        "id": person.id,
        "created_at": _stamp(shop, person.created_at),
        "updated_at": _stamp(shop, person.updated_at),
        "first_name": person.first_name or None,
        "last_name": person.last_name or None,
        "state": person.state,
        "note": person.note,
        "verified_email": person.verified_email,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": person.email or None,
        "phone": person.phone,
        "currency": shop.currency,
        "addresses": [],
        "tax_exemptions": [],
        "admin_graphql_api_id": f"gid://shopify/Customer/{person.id}",
        "default_address": _address(person),
    }


def _address(person: Customer) -> Json:
    return {
        "id": person.id + 1,
        "customer_id": person.id,
        "first_name": person.first_name or None,
        "last_name": person.last_name or None,
        "company": None,
        "address1": "12 Orchard Lane",
        "address2": None,
        "city": "Beacon",
        "province": "New York",
        "country": "United States",
        "zip": "12508",
        "phone": person.phone,
        "name": person.name,
        "province_code": "NY",
        "country_code": "US",
        "country_name": "United States",
        "default": True,
    }


def customer_of_order(world: World, shop: Shop, order: Order) -> Json | None:
    person = world.store.of_shop(Customer, order.customer_id, shop.domain)
    if person is None:
        return None
    written = customer(shop, person)
    written.pop("addresses")
    return written


def customer_deleted(person: Customer) -> Json:
    return {
        "id": person.id,
        "tax_exemptions": [],
        "admin_graphql_api_id": f"gid://shopify/Customer/{person.id}",
    }


def customer_merge(*, kept: int, deleted: int) -> Json:
    return {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{deleted}",
        "admin_graphql_api_job_id": None,
        "status": "completed",
        "errors": [],
    }


def privacy(shop: Shop, person: Customer, orders: list[int], *, key: str) -> Json:
    """`key` is orders_requested for a data request and orders_to_redact for a redaction."""
    return {
        "shop_id": shop.id,
        "shop_domain": shop.domain,
        "customer": {"id": person.id, "email": person.email, "phone": person.phone},
        key: orders,
    }


def scopes_update(shop: Shop, install: Install, previous: list[str], now: datetime) -> Json:
    return {
        "id": install.id,
        "shop_id": f"gid://shopify/Shop/{shop.id}",
        "previous": previous,
        "current": install.scopes,
        "updated_at": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def shop_itself(shop: Shop) -> Json:
    return {
        "id": shop.id,
        "name": shop.name,
        "email": shop.email,
        "domain": shop.domain,
        "province": "New York",
        "country": "US",
        "address1": "12 Orchard Lane",
        "zip": "12508",
        "city": "Beacon",
        "source": None,
        "phone": "",
        "latitude": None,
        "longitude": None,
        "primary_locale": shop.locale,
        "address2": None,
        "created_at": _stamp(shop, shop.created_at),
        "updated_at": _stamp(shop, shop.updated_at),
        "country_code": "US",
        "country_name": "United States",
        "currency": shop.currency,
        "customer_email": shop.email,
        "timezone": f"(GMT) {shop.timezone}",
        "iana_timezone": shop.timezone,
        "shop_owner": shop.owner,
        "money_format": "${{amount}}",
        "money_with_currency_format": "${{amount}} " + shop.currency,
        "weight_unit": "oz",
        "province_code": "NY",
        "taxes_included": shop.taxes_included,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": None,
        "county_taxes": True,
        "plan_display_name": shop.plan,
        "plan_name": shop.plan.lower(),
        "has_discounts": True,
        "has_gift_cards": True,
        "myshopify_domain": shop.domain,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "money_in_emails_format": "${{amount}}",
        "money_with_currency_in_emails_format": "${{amount}} " + shop.currency,
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": shop.id + 1,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": [shop.currency],
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }
