"""Doors that letters name."""

from django.urls import path

from loyalty.notices.leaving import leaving

app_name = "notices"
urlpatterns = [path("leave/<str:token>/", leaving, name="leave")]
