"""One worker per shop at a time: no deadlocks within a shop, and no shop holds every worker."""

from django.db import connection

NAMESPACE = 0x1B0C  # of the advisory lock "somebody works on this shop"


def take_shop(shop_id: int) -> bool:
    """Until the transaction ends; False when the shop is in other hands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [NAMESPACE, shop_id % 2**31])
        return bool(cursor.fetchone()[0])


def wait_for_shop(shop_id: int) -> None:
    """As `take_shop`, for a caller who has nothing else to do meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, shop_id % 2**31])
