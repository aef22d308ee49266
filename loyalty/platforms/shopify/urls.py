"""Shopify's doors, but the inbox and the proxy."""

from django.urls import path

from loyalty.platforms.shopify.embedded.views import home
from loyalty.platforms.shopify.grant.views import begin, callback

app_name = "shopify"
urlpatterns = [
    path("install", begin, name="install"),
    path("callback", callback, name="callback"),
    path("app", home, name="app"),
]
