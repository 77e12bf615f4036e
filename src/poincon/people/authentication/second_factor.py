"""The second proof: who must give one, adding and removing what gives it, checking a code.

A person has at most one authenticator application, any number of passkeys, and recovery codes as long as they have
either. Adding and removing ask for a fresh proof (the views hold it); each change is told by mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from poincon.cahier.basics.identifiers import digits_of
from poincon.journal.services import SYSTEM, record
from poincon.people.authentication import passkeys, recovery, sessions, totp
from poincon.people.authentication.proofs import Means
from poincon.people.authentication.secret_box import sealed, unsealed
from poincon.people.enums import OFFICIAL_ROLES
from poincon.people.links import absolute
from poincon.people.mailing import send_account_mail
from poincon.people.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from poincon.people.permissions import can_administer
from poincon.people.slowing_down import Limit, Reservation, TooManyFailures, counters, forgive, reserve
from poincon.workflow.locking import locked, locked_if_there
from poincon.workflow.refusals import NotAllowed, require

LIMITS = {"person_and_address": Limit(6), "person": Limit(30), "address": Limit(120)}
"""Codes are asked only of whoever gave a first proof: no stranger can fill the limit of a person. Whoever stole the
password could: neither recovery codes, which cannot be guessed, nor passkeys know these limits."""
IN_A_KNOWN_BROWSER = {"person_and_browser": Limit(6), "person": Limit(30)}
"""Whoever reads the mailbox makes a browser known at each password chosen by mail: the limit of all such browsers does
not begin again. Nobody fills it who has the password alone."""
RECOVERY_LIMITS = {"person_and_address": Limit(30)}
"""They bound work, not guesses; nothing that others type, in this account elsewhere or in another, counts there."""
RECOVERY_IN_A_KNOWN_BROWSER = {"person_and_browser": Limit(30)}
ALARM = 5
"""At that many wrong codes in a quarter of an hour, the person is told by mail, once in that time."""
MOST_PASSKEYS = 20
_PURPOSE = "authenticator_app"


@dataclass(frozen=True, slots=True)
class WrongCode:
    """Neither the present code of their application, nor a recovery code that had not served."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove themselves with, beyond their password."""

    app: AuthenticatorApp | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def must_prove_twice(person: Person, day: date) -> bool:
    """By the setting SECOND_FACTOR: officials, everybody, or who wants to."""
    if settings.SECOND_FACTOR == "officials":
        return bool(person.roles_on(day) & OFFICIAL_ROLES)
    return bool(settings.SECOND_FACTOR == "everybody")


def has_second_factor(person: Person) -> bool:
    return AuthenticatorApp.objects.filter(person=person).exists() or Passkey.objects.filter(person=person).exists()


def factors_of(person: Person) -> Factors:
    return Factors(
        AuthenticatorApp.objects.filter(person=person).first(),
        tuple(Passkey.objects.filter(person=person)),
        recovery.left(person),
    )


def add_app(person: Person, secret: str, code: str, *, now: datetime) -> tuple[str, ...] | WrongCode:
    """The application that holds this secret, proved by its present code; in place of the one before, if any.

    Gives recovery codes when the person had none: told now, and never again.
    """
    with transaction.atomic():
        _locked(person)
        before = AuthenticatorApp.objects.filter(person=person).first()
        counter = totp.accepted_counter(secret, code, now)
        if counter is None:
            return WrongCode()
        if before is not None:
            before.delete()
        AuthenticatorApp.objects.create(
            person=person,
            secret=sealed(secret, purpose=_PURPOSE),
            last_counter=counter,
            added_at=now,
        )
        event = "second_factor_added" if before is None else "second_factor_replaced"
        record(person, event, actor=str(person.pk), details={"kind": Means.APP.value}, now=now)
        _tell(person, lambda: (_("Une application d’authentification ouvre votre compte"), []), now)
        return _codes_at_first(person, now)


