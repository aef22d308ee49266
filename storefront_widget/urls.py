"""What the storefront reaches through the app proxy."""

from django.urls import path

from storefront_widget.views.birthday import birthday
from storefront_widget.views.data import data
from storefront_widget.views.friend import friend, friend_token
from storefront_widget.views.friends import friends
from storefront_widget.views.here import here
from storefront_widget.views.join import join
from storefront_widget.views.page import page
from storefront_widget.views.quote import quote
from storefront_widget.views.redeem import redeem
from storefront_widget.views.shared import shared
from storefront_widget.views.source import friend_js, page_css, panel, redeem_js
from storefront_widget.views.undo import undo
from storefront_widget.views.way import go, way_view

urlpatterns = [
    path("data", data),
    path("quote", quote),
    path("join", join),
    path("birthday", birthday),
    path("redeem", redeem),
    path("undo", undo),
    path("page", page),
    path("way", way_view),
    path("here", here),
    path("shared", shared),
    path("go", go),
    path("friend", friend),
    path("friend-token", friend_token),
    path("friends", friends),
    path("friend.js", friend_js),
    path("panel.js", panel),
    path("redeem.js", redeem_js),
    path("page.css", page_css),
]
