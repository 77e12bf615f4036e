"""Links that prove that one reads a mailbox. What they hold is computed from what it opens, and kept nowhere."""

from __future__ import annotations

import base64

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from poincon.people.models import Invitation, Person


def absolute(path: str) -> str:
    """The whole address of a page of ours, for a mail."""
    return f"{settings.BASE_URL}{path}"


def invitation_link(invitation: Invitation) -> str:
    """The link of the last mail: sending again makes another, and this one opens nothing any more."""
    return absolute(reverse("people:accept_invitation", args=[invitation.pk, invitation_token(invitation)]))


def invitation_token(invitation: Invitation) -> str:
    """256 bits that only who knows the platform's secret can compute, in base64url."""
    about = f"{invitation.pk}\n{invitation.email}\n{invitation.role}\n{invitation.sent_at.timestamp():.6f}"
    digest = salted_hmac("poincon.people.invitation", about, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def opens_invitation(invitation: Invitation, token: str) -> bool:
    return constant_time_compare(invitation_token(invitation), token)


def password_link(person: Person) -> str:
    """Good once, for `PASSWORD_RESET_TIMEOUT` seconds: choosing a password, or signing in, ends it."""
    token = default_token_generator.make_token(person)
    return absolute(reverse("people:choose_password", args=[person.pk, token]))


def opens_password(person: Person, token: str) -> bool:
    return person.is_active and default_token_generator.check_token(person, token)
