"""The two ceremonies of WebAuthn, on python-fido2: making a passkey known, and proving that one holds it.

The relying party is the host of `BASE_URL`, and only pages of that very origin may ask. A challenge serves once: the
caller takes it out of the session before it is checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from poincon.people.models import Passkey, Person

State = dict[str, Any]
"""What must be remembered between the two halves of a ceremony: JSON."""
_ALGORITHM = 3
"""Where a COSE key says its algorithm (RFC 9052 §7.1)."""
LONGEST_ID = 1400
"""Signs of a credential's identifier: 1023 bytes at most, in base64url."""
_IDENTIFIER = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")


class UnprovenCredential(Exception):
    """What the browser sent proves nothing. The text is for us, not for people."""


@dataclass(frozen=True, slots=True)
class NewCredential:
    credential_id: str
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a device signed, once verified."""

    sign_count: int
    user_verified: bool


def begin_registration(person: Person, passkeys: Sequence[Passkey]) -> tuple[dict[str, Any], State]:
    """What the browser is asked, and what to remember. The device is asked to refuse when it holds any of them."""
    user = PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.email, display_name=person.full_name)
    options, state = _server().register_begin(
        user,
        credentials=_described(passkeys),
        # A key that its device finds by itself lets people sign in without typing their address.
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _json(options), _json(state)


def complete_registration(state: State, response: object) -> NewCredential:
    """Raises `UnprovenCredential`."""
    sent = _mapping(response)
    try:
        registration: AuthenticatorData = _server().register_complete(state, sent)
    except Exception as wrong:  # hostile bytes in a parser: however it fails, nothing is proved
        raise UnprovenCredential(repr(wrong)) from wrong
    credential = registration.credential_data
    if credential is None or credential.public_key.get(_ALGORITHM) not in CoseKey.supported_algorithms():
        raise UnprovenCredential("no key that we can use")
    identifier = websafe_encode(credential.credential_id)
    if not 0 < len(identifier) <= LONGEST_ID:
        raise UnprovenCredential("an identifier of a wrong length")
    return NewCredential(identifier, bytes(credential), registration.counter)


def begin_assertion(allowed: Sequence[Passkey] | None) -> tuple[dict[str, Any], State]:
    """`allowed` None: whoever holds a passkey that its device finds by itself, and unlocks it (user verification)."""
    options, state = _server().authenticate_begin(
        credentials=None if allowed is None else _described(allowed),
        user_verification=(
            UserVerificationRequirement.REQUIRED if allowed is None else UserVerificationRequirement.PREFERRED
        ),
    )
    return _json(options), _json(state)


def credential_id_of(response: object) -> str:
    """Which passkey the browser says it used. Raises `UnprovenCredential`."""
    identifier = _mapping(response).get("rawId")
    if not isinstance(identifier, str) or not _IDENTIFIER.fullmatch(identifier):
        raise UnprovenCredential("no identifier")
    return identifier


def complete_assertion(state: State, response: object, passkey: Passkey) -> Assertion:
    """Raises `UnprovenCredential` when the signature, challenge, origin, person or count do not hold."""
    sent = _mapping(response)
    try:
        parsed = AuthenticationResponse.from_dict(sent)
        credential = AttestedCredentialData(bytes(passkey.credential))
        _server().authenticate_complete(state, [credential], parsed)
    except Exception as wrong:  # as above
        raise UnprovenCredential(repr(wrong)) from wrong
    handle = parsed.response.user_handle
    if handle is not None and handle != passkey.person_id.bytes:
        raise UnprovenCredential("the passkey of somebody else")
    data = parsed.response.authenticator_data
    if (passkey.sign_count or data.counter) and data.counter <= passkey.sign_count:
        raise UnprovenCredential("the count went back: this passkey was copied")
    return Assertion(data.counter, data.is_user_verified())


def _server() -> Fido2Server:
    ours = urlsplit(settings.BASE_URL)
    host = ours.hostname or "localhost"
    # As a browser writes it: without the port that goes without saying.
    usual_port = {"https": 443, "http": 80}.get(ours.scheme) == ours.port or ours.port is None
    here = f"{ours.scheme}://{host}" if usual_port else f"{ours.scheme}://{host}:{ours.port}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Poinçon"),
        # Which model of device it is does not matter to us, and is not our business.
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == here,
    )


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=AttestedCredentialData(bytes(passkey.credential)).credential_id,
        )
        for passkey in passkeys
    ]


def _mapping(response: object) -> Mapping[str, Any]:
    if not isinstance(response, Mapping):
        raise UnprovenCredential("not an object")
    return response


def _json(value: object) -> Any:
    """Plain dictionaries, lists and texts, from the mappings and enumerations of fido2."""
    if isinstance(value, Mapping):
        return {str(key): _json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if isinstance(value, str):
        return str(value)
    return value
