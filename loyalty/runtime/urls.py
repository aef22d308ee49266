"""Doors of the running process."""

from django.urls import path

from loyalty.runtime import health

urlpatterns = [path("healthz", health.alive), path("readyz", health.ready)]
