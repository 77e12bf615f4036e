"""A password forgotten, or not chosen yet: a link by mail, once, for three days."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people import mailing
from poincon.people.authentication.sessions import end_sessions
from poincon.people.links import opens_password
from poincon.people.models import Person, normalised_email
from poincon.ui.moments import day_and_hour
from poincon.workflow.locking import locked_if_there
from poincon.workflow.refusals import Outdated


class NoLongerGood(Outdated):
    """A link that served, or is too old, or was never ours."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _(
                "Il a déjà servi, ou il a plus de trois jours. Si vous venez de choisir votre mot de passe, il est "
                "enregistré : connectez-vous. Sinon, demandez un autre lien."
            )
        )


def ask_for_link(email: str) -> None:
    """Write to that address, if it is somebody's. What is done here is the same whether it is or not."""
    person = Person.objects.filter(email=normalised_email(email), is_active=True).first()
    with transaction.atomic():
        mailing.send_password_link.later(str(person.pk if person else uuid.uuid4()))


def who_chooses(pk: uuid.UUID, token: str) -> Person:
    """Whose link it is. Raises `NoLongerGood`."""
    person = Person.objects.filter(pk=pk).first()
    if person is None or not opens_password(person, token):
        raise NoLongerGood
    return person


def choose_password(pk: uuid.UUID, token: str, password: str, *, now: datetime) -> Person:
    """The new password, which ends the link and every open session. Raises `NoLongerGood`, `ValidationError`."""
    with transaction.atomic():
        person = locked_if_there(Person.objects, pk=pk)
        if person is None or not opens_password(person, token):
            raise NoLongerGood
        validate_password(password, person)
        first = not person.has_usable_password()
        person.set_password(password)
        person.save(update_fields=["password"])
        record(person, "password_chosen", actor=str(person.pk), details={"first": first}, now=now)
        end_sessions(person, actor=str(person.pk), now=now)
        if not first:
            _tell(person, now)
    return person


def _tell(person: Person, now: datetime) -> None:
    """Who did not do it must hear of it."""
    with translation.override(person.language):
        title = _("Votre mot de passe a changé")
        paragraphs = [
            _("Votre mot de passe sur Poinçon a été changé le %(when)s.") % {"when": day_and_hour(now)},
            _("Si ce n’est pas vous, demandez tout de suite un lien pour en choisir un autre, à cette adresse :"),
            mailing.forgotten_password_address(),
        ]
    mailing.send_account_mail(person, title, paragraphs, now=now)
