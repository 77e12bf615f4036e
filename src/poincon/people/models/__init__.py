"""Persons, organisations and memberships; account requests and invitations; what proves who somebody is."""

from poincon.people.models.accounts import AccountRequest, Invitation
from poincon.people.models.credentials import (
    Attempt,
    AuthenticatorApp,
    ExternalIdentity,
    KnownBrowser,
    Passkey,
    RecoveryCode,
    SignedInSession,
)
from poincon.people.models.organisations import Membership, Organisation, Site, check_siren, check_siret
from poincon.people.models.persons import Person, PersonManager, normalised_email

__all__ = [
    "AccountRequest",
    "Attempt",
    "AuthenticatorApp",
    "ExternalIdentity",
    "Invitation",
    "KnownBrowser",
    "Membership",
    "Organisation",
    "Passkey",
    "Person",
    "PersonManager",
    "RecoveryCode",
    "SignedInSession",
    "Site",
    "check_siren",
    "check_siret",
    "normalised_email",
]
