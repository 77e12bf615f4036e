"""The official's first page: what their regions received, what waits for them first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.casework.assignments import Roster
from poincon.casework.criteria import ANSWERED, MINE, NOBODY, TO_ASSIGN, TO_DO, UNREAD, Wanted, wanted
from poincon.casework.declared import home_of
from poincon.casework.enums import QueuePlace
from poincon.casework.listing import STATES, CountedQueue, Place, counted_queue
from poincon.casework.querysets import MOST_SOUGHT
from poincon.correspondence.querysets import unread_counts
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.reach import regions_received
from poincon.people.access import ruled_page
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, Filter, FilterOption, Filters, Heading, Pagination
from poincon.ui.moments import before_words, since_words
from poincon.ui.text import storable

PAGE_SIZE = 25
COLUMNS = {
    "structure": gettext_lazy("Structure"),
    "etat": gettext_lazy("État"),
    "depuis": gettext_lazy("Depuis"),
    "echeance": gettext_lazy("Compléments attendus"),
    "attribue": gettext_lazy("Instruit par"),
}


@ruled_page("casework.queue")
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """The dossiers that the person's regions received."""
    if not request.person.roles_on(request.day) & RECEIVING_ROLES:
        raise Http404
    page = Queue(request)
    return render(request, "casework/queue.html", page.context())


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier of the list, in words."""

    id: str
    url: str
    structure: str
    number: str
    campaign: str
    region: str
    state: str
    tag: str
    waiting: str
    """« Compléments reçus », « À attribuer »: why it is so high in the list; empty otherwise."""
    held_by: str
    since: datetime
    since_words: str
    due: str
    late: bool
    handler: str
    departed: str
    mine: bool
    unread: int
    messages: str
    box: str
    """What its box posts: its id, and the assignment that the page shows. Empty for what is given to nobody."""


@dataclass
class Queue:
    """The list as one address asks for it."""

    request: SignedInRequest
    criteria: Wanted = field(init=False)
    sort: str = field(init=False)

    def __post_init__(self) -> None:
        names = ("q", "campagne", "etat", "attribue", "region", "voir")
        self.criteria = wanted(*(storable(self.request.GET.get(name, "")) for name in names))
        column = self.request.GET.get("tri", "")
        self.sort = column if column.removeprefix("-") in COLUMNS else ""

    @property
    def person(self) -> Person:
        return self.request.person

    @cached_property
    def regions(self) -> frozenset[str] | None:
        """Those that the person examines for; None for all of them."""
        return regions_received(self.person.memberships_on(self.request.day))

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.request.day, self.regions)

    @cached_property
    def counted(self) -> CountedQueue:
        return counted_queue(self.person, self.request.now, self.roster, self.criteria)

    def context(self) -> dict[str, Any]:
        counted, census = self.counted, self.counted.census
        paginator = Paginator(range(census.of(self.criteria.waiting)), PAGE_SIZE)
        shown = paginator.get_page(self.request.GET.get("page"))
        first = (shown.number - 1) * PAGE_SIZE
        places = counted.page(self.sort, self._officers(), first, first + PAGE_SIZE)
        dossiers = _dossiers(places)
        total = self._counted_words(paginator.count)
        query = tuple((name, value) for name, value in self._query().items() if value)
        return {
            "rows": Rows(self.request, dossiers, places, self.regions).rows(),
            "headings": {name: self._heading(name, str(label)) for name, label in COLUMNS.items()},
            "filters": self._filters(total),
            "views": self._views(),
            "pagination": Pagination(shown.number, paginator.num_pages, total, query),
            "colleagues": [colleague for colleague in self.roster.for_any(dossiers) if colleague.pk != self.person.pk],
            "may_take": any(self.roster.may_handle(self.person, dossier) for dossier in dossiers),
            "back": urlencode([*query, ("page", shown.number)]) if shown.number > 1 else urlencode(query),
            "empty": self._empty(),
        }

    def _officers(self) -> list[uuid.UUID]:
        """Those who handle something, by name."""
        return [person.pk for person in self.roster.people if self.counted.census.handlers[person.pk]]

    def _counted_words(self, count: int) -> str:
        if self.counted.sought is not None and self.counted.sought.more:
            sentence = _(
                "les %(most)d dossiers les plus pressants : d’autres répondent aussi, précisez votre recherche"
            )
            return sentence % {"most": MOST_SOUGHT}
        return ngettext("%(count)d dossier reçu", "%(count)d dossiers reçus", count) % {"count": count}

    def _query(self, **other: str) -> dict[str, str]:
        """What the address holds, with something else in place of some of it; never the page."""
        criteria = self.criteria
        parameters = {
            "q": criteria.searched,
            "campagne": criteria.campaign,
            "etat": criteria.state,
            "attribue": criteria.assigned,
            "region": criteria.region,
            "voir": criteria.waiting,
            "tri": self.sort,
        }
        return {**parameters, **other}

    def _address(self, **other: str) -> str:
        parameters = {name: value for name, value in self._query(**other).items() if value}
        return reverse("casework:queue") + (f"?{urlencode(parameters)}" if parameters else "")

    def _heading(self, name: str, label: str) -> Heading:
        now = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
        return Heading(label, self._address(tri=f"-{name}" if now == "ascending" else name), now)

    def _empty(self) -> Empty:
        if self.criteria == Wanted(waiting=TO_DO):
            return Empty(
                _("Rien ne vous attend"),
                _("Un dossier viendra ici quand il sera à attribuer, à examiner, ou rendu avec ses compléments."),
            )
        if self.criteria.anything:
            return Empty(_("Aucun dossier ne répond à ces filtres"), _("Effacez-les pour revoir tous les dossiers."))
        return Empty(_("Aucun dossier"), _("Les dossiers déposés dans votre région seront ici dès leur dépôt."))

    # filters

    def _filters(self, counted: str) -> Filters:
        filters = [self._campaigns(), self._states(), self._assigned()]
        if self.regions is None or len(self.regions) > 1:
            filters.append(self._regions())
        parameters = [("voir", self.criteria.waiting), ("tri", self.sort)]
        return Filters(
            action=reverse("casework:queue"),
            counted=counted,
            filters=tuple(filters),
            searched=self.criteria.searched,
            search_label=_("Structure ou numéro"),
            clear=reverse("casework:queue") if self.criteria.anything else "",
            parameters=tuple(parameter for parameter in parameters if parameter[1]),
        )

    def _campaigns(self) -> Filter:
        rows = sorted(self.counted.census.campaigns.items(), key=lambda row: (-row[0][0], *row[0][1:]))
        options = [(pk, title, count) for (_year, title, pk), count in rows]
        return self._filter("campagne", _("Campagne"), _("Toutes les campagnes"), options, self.criteria.campaign)

    def _states(self) -> Filter:
        counts = self.counted.census.states
        options = [(state.value, str(state.label), counts[state]) for state in STATES if state in counts]
        return self._filter("etat", _("État"), _("Tous les états"), options, self.criteria.state)

    def _assigned(self) -> Filter:
        counts = self.counted.census.handlers
        people = [person for person in self.roster.people if counts[person.pk] and person.pk != self.person.pk]
        options = [(MINE, _("Moi"), counts[self.person.pk]), (NOBODY, _("Personne"), counts[None])]
        options += [(str(person.pk), person.full_name, counts[person.pk]) for person in people]
        return self._filter("attribue", _("Instruit par"), _("Tout le monde"), options, self.criteria.assigned)

    def _regions(self) -> Filter:
        counts = self.counted.census.regions
        options = [(code, name, counts[code]) for code, name in REGIONS.items() if code in counts]
        return self._filter("region", _("Région"), _("Toutes les régions"), options, self.criteria.region)

    def _filter(
        self, name: str, label: str, every: str, options: Sequence[tuple[str, str, int]], chosen: str
    ) -> Filter:
        listed = [FilterOption(value, text, chosen == value, count) for value, text, count in options]
        if chosen and not any(option.chosen for option in listed):
            listed.append(FilterOption(chosen, _("(aucun dossier)"), True, 0))
        return Filter(name, label, (FilterOption("", every), *listed))

    def _views(self) -> list[dict[str, Any]]:
        """The ways in: everything, what waits for the person, and why it does."""
        named = {
            TO_DO: _("Ce qui m’attend"),
            ANSWERED: _("Compléments reçus"),
            TO_ASSIGN: _("À attribuer"),
            UNREAD: _("Messages non lus"),
            "": _("Tous"),
        }
        return [
            {
                "label": label,
                "count": self.counted.census.of(value),
                "url": self._address(voir=value),
                "current": self.criteria.waiting == value,
            }
            for value, label in named.items()
        ]


def _dossiers(identifiers: Iterable[uuid.UUID]) -> list[Dossier]:
    """All that a page shows of its dossiers, in their order: one query."""
    dossiers = Dossier.objects.with_versions().select_related("organisation", "queue_entry__assignment__officer")
    rows = dossiers.defer("campaign__calendar").in_bulk(list(identifiers))
    return [rows[pk] for pk in identifiers if pk in rows]


class Rows:
    """The dossiers of a page, in words: one query for all."""

    def __init__(
        self,
        request: SignedInRequest,
        dossiers: list[Dossier],
        places: Mapping[uuid.UUID, Place],
        regions: frozenset[str] | None,
    ) -> None:
        self.request, self.dossiers, self.places, self.regions = request, dossiers, places, regions
        identifiers = [dossier.pk for dossier in dossiers]
        self.unread = unread_counts(request.person, identifiers, from_authority=False)

    def rows(self) -> list[Row]:
        return [self._row(dossier, self.places[dossier.pk]) for dossier in self.dossiers]

    def _row(self, dossier: Dossier, stands: Place) -> Row:
        entry, now = dossier.queue_entry, self.request.now
        state, place, assignment = State(dossier.state), stands.place, entry.assignment
        handler = assignment.officer if assignment is not None and stands.handler is not None else None
        unread = self.unread.get(dossier.pk, 0)
        due = entry.due if state is State.TO_CORRECT else None
        return Row(
            id=str(dossier.pk),
            url=home_of(dossier.pk),
            structure=dossier.organisation.name,
            number=dossier.number,
            campaign=dossier.campaign.title,
            region=REGIONS.get(dossier.region, dossier.region) if self.regions is None or len(self.regions) > 1 else "",
            state=str(state.label),
            tag=state.value,
            waiting=_waiting(place, departed=assignment is not None, late=due is not None),
            held_by=_held_by(state, place),
            since=entry.since,
            since_words=since_words(entry.since, now),
            due=before_words(due, now) if due else "",
            late=due is not None and due <= now,
            handler=handler.full_name if handler else "",
            departed=assignment.officer.full_name if assignment is not None and handler is None else "",
            mine=handler is not None and handler.pk == self.request.person.pk,
            unread=unread,
            messages=reverse("correspondence:messages", args=[dossier.pk]),
            box="" if _ended(state, place) else f"{dossier.pk}:{assignment.pk if assignment else ''}",
        )


def _ended(state: State, place: int) -> bool:
    """Nobody has anything to do with it any more: it goes to nobody. One to evaluate still has a way to go."""
    return not state.is_live or (place == QueuePlace.OVER and state is State.SUBMITTED)


def _waiting(place: int, *, departed: bool, late: bool) -> str:
    if place == QueuePlace.ANSWERED:
        return _("Compléments reçus")
    if place == QueuePlace.MINE:
        return _("Compléments en retard") if late else _("À examiner")
    if place == QueuePlace.NOBODYS:
        return _("À réattribuer") if departed else _("À attribuer")
    return ""


def _held_by(state: State, place: int) -> str:
    """Whose turn it is. An admissible dossier is the authority's still: it is to be evaluated."""
    if state.held_by_structure:
        return _("chez la structure")
    if place == QueuePlace.OVER and state is not State.ADMISSIBLE:
        return _("terminé")
    return _("chez le service")
