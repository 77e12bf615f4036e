"""What of a dossier its structure may change now: all of a draft, and of a dossier to correct exactly what was asked.

Unlocked in a dossier to correct are the answers that the request names, those of the sections that it names whole, and
those that an answer given since has made asked for: a field that was hidden in what had been submitted and is shown
now, a field that was empty and has become required, or a field that is now out of its bounds. Nothing else can differ
since (`changes.resubmit` sees to it), so what has become asked for has become so because of an unlocked answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from poincon.cahier.explanation import Names
from poincon.dossiers.enums import State
from poincon.dossiers.models import ChangeItem, ChangeRequest, Dossier
from poincon.sheets.answers import Name
from poincon.sheets.unlocking import became_asked_since
from poincon.ui.language import language

_NAMED_AT_MOST = 8


@dataclass(frozen=True, eq=False)
class Unlocked:
    """What may be changed. `request`: that which is open, when the dossier is to be corrected."""

    dossier: Dossier
    everything: bool = False
    request: ChangeRequest | None = None
    items: tuple[ChangeItem, ...] = ()

    def allows(self, name: Name) -> bool:
        """Whether the input of that name, in its own section, may be written: a cell goes with its whole table."""
        if self.everything:
            return True
        if not self.items:
            return False
        return self.asks_for(name.section, name.base) or name.whole in self.conditional

    def asks_for(self, section: str, base: str) -> bool:
        """Whether the request names that field (with its year), or its whole section."""
        return any(item.section == section and item.name in ("", base) for item in self.items)

    def touches(self, section: str) -> bool:
        """Whether anything of that section may be written."""
        return self.everything or section in self.sections

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections in which something is unlocked."""
        return frozenset({item.section for item in self.items} | {name.section for name in self.conditional})

    @cached_property
    def conditional(self) -> frozenset[Name]:
        """What has become asked for because of an unlocked answer: fields, with their year."""
        if self.request is None or self.request.before is None:
            return frozenset()
        return became_asked_since(self.request.before, self.dossier.sheet)

    def in_words(self, names: Names) -> str:
        """What is open, for whoever tried something else: « Chiffre d’affaires (2021), toute la rubrique Équipe »."""
        labels = [label_of(item, names) for item in self.items] + [
            names.path(base) for base in sorted(map(str, self.conditional))
        ]
        more = _("… et %(count)d autres") % {"count": len(labels) - _NAMED_AT_MOST}
        return " ; ".join(labels[:_NAMED_AT_MOST] + [more] * (len(labels) > _NAMED_AT_MOST))

    def refusal(self) -> str:
        """What is told to whoever changes something else, in their language."""
        words = self.in_words(Names(self.dossier.package.programme, language()))
        sentence = _("Ce changement est refusé : seul ce qui vous est demandé peut changer, c’est-à-dire : %(open)s.")
        return sentence % {"open": words}


def unlocked(dossier: Dossier) -> Unlocked:
    """What may be changed in that dossier now. Who may change it, and until when, is said by `permissions.may_edit`."""
    if dossier.state == State.DRAFT:
        return Unlocked(dossier, everything=True)
    request = open_request(dossier) if dossier.state == State.TO_CORRECT else None
    return Unlocked(dossier, request=request, items=tuple(request.items.all()) if request else ())


def open_request(dossier: Dossier) -> ChangeRequest | None:
    """The request that was sent and waits for its answer."""
    if dossier.history_is_read:
        return next((request for request in dossier.change_requests.all() if request.is_open), None)
    sent = dossier.change_requests.filter(sent_at__isnull=False, ended_at__isnull=True)
    return sent.select_related("before", "sent_by").prefetch_related("items").first()


def label_of(item: ChangeItem, names: Names) -> str:
    """What an item is about, in words."""
    if item.name:
        return names.path(item.name)
    section = next((section for section in names.programme.sections if section.id == item.section), None)
    return _("toute la rubrique « %(section)s »") % {"section": names.section(section) if section else item.section}
