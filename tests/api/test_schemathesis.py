"""The API held against its own schema by a machine that invents requests: 0 server errors, 0 broken promises.

`API_EXAMPLES=50` tries fifty of each; every run tries a few.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from loyalty.activities.models import Activity
from loyalty.api.openapi import schema
from loyalty.common.sealed import seal
from loyalty.ledger.models import Transaction
from loyalty.members.models import Member
from loyalty.rewards.models import Redemption
from tests.api.program import Program, a_key, public
from tests.api.test_redemptions import REWARDS
from tests.cast import DOCUMENT, NOW, Cast, VersionFactory
from tests.panel.story import busy_member

MANY = settings(
    max_examples=int(os.environ.get("API_EXAMPLES", "4")),
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def api(*modes: GenerationMode) -> Any:
    """Our schema, served by the application itself. NUL in a text is refused on purpose, and documented nowhere."""
    found = schemathesis.openapi.from_dict(schema())
    found.app = WSGIHandler()
    found.config.generation.update(modes=list(modes), allow_x00=False)
    return found


class Ground:
    """A busy shop with a redemption, and another shop with a key of its own."""

    def __init__(self, cast: Cast) -> None:
        document = DOCUMENT | {"rewards": [one | {"cost": 10} for one in REWARDS]}
        VersionFactory.create(programme=cast.shop.programme, number=2, document=document, published_at=NOW)
        self.cast, self.member = cast, public(busy_member(cast.shop))
        self.token, self.stranger = a_key(cast.shop)[1], a_key(cast.other_shop)[1]
        made = Program(self.token).post("redemptions", {"member": self.member, "reward": "mug"})
        self.redemption = made.json()["id"]
        ride = {"member": self.member, "type": "ride", "key": "ride"}
        told = Program(self.token).post("activities", {"activities": [ride]})
        self.activity = told.json()["data"][0]["activity"]["id"]

    def aim(self, case: Case) -> None:
        """Points a case at things that exist."""
        known = {"member_id": self.member, "redemption_id": self.redemption, "activity_id": self.activity}
        for name in case.path_parameters or {}:
            case.path_parameters[name] = known[name]
        if isinstance(case.body, dict) and "member" in case.body:
            case.body |= {"member": self.member, "reward": "mug"}
        told: Any = (
            case.body["activities"] if isinstance(case.body, dict) and "activities" in case.body else ()
        )
        for one in told:
            one.pop("external_id", None)
            one["member"] = self.member


@pytest.fixture
def ground(cast: Cast, settings: Any) -> Iterator[Ground]:
    settings.LIMITS = False  # tens of thousands of requests, from one address
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": memory, "limits": memory}
    made = Ground(cast)
    for signal in (request_started, request_finished):  # a request's end would end the test's transaction
        signal.disconnect(close_old_connections)
    yield made
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def each(deed: Callable[[Case], None]) -> None:
    """Sensible requests to every operation."""
    for found in api(GenerationMode.POSITIVE).get_all_operations():
        strategy = found.ok().as_strategy(generation_mode=GenerationMode.POSITIVE)
        MANY(given(case=strategy)(_taking(deed)))()


def _taking(deed: Callable[[Case], None]) -> Callable[[Case], None]:
    """Hypothesis wants a function of its own for each operation."""

    def take(case: Case) -> None:
        deed(case)

    return take


@api(GenerationMode.POSITIVE, GenerationMode.NEGATIVE).parametrize()
@MANY
def test_whatever_is_sent_is_answered_as_the_schema_says(case: Case, ground: Ground) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {ground.token}"})


def test_what_is_sent_about_somebody_real_is_answered_as_the_schema_says(ground: Ground) -> None:
    def send(case: Case) -> None:
        ground.aim(case)
        case.call_and_validate(headers={"Authorization": f"Bearer {ground.token}"})

    each(send)


def test_another_shops_key_finds_and_changes_nothing_of_ours(ground: Ground) -> None:
    before = (Transaction.objects.count(), Redemption.objects.count(), Activity.objects.count())

    def send(case: Case) -> None:
        ground.aim(case)
        response = case.call_and_validate(headers={"Authorization": f"Bearer {ground.stranger}"})
        aimed = case.path_parameters or (isinstance(case.body, dict) and "member" in case.body)
        assert response.status_code == 404 or not aimed
        assert ground.member not in response.text
        assert ground.redemption not in response.text
        assert ground.activity not in response.text

    each(send)
    assert (Transaction.objects.count(), Redemption.objects.count(), Activity.objects.count()) == before


def test_no_number_of_the_first_shop_opens_anything_under_another_key(ground: Ground) -> None:
    caller = Program(ground.stranger)
    ours, theirs = ground.cast.shop.programme_id, ground.cast.other_shop.programme_id
    for number in Member.objects.filter(programme=ours).values_list("pk", flat=True):
        for programme in (ours, theirs):
            member = seal("mem", programme, number)
            for path in (f"members/{member}", f"members/{member}/history", f"members/{member}/rewards"):
                assert caller.get(path).status_code == 404
    for raw in ("1", str(ground.cast.shop.pk), ground.redemption):
        assert caller.get(f"members/{raw}").status_code == 404
        assert caller.get(f"redemptions/{raw}").status_code == 404
