"""So many requests a minute for each key, and so many keys in vain from each address."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from loyalty.api.models import Key
from loyalty.common.limits import KEY, wait


class PerKey(BaseThrottle):
    """One number per key, not a list of moments."""

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        if isinstance(request.auth, Key):
            self.seconds = wait(KEY, request.auth.pk, times=settings.API_REQUESTS_A_MINUTE)
        return self.seconds == 0

    def wait(self) -> int:
        """Seconds until the next minute begins."""
        return self.seconds