def add_passkey(person: Person, name: str, new: passkeys.NewCredential, *, now: datetime) -> tuple[str, ...]:
    """Recovery codes, as above. Raises `UnprovenCredential` when the device's key is known already, or one too many."""
    with transaction.atomic():
        _locked(person)
        if Passkey.objects.filter(credential_id=new.credential_id).exists():
            raise passkeys.UnprovenCredential("known already")
        if Passkey.objects.filter(person=person).count() >= MOST_PASSKEYS:
            raise passkeys.UnprovenCredential("too many")
        passkey = Passkey.objects.create(
            person=person,
            name=name,
            credential_id=new.credential_id,
            credential=new.credential,
            sign_count=new.sign_count,
            added_at=now,
        )
        details = {"kind": Means.PASSKEY.value, "passkey": str(passkey.pk)}
        record(person, "second_factor_added", actor=str(person.pk), details=details, now=now)
        named = {"name": name}
        _tell(
            person, lambda: (_("Une clé d’accès ouvre votre compte"), [_("Elle s’appelle « %(name)s ».") % named]), now
        )
        return _codes_at_first(person, now)


def remove_app(person: Person, *, now: datetime) -> None:
    """Nothing when there is none any more."""
    with transaction.atomic():
        _locked(person)
        if not AuthenticatorApp.objects.filter(person=person).delete()[0]:
            return
        record(person, "second_factor_removed", actor=str(person.pk), details={"kind": Means.APP.value}, now=now)
        _tell(person, lambda: (_("Votre application d’authentification n’ouvre plus votre compte"), []), now)
        _without_factor_no_codes(person)


def remove_passkey(person: Person, passkey: Passkey, *, now: datetime) -> None:
    """One of this person's own; nothing when it is gone already."""
    with transaction.atomic():
        _locked(person)
        details = {"kind": Means.PASSKEY.value, "passkey": str(passkey.pk)}
        if not Passkey.objects.filter(person=person, pk=passkey.pk).delete()[0]:
            return
        record(person, "second_factor_removed", actor=str(person.pk), details=details, now=now)
        named = {"name": passkey.name}
        _tell(person, lambda: (_("La clé d’accès « %(name)s » n’ouvre plus votre compte") % named, []), now)
        _without_factor_no_codes(person)


def new_recovery_codes(person: Person, *, now: datetime) -> tuple[str, ...]:
    """Ten new ones; those before no longer serve."""
    with transaction.atomic():
        _locked(person)
        codes = recovery.renewed(person, now)
        record(person, "recovery_codes_made", actor=str(person.pk), details={"count": len(codes)}, now=now)
        _tell(person, lambda: (_("De nouveaux codes de secours remplacent les précédents"), []), now)
    return codes


def check_code(
    person: Person, typed: str, *, address: str, browser: str = "", now: datetime
) -> Means | WrongCode | TooManyFailures:
    """A code of the application, or a recovery code: which of them it was. Each serves once.

    `browser`: what `known_browser` says of it for this person; its tries count apart.
    """
    code = digits_of(typed)
    by_chance = len(code) == totp.DIGITS and code.isascii() and code.isdigit()
    reservation = _reserve(person, address, browser, by_chance=by_chance, now=now)
    if isinstance(reservation, TooManyFailures):
        return reservation
    with transaction.atomic():
        _locked(person)  # two tries at once are used up one after the other
        by = _use_app(person, code, now) if by_chance else _use_recovery_code(person, code, now)
    if by is None:
        _count_wrong_code(person, now)
        return WrongCode()
    forgive(reservation, before="person_and_browser" if browser else "person_and_address")
    return by


def use_passkey(passkey: Passkey, state: passkeys.State, response: object, *, now: datetime) -> passkeys.Assertion:
    """What its device signed holds: it is counted. Raises `passkeys.UnprovenCredential`."""
    with transaction.atomic():
        row = locked_if_there(Passkey.objects, pk=passkey.pk)
        if row is None:
            raise passkeys.UnprovenCredential("removed meanwhile")
        assertion = passkeys.complete_assertion(state, response, row)
        row.sign_count, row.used_at = assertion.sign_count, now
        row.save(update_fields=["sign_count", "used_at"])
    return assertion


def reset(actor: Person | None, person: Person, *, now: datetime) -> None:
    """Somebody lost everything: no second factor is left, and they are signed out everywhere.

    `actor` None is the platform itself. Raises `NotAllowed`, for oneself too.
    """
    require(can_administer(actor, timezone.localdate(now)))
    if actor == person:
        raise NotAllowed(_("Vos propres preuves se changent depuis votre compte."))
    author = str(actor.pk) if actor else SYSTEM
    with transaction.atomic():
        _locked(person)
        AuthenticatorApp.objects.filter(person=person).delete()
        Passkey.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
        sessions.end_sessions(person, actor=author, now=now)
        record(person, "second_factor_reset", actor=author, now=now)
        _tell(person, lambda: (_("Les preuves d’identité de votre compte ont été remises à zéro"), []), now)


