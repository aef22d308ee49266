"""What a browser may do with our pages."""

from collections.abc import Callable

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse

CONTENT = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
NOT_NEEDED = (
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
)
PERMISSIONS = ", ".join(f"{name}=()" for name in NOT_NEEDED)
Handler = Callable[[HttpRequest], HttpResponse]


def permissions(answer: Handler) -> Handler:
    """Middleware: no page of ours asks for a camera, a place or a payment, and none in it may."""

    def enter(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return enter
