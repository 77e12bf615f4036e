"""What the address of a queue asks for: only what makes sense of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.dossiers.enums import RECEIVED, State
from poincon.ui.text import search_words

MINE, NOBODY = "moi", "personne"
TO_DO, ANSWERED, TO_ASSIGN, UNREAD = "attend", "complements", "attribuer", "messages"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the queue; an empty text asks nothing, and what cannot be is as if it were empty."""

    searched: str = ""
    campaign: str = ""
    state: str = ""
    assigned: str = ""
    """`moi`, `personne`, or a colleague's id."""
    region: str = ""
    waiting: str = ""
    """`attend`, `complements`, `attribuer`, `messages`."""

    @property
    def anything(self) -> bool:
        return any((self.searched, self.campaign, self.state, self.assigned, self.region, self.waiting))


def wanted(searched: str, campaign: str, state: str, assigned: str, region: str, waiting: str) -> Wanted:
    """Only what makes sense of what an address holds."""
    return Wanted(
        searched=search_words(searched),
        campaign=campaign if campaign.isascii() and campaign.isdigit() and len(campaign) < 10 else "",
        state=state if state in {*RECEIVED, State.WITHDRAWN} else "",
        assigned=assigned if assigned in {MINE, NOBODY} or _is_identifier(assigned) else "",
        region=region if region in REGIONS else "",
        waiting=waiting if waiting in {TO_DO, ANSWERED, TO_ASSIGN, UNREAD} else "",
    )


def _is_identifier(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
