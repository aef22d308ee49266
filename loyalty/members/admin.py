"""Members for the operators: numbers and dates, for names are not kept."""

from django.contrib import admin

from loyalty.common.readonly import ReadOnly
from loyalty.members.models import Identity, Member, PrivacyRequest


@admin.register(Member)
class MemberAdmin(ReadOnly):
    list_display = ("id", "programme", "first_seen_at", "joined_at", "kept", "erased_at")
    search_fields = ("=id", "=identities__value")


@admin.register(Identity)
class IdentityAdmin(ReadOnly):
    list_display = ("member", "shop", "kind", "value")
    search_fields = ("=value",)


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ReadOnly):
    list_display = ("asked_at", "shop", "kind", "request")
    exclude = ("answer",)
