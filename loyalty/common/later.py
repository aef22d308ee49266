"""The answer to whoever asks too often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def later(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 as a page that says after how many seconds to come back."""
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
