"""Mails about accounts: text, in the reader's language, sent by a job.

A job holds identifiers: who reads the queue learns no name, and no link, since links are made when the mail leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.jobs.tasks import background, instant
from poincon.journal.services import SYSTEM, record
from poincon.people.enums import RequestState, Role
from poincon.people.links import absolute, invitation_link, password_link
from poincon.people.models import AccountRequest, Invitation, Person
from poincon.ui.moments import day_and_hour


def send_account_mail(to: Person | str, title: str, paragraphs: Sequence[str], *, now: datetime) -> None:
    """Queue a mail in the caller's transaction; its text is already in the reader's language.

    To a person by preference: the address is then read when it leaves, and somebody erased meanwhile gets nothing.
    """
    if isinstance(to, Person):
        record(to, "account_mail_queued", actor=SYSTEM, now=now)
        write_to_person.later(str(to.pk), title, list(paragraphs))
    else:
        write_to_address.later(to, title, list(paragraphs))


@background(label=gettext_lazy("Écrire à une personne au sujet de son compte"))
def write_to_person(pk: str, title: str, paragraphs: list[str]) -> None:
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is not None:
        with translation.override(person.language):
            _write(person.email, person.full_name, title, paragraphs)


@background(label=gettext_lazy("Écrire à une adresse au sujet d’un compte"))
def write_to_address(address: str, title: str, paragraphs: list[str]) -> None:
    _write(address, "", title, paragraphs)


@background(label=gettext_lazy("Répondre à une demande de compte"))
def tell_asker(pk: str, state: str) -> None:
    """What became of a request. Nothing that a stranger typed is repeated to an address that may not be theirs."""
    account_request = (
        AccountRequest.objects.select_related("person", "organisation").filter(pk=pk).exclude(email="").first()
    )
    if account_request is None:
        return
    person = Person.objects.filter(email=account_request.email).first()
    with translation.override(person.language if person else account_request.language):
        title, paragraphs = _ANSWERS[RequestState(state)](account_request, person)
        name = person.full_name if person else ""
        _write(account_request.email, name, title, paragraphs)


@background(label=gettext_lazy("Envoyer une invitation"))
def send_invitation(pk: str, sent_at: str) -> None:
    """The mail of an invitation, unless it was accepted, revoked or sent again meanwhile."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if invitation is None or invitation.sent_at.isoformat() != sent_at or not invitation.is_open(instant()):
        return
    with translation.override(invitation.language):
        until = day_and_hour(invitation.expires_at)
        details = {"who": invitation.invited_by.full_name, "structure": invitation.organisation.name, "when": until}
        paragraphs = [
            _("%(who)s vous invite à rejoindre « %(structure)s » sur Poinçon.") % details
            if invitation.role == Role.STRUCTURE_EDITOR
            else _("%(who)s vous invite à diriger « %(structure)s » sur Poinçon.") % details,
            _("Pour accepter, ouvrez ce lien :"),
            invitation_link(invitation),
            _("Il est valable jusqu’au %(when)s. Si vous ne connaissez pas cette structure, n’en faites rien.")
            % details,
        ]
        _write(invitation.email, "", _("Invitation à rejoindre « %(structure)s »") % details, paragraphs)


@background(label=gettext_lazy("Envoyer un lien pour choisir un mot de passe"))
def send_password_link(pk: str) -> None:
    """A link, when that is somebody: the page that queues this does so for anybody, and tells nothing by its speed."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        return
    with translation.override(person.language):
        paragraphs = [
            _("Quelqu’un, sans doute vous, a demandé un lien pour choisir votre mot de passe sur Poinçon."),
            *_link_to_a_password(person),
            _("Si ce n’est pas vous, n’en faites rien : rien ne change tant que le lien n’est pas ouvert."),
        ]
        _write(person.email, person.full_name, _("Choisir votre mot de passe"), paragraphs)


@background(label=gettext_lazy("Accueillir une personne inscrite"))
def welcome(pk: str) -> None:
    """A person whom an administrator registered chooses a password, unless that is done."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None or person.has_usable_password():
        return
    with translation.override(person.language):
        paragraphs = [_("Un compte vous a été ouvert sur Poinçon."), *_link_to_a_password(person)]
        _write(person.email, person.full_name, _("Votre compte est ouvert"), paragraphs)


def _received(account_request: AccountRequest, person: Person | None) -> tuple[str, list[str]]:
    if person is not None and person.is_active:
        return _("Vous avez déjà un compte"), [
            _("Une demande de compte vient d’être faite avec votre adresse, qui a déjà un compte sur Poinçon."),
            _("Connectez-vous ici :"),
            absolute(reverse("people:sign_in")),
            _("Si vous demandiez à rejoindre une autre structure, il n’y a rien d’autre à faire : le service de la "
              "région va répondre à votre demande. Si ce n’est pas vous, vous pouvez ignorer ce message."),
        ]  # fmt: skip
    return _("Nous avons reçu votre demande de compte"), [
        _("Une demande de compte a été faite avec cette adresse sur Poinçon. Le service de la région l’examine, puis "
          "vous recevrez un message à cette adresse."),
        _("Si ce n’est pas vous, vous pouvez ignorer ce message."),
    ]  # fmt: skip


def _accepted(account_request: AccountRequest, person: Person | None) -> tuple[str, list[str]]:
    organisation = account_request.organisation
    structure = {"structure": organisation.name if organisation else account_request.structure_name}
    opening = _("Votre demande est acceptée : vous pouvez agir pour « %(structure)s ».") % structure
    if person is None or not person.is_active:  # erased or closed since
        return _("Votre demande de compte est acceptée"), [opening]
    if person.has_usable_password():
        return _("Votre demande de compte est acceptée"), [
            opening, _("Connectez-vous ici :"), absolute(reverse("people:sign_in"))
        ]  # fmt: skip
    return _("Votre demande de compte est acceptée"), [opening, *_link_to_a_password(person)]


def _refused(account_request: AccountRequest, person: Person | None) -> tuple[str, list[str]]:
    return _("Votre demande de compte est refusée"), [
        _("Le service de la région a refusé votre demande pour « %(structure)s », pour ce motif :")
        % {"structure": account_request.structure_name},
        account_request.reason,
        _("Vous pouvez faire une nouvelle demande, une fois ce point réglé :"),
        absolute(reverse("people:request_account")),
    ]


_ANSWERS = {RequestState.PENDING: _received, RequestState.ACCEPTED: _accepted, RequestState.REFUSED: _refused}


def _link_to_a_password(person: Person) -> list[str]:
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return [
        _("Choisissez votre mot de passe en ouvrant ce lien :"),
        password_link(person),
        _("Il est valable %(days)s jours et ne sert qu’une fois. Ensuite, demandez-en un autre ici : %(again)s")
        % {"days": days, "again": forgotten_password_address()},
    ]


def forgotten_password_address() -> str:
    return absolute(reverse("people:forgotten_password"))


def _write(address: str, name: str, title: str, paragraphs: Sequence[str]) -> None:
    greeting = _("Bonjour %(name)s,") % {"name": name} if name else _("Bonjour,")
    foot = _("Ce message est envoyé par Poinçon : %(address)s") % {"address": settings.BASE_URL}
    body = "\n\n".join([greeting, *paragraphs, f"-- \n{foot}"])
    subject = " ".join(title.split())  # a name may hold anything but a new line
    EmailMessage(subject, body, to=[address], headers={"Auto-Submitted": "auto-generated"}).send()
