"""Django as bare as it gets: what a request costs before it does anything of ours."""

from loyalty.settings import DATABASES, SECRET_KEY, SHOPIFY_CLIENT_SECRET

__all__ = ["DATABASES", "SECRET_KEY", "SHOPIFY_CLIENT_SECRET"]

ALLOWED_HOSTS = ["*"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["benchmarks.peers"]
MIDDLEWARE: list[str] = []
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
ROOT_URLCONF = "benchmarks.peers.views"
USE_TZ = True
