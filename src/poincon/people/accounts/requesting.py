"""Asking for an account, from the public pages; accepting or refusing, by whoever handles that region."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from poincon.journal.services import record
from poincon.people import mailing
from poincon.people.enums import Language, RequestState, Role
from poincon.people.memberships import grant, holding, locked_organisation, reread
from poincon.people.models import AccountRequest, Organisation, Person, normalised_email
from poincon.people.permissions import handles_region
from poincon.people.registering import new_organisation, new_person
from poincon.ui.moments import day_and_hour
from poincon.workflow.refusals import NotAllowed, Outdated, require

VISITOR = "visiteur"
"""How the journal names somebody who is not signed in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of a request says."""

    email: str
    full_name: str
    position: str
    role: Role
    structure_name: str
    siren: str
    city: str
    region: str
    kind: str = ""
    message: str = ""
    language: str = Language.FRENCH


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an accepted person goes: to a structure that is there, or to a new one, part of `parent` or not.

    `shown_organisations`: those of that SIREN on the official's page; a structure made since then stops the decision.
    """

    role: Role
    organisation: uuid.UUID | None = None
    parent: uuid.UUID | None = None
    name: str = ""
    siren: str = ""
    city: str = ""
    shown_organisations: frozenset[uuid.UUID] = frozenset()


class AlreadyDecided(Outdated):
    """Somebody else was faster: `request` is as they decided it."""

    def __init__(self, request: AccountRequest) -> None:
        super().__init__(decision_words(request))
        self.request = request


class NewStructure(Outdated):
    """A structure of the same SIREN was made since the page was read."""

    def __init__(self) -> None:
        super().__init__(
            _("Une structure de ce SIREN est déjà là. Choisissez-la si elle est proposée, ou acceptez de nouveau.")
        )


def decision_words(request: AccountRequest) -> str:
    """What was decided of a request, by whom and when."""
    figures = {
        "who": request.decided_by.full_name if request.decided_by else "",
        "when": day_and_hour(request.decided_at) if request.decided_at else "",
    }
    if request.state == RequestState.ACCEPTED:
        return _("Cette demande a été acceptée par %(who)s le %(when)s.") % figures
    return _("Cette demande a été refusée par %(who)s le %(when)s.") % figures


def ask(application: Asked, *, now: datetime, actor: Person | None = None) -> AccountRequest:
    """Keep a request, and write to that address what comes next. The same twice is kept once, and written once.

    Nothing tells whether an account exists: only the mail does. Raises `ValidationError`.
    """
    account_request = AccountRequest(
        email=normalised_email(application.email),
        full_name=application.full_name.strip(),
        position=application.position.strip(),
        role=application.role,
        structure_name=application.structure_name.strip(),
        siren=application.siren,
        city=application.city.strip(),
        region=application.region,
        kind=application.kind,
        message=application.message.strip(),
        language=Language(application.language),
        made_at=now,
    )
    account_request.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            account_request.save(force_insert=True)
            author = str(actor.pk) if actor else VISITOR
            details = {"role": account_request.role, "region": account_request.region}
            record(account_request, "account_requested", actor=author, details=details, now=now)
            mailing.tell_asker.later(str(account_request.pk), RequestState.PENDING.value)
    except IntegrityError:
        duplicate = _same(account_request)
        if duplicate is None:
            raise
        return duplicate
    return account_request


def _same(account_request: AccountRequest) -> AccountRequest | None:
    same = {
        "email": account_request.email,
        "siren": account_request.siren,
        "role": account_request.role,
        "structure_name": account_request.structure_name,
    }
    return AccountRequest.objects.pending().filter(**same).first()


