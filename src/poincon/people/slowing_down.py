"""Slowing down whoever tries passwords or codes: failures are counted over a quarter of an hour, under keyed hashes.

Each way to fail counts under several keys (this account from this address, this account, this address), each with its
limit. What is tied to one account from one address has the low one: nobody may lock somebody else out on the night of
a deadline by typing their address wrongly, nor a whole university behind one address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import transaction
from django.utils.crypto import salted_hmac

from poincon.people.models import FailedSignIn

WINDOW = timedelta(minutes=15)


def keys_of(purpose: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The hashes that failures are counted under, by the same names as `parts`: they tell neither whom nor where."""
    counted = {name: network_of(part) if name == "address" else part for name, part in parts.items()}
    return {
        name: salted_hmac(f"poincon.{purpose}.{name}", part, algorithm="sha256").hexdigest()
        for name, part in counted.items()
    }


def network_of(address: str) -> str:
    """What an address counts as: in version six, the network of it that one subscriber has whole (RFC 6177)."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return f"{IPv6Address(int(read) >> 64 << 64)}/64"


def locked_until(keys: Mapping[str, str], limits: Mapping[str, int], now: datetime) -> datetime | None:
    """When the last full limit loosens; None when none is full."""
    moments: list[datetime] = []
    for name, key in keys.items():
        failures = FailedSignIn.objects.filter(key=key, at__gt=now - WINDOW).order_by("-at")
        oldest_that_counts = failures.values_list("at", flat=True)[limits[name] - 1 : limits[name]]
        moments += [at + WINDOW for at in oldest_that_counts]
    return max(moments, default=None)


def count_failure(keys: Mapping[str, str], now: datetime) -> None:
    """One more under each key; those that no longer count are forgotten."""
    with transaction.atomic():
        FailedSignIn.objects.filter(at__lte=now - WINDOW).delete()
        FailedSignIn.objects.bulk_create(FailedSignIn(key=key, at=now) for key in keys.values())


def failures(key: str, now: datetime) -> int:
    return FailedSignIn.objects.filter(key=key, at__gt=now - WINDOW).count()


def forgive(key: str) -> None:
    """A success forgets the failures before it, under that key only."""
    FailedSignIn.objects.filter(key=key).delete()
