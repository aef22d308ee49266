"""Redis as a cache that may be away: then nothing is remembered, and nobody is stopped or fails."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
REST = 5.0  # seconds before it is asked again
T = TypeVar("T")


class ForgivingRedis(RedisCache):
    """What is asked of a cache that is away is answered as by an empty one."""

    _away_until = 0.0

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, lambda: super(ForgivingRedis, self).get(key, default, version))

    def get_many(self, keys: Any, version: Any = None) -> Any:
        nothing: dict[Any, Any] = {}
        return self._or(nothing, lambda: super(ForgivingRedis, self).get_many(keys, version))

    def has_key(self, key: Any, version: Any = None) -> bool:
        return self._or(False, lambda: super(ForgivingRedis, self).has_key(key, version))

    def add(self, key: Any, value: Any, *more: Any, **named: Any) -> bool:
        return self._or(True, lambda: super(ForgivingRedis, self).add(key, value, *more, **named))

    def set(self, key: Any, value: Any, *more: Any, **named: Any) -> None:
        self._or(None, lambda: super(ForgivingRedis, self).set(key, value, *more, **named))

    def set_many(self, data: Any, *more: Any, **named: Any) -> Any:
        failed: list[Any] = []
        return self._or(failed, lambda: super(ForgivingRedis, self).set_many(data, *more, **named))

    def touch(self, key: Any, *more: Any, **named: Any) -> Any:
        return self._or(False, lambda: super(ForgivingRedis, self).touch(key, *more, **named))

    def delete(self, key: Any, version: Any = None) -> bool:
        return self._or(False, lambda: super(ForgivingRedis, self).delete(key, version))

    def delete_many(self, keys: Any, version: Any = None) -> None:
        self._or(None, lambda: super(ForgivingRedis, self).delete_many(keys, version))

    def clear(self) -> None:
        self._or(None, lambda: super(ForgivingRedis, self).clear())

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        found = self._or(None, lambda: super(ForgivingRedis, self).incr(key, delta, version))
        if found is None:
            raise ValueError(key)  # as for a key that is not there
        return int(found)

    def _or(self, empty: T, ask: Callable[[], T]) -> T:
        if time.monotonic() < ForgivingRedis._away_until:
            return empty
        try:
            return ask()
        except RedisError as bad:
            ForgivingRedis._away_until = time.monotonic() + REST
            log.warning("cache away", why=type(bad).__name__)
            return empty
