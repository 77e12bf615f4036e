"""Pages of administrators: how background jobs are doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from poincon.files.contents import count_missing
from poincon.files.scanning import Scans, read_scans
from poincon.jobs.health import RegularLine, State, read_state
from poincon.jobs.services import put_back
from poincon.people.access import ruled_page
from poincon.people.permissions import can_administer
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Notice, NoticeKind
from poincon.ui.moments import day_and_hour

REGULAR: dict[str, str | Promise] = {
    "journal_seal": gettext_lazy("Sceller les journées du journal"),
    "jobs_pruning": gettext_lazy("Effacer les travaux finis depuis un mois"),
    "people_sessions": gettext_lazy("Effacer les connexions qui ont pris fin"),
    "files_scans": gettext_lazy("Reprendre les analyses antivirus en retard"),
    "files_arriving": gettext_lazy("Effacer les restes d’envois interrompus"),
    "files_contents": gettext_lazy("Vérifier que le contenu de chaque document est là"),
    "people_retention": gettext_lazy("Effacer les demandes de compte et les invitations closes depuis longtemps"),
    "campaigns_readings": gettext_lazy("Effacer les comptes rendus de lecture des programmes envoyés"),
    "casework_departures": gettext_lazy("Rendre les dossiers des agents partis"),
    "casework_totals": gettext_lazy("Résumer les totaux de la liste des dossiers reçus"),
    "casework_rows": gettext_lazy("Comparer la liste des dossiers reçus aux dossiers"),
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


def _require_administrator(request: SignedInRequest) -> None:
    """These pages do not exist for anybody else. Raises `Http404`."""
    if not can_administer(request.person, request.day):
        raise Http404


@ruled_page("administration.jobs")
def jobs(request: SignedInRequest) -> HttpResponse:
    """What waits, runs, failed, comes back, and who works."""
    _require_administrator(request)
    state = read_state(request.now)
    context = {
        "state": state,
        "notice": _notice(state),
        "documents": [*_missing_notices(count_missing()), *_scan_notices(read_scans(request.now))],
        "regular": [_regular(line) for line in state.regular],
    }
    return render(request, "administration/jobs.html", context)


@ruled_page("administration.jobs")
@posted_only("administration_jobs")
def put_job_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Queue a failed job again. One that somebody else put back is no longer there: nothing happens twice."""
    _require_administrator(request)
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
    sentence = ngettext("%(count)d processus au travail", "%(count)d processus au travail", count) % {"count": count}
    return Notice(NoticeKind.INFORMATION, sentence)


def _missing_notices(count: int) -> list[Notice]:
    """What is known to be missing from the store of contents."""
    if not count:
        return []
    title = ngettext(
        "Le contenu de %(count)d document est introuvable", "Le contenu de %(count)d documents est introuvable", count
    )
    text = _("Lancez « poincon manage check_files » pour les nommer, puis rétablissez-les depuis une sauvegarde.")
    return [Notice(NoticeKind.WARNING, title % {"count": count}, text)]


def _scan_notices(scans: Scans) -> list[Notice]:
    """What is wrong with the virus scanner, if anything is."""
    if not scans.scanner:
        text = _("Les documents déposés sont donnés sans analyse. L’adresse d’un antivirus se règle par CLAMAV_URL.")
        return [Notice(NoticeKind.INFORMATION, _("Aucun antivirus"), text)]
    notices = []
    if scans.oldest is not None:
        title = ngettext(
            "%(count)d document attend l’antivirus", "%(count)d documents attendent l’antivirus", scans.late
        )
        text = _(
            "Le plus ancien attend depuis le %(when)s. Vérifiez que l’antivirus répond à l’adresse CLAMAV_URL : les "
            "analyses reprendront d’elles-mêmes. D’ici là, seule la personne qui a envoyé un document peut l’ouvrir."
        )
        when = day_and_hour(scans.oldest)
        notices.append(Notice(NoticeKind.WARNING, title % {"count": scans.late}, text % {"when": when}))
    if scans.unscanned:
        title = ngettext(
            "%(count)d document n’a pas pu être analysé depuis un mois",
            "%(count)d documents n’ont pas pu être analysés depuis un mois",
            scans.unscanned,
        )
        text = _(
            "Souvent parce qu’il dépasse une limite de l’antivirus. Relevez StreamMaxLength, MaxFileSize et "
            "MaxScanSize, puis lancez « poincon manage scan_files --again »."
        )
        notices.append(Notice(NoticeKind.WARNING, title % {"count": scans.unscanned}, text))
    return notices


def _regular(line: RegularLine) -> Regular:
    return Regular(str(REGULAR.get(line.name, line.name)), _pace(line.pace), line.last, line.next, line.error)


def _pace(pace: int | str) -> str:
    if isinstance(pace, str):
        hour, minute = pace.split(":")
        return _("chaque jour à %(hour)s h %(minute)s") % {"hour": int(hour), "minute": minute}
    if pace % 3600 == 0:
        hours = pace // 3600
        return ngettext("chaque heure", "toutes les %(count)d heures", hours) % {"count": hours}
    minutes = max(1, pace // 60)
    return ngettext("chaque minute", "toutes les %(count)d minutes", minutes) % {"count": minutes}
