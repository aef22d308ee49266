"""What the storefront reaches through the app proxy."""

from django.urls import path

from storefront_widget.views.birthday import birthday
from storefront_widget.views.data import data
from storefront_widget.views.join import join
from storefront_widget.views.page import page
from storefront_widget.views.quote import quote
from storefront_widget.views.source import page_css, panel

urlpatterns = [
    path("data", data),
    path("quote", quote),
    path("join", join),
    path("birthday", birthday),
    path("page", page),
    path("panel.js", panel),
    path("page.css", page_css),
]
