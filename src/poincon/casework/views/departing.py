"""An official leaves: choosing who takes which dossiers, then ending the role."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from poincon.cahier.dossiers.kinds import REGIONS
from poincon.casework.assignments import Roster
from poincon.casework.criteria import NOBODY
from poincon.casework.departures import CannotTake, depart, endable, given_up
from poincon.casework.views.assigning import UnknownOfficer
from poincon.dossiers.models import Dossier
from poincon.people.access import ruled_page
from poincon.people.enums import Role
from poincon.people.models import Membership, Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import ErrorLink, FilterOption, Notice, NoticeKind
from poincon.workflow.refusals import Refusal

ONE_BY_ONE = 200
"""Dossiers that are chosen for one by one; beyond, the page would be too long to be read."""


@ruled_page("casework.departure")
@require_http_methods(["GET", "POST"])
def departure(request: SignedInRequest) -> HttpResponseBase:
    """One's own departure; a colleague's, for the ministry and administrators."""
    roles = endable(request.person, request.now)
    if not roles:
        raise Http404
    role_id = (request.POST if request.method == "POST" else request.GET).get("role", "")
    chosen = next((role for role in roles if str(role.pk) == role_id), None)
    if role_id and chosen is None:
        raise Http404
    if chosen is None and len(roles) == 1:
        chosen = roles[0]
    if chosen is None:
        options = [FilterOption(str(role.pk), f"{role.person.full_name} – {role_words(role)}") for role in roles]
        return render(request, "casework/departures.html", {"options": options})
    page = Departure(request, chosen)
    return page.post() if request.method == "POST" else page.page()


def role_words(membership: Membership) -> str:
    """« instruit pour une région : Bretagne »."""
    words = str(Role(membership.role).label)
    limits = [REGIONS.get(membership.region, ""), membership.programme]
    return " – ".join([words, *(limit for limit in limits if limit)])


@dataclass(frozen=True, slots=True)
class Handover:
    """One dossier, and to whom it may go."""

    dossier: Dossier
    name: str
    state: str
    options: list[FilterOption]


class Departure:
    """The page of one departure."""

    def __init__(self, request: SignedInRequest, membership: Membership) -> None:
        self.request, self.membership = request, membership
        self.own = membership.person_id == request.person.pk
        self.lost = list(given_up(membership, request.day).with_versions().select_related("organisation"))
        visible_dossiers = Dossier.objects.received_by(request.person, request.day).filter(
            pk__in=[dossier.pk for dossier in self.lost]
        )
        visible = set(visible_dossiers.values_list("pk", flat=True))
        self.shown = [dossier for dossier in self.lost if dossier.pk in visible]
        self.listed = self.shown[:ONE_BY_ONE]
        self.roster = Roster(request.day, {dossier.region for dossier in self.lost})
        self.people = [
            colleague for colleague in self.roster.for_any(self.lost) if colleague.pk != membership.person_id
        ]

    def post(self) -> HttpResponse:
        posted = self.request.POST
        heir = self._person(posted.get("heir", "") if self.lost else NOBODY)
        if isinstance(heir, UnknownOfficer):
            return self.page(_("Choisissez qui reprend les dossiers."), "champ-heir", status=422)
        if "confirmation" not in posted:
            return self.page(_("Cochez cette case pour mettre fin au rôle."), "champ-confirmation", status=422)
        heirs = {dossier.pk: self._person(posted.get(_field(dossier), "")) for dossier in self.listed}
        chosen = {pk: person for pk, person in heirs.items() if not isinstance(person, UnknownOfficer)}
        try:
            outcome = depart(self.membership.pk, heir, chosen, self.request.person, self.request.now)
        except Refusal as refusal:
            return self._refused(refusal)
        return render(self.request, "casework/departed.html", self._said(outcome.handovers, outcome.waiting))

    def _refused(self, refusal: Refusal) -> HttpResponse:
        dossier = refusal.dossier if isinstance(refusal, CannotTake) else None
        if dossier is None or dossier not in self.listed:
            return self.page(refusal.reason, "champ-heir", status=refusal.status)
        reason = _("%(name)s : %(why)s") % {"name": dossier.number, "why": refusal.reason}
        return self.page(reason, f"champ-{_field(dossier)}", status=refusal.status)

    def _said(self, handovers: int, waiting: int) -> dict[str, object]:
        sentences = []
        if handovers:
            sentence = ngettext("%(count)d dossier a été confié.", "%(count)d dossiers ont été confiés.", handovers)
            sentences.append(sentence % {"count": handovers})
        if waiting:
            sentence = ngettext("%(count)d dossier est à attribuer.", "%(count)d dossiers sont à attribuer.", waiting)
            sentences.append(sentence % {"count": waiting})
        return {"own": self.own, "name": self.membership.person.full_name, "told": sentences}

    def _person(self, value: str) -> Person | UnknownOfficer | None:
        """The person that a list gives; None for nobody."""
        if value == NOBODY:
            return None
        return next((colleague for colleague in self.people if str(colleague.pk) == value), UnknownOfficer())

    def page(self, error: str = "", target: str = "", status: int = 200) -> HttpResponse:
        posted = self.request.POST
        context = {
            "membership": self.membership,
            "role": role_words(self.membership),
            "own": self.own,
            "name": self.membership.person.full_name,
            "count": len(self.shown),
            "hidden": bool(len(self.lost) - len(self.shown)),
            "beyond": len(self.shown) - len(self.listed),
            "people": self._options(self.people, posted.get("heir", "")),
            "nobody": NOBODY,
            "lines": [self._line(dossier) for dossier in self.listed],
            "confirmed": "confirmation" in posted,
            "errors": (ErrorLink(error, target),) if error else (),
            "wrong": target,
            "error": error,
            "notice": self._notice(),
        }
        return render(self.request, "casework/departure.html", context, status=status)

    def _line(self, dossier: Dossier) -> Handover:
        able = [colleague for colleague in self.people if self.roster.may_handle(colleague, dossier)]
        options = self._options(able, self.request.POST.get(_field(dossier), ""))
        return Handover(dossier, _field(dossier), str(dossier.get_state_display()), options)

    def _options(self, people: list[Person], chosen: str) -> list[FilterOption]:
        listed = [FilterOption(str(person.pk), person.full_name, str(person.pk) == chosen) for person in people]
        return [*listed, FilterOption(NOBODY, _("Personne : à attribuer plus tard"), chosen == NOBODY)]

    def _notice(self) -> Notice | None:
        if self.people or not self.lost:
            return None
        return Notice(
            NoticeKind.WARNING,
            _("Personne d’autre ne peut reprendre ces dossiers"),
            _("Ils resteront à attribuer : la prochaine personne qui instruira pour cette région les verra d’abord."),
        )


def _field(dossier: Dossier) -> str:
    return f"dossier-{dossier.pk}"
