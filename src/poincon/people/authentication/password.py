"""Choosing another password while signed in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people.authentication.known_browsers import remember_browser
from poincon.people.authentication.sessions import end_sessions, renew_key
from poincon.people.mailing import send_account_mail
from poincon.people.models import Person
from poincon.ui.moments import day_and_hour
from poincon.workflow.locking import locked


def change_password(request: HttpRequest, person: Person, password: str, *, now: datetime) -> None:
    """Ends every session but this one, which goes on under a new key. Raises `ValidationError`.

    Of the browsers that were known, only this one still is.
    """
    validate_password(password, person)
    with transaction.atomic():
        account = locked(Person.objects, pk=person.pk)
        first = not account.has_usable_password()
        account.set_password(password)
        account.save(update_fields=["password"])
        record(account, "password_chosen", actor=str(person.pk), details={"first": first}, now=now)
        end_sessions(account, actor=str(person.pk), now=now, but=request.session.session_key)
        remember_browser(request, account, now)
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        renew_key(request)
        with translation.override(person.language):
            send_account_mail(
                account,
                _("Votre mot de passe a changé"),
                [
                    _("Votre mot de passe sur Poinçon a été changé le %(when)s. Vos autres connexions sont fermées.")
                    % {"when": day_and_hour(now)},
                    _("Si ce n’est pas vous, prévenez tout de suite la personne qui administre cette plateforme."),
                ],
                now=now,
            )
