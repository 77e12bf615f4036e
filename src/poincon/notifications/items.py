"""News: one line of a digest, or of the page « Vos notifications »."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from poincon.notifications.kinds import NewsKind


@dataclass(frozen=True, slots=True)
class Item:
    """`text`: a sentence without its final full stop, in the active language. `url`: a path of the platform."""

    kind: NewsKind
    text: str
    url: str
    at: datetime
