"""What a database says of itself, asked in SQL alone: of a copy as well, and whatever its schema is otherwise."""

from __future__ import annotations

from typing import Any

from poincon.preservation.manifest import State

TABLES = frozenset({"journal_act", "journal_dailyroot", "campaigns_programmeversion", "files_storedfile"})
"""Those that are asked; a database that lacks one is none of ours."""

_ACTS = "SELECT count(*) FROM journal_act"
_ROOTS = "SELECT day, count, digest FROM journal_dailyroot ORDER BY day"
_PROGRAMMES = "SELECT programme, version, digest FROM campaigns_programmeversion ORDER BY programme, version"
_CONTENTS = "SELECT DISTINCT digest FROM files_storedfile ORDER BY digest"


def state_of(cursor: Any) -> State:
    """`cursor`: of either kind of database."""
    cursor.execute(_ACTS)
    acts = int(cursor.fetchone()[0])
    cursor.execute(_ROOTS)
    roots = tuple((str(day), int(count), str(digest)) for day, count, digest in cursor.fetchall())
    cursor.execute(_PROGRAMMES)
    programmes = tuple((str(name), str(version), str(digest)) for name, version, digest in cursor.fetchall())
    return State(acts, roots, programmes)


def contents_of(cursor: Any) -> list[str]:
    """The digests of all contents that rows name, in their order."""
    cursor.execute(_CONTENTS)
    return [str(digest) for (digest,) in cursor.fetchall()]
