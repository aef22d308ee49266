"""Every door of the house."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from loyalty.platforms.shopify import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("loyalty.runtime.urls")),
    path("staff/", admin.site.urls),
    path("webhooks/shopify", door.webhook),
    path("accounts/", include("allauth.urls")),
    path("proxy/", include("storefront_widget.urls")),
    path("shopify/", include("loyalty.platforms.shopify.urls")),
    path("panel/", include("loyalty.panel.urls")),
]
