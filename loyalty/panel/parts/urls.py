"""The addresses of the parts of the programme, under panel/earning/."""

from django.urls import URLPattern, path

from loyalty.panel.parts.lists import collect, part_deed, parts
from loyalty.panel.parts.one import part_example, part_new, part_one
from loyalty.panel.parts.tiers import tiers, tiers_drop, tiers_ladder, tiers_members


def _of_one_kind(name: str, folder: str) -> list[URLPattern]:
    kind = {"kind": name}
    return [
        path(f"earning/{folder}/new/", part_new, kind, name=f"{name}_new"),
        path(f"earning/{folder}/example/", part_example, kind, name=f"{name}_example"),
        path(f"earning/{folder}/<slug:part_id>/", part_one, kind, name=f"{name}_one"),
        path(f"earning/{folder}/<slug:part_id>/deed/", part_deed, kind, name=f"{name}_deed"),
    ]


urlpatterns = [
    path("earning/tiers/", tiers, name="tiers"),
    path("earning/tiers/ladder/", tiers_ladder, name="tiers_ladder"),
    path("earning/tiers/members/", tiers_members, name="tiers_members"),
    path("earning/tiers/drop/", tiers_drop, name="tiers_drop"),
    path("earning/memberships/", parts, {"page": "plans"}, name="plans"),
    path("earning/missions/", parts, {"page": "missions"}, name="missions"),
    path("earning/rewards/", parts, {"page": "rewards"}, name="rewards"),
    path("earning/collect/", collect, name="collect"),
    *_of_one_kind("plans", "memberships"),
    *_of_one_kind("missions", "missions"),
    *_of_one_kind("rewards", "rewards"),
    *_of_one_kind("collect_currency", "collect/currencies"),
    *_of_one_kind("collect_badge", "collect/badges"),
]
