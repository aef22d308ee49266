"""Every address of the panel, asked by everybody: each answer is the row's, and nothing is anybody else's."""

from typing import Any

import pytest
from django.urls import reverse

from loyalty.common import limits
from tests.cast import Cast
from tests.house.routes import Row, patterns
from tests.security.town import NOWHERE, OURS, Town, leaks, prints, tried

pytestmark = pytest.mark.django_db
RANKS = ("reader", "staff", "owner")
Wrong = dict[str, object]


def may(row: Row, role: str, method: str) -> bool:
    return RANKS.index(role) >= RANKS.index(row.who[method])


def test_every_address_answers_everybody_as_its_row_says(cast: Cast) -> None:
    """One town for all of it: it takes longer to build than to walk."""
    town = Town(cast)
    before = prints(cast.shop)
    assert sum(count for count, _ in before.values()) > 200, "the town is not empty"
    walks = (_nobody, _without_a_shop, _stranger_reads, _stranger_writes, _roles, _other_methods)
    wrong: Wrong = {}
    for walk in walks:
        for address, row in town.panel.items():
            wrong |= {
                f"{walk.__name__} {address} {what}": found for what, found in walk(town, address, row).items()
            }
    assert wrong == {}
    after = prints(cast.shop)
    assert {name: (before[name], after[name]) for name in after if before[name] != after[name]} == {}
    assert _seen_by_the_owner(town) == set(OURS)


def _nobody(town: Town, address: str, row: Row) -> Wrong:
    client, path = town.people["nobody"], town.path(address)
    return {
        method: (answer.status_code, answer.headers.get("Location"))
        for method in ("GET", "POST")
        if (answer := client.generic(method, path)).status_code != 302
        or not answer["Location"].startswith("/accounts/login/?next=/panel/")
    }


def _without_a_shop(town: Town, address: str, row: Row) -> Wrong:
    client, path = town.people["idle"], town.path(address)
    return {one: code for one in ("GET", "POST") if (code := client.generic(one, path).status_code) != 404}


def _stranger_reads(town: Town, address: str, row: Row) -> Wrong:
    """An owner, next door: what is not theirs is answered as what is not there."""
    ask = town.people["stranger"].get
    said = town.said
    return _not_theirs(town, address, *(ask(path, said) for path in _here_and_nowhere(town, address)))


def _stranger_writes(town: Town, address: str, row: Row) -> Wrong:
    said, client = town.said, town.people["stranger"]
    answers = (tried(client, path, said) for path in _here_and_nowhere(town, address))
    return _not_theirs(town, address, *answers)


def _not_theirs(town: Town, address: str, found: Any, missing: Any) -> Wrong:
    wrong: Wrong = {"leak": leaked} if (leaked := leaks(found)) else {}
    if found.status_code >= 500:
        wrong["status"] = found.status_code
    if town.ours(address):
        if (found.status_code, found.content) != (missing.status_code, missing.content):
            wrong["differs from what is not there"] = (found.status_code, missing.status_code)
        if found.status_code not in (302, 404, 405):
            wrong["status"] = found.status_code
    return wrong


def _here_and_nowhere(town: Town, address: str) -> tuple[str, str]:
    nowhere = {name: "nobody" if name == "public" else NOWHERE for name in town.ours(address)}
    return town.path(address), town.path(address, **nowhere)


def _roles(town: Town, address: str, row: Row) -> Wrong:
    """The lowest role that may, may; the next lower one may not, and so none below."""
    wrong: Wrong = {}
    for method, lowest in row.who.items():
        for role in (lowest, *RANKS[: RANKS.index(lowest)][-1:]):
            client, path = town.people[role], town.path(address)
            answer = client.get(path) if method == "GET" else tried(client, path, {})
            right = (
                answer.status_code not in (302, 401, 403)
                if may(row, role, method)
                else answer.status_code == 403
            )
            if not right and not (answer.status_code == 302 and may(row, role, method) and _stays(answer)):
                wrong[f"{role} {method}"] = answer.status_code
    return wrong


def _stays(answer: Any) -> bool:
    return str(answer["Location"]).startswith("/panel/")


def _other_methods(town: Town, address: str, row: Row) -> Wrong:
    client, path = town.people["owner"], town.path(address)
    others = ("PUT", "DELETE") if "POST" in row.who else ("POST", "PUT")
    return {one: code for one in others if (code := client.generic(one, path).status_code) != 405}


def _seen_by_the_owner(town: Town) -> set[str]:
    """The markers are worth looking for: the owner meets every one."""
    pages = ("earning/", "books/donations/", "settings/keys/", "settings/", "members/", "deliveries/")
    paths = [f"/panel/{page}" for page in pages] + [town.path("panel/members/<int:member_id>/")]
    paths.append("/panel/members/why/?order=%231001")
    return {one for path in paths for one in leaks(town.people["owner"].get(path))}


def test_every_address_is_counted_by_the_limits_of_its_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a limit's count used up, and only then, it answers 429."""
    town, uncounted = Town(cast), {}
    known = {limit.name: limit for limit in limits.ALL}
    for address, row in town.panel.items():
        method = "POST" if "POST" in row.who else "GET"
        for name in row.limit.split(", "):
            with monkeypatch.context() as patch:
                patch.setattr(
                    limits, "_counted", lambda key, _seconds, name=name: 10**6 * key.startswith(f"{name}:")
                )
                answer = town.people["owner"].generic(method, town.path(address))
            if answer.status_code != 429:
                uncounted[f"{address} {known[name].name}"] = answer.status_code
    assert uncounted == {}


def test_every_view_has_its_guard() -> None:
    """Whatever stands in the table: no view of the panel is reached around `guarded`."""
    views = {address: one for address, one in patterns().items() if address.startswith("panel/")}
    assert {address for address, one in views.items() if not hasattr(one.callback, "panel_guard")} == set()
    assert reverse("panel:home") == "/panel/"
