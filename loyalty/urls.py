"""Every door of the house."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from loyalty.api import linking
from loyalty.api.docs_page import api_docs
from loyalty.api.openapi import api_schema
from loyalty.api.review_hook import review_hook
from loyalty.platforms.shopify import door
from loyalty.programmes.schema import programme_schema

# Operators sign in where everybody does, second step included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("loyalty.runtime.urls")),
    path("staff/", admin.site.urls),
    path("webhooks/shopify", door.webhook),
    path("accounts/", include("allauth.urls")),
    path("proxy/", include("storefront_widget.urls")),
    path("shopify/", include("loyalty.platforms.shopify.urls")),
    path("api/schema/programme.json", programme_schema, name="programme_schema"),
    path("api/schema/", api_schema, name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    path("api/v1/", include("loyalty.api.urls")),
    path("hooks/reviews/<str:token>", review_hook),
    path("linked/start", linking.start),
    path("linked/<str:network>/callback", linking.callback),
    path("letters/", include("loyalty.notices.urls")),
    path("panel/", include("loyalty.panel.urls")),
]
if settings.ANYMAIL_WEBHOOK_SECRET:  # without a secret anybody could say that mail bounced
    urlpatterns.append(path("letters/events/", include("anymail.urls")))
