"""P1: the webhook door, beside a view that only checks the signature and one that credits in the request."""

from benchmarks import contest, serving
from benchmarks.row import Row
from loyalty.inbox.models import Delivery

DOOR, SIGNED, CREDIT = "/webhooks/shopify", "/signed", "/credit"


def measure(*, quick: bool) -> list[Row]:
    repeats, count = (3, 1000) if quick else (5, 3000)
    with (
        serving.served("loyalty.wsgi:application") as ours,
        serving.served("benchmarks.peers.wsgi:application") as peers,
    ):

        def way(server: serving.Server, path: str, size: int) -> contest.Work:
            return lambda repeat: serving.orders(server, path, first=1_000_000 + repeat * count, count=size)

        ways = {DOOR: way(ours, DOOR, count), SIGNED: way(peers, SIGNED, count)}
        found = contest.contest(ways | {CREDIT: way(peers, CREDIT, count // 5)}, repeats=repeats)
    stored = Delivery.objects.filter(shop_domain="bench.myshopify.com", topic="orders/paid").count()
    if stored != count * (repeats + 1):
        raise AssertionError(f"{stored} stored of {count * (repeats + 1)}: the figure is void")
    return [
        contest.row(found, "P1a", "webhook door, accepted/s : view that only checks the HMAC", DOOR, SIGNED, 0.45),
        contest.row(found, "P1b", "webhook door, accepted/s : view that credits by ORM", DOOR, CREDIT, 4.5),
    ]  # fmt: skip
