"""Where things are remembered for a while: in Redis, else on this one box."""

from typing import Any


def of(redis_url: str) -> dict[str, dict[str, Any]]:
    """Django's CACHES. Without Redis, limits are counted by each process for itself."""
    if redis_url:
        redis = {
            "BACKEND": "loyalty.common.forgiving_cache.ForgivingRedis",
            "LOCATION": redis_url,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
        return {"default": redis, "limits": redis}
    return {
        "default": {
            "BACKEND": "loyalty.common.table_cache.TableCache",
            "LOCATION": "django_cache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        },
        "limits": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "limits",
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        },
    }
