"""A security key made of software: it answers what a browser would, and lies when a test asks it to."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN, HOST = "http://localhost:8000", "localhost"
_FLAG = AuthenticatorData.FLAG


@dataclass(slots=True)
class Authenticator:
    """`counts`: whether it counts its signatures; `verifies`: whether it checks who holds it (finger, code)."""

    counts: bool = True
    verifies: bool = True
    origin: str = ORIGIN
    host: str = HOST
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` gives, as JSON."""
        creation_options = options["publicKey"]
        self.handle = websafe_decode(creation_options["user"]["id"])
        public: ES256 = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        data = AuthenticatorData.create(self._host_hash(), self._flags() | _FLAG.AT, self.count, credential)
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", creation_options["challenge"])),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._answer(response)

    def use(self, options: dict[str, Any], *, with_handle: bool = True) -> dict[str, Any]:
        """What `navigator.credentials.get` gives, as JSON."""
        self.count += self.counts
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(self._host_hash(), self._flags(), self.count)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        used = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.handle) if with_handle else None,
        }
        return self._answer(used)

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        identifier = websafe_encode(self.credential_id)
        return {"id": identifier, "rawId": identifier, "type": "public-key", "response": response}

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _flags(self) -> AuthenticatorData.FLAG:
        return _FLAG.UP | _FLAG.UV if self.verifies else _FLAG.UP
