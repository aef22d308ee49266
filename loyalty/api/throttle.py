"""So many requests a minute for each key."""

from time import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from loyalty.api.models import Key

MINUTE = 60


class PerKey(BaseThrottle):
    """Counts in whole minutes of the clock: one number per key, not a list of moments."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, Key):
            return True
        name = f"api:{request.auth.pk}:{int(time()) // MINUTE}"
        if cache.add(name, 1, 2 * MINUTE):
            return True
        try:
            return int(cache.incr(name)) <= settings.API_REQUESTS_A_MINUTE
        except ValueError:  # the cache was emptied in between
            return True

    def wait(self) -> int:
        """Seconds until the next minute begins."""
        return MINUTE - int(time()) % MINUTE
