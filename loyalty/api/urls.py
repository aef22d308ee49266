"""The merchant API's addresses."""

from django.urls import path

from loyalty.api.activities import ActivitiesDoor, ActivityDoor, WithdrawDoor
from loyalty.api.adjustments import AdjustmentsDoor
from loyalty.api.members import HistoryDoor, MemberDoor, MembersDoor
from loyalty.api.nowhere import Nowhere
from loyalty.api.programme import ProgrammeDoor
from loyalty.api.redemptions import CancelDoor, RedemptionDoor, RedemptionsDoor
from loyalty.api.rewards import MemberRewardsDoor, RewardsDoor
from loyalty.api.shop import ShopDoor

urlpatterns = [
    path("shop", ShopDoor.as_view()),
    path("programme", ProgrammeDoor.as_view()),
    path("members", MembersDoor.as_view()),
    path("members/<str:member_id>", MemberDoor.as_view()),
    path("members/<str:member_id>/history", HistoryDoor.as_view()),
    path("members/<str:member_id>/adjustments", AdjustmentsDoor.as_view()),
    path("members/<str:member_id>/rewards", MemberRewardsDoor.as_view()),
    path("activities", ActivitiesDoor.as_view()),
    path("activities/<str:activity_id>", ActivityDoor.as_view()),
    path("activities/<str:activity_id>/withdraw", WithdrawDoor.as_view()),
    path("rewards", RewardsDoor.as_view()),
    path("redemptions", RedemptionsDoor.as_view()),
    path("redemptions/<str:redemption_id>", RedemptionDoor.as_view()),
    path("redemptions/<str:redemption_id>/cancel", CancelDoor.as_view()),
    path("<path:rest>", Nowhere.as_view()),
    path("", Nowhere.as_view()),
]
