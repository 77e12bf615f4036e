"""What proves who somebody is, where they are signed in, and what slows down who tries to pass for them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from poincon.people.models.persons import Person


class Attempt(models.Model):
    """A try at a password or a code, or something that anybody may ask for: it counts until `expires_at`.

    It slows down whoever tries or asks a lot. `key` is a keyed hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "expires_at"), name="attempt_by_key"),)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.expires_at:%Y-%m-%d %H:%M}"


class KnownBrowser(models.Model):
    """A browser that a person signed in with: its tries count apart. `digest`: keyed hash of what its cookie holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("digest", "person"), name="known_browser_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.used_at:%Y-%m-%d}"


class AuthenticatorApp(models.Model):
    """An application that gives a new code every thirty seconds, from a secret shared once.

    `secret` is encrypted (`people.authentication.secret_box`). `last_counter` is the step of thirty seconds whose code
    was accepted last, counted from 1970: neither that code nor an older one is accepted again.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    secret = models.TextField()
    last_counter = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(secret=""), name="authenticator_app_has_a_secret"),)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Passkey(models.Model):
    """A key that a telephone, a computer or a security key holds; we only know its public half.

    `credential_id` is what the device calls it, in base64url; `credential` the attested credential data (WebAuthn
    §6.5.1). `sign_count` grows at each use on devices that count: one that goes back was copied.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("nom"), max_length=80)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("added_at", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="passkey_named"),
            models.CheckConstraint(condition=~Q(credential_id=""), name="passkey_has_an_identifier"),
        )

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper, for the day when the telephone is lost: each once. `digest`: SHA-256 of its 80 bits."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "digest"), name="recovery_code_once"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__gte=F("made_at")), name="recovery_code_used_after_made"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.digest[:8]}"


class ExternalIdentity(models.Model):
    """What an identity provider calls a person: its own address, and a subject that it never gives to another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="external_identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(issuer="") & ~Q(subject=""), name="external_identity_named"),
            models.UniqueConstraint(fields=("issuer", "subject"), name="external_identity_of_one_person"),
            # An address that its provider gives to somebody else must not open the account of whoever had it before.
            models.UniqueConstraint(fields=("person", "issuer"), name="external_identity_once_at_a_provider"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.issuer}"


class SignedInSession(models.Model):
    """Where a person is signed in: beside Django's session of that key, what the person recognises it by.

    `address` and `browser` (as it presents itself) are shown to that person only, and go with the session.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-seen_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(seen_at__gte=F("opened_at")), name="signed_in_session_seen_once_open"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="signed_in_session_ends_after"),
        )
        indexes = (models.Index(fields=("expires_at",), name="signed_in_session_by_end"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.opened_at:%Y-%m-%d %H:%M}"
