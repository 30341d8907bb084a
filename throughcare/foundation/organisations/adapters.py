"""How allauth behaves here: nobody signs up on their own, and an organisation's own account serves who is let in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse

from throughcare.foundation.organisations.models import Person
from throughcare.middleware import error_page


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: an administrator lets people in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class OrganisationAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in with an organisation's account works for people who were let in, matched by verified e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        person = next((p for email in verified if (p := Person.objects.filter(email__iexact=email).first())), None)
        if person is None or not person.is_active:
            raise ImmediateHttpResponse(
                error_page(
                    request,
                    403,
                    "You have not been let in yet",
                    "Your organisation knows you, but nobody has given you a role here.",
                    "Ask an administrator of Throughcare to add you.",
                )
            )
        sociallogin.connect(request, person)


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Shown after too many wrong passwords."""
    return error_page(
        request,
        429,
        "Sign-in is locked for a while",
        "There were too many wrong tries from here for this account.",
        "Wait 15 minutes and try again.",
    )
