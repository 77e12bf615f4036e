"""Slowing down whoever tries many passwords or codes, or asks a lot: tries are counted under keyed hashes.

A try is counted before it is answered, under each of its counters or under none: of many that come at once, no more
are answered than the limits say. A success takes its own try back. A try that is refused counts nowhere, so that
nobody makes the wait of somebody else longer.

Each way to fail counts under several keys (this account from this address, this account, this address), each with its
limit. What is tied to one account from one address has the low one: nobody may lock somebody else out on the night of
a deadline by typing their address wrongly, nor a whole university behind one address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from poincon.people.models import Attempt

WINDOW = timedelta(minutes=15)
NETWORKS = {64: 1, 56: 3, 48: 10}
"""The networks an address of version six counts in, and how many times the limit each has.

A subscriber has one of them whole (RFC 6177): a household 2^8 networks of /64, an organisation 2^16.
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long; `window` is a day at most."""

    count: int
    window: timedelta = WINDOW


@dataclass(frozen=True, slots=True)
class Counter:
    """What tries are counted under: `key` is a keyed hash, which tells neither whom nor where."""

    name: str
    key: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class Reservation:
    """A try that was counted, before anybody knows what it is worth."""

    counters: tuple[Counter, ...]
    rows: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class TooManyFailures:
    """Try again from `until` on, when the last full limit loosens."""

    until: datetime


def counters(purpose: str, limits: Mapping[str, Limit], **parts: str) -> tuple[Counter, ...]:
    """One for each limit, which is named after the parts that it counts together: `email`, `email_and_address`.

    An address of version six counts in each of its networks: `address`, `address/56`, `address/48`.
    """
    return tuple(
        counter for name, limit in limits.items() for counter in _counters_of_limit(purpose, name, limit, parts)
    )


def _counters_of_limit(purpose: str, name: str, limit: Limit, parts: Mapping[str, str]) -> Iterable[Counter]:
    names = name.split("_and_")
    for wider, (network, times) in networks_of(parts["address"]).items() if "address" in names else [("", ("", 1))]:
        text = "\n".join(network if part == "address" else parts[part] for part in names)
        key = salted_hmac(f"poincon.{purpose}.{name}", text, algorithm="sha256").hexdigest()
        yield Counter(f"{name}{wider}", key, Limit(limit.count * times, limit.window))


def networks_of(address: str) -> dict[str, tuple[str, int]]:
    """What an address counts as, and how many times the limit: itself, or in version six the networks it is in."""
    try:
        number = ip_address(address.partition("%")[0])
    except ValueError:
        return {"": (address, 1)}
    if not isinstance(number, IPv6Address):
        return {"": (address, 1)}
    if number.ipv4_mapped is not None:
        return {"": (str(number.ipv4_mapped), 1)}
    return {
        "" if length == max(NETWORKS) else f"/{length}": (_network(number, length), times)
        for length, times in NETWORKS.items()
    }


def _network(address: IPv6Address, length: int) -> str:
    rest = address.max_prefixlen - length
    return f"{IPv6Address(int(address) >> rest << rest)}/{length}"


def reserve(counted: Sequence[Counter], now: datetime) -> Reservation | TooManyFailures:
    """Count a try under all these, unless one of them is full.

    It is in the database when this returns, and nothing is locked any more: what costs time comes after. Not inside a
    transaction (`RuntimeError`), whose end would come too late.
    """
    keys = [counter.key for counter in counted]
    with transaction.atomic(durable=True):
        _queue(keys)
        Attempt.objects.filter(key__in=keys, expires_at__lte=now).delete()
        full = [until for counter in counted if (until := _loosens(counter, now))]
        if full:
            return TooManyFailures(max(full))
        rows = Attempt.objects.bulk_create(
            Attempt(key=counter.key, expires_at=now + counter.limit.window) for counter in counted
        )
    return Reservation(tuple(counted), tuple(row.pk for row in rows))


def forgive(reservation: Reservation, *, before: str = "") -> None:
    """It was a success: this try no longer counts, nor do those before it under the counter named `before`."""
    keys = [counter.key for counter in reservation.counters if counter.name == before]
    with transaction.atomic():
        _queue([counter.key for counter in reservation.counters])
        Attempt.objects.filter(pk__in=reservation.rows).delete()
        Attempt.objects.filter(key__in=keys).delete()


def prune(now: datetime) -> None:
    """Forget the tries that no longer count. A part of a periodic job."""
    Attempt.objects.filter(expires_at__lte=now).delete()


def _loosens(counter: Counter, now: datetime) -> datetime | None:
    """When a full counter has room again; None when it has some."""
    ends = Attempt.objects.filter(key=counter.key, expires_at__gt=now).order_by("-expires_at")
    place = counter.limit.count - 1
    return ends.values_list("expires_at", flat=True)[place : place + 1].first()


def _queue(keys: Iterable[str]) -> None:
    """Wait for whoever counts under one of these. On SQLite the transaction itself is that queue."""
    if connection.vendor == "postgresql":
        # Everybody takes them in the same order: two who count under the same keys never wait for each other.
        numbers = sorted(int.from_bytes(bytes.fromhex(key)[:8], "big", signed=True) for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])
