"""What allauth would let operators see and change: no secret of anybody's, and nothing written by hand."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.http import HttpRequest

from loyalty.common.readonly import ReadOnly

admin.site.unregister((EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken))


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly):
    list_display = ("email", "user", "primary", "verified")
    search_fields = ("email",)


@admin.register(SocialAccount)
class SocialAccountAdmin(ReadOnly):
    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    search_fields = ("uid", "user__username")


@admin.register(Authenticator)
class SecondStepAdmin(ReadOnly):
    """May be taken away, for who has lost their phone and the codes."""

    list_display = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__username", "user__email")
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