def _reserve(
    person: Person, address: str, browser: str, *, by_chance: bool, now: datetime
) -> Reservation | TooManyFailures:
    """Count a code before it is looked at: what could be guessed apart from what could not."""
    if by_chance and browser:
        purpose, limits = "authenticator_code_in_known_browsers", IN_A_KNOWN_BROWSER
    elif by_chance:
        purpose, limits = "authenticator_code", LIMITS
    else:
        purpose, limits = "recovery_code", RECOVERY_IN_A_KNOWN_BROWSER if browser else RECOVERY_LIMITS
    return reserve(counters(purpose, limits, person=str(person.pk), address=address, browser=browser), now)


def _count_wrong_code(person: Person, now: datetime) -> None:
    """Somebody who has the password tries codes: the person hears of it, but not at each of them."""
    pk = str(person.pk)
    first_wrong_codes = counters("wrong_code", {"person": Limit(ALARM - 1)}, person=pk)
    if not isinstance(reserve(first_wrong_codes, now), TooManyFailures):
        return
    if isinstance(reserve(counters("wrong_code_alarm", {"person": Limit(1)}, person=pk), now), TooManyFailures):
        return
    with transaction.atomic():
        record(person, "wrong_codes", actor=pk, details={"count": ALARM}, now=now)
        _tell(person, _alarm, now)


def _use_app(person: Person, code: str, now: datetime) -> Means | None:
    app = AuthenticatorApp.objects.filter(person=person).first()
    secret = unsealed(app.secret, purpose=_PURPOSE) if app else None
    counter = totp.accepted_counter(secret, code, now, after=app.last_counter) if app and secret else None
    if app is None or counter is None:
        return None
    app.last_counter, app.used_at = counter, now
    app.save(update_fields=["last_counter", "used_at"])
    return Means.APP


def _use_recovery_code(person: Person, code: str, now: datetime) -> Means | None:
    if not recovery.used(person, code, now):
        return None
    count = recovery.left(person)
    record(person, "recovery_code_used", actor=str(person.pk), details={"left": count}, now=now)
    counts = {"left": count}
    _tell(
        person,
        lambda: (_("Un code de secours a servi à ouvrir votre compte"), [_("Il vous en reste : %(left)d.") % counts]),
        now,
    )
    return Means.RECOVERY_CODE


def _locked(person: Person) -> Person:
    """What a person proves themselves with changes one thing at a time."""
    return locked(Person.objects, pk=person.pk)


def _codes_at_first(person: Person, now: datetime) -> tuple[str, ...]:
    if recovery.left(person):
        return ()
    codes = recovery.renewed(person, now)
    record(person, "recovery_codes_made", actor=str(person.pk), details={"count": len(codes)}, now=now)
    return codes


def _without_factor_no_codes(person: Person) -> None:
    """Recovery codes stand in for a factor: without any, they would open an account that nothing else guards."""
    if not has_second_factor(person):
        RecoveryCode.objects.filter(person=person).delete()


def _alarm() -> tuple[str, list[str]]:
    return _("Quelqu’un essaie d’entrer dans votre compte"), [
        _("Votre mot de passe a été donné, puis plusieurs codes faux.")
    ]


def _tell(person: Person, words: Callable[[], tuple[str, list[str]]], now: datetime) -> None:
    """By mail, in the person's language: if somebody else did it, they hear of it."""
    with translation.override(person.language):
        title, paragraphs = words()
        advice = _(
            "Si ce n’est pas vous, changez votre mot de passe, fermez vos autres connexions et prévenez la personne "
            "qui administre cette plateforme."
        )
        send_account_mail(person, title, [*paragraphs, advice, absolute(reverse("people:account"))], now=now)


def issuer_shown() -> str:
    """What an application calls us: the platform and its host, since somebody may use two of them."""
    return f"Poinçon {urlsplit(settings.BASE_URL).hostname or ''}".strip()
