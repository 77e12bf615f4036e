"""Codes that change every thirty seconds (RFC 6238), as authenticator applications show them."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pyotp
import segno
from pyotp.utils import strings_equal

DRIFT = 1
"""Steps of thirty seconds, before and after: how far a telephone's clock may be off."""
DIGITS = 6
_SCALE = 6
"""Points for each module of the picture: readable by a telephone at arm's length."""


def new_secret() -> str:
    """160 bits at random, in base 32."""
    return pyotp.random_base32()


def accepted_counter(secret: str, code: str, now: datetime, *, after: int | None = None) -> int | None:
    """The step of thirty seconds whose code this is; None when it is wrong, or not later than the step `after`."""
    totp = pyotp.TOTP(secret, digits=DIGITS)
    here = totp.timecode(now)
    step = None
    for counter in range(here - DRIFT, here + DRIFT + 1):
        # All are computed, whichever is right: the time it takes tells nothing.
        if strings_equal(totp.generate_otp(counter), code) and (after is None or counter > after):
            step = counter
    return step


def spoken_secret(secret: str) -> str:
    """In groups of four, for those who type it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def address(secret: str, *, account: str, issuer: str) -> str:
    """`otpauth://…`, which opens an application on the telephone itself."""
    return pyotp.TOTP(secret, digits=DIGITS).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> bytes:
    """That address as a telephone reads it, in an SVG file: black on white, whatever the page around it."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=_SCALE, border=4, light="#fff")
    return drawn.getvalue()
