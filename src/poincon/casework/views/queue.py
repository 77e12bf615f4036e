"""The official's first page: what their regions received, what waits for them first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, OrderBy, Value, When
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.casework import querysets as asking
from poincon.casework.assignments import Roster
from poincon.casework.declared import home_of
from poincon.casework.models import Assignment
from poincon.casework.querysets import QueuePlace, Wanted
from poincon.correspondence.querysets import unread_counts
from poincon.dossiers.enums import State
from poincon.dossiers.models import Dossier
from poincon.dossiers.querysets import DossierQuerySet
from poincon.dossiers.reach import regions_received
from poincon.people.access import ruled_page
from poincon.people.enums import RECEIVING_ROLES
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, Filter, FilterOption, Filters, Heading, Pagination
from poincon.ui.moments import before_words, since_words
from poincon.ui.text import storable

PAGE_SIZE = 25
ORDER = (State.SUBMITTED, State.TO_CORRECT, State.COMPLETE, State.ADMISSIBLE, State.NOT_PROCESSED, State.WITHDRAWN)
_STATE_RANK = Case(
    *(When(state=state, then=Value(rank)) for rank, state in enumerate(ORDER)), output_field=IntegerField()
)
COLUMNS = {
    "structure": gettext_lazy("Structure"),
    "etat": gettext_lazy("État"),
    "depuis": gettext_lazy("Depuis"),
    "echeance": gettext_lazy("Compléments attendus"),
    "attribue": gettext_lazy("Instruit par"),
}
_SORTS: dict[str, F | Lower | Case] = {
    "structure": Lower("organisation__name"),
    "etat": _STATE_RANK,
    "depuis": F("since"),
    "echeance": F("due"),
    "attribue": Lower("current__officer__full_name"),
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
        self.criteria = asking.wanted(*(storable(self.request.GET.get(name, "")) for name in names))
        wanted_sort = self.request.GET.get("tri", "")
        self.sort = wanted_sort if wanted_sort.removeprefix("-") in _SORTS else ""

    @property
    def person(self) -> Person:
        return self.request.person

    @cached_property
    def received(self) -> DossierQuerySet:
        return asking.queue_of(self.person, self.request.day, self.request.now)

    @cached_property
    def regions(self) -> frozenset[str] | None:
        """Those that the person examines for; None for all of them."""
        return regions_received(self.person.memberships_on(self.request.day))

    def narrowed(self, besides: str = "") -> DossierQuerySet:
        return asking.narrowed(self.received, self.criteria, self.person, besides)

    def context(self) -> dict[str, Any]:
        paginator = Paginator(self._ordered(), PAGE_SIZE)
        page = paginator.get_page(self.request.GET.get("page"))
        dossiers = list(page.object_list)
        count = paginator.count
        roster = Roster(self.request.day, self.regions)
        counted = ngettext("%(count)d dossier reçu", "%(count)d dossiers reçus", count) % {"count": count}
        query = tuple((name, value) for name, value in self._query().items() if value)
        return {
            "rows": Rows(self.request, dossiers, self.regions).rows(),
            "headings": {name: self._heading(name, str(label)) for name, label in COLUMNS.items()},
            "filters": self._filters(counted),
            "views": self._views(),
            "pagination": Pagination(page.number, paginator.num_pages, counted, query),
            "colleagues": [colleague for colleague in roster.for_any(dossiers) if colleague.pk != self.person.pk],
            "may_take": any(roster.may_handle(self.person, dossier) for dossier in dossiers),
            "back": urlencode([*query, ("page", page.number)]) if page.number > 1 else urlencode(query),
            "empty": self._empty(),
        }

    def _ordered(self) -> DossierQuerySet:
        """What waits for the person first and, there, the oldest; of what is over, the latest. Or as a header asks."""
        dossiers = self.narrowed().with_versions().select_related("organisation").defer("campaign__calendar")
        dossiers = asking.with_since(asking.with_due(dossiers))
        if not self.sort:
            live = Case(When(place__lt=QueuePlace.OVER, then=F("since")))
            return dossiers.order_by(F("place").asc(), live.asc(nulls_last=True), F("since").desc(), "number")
        return dossiers.order_by(_order(self.sort), "number")

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
        if self.criteria == asking.Wanted(waiting=asking.TO_DO):
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
        counts = self.narrowed("campaign").order_by("-campaign__year", "campaign__title")
        rows = counts.values_list("campaign_id", "campaign__title").annotate(count=Count("pk"))
        options = [(str(pk), title, count) for pk, title, count in rows]
        return self._filter("campagne", _("Campagne"), _("Toutes les campagnes"), options, self.criteria.campaign)

    def _states(self) -> Filter:
        counts = dict(self.narrowed("state").order_by().values_list("state").annotate(count=Count("pk")))
        options = [(state.value, str(state.label), counts[state]) for state in ORDER if state in counts]
        return self._filter("etat", _("État"), _("Tous les états"), options, self.criteria.state)

    def _assigned(self) -> Filter:
        counts = self._counted_by_handler()
        mine, nobodys = counts.pop(self.person.pk, 0), counts.pop(None, 0)
        people = Person.objects.filter(pk__in=[pk for pk in counts if pk]).order_by("full_name", "pk")
        options = [(asking.MINE, _("Moi"), mine), (asking.NOBODY, _("Personne"), nobodys)]
        options += [(str(person.pk), person.full_name, counts[person.pk]) for person in people]
        return self._filter("attribue", _("Instruit par"), _("Tout le monde"), options, self.criteria.assigned)

    def _counted_by_handler(self) -> dict[uuid.UUID | None, int]:
        dossiers = self.narrowed("assigned").order_by().annotate(who=F("handler"))
        return dict(dossiers.values_list("who").annotate(count=Count("pk")))

    def _regions(self) -> Filter:
        counts = dict(self.narrowed("region").order_by().values_list("region").annotate(count=Count("pk")))
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
        counts = asking.waiting_counts(self.narrowed("waiting"), self.person)
        named = {
            asking.TO_DO: _("Ce qui m’attend"),
            asking.ANSWERED: _("Compléments reçus"),
            asking.TO_ASSIGN: _("À attribuer"),
            asking.UNREAD: _("Messages non lus"),
            "": _("Tous"),
        }
        return [
            {
                "label": label,
                "count": counts[value],
                "url": self._address(voir=value),
                "current": self.criteria.waiting == value,
            }
            for value, label in named.items()
        ]


def _order(sort: str) -> OrderBy:
    """What is not there comes last, whichever way it is sorted."""
    by = _SORTS[sort.removeprefix("-")]
    return by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)


class Rows:
    """The dossiers of a page, in words: as many queries for one as for all."""

    def __init__(self, request: SignedInRequest, dossiers: list[Dossier], regions: frozenset[str] | None) -> None:
        self.request, self.dossiers, self.regions = request, dossiers, regions
        identifiers = [dossier.pk for dossier in dossiers]
        current = Assignment.objects.filter(dossier__in=identifiers, ends_at__isnull=True).select_related("officer")
        self.assignments: dict[uuid.UUID, Assignment] = {assignment.dossier_id: assignment for assignment in current}
        self.unread = unread_counts(request.person, identifiers, from_authority=False)

    def rows(self) -> list[Row]:
        return [self._row(dossier, vars(dossier)) for dossier in self.dossiers]

    def _row(self, dossier: Dossier, annotations: dict[str, Any]) -> Row:
        """`annotations`: what the queryset added to the dossier."""
        assignment, now = self.assignments.get(dossier.pk), self.request.now
        state, place = State(dossier.state), annotations["place"]
        handler = assignment.officer if assignment is not None and annotations["handler"] is not None else None
        unread = self.unread.get(dossier.pk, 0)
        due: datetime | None = annotations["due"] if state is State.TO_CORRECT else None
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
            since=annotations["since"],
            since_words=since_words(annotations["since"], now),
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
