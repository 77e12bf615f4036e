"""The way to what one chooses to receive, from « Votre compte » (`settings.ACCOUNT_SECTIONS`)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from poincon.people.account_sections import AccountSection
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Link


def of_account(request: SignedInRequest) -> AccountSection:
    return AccountSection(
        _("Ce que vous recevez"),
        Link(_("Notifications"), reverse("notifications:preferences")),
        _("Choisir ce qui vous est annoncé, en un résumé par jour au plus."),
    )
