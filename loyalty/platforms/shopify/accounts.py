"""allauth's adapters: people come in by installing the app or by invitation, never by a sign-up form."""

import secrets
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from loyalty.common import caller
from loyalty.common.encrypted import box
from loyalty.common.outgoing.session import session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return caller.of(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People are signed in only by a callback that the platform signed; networks only tell who members are there."""

    def get_requests_session(self) -> requests.Session:
        return session()

    def generate_state_param(self, state: dict[str, Any]) -> str:
        return secrets.token_urlsafe(32)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What phones and recovery codes are made of is kept as the stores' tokens are."""

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Secrets are letters and digits in one case, so that none begins as an encrypted one does."""
        if not encrypted_text.startswith("gAAAA"):
            return encrypted_text
        return box().decrypt(encrypted_text.encode()).decode()
