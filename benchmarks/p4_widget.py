"""P4: the widget's one request, of members with fifty lines of history, beside a bare view and DRF with the ORM.

All answer signed requests under granian. The bare view answers two letters and checks nothing. The DRF peer checks
the signature, reads tables of its own with the same lines, and puts them through serializers; its answer says what
ours says, word for word, but has its words ready in its rows: it renders nothing, knows no rules and offers what it
finds.
"""

import json
from collections.abc import Sequence

import httpx

from benchmarks import contest, serving, shopper
from benchmarks.peers.models import Line, Shopper
from benchmarks.row import Row
from loyalty.shops.models import Shop

DATA, BARE, PEER = "/proxy/data", "/bare", "/widget"
FIRST = 300_000_000


def measure(*, quick: bool) -> list[Row]:
    repeats, count, number = (2, 20, 5) if quick else (5, 120, 60)
    shop = shopper.shop("widget")
    customers = shopper.with_history(shop, first=FIRST, number=number)
    with (
        serving.served("loyalty.wsgi:application") as ours,
        serving.served("benchmarks.peers.wsgi:application") as peers,
    ):
        _same_words(shop, customers, ours, peers)

        def way(server: serving.Server, path: str, times: int = 1, learn: bool = False) -> contest.Work:
            def work(_: int) -> contest.Done:
                asked = [shopper.get(path, shopper.signed(shop, one)) for one in customers]
                return serving.requests(server, asked * (times * count // number), what=path, learn=learn)

            return work

        ways = {
            DATA: way(ours, DATA),
            "304": way(ours, DATA, learn=True),
            BARE: way(peers, BARE, 4),
            PEER: way(peers, PEER),
        }
        found = contest.contest(ways, repeats=repeats)
    what = "widget's data/s, 50 lines of history"
    return [
        contest.row(found, "P4a", f"{what} : a bare view", DATA, BARE, 0.35),
        contest.row(found, "P4b", f"{what} : DRF and the ORM", DATA, PEER, 4),
        contest.row(found, "P4c", f"{what}, nothing new (304) : a bare view", "304", BARE, 0.7),
    ]


def _same_words(shop: Shop, customers: Sequence[str], ours: serving.Server, peers: serving.Server) -> None:
    """Gives the peer what ours says, and sees that it says the same; or the figure is void."""
    for customer in customers:
        told = _asked(shop, customer, ours, DATA)
        if len(told["history"]) != shopper.LINES:
            raise AssertionError(f"{len(told['history'])} lines of history: the figure is void")
        whole = {key: value for key, value in told.items() if key not in ("history", "member")}
        one = Shopper.objects.create(external_id=customer, told=told["member"], shown=whole)
        Line.objects.bulk_create(
            Line(
                shopper=one,
                **{key: value for key, value in line.items() if key != "id"} | {"name": line["id"]},
            )
            for line in told["history"]
        )
    again, theirs = _asked(shop, customers[0], ours, DATA), _asked(shop, customers[0], peers, PEER)
    if again != theirs:
        raise AssertionError("the DRF peer says something else: the figure is void")


def _asked(shop: Shop, customer: str, server: serving.Server, path: str) -> dict:
    query = shopper.signed(shop, customer)
    answer = httpx.get(f"http://127.0.0.1:{server.port}{path}?{query}", trust_env=False, timeout=60)
    answer.raise_for_status()
    return json.loads(answer.content)
