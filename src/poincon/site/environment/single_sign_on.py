"""The identity provider of an installation, as its settings describe it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An OpenID Connect provider and what it knows us by.

    `name` is what people call it; `acr`: its levels of assurance that stand for two proofs; `email_verified`: it
    answers for every address that it gives, even without saying so each time.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    acr: tuple[str, ...] = ()
    email_verified: bool = False
