"""Programmes: what is installed, and installing another version, from this service or from a ZIP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from poincon.cahier.basics.problems import Unusable
from poincon.cahier.explanation import Names
from poincon.cahier.loading import Package, list_packages, load_package, package_files
from poincon.campaigns.archives import MAXIMUM_ARCHIVE, files_of_archive
from poincon.campaigns.installing import install_files, prospect
from poincon.campaigns.models import PackageReading, ProgrammeVersion
from poincon.campaigns.permissions import can_run_campaigns, require_runner
from poincon.campaigns.reading import ask_reading, is_waiting_for_nobody
from poincon.campaigns.views.common import names_of, visible_versions
from poincon.people.access import ruled_page
from poincon.people.posted import posted_only
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Empty, ErrorLink, Link, Notice
from poincon.ui.language import language
from poincon.ui.moments import day_and_hour
from poincon.ui.notices import done, refused
from poincon.workflow.refusals import NotAllowed

SHOWN_PROBLEMS = 100
ARCHIVE = "archive"
_MEGABYTE = 1024 * 1024


@ruled_page("campaigns.run")
@require_GET
def programmes(request: SignedInRequest) -> HttpResponse:
    """The versions installed, and those that come with this service."""
    require_runner(request)
    installed = request.GET.get("installee", "")
    version = next((candidate for candidate in visible_versions(request) if candidate.digest == installed), None)
    notice = None
    if version is not None:
        names = {"version": version.version, "programme": names_of(version).title()}
        if "deja" in request.GET:
            sentence = _("%(programme)s : la version %(version)s était déjà installée, à l’identique.") % names
        else:
            sentence = _("%(programme)s : la version %(version)s est installée.") % names
        follow = _(
            "Aucune campagne ne la suit d’elle-même. Pour une campagne ouverte, allez sur sa page, puis « Passer à une "
            "autre version du programme » : un essai à blanc dit d’abord ce qui changerait."
        )
        notice = replace(done(sentence, follow), action=Link(_("Voir les campagnes"), reverse("campaigns:list")))
    return _page(request, notice=notice)


def _page(
    request: SignedInRequest,
    *,
    notice: Notice | None = None,
    problems: list[str] | None = None,
    upload_error: str = "",
    status: int = 200,
) -> HttpResponse:
    sentences = problems or []
    context = {
        "installed": [_row(version) for version in visible_versions(request)],
        "shipped": _shipped(request),
        "notice": notice,
        "problems": sentences[:SHOWN_PROBLEMS],
        "more_problems": max(0, len(sentences) - SHOWN_PROBLEMS),
        "upload_error": upload_error,
        "errors": [ErrorLink(upload_error, "champ-archive")] if upload_error else [],
        "megabytes": MAXIMUM_ARCHIVE // _MEGABYTE,
        "empty": Empty(
            _("Aucun programme installé"),
            _("Installez ci-dessous celui d’une campagne à venir : il sera gardé tel quel, sous son numéro."),
        ),
    }
    return render(request, "campaigns/programmes.html", context, status=status)


def _row(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        "version": version,
        "title": names_of(version).title(),
        "installed": day_and_hour(version.installed_at),
        "new": f"{reverse('campaigns:new')}?version={version.digest}",
    }


def _shipped(request: SignedInRequest) -> list[dict[str, Any]]:
    """The packages that come with this service, of the programmes that the person runs, and where each stands."""
    rows = []
    for folder in list_packages():
        package = _loaded(folder, _stamp(folder))
        if package is None or not can_run_campaigns(request.person, package.programme.id, request.day):
            continue
        forecast = prospect(package)
        rows.append(
            {
                "name": folder.name,
                "programme": package.programme,
                "title": Names(package.programme, language()).title(),
                "installed": forecast.installed is not None,
                "taken": forecast.other is not None,
            }
        )
    return rows


def _stamp(folder: Path) -> float:
    """When its files last changed."""
    return max((path.stat().st_mtime for path in folder.rglob("*.yaml")), default=0.0)


@lru_cache(maxsize=32)
def _loaded(folder: Path, stamp: float) -> Package | None:
    """The package of a folder, read once as long as its files stay as they are; None when it does not hold."""
    try:
        return load_package(folder, f"programmes/{folder.name}")
    except Unusable:
        return None


@ruled_page("campaigns.run")
@posted_only("campaigns:programmes")
def install(request: SignedInRequest) -> HttpResponseBase:
    """Install a package that comes with this service."""
    require_runner(request)
    folder = next(
        (candidate for candidate in list_packages() if candidate.name == request.POST.get("programme", "")), None
    )
    if folder is None:
        raise Http404
    return _installed(request, lambda: package_files(folder), folder.name)


@ruled_page("campaigns.run")
@posted_only("campaigns:programmes")
def upload(request: SignedInRequest) -> HttpResponseBase:
    """Have the package that a ZIP holds read, then installed."""
    require_runner(request)
    archive = request.FILES.get(ARCHIVE)
    if not isinstance(archive, UploadedFile):
        return _page(request, upload_error=_("Choisissez d’abord un fichier ZIP."), status=422)
    label = (archive.name or ARCHIVE).rpartition("/")[2][:80]
    try:
        texts = files_of_archive(archive, label)
    except Unusable as unusable:
        return _refused(request, [problem.render(language()) for problem in unusable.problems])
    sent = ask_reading(texts, label, actor=request.person, now=request.now)
    return HttpResponseRedirect(reverse("campaigns:reading", args=[sent.pk]))


@ruled_page("campaigns.run")
@require_GET
def reading(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far the reading of a package is, then what became of it: whoever sent it sees it, and nobody else."""
    require_runner(request)
    sent = PackageReading.objects.filter(pk=pk, asked_by=request.person).first()
    if sent is None:
        raise Http404
    if sent.version_id is not None:
        return _to_installed(sent.version_id, already=sent.was_installed)
    if sent.state == PackageReading.State.REFUSED:
        side = 1 if language() == "en" else 0
        return _refused(request, [sentences[side] for sentences in sent.problems], status=200)
    context = {
        "reading": sent,
        "asked": day_and_hour(sent.asked_at),
        "failed": sent.state == PackageReading.State.FAILED,
        "begun": sent.started_at is not None,
        "nobody": is_waiting_for_nobody(sent, request.now),
        "here": reverse("campaigns:reading", args=[pk]),
    }
    return render(request, "campaigns/reading.html", context)


def _refused(request: SignedInRequest, problems: list[str], *, status: int = 422) -> HttpResponse:
    sentence = _("Ce programme n’est pas installé : voici tout ce qui est à corriger, fichier par fichier.")
    return _page(request, notice=refused(_("Programme refusé"), sentence), problems=problems, status=status)


def _to_installed(digest: str, *, already: bool) -> HttpResponseRedirect:
    mention = "&deja=1" if already else ""
    return HttpResponseRedirect(f"{reverse('campaigns:programmes')}?installee={digest}{mention}")


def _installed(request: SignedInRequest, files: Callable[[], dict[str, str]], label: str) -> HttpResponseBase:
    try:
        texts = files()
        digests = set(ProgrammeVersion.objects.values_list("digest", flat=True))
        version = install_files(texts, label, actor=request.person, now=request.now)
    except Unusable as unusable:
        return _refused(request, [problem.render(language()) for problem in unusable.problems])
    except NotAllowed as refusal:
        return _page(request, notice=refused(_("Programme refusé"), refusal.reason), status=refusal.status)
    return _to_installed(version.digest, already=version.digest in digests)
