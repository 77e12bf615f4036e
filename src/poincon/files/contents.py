"""Contents in the store: opened as their rows describe them, or noted as missing (docs/adr/0033).

A content is missing when the store has none of that digest, cannot read it, or holds another number of bytes. Documents
that share it are marked alike (`StoredFile.missing_since`), and the mark goes once the content is back.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import IO, BinaryIO

from django.db.models import Q, QuerySet

from poincon.files.models import StoredFile
from poincon.files.storage import content_path

BATCH = 500
"""Contents that are asked for at once: memory does not grow with the store."""
CHUNK_BYTES = 1024 * 1024
MOST_COUNTED = 1_000
"""Documents that `count_missing` counts at most: it is asked every few seconds."""


class ContentMissing(Exception):
    """The content of a document cannot be given: it is missing from the store."""


def open_content(file: StoredFile) -> BinaryIO:
    """The content of a document, to be read then closed. Raises `ContentMissing`, and writes nothing."""
    try:
        content = opened(file.digest)
    except OSError as error:
        raise ContentMissing(file.digest) from error
    if os.fstat(content.fileno()).st_size != file.size:
        content.close()
        raise ContentMissing(file.digest)
    return content


def opened(digest: str) -> BinaryIO:
    """What lies under a digest, when it is a file: anything else could make its reader wait. Raises `OSError`."""
    return open(content_path(digest), "rb", opener=_regular)


def _regular(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
    return descriptor


def is_there(digest: str, size: int) -> bool:
    """Whether the store has that content, by its name and size: it is not read."""
    try:
        return content_path(digest).stat().st_size == size
    except OSError:
        return False


def _ignored(part: bytes) -> None:
    """What is read to be measured only."""


def measured(stream: IO[bytes], each: Callable[[bytes], object] = _ignored) -> tuple[str, int]:
    """The SHA-256 and the size in bytes of a stream, read to its end. `each`: called with each part, in its order."""
    sha, size = hashlib.sha256(), 0
    while part := stream.read(CHUNK_BYTES):
        sha.update(part)
        size += len(part)
        each(part)
    return sha.hexdigest(), size


def hashed(digest: str, each: Callable[[bytes], object] = _ignored) -> tuple[str, int]:
    """The same, of what the store has under a digest. Raises `OSError`."""
    with opened(digest) as content:
        return measured(content, each)


def missing() -> QuerySet[StoredFile]:
    """Documents whose content is known to be missing."""
    return StoredFile.objects.filter(missing_since__isnull=False)


def count_missing() -> int:
    """How many documents have a missing content, `MOST_COUNTED` at most."""
    return missing().order_by()[:MOST_COUNTED].count()


def note_missing(digests: Collection[str], now: datetime) -> None:
    """Mark the documents of these contents; those that are marked already keep their instant."""
    StoredFile.objects.filter(digest__in=digests, missing_since__isnull=True).update(missing_since=now)


def note_present(digests: Collection[str]) -> None:
    """Take the mark away from the documents of these contents."""
    missing().filter(digest__in=digests).update(missing_since=None)


def named_contents() -> Iterator[list[tuple[str, int]]]:
    """Every content that rows name, with the size in bytes that they give it: by batches, in the order of digests."""
    after = Q()
    contents = StoredFile.objects.order_by("digest", "size").values_list("digest", "size").distinct()
    while batch := list(contents.filter(after)[:BATCH]):
        digest, size = batch[-1]
        after = Q(digest__gt=digest) | Q(digest=digest, size__gt=size)
        yield batch


def sweep(now: datetime) -> int:
    """Look for each content, without reading it, and mark documents (`settings.PERIODIC_JOBS`).

    Gives how many contents are missing.
    """
    total = 0
    for batch in named_contents():
        absent = {digest for digest, size in batch if not is_there(digest, size)}
        note_missing(absent, now)
        note_present({digest for digest, _size in batch} - absent)
        total += len(absent)
    return total