def accept(pk: uuid.UUID, placement: Placement, actor: Person, *, now: datetime) -> AccountRequest:
    """Give the role that was asked, or another; write to the person how to sign in.

    Raises `AlreadyDecided`, `NewStructure`, `NotAllowed`, `ValidationError`.
    """
    with transaction.atomic():
        account_request = _locked(pk, placement.siren)
        require(handles_region(reread(actor), account_request.region, timezone.localdate(now)))
        organisation = _organisation(account_request, placement, actor, now)
        person = _person(account_request, actor, now)
        if person == actor:
            raise NotAllowed(_("Cette demande est la vôtre : une autre personne doit y répondre."))
        _give(person, organisation, placement.role, actor, now)
        account_request.state = RequestState.ACCEPTED
        account_request.decided_at, account_request.decided_by = now, actor
        account_request.organisation, account_request.person = organisation, person
        account_request.save(update_fields=["state", "decided_at", "decided_by", "organisation", "person"])
        details = {
            "person": str(person.pk),
            "organisation": str(organisation.pk),
            "role": placement.role.value,
            "new_organisation": placement.organisation is None,
        }
        record(account_request, "account_request_accepted", actor=str(actor.pk), details=details, now=now)
        mailing.tell_asker.later(str(account_request.pk), RequestState.ACCEPTED.value)
    return account_request


def refuse(pk: uuid.UUID, reason: str, actor: Person, *, now: datetime) -> AccountRequest:
    """No, and why: the reason is sent. Raises `AlreadyDecided`, `NotAllowed`, `ValidationError`."""
    text = reason.strip()
    if not text:
        raise ValidationError({"reason": _("Écrivez le motif : il sera envoyé à la personne.")})
    with transaction.atomic():
        account_request = _locked(pk)
        require(handles_region(reread(actor), account_request.region, timezone.localdate(now)))
        account_request.state, account_request.reason = RequestState.REFUSED, text
        account_request.decided_at, account_request.decided_by = now, actor
        account_request.full_clean(validate_constraints=False)
        account_request.save(update_fields=["state", "decided_at", "decided_by", "reason"])
        record(account_request, "account_request_refused", actor=str(actor.pk), now=now)
        mailing.tell_asker.later(str(account_request.pk), RequestState.REFUSED.value)
    return account_request


def _locked(pk: uuid.UUID, siren: str = "") -> AccountRequest:
    """The request, and all that could make the same structure or the same person: they are decided one at a time."""
    account_request = AccountRequest.objects.get(pk=pk)
    akin = Q(pk=pk) | Q(email=account_request.email) | Q(siren__in={account_request.siren, siren})
    locked = AccountRequest.objects.filter(akin).order_by("pk").select_for_update(of=("self",))
    fresh = next(row for row in locked if row.pk == pk)
    if not fresh.is_pending:
        raise AlreadyDecided(AccountRequest.objects.select_related("decided_by", "organisation").get(pk=pk))
    return fresh


def _organisation(account_request: AccountRequest, placement: Placement, actor: Person, now: datetime) -> Organisation:
    if placement.organisation is not None:
        return _existing(placement.organisation, actor, now)
    siren = placement.siren or account_request.siren
    parent = _existing(placement.parent, actor, now) if placement.parent else None
    if set(Organisation.objects.filter(siren=siren).values_list("pk", flat=True)) - placement.shown_organisations:
        raise NewStructure
    return new_organisation(
        str(actor.pk),
        name=placement.name or account_request.structure_name,
        siren=siren,
        region=account_request.region,
        city=placement.city or account_request.city,
        kind=account_request.kind,
        parent=parent,
        now=now,
    )


def _existing(pk: uuid.UUID, actor: Person, now: datetime) -> Organisation:
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise NotAllowed(_("Cette structure n’existe plus. Choisissez-en une autre."))
    require(handles_region(actor, organisation.region, timezone.localdate(now)))
    return locked_organisation(organisation)


def _person(account_request: AccountRequest, actor: Person, now: datetime) -> Person:
    person = Person.objects.filter(email=account_request.email).first()
    if person is None:
        return new_person(
            str(actor.pk),
            email=account_request.email,
            full_name=account_request.full_name,
            language=account_request.language,
            now=now,
        )
    if not person.is_active:
        raise NotAllowed(
            _(
                "Le compte qui a cette adresse est désactivé. "
                "Demandez à une personne qui administre la plateforme de le rouvrir."
            )
        )
    return person


def _give(person: Person, organisation: Organisation, role: Role, actor: Person, now: datetime) -> None:
    day = timezone.localdate(now)
    if not holding(day).filter(person=person, organisation=organisation, role=role).exists():
        grant(str(actor.pk), person, role, organisation=organisation, starts=day, now=now)
