"""shopify.app.toml says what the settings, the doors and the official schema say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import resolve
from graphql import GraphQLEnumType

from loyalty.platforms.shopify.facts.read import IGNORED, READERS
from loyalty.platforms.shopify.storefront import PREFIX
from tests.official import admin_introspection, admin_schema
from tests.shopify.bodies import Json

APP: Json = tomllib.loads(Path("shopify.app.toml").read_text())
SUBSCRIPTIONS: list[Json] = APP["webhooks"]["subscriptions"]
TOPICS = [topic for entry in SUBSCRIPTIONS for topic in entry.get("topics", [])]
COMPLIANCE = [topic for entry in SUBSCRIPTIONS for topic in entry.get("compliance_topics", [])]


def official_scopes() -> set[str]:
    items = admin_introspection()["offline_scopes"]["items"]
    found = {scope for item in items for scope in item["offlineScopes"]}
    return found | {scope.replace("read_", "write_", 1) for scope in found}


def test_the_scopes_are_those_of_the_settings() -> None:
    assert tuple(APP["access_scopes"]["scopes"].split(",")) == settings.SHOPIFY_SCOPES


def test_optional_scopes_are_not_asked_for_at_once() -> None:
    assert set(APP["access_scopes"]["optional_scopes"]).isdisjoint(settings.SHOPIFY_SCOPES)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_one_of_the_platforms_and_read_here(topic: str) -> None:
    enum = admin_schema().type_map["WebhookSubscriptionTopic"]
    assert isinstance(enum, GraphQLEnumType)
    assert topic.upper().replace("/", "_") in enum.values
    assert topic in READERS or topic in IGNORED or topic == "app/uninstalled"


def test_the_three_compliance_topics_are_subscribed() -> None:
    assert sorted(COMPLIANCE) == ["customers/data_request", "customers/redact", "shop/redact"]


@pytest.mark.parametrize("topic", COMPLIANCE)
def test_compliance_topics_are_read_here(topic: str) -> None:
    assert topic in READERS


def test_no_topic_is_subscribed_twice() -> None:
    assert len(set(TOPICS + COMPLIANCE)) == len(TOPICS + COMPLIANCE)


def path(url: str) -> str:
    return "/" + url.removeprefix("https://").partition("/")[2]


@pytest.mark.parametrize(
    "url", [APP["application_url"], *APP["auth"]["redirect_urls"], *(entry["uri"] for entry in SUBSCRIPTIONS)]
)
def test_every_address_is_a_door(url: Any) -> None:
    assert resolve(url if url.startswith("/") else path(url))


def test_the_api_version_is_the_settings() -> None:
    assert APP["webhooks"]["api_version"] == settings.SHOPIFY_API_VERSION


def test_the_proxy_stands_under_apps_rewards() -> None:
    proxy = APP["app_proxy"]
    assert (path(proxy["url"]), proxy["prefix"], proxy["subpath"]) == ("/proxy", "apps", "rewards")
    assert f"/{proxy['prefix']}/{proxy['subpath']}" == PREFIX
    assert APP["embedded"] is True
