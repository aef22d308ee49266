"""A store that throttles, fails, talks nonsense or hangs up after the deed still has each code once."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stamina

from loyalty.platforms.shopify import gateway
from loyalty.platforms.shopify.queries import DOCUMENTS
from loyalty.shops.platform import StoreFailed
from tests.codes.till import Till
from tests.shopify.bodies import Json

CODE = "TEA-7F3K-Q9WD"


@pytest.fixture
def calls(till: Till) -> Till:
    """Retries without the waiting between them."""
    till.town.tell(f"{till.door}/bucket", {"left": 100_000, "maximum": 100_000, "rate": 100_000})
    return till


@pytest.mark.parametrize("fault", ["graphql_timeout_after_percent", "graphql_garbage_percent"])
def test_what_was_done_without_an_answer_is_found_again(calls: Till, fault: str) -> None:
    calls.town.chaos(calls.shop, **{fault: 100})
    with stamina.set_testing(True, attempts=1), pytest.raises(StoreFailed):
        calls.make()
    calls.town.chaos(calls.shop, **{fault: 0})
    there = calls.code()["discount"]
    made = calls.store.make_code(shop=calls.shop, wanted=calls.wanted(), again=True)
    assert made == f"gid://shopify/DiscountCodeNode/{there}"
    assert calls.codes().count(CODE) == 1


def test_through_all_faults_at_once_every_code_is_there_once_and_every_end_ends(calls: Till) -> None:
    calls.town.chaos(
        calls.shop,
        graphql_throttle_percent=30,
        graphql_5xx_percent=10,
        graphql_timeout_after_percent=5,
        graphql_garbage_percent=1,
        seed=7,
    )
    names = [f"TEA-{number:04d}" for number in range(40)]
    with stamina.set_testing(True, attempts=30, cap=True):
        made = [calls.make(name) for name in names]
        ended = [calls.store.end_code(shop=calls.shop, code=name) for name in names[:10]]
    assert len(set(made)) == len(names)
    assert {one.used for one in ended} == {0}
    there = [one for one in calls.codes() if one.startswith("TEA-")]
    assert there == names[10:]


def test_the_same_seed_brings_the_same_faults(calls: Till) -> None:
    seen = []
    for _ in range(2):
        calls.town.chaos(calls.shop, reset=True, graphql_5xx_percent=50, seed=3)
        seen.append([_fares(calls) for _ in range(20)])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {True, False}


def _fares(calls: Till) -> bool:
    with stamina.set_testing(True, attempts=1):
        try:
            gateway.run(shop=calls.shop, document=DOCUMENTS["shop"], variables={})
        except StoreFailed:
            return False
    return True


def test_four_at_once_make_each_code_once(calls: Till) -> None:
    asked: Json = {"query": DOCUMENTS["code_basic_create"]}
    gets = {"items": {"all": True}, "value": {"percentage": 0.5}}
    given: Json = {"title": "Half", "context": {"all": "ALL"}, "startsAt": "2026-01-01T00:00:00Z"}
    headers = {"X-Shopify-Access-Token": calls.shop.access_token, "Host": calls.shop.domain}

    def many(_: int) -> int:
        made = 0
        with httpx.Client(base_url=calls.town.http.base_url, trust_env=False, headers=headers) as client:
            for number in range(50):
                variables = {"input": given | {"customerGets": gets, "code": f"MANY-{number}"}}
                answer = client.post("/admin/api/2026-10/graphql.json", json=asked | {"variables": variables})
                made += not answer.json()["data"]["discountCodeBasicCreate"]["userErrors"]
        return made

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(many, range(4))) == 50
    assert len([one for one in calls.codes() if one.startswith("MANY-")]) == 50


def test_each_mutation_costs_ten_points(till: Till) -> None:
    till.town.tell(f"{till.door}/bucket", {"left": 25, "rate": 0})
    till.make("TEA-2")
    till.make("TEA-3")
    with stamina.set_testing(True, attempts=1), pytest.raises(gateway.Throttled):
        till.make("TEA-4")
    assert "TEA-4" not in till.codes()
