"""The house with the door open at which mail providers tell of bounces; it is shut without a secret."""

from django.urls import include, path

from loyalty.urls import urlpatterns as house

urlpatterns = [*house, path("letters/events/", include("anymail.urls"))]
