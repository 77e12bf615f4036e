"""Asking for an account, from the public pages; accepting or refusing, by who handles that region."""

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
    message: str = ""
    language: str = Language.FRENCH


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an accepted person goes: to a structure that is there, or to a new one, part of `parent` or not.

    `seen`: the structures of that SIREN that the official was shown; one made since then stops the decision.
    """

    role: Role
    organisation: uuid.UUID | None = None
    parent: uuid.UUID | None = None
    name: str = ""
    siren: str = ""
    city: str = ""
    seen: frozenset[uuid.UUID] = frozenset()


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


def ask(asked: Asked, *, now: datetime, actor: Person | None = None) -> AccountRequest:
    """Keep a request, and write to that address what comes next. The same twice is kept once, and written once.

    Nothing tells whether an account exists: only the mail does. Raises `ValidationError`.
    """
    made = AccountRequest(
        email=normalised_email(asked.email),
        full_name=asked.full_name.strip(),
        position=asked.position.strip(),
        role=asked.role,
        structure_name=asked.structure_name.strip(),
        siren=asked.siren,
        city=asked.city.strip(),
        region=asked.region,
        message=asked.message.strip(),
        language=Language(asked.language),
        made_at=now,
    )
    made.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            who = str(actor.pk) if actor else VISITOR
            record(made, "account_requested", actor=who, details={"role": made.role, "region": made.region}, now=now)
            mailing.tell_asker.later(str(made.pk), RequestState.PENDING.value)
    except IntegrityError:
        known = _same(made)
        if known is None:
            raise
        return known
    return made


def _same(made: AccountRequest) -> AccountRequest | None:
    same = {"email": made.email, "siren": made.siren, "role": made.role, "structure_name": made.structure_name}
    return AccountRequest.objects.pending().filter(**same).first()


def accept(pk: uuid.UUID, placement: Placement, actor: Person, *, now: datetime) -> AccountRequest:
    """Give the role that was asked, or another; write to the person how to sign in.

    Raises `AlreadyDecided`, `NewStructure`, `NotAllowed`, `ValidationError`.
    """
    with transaction.atomic():
        asked = _locked(pk, placement.siren)
        require(handles_region(reread(actor), asked.region, timezone.localdate(now)))
        organisation = _organisation(asked, placement, actor, now)
        person = _person(asked, actor, now)
        if person == actor:
            raise NotAllowed(_("Cette demande est la vôtre : une autre personne doit y répondre."))
        _give(person, organisation, placement.role, actor, now)
        asked.state, asked.decided_at, asked.decided_by = RequestState.ACCEPTED, now, actor
        asked.organisation, asked.person = organisation, person
        asked.save(update_fields=["state", "decided_at", "decided_by", "organisation", "person"])
        details = {
            "person": str(person.pk),
            "organisation": str(organisation.pk),
            "role": placement.role.value,
            "new_organisation": placement.organisation is None,
        }
        record(asked, "account_request_accepted", actor=str(actor.pk), details=details, now=now)
        mailing.tell_asker.later(str(asked.pk), RequestState.ACCEPTED.value)
    return asked


def refuse(pk: uuid.UUID, reason: str, actor: Person, *, now: datetime) -> AccountRequest:
    """No, and why: the reason is sent. Raises `AlreadyDecided`, `NotAllowed`, `ValidationError`."""
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": _("Écrivez le motif : il sera envoyé à la personne.")})
    with transaction.atomic():
        asked = _locked(pk)
        require(handles_region(reread(actor), asked.region, timezone.localdate(now)))
        asked.state, asked.decided_at, asked.decided_by, asked.reason = RequestState.REFUSED, now, actor, said
        asked.full_clean(validate_constraints=False)
        asked.save(update_fields=["state", "decided_at", "decided_by", "reason"])
        record(asked, "account_request_refused", actor=str(actor.pk), now=now)
        mailing.tell_asker.later(str(asked.pk), RequestState.REFUSED.value)
    return asked


def _locked(pk: uuid.UUID, siren: str = "") -> AccountRequest:
    """The request, and all that could make the same structure or the same person: they are decided one at a time."""
    asked = AccountRequest.objects.get(pk=pk)
    akin = Q(pk=pk) | Q(email=asked.email) | Q(siren__in={asked.siren, siren})
    locked = AccountRequest.objects.filter(akin).order_by("pk").select_for_update(of=("self",))
    fresh = next(one for one in locked if one.pk == pk)
    if not fresh.is_pending:
        raise AlreadyDecided(AccountRequest.objects.select_related("decided_by", "organisation").get(pk=pk))
    return fresh


def _organisation(asked: AccountRequest, placement: Placement, actor: Person, now: datetime) -> Organisation:
    if placement.organisation is not None:
        return _existing(placement.organisation, actor, now)
    siren = placement.siren or asked.siren
    parent = _existing(placement.parent, actor, now) if placement.parent else None
    if set(Organisation.objects.filter(siren=siren).values_list("pk", flat=True)) - placement.seen:
        raise NewStructure
    return new_organisation(
        str(actor.pk),
        name=placement.name or asked.structure_name,
        siren=siren,
        region=asked.region,
        city=placement.city or asked.city,
        parent=parent,
        now=now,
    )


def _existing(pk: uuid.UUID, actor: Person, now: datetime) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise NotAllowed(_("Cette structure n’existe plus. Choisissez-en une autre."))
    require(handles_region(actor, found.region, timezone.localdate(now)))
    return locked_organisation(found)


def _person(asked: AccountRequest, actor: Person, now: datetime) -> Person:
    known = Person.objects.filter(email=asked.email).first()
    if known is None:
        return new_person(str(actor.pk), email=asked.email, full_name=asked.full_name, language=asked.language, now=now)
    if not known.is_active:
        raise NotAllowed(
            _(
                "Le compte qui a cette adresse est désactivé. "
                "Demandez à une personne qui administre la plateforme de le rouvrir."
            )
        )
    return known


def _give(person: Person, organisation: Organisation, role: Role, actor: Person, now: datetime) -> None:
    day = timezone.localdate(now)
    if not holding(day).filter(person=person, organisation=organisation, role=role).exists():
        grant(str(actor.pk), person, role, organisation=organisation, starts=day, now=now)
