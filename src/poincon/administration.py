"""Pages of who administers the platform: how background jobs are doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from poincon.jobs.services import put_back
from poincon.jobs.state import RegularLine, State, read_state
from poincon.people.access import Allowed, Decision, Refused, require, ruled_page
from poincon.people.enums import Role
from poincon.people.models import Person
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Notice, NoticeKind

REGULAR: dict[str, str | Promise] = {
    "journal_seal": gettext_lazy("Sceller les journées du journal"),
    "jobs_pruning": gettext_lazy("Effacer les travaux finis depuis un mois"),
    "people_sessions": gettext_lazy("Effacer les connexions qui ont pris fin"),
    "people_retention": gettext_lazy("Effacer les demandes de compte et les invitations closes depuis longtemps"),
    "reviews_departures": gettext_lazy("Rendre les dossiers des agents partis"),
    "dossiers_reminders": gettext_lazy("Rappeler les dates limites aux structures"),
    "dossiers_versions": gettext_lazy("Faire suivre les dossiers en préparation quand leur programme change"),
    "digests": gettext_lazy("Envoyer les résumés du jour"),
}
"""What administrators read for each of `settings.PERIODIC_JOBS`."""


@dataclass(frozen=True, slots=True)
class Regular:
    """One regular job, in words."""

    label: str
    pace: str
    last: datetime | None
    next: datetime
    error: str


def can_administer_jobs(person: Person, day: date) -> Decision:
    if Role.ADMINISTRATOR in person.roles_on(day):
        return Allowed()
    return Refused(_("Seule une personne qui administre la plateforme peut voir les travaux en arrière-plan."))


@ruled_page("administration.jobs")
def jobs(request: SignedInRequest) -> HttpResponse:
    """What waits, runs, failed, comes back, and who works."""
    require(can_administer_jobs(request.person, request.day))
    state = read_state(request.now)
    context = {"state": state, "notice": _notice(state), "regular": [_regular(line) for line in state.regular]}
    return render(request, "administration/jobs.html", context)


@ruled_page("administration.jobs")
@require_POST
def put_job_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Queue a failed job again. One that somebody else put back is no longer there: nothing happens twice."""
    require(can_administer_jobs(request.person, request.day))
    if put_back(pk, actor=str(request.person.pk), now=request.now):
        messages.success(request, _("Le travail est remis en file : il va être essayé de nouveau."))
    else:
        messages.info(request, _("Ce travail n’est plus parmi ceux qui ont échoué : il n’y a rien à faire."))
    return HttpResponseRedirect(reverse("administration_jobs"))


def _notice(state: State) -> Notice:
    count = len(state.workers)
    if not count:
        return Notice(
            NoticeKind.WARNING,
            _("Aucun processus ne fait ces travaux"),
            _("Les messages ne partent plus. Relancez le serveur, ou lancez « poincon manage work »."),
        )
    said = ngettext("%(count)d processus au travail", "%(count)d processus au travail", count) % {"count": count}
    return Notice(NoticeKind.INFORMATION, said)


def _regular(line: RegularLine) -> Regular:
    return Regular(str(REGULAR.get(line.name, line.name)), _pace(line.pace), line.last, line.next, line.error)


def _pace(pace: int | str) -> str:
    if isinstance(pace, str):
        hour, minute = pace.split(":")
        return _("chaque jour à %(hour)s h %(minute)s") % {"hour": hour, "minute": minute}
    if pace % 3600 == 0:
        hours = pace // 3600
        return ngettext("chaque heure", "toutes les %(count)d heures", hours) % {"count": hours}
    minutes = max(1, pace // 60)
    return ngettext("chaque minute", "toutes les %(count)d minutes", minutes) % {"count": minutes}
