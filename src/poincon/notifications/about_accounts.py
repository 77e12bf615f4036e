"""News of account requests, for the officials who answer them: told here, since `people` is below this room."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.notifications.items import Item
from poincon.notifications.kinds import NewsKind
from poincon.people.enums import NATIONAL_ROLES, Role
from poincon.people.models import AccountRequest, Person

ACCOUNT_REQUEST = NewsKind(
    "account_request",
    gettext_lazy("Une personne demande un compte"),
    frozenset({Role.REGIONAL_OFFICER, *NATIONAL_ROLES}),
)

NEWS_KINDS = (ACCOUNT_REQUEST,)
"""See `settings.NEWS_KINDS`."""


def news(person: Person, since: datetime, now: datetime) -> list[Item]:
    """The requests made since then that still wait for an answer that this person may give."""
    visible = AccountRequest.objects.visible_to(person, timezone.localdate(now)).pending()
    return [
        Item(
            ACCOUNT_REQUEST,
            _("Une personne demande un compte pour %(structure)s") % {"structure": request.structure_name},
            reverse("people:request", args=[request.pk]),
            request.made_at,
        )
        for request in visible.filter(made_at__gt=since, made_at__lte=now)
    ]
