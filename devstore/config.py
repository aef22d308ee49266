"""What the command line and shopify.app.toml say."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOPICS = [
    *(f"orders/{deed}" for deed in ("create", "paid", "updated", "edited", "cancelled", "fulfilled")),
    "refunds/create",
    *(f"customers/{deed}" for deed in ("create", "update", "delete", "merge")),
    *("products/update", "products/delete", "collections/update", "collections/delete"),
    "app/uninstalled",
    "app/scopes_update",
    "shop/update",
]
COMPLIANCE = ["customers/data_request", "customers/redact", "shop/redact"]
SCOPES = "read_orders,read_customers,write_customers,write_discounts,read_products,write_app_proxy"


@dataclass(frozen=True, slots=True)
class Subscription:
    topic: str
    uri: str


@dataclass(frozen=True, slots=True)
class AppFile:
    """The parts of shopify.app.toml that the platform acts on."""

    name: str = "Rewards"
    handle: str = "rewards"
    home_path: str = "/shopify/app"
    scopes: list[str] = field(default_factory=lambda: SCOPES.split(","))
    api_version: str = "2026-10"
    proxy_path: str = "/proxy"
    proxy_prefix: str = "apps"
    proxy_subpath: str = "rewards"
    subscriptions: list[Subscription] = field(default_factory=list)


@dataclass(slots=True)
class Config:
    app_url: str
    client_id: str
    client_secret: str
    app_toml: Path | None = None
    extension: Path | None = None
    state: Path | None = None
    port: int = 8001
    retry_scale: str = "1"
    _read: tuple[int, AppFile] | None = None

    @property
    def app(self) -> AppFile:
        """Read again whenever the file changes."""
        stamp = self.app_toml.stat().st_mtime_ns if self.app_toml and self.app_toml.exists() else 0
        if self._read is None or self._read[0] != stamp:
            document = tomllib.loads(self.app_toml.read_text()) if stamp and self.app_toml else {}
            self._read = (stamp, read_app(document))
        return self._read[1]

    def address(self, uri: str) -> str:
        """Where a path, or an address of the file's own application, really lives here."""
        path = urlsplit(uri).path or "/"
        return self.app_url.rstrip("/") + path


def read_app(document: dict[str, Any]) -> AppFile:
    name = document.get("name", "Rewards")
    proxy = document.get("app_proxy", {})
    scopes = document.get("access_scopes", {}).get("scopes", SCOPES)
    webhooks = document.get("webhooks", {})
    return AppFile(
        name=name,
        handle=document.get("handle") or name.lower().replace(" ", "-"),
        home_path=urlsplit(document.get("application_url", "/shopify/app")).path.rstrip("/")
        or "/shopify/app",
        scopes=[s.strip() for s in scopes.split(",") if s.strip()],
        api_version=webhooks.get("api_version", "2026-10"),
        proxy_path=urlsplit(proxy.get("url", "/proxy")).path.rstrip("/"),
        proxy_prefix=proxy.get("prefix", "apps"),
        proxy_subpath=proxy.get("subpath", "rewards"),
        subscriptions=read_subscriptions(webhooks.get("subscriptions")),
    )


def read_subscriptions(entries: list[dict[str, Any]] | None) -> list[Subscription]:
    if entries is None:
        entries = [{"topics": TOPICS, "compliance_topics": COMPLIANCE, "uri": "/webhooks/shopify"}]
    return [
        Subscription(topic, entry["uri"])
        for entry in entries
        for topic in [*entry.get("topics", []), *entry.get("compliance_topics", [])]
    ]
