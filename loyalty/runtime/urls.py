"""Doors of the running process."""

from django.urls import path

from loyalty.runtime import health
from loyalty.runtime.metrics.page import metrics

urlpatterns = [path("healthz", health.alive), path("readyz", health.ready), path("metrics", metrics)]
