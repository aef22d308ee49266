"""Every door of the house."""

from django.urls import URLPattern, URLResolver, path

from loyalty.platforms.shopify import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("webhooks/shopify", door.webhook),
]
