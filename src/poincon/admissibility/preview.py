"""A request for changes as the structure will receive it: the words of the mail, before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from poincon.cahier.basics.text import Language
from poincon.cahier.explanation import Names
from poincon.cahier.templates import Filled
from poincon.dossiers.cited import CitedValues
from poincon.dossiers.mail_kinds import CHANGES_ASKED
from poincon.dossiers.mails import common_values, values_of_changes_asked
from poincon.dossiers.models import ChangeItem, Dossier
from poincon.notifications.wording import words


def preview(dossier: Dossier, items: Sequence[ChangeItem], message: str, due: datetime, language: Language) -> Filled:
    """The same words as `dossiers.mails.changes_asked` writes to each person; a test holds them equal."""
    programme = dossier.package.programme
    names = Names(programme, language)
    own = values_of_changes_asked(dossier, items, message, due)
    cited = CitedValues(dossier).of(CHANGES_ASKED.id, names)
    return words(CHANGES_ASKED.id, programme, language, {**common_values(dossier, names), **own(names), **cited})
