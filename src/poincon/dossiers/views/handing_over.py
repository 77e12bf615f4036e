"""Check your answers, submit, receipt."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from poincon.dossiers import receipts, services
from poincon.dossiers.answers import parse_name
from poincon.dossiers.models import Dossier, Snapshot
from poincon.dossiers.outcomes import OutcomeLines
from poincon.dossiers.permissions import may_edit, may_submit
from poincon.dossiers.pictures import pictures
from poincon.dossiers.saving import NotAllowed
from poincon.dossiers.section_form import size_words
from poincon.dossiers.services import NotComplete
from poincon.dossiers.state import Standing, standing
from poincon.dossiers.summary import FieldUrl, Summaries
from poincon.dossiers.views.common import day_and_hour, deadline, language, names_of, visible_dossier
from poincon.people.access import Allowed, ruled_page
from poincon.people.requests import SignedInRequest
from poincon.ui.components import Confirm, DocumentItem, ErrorLink, Link
from poincon.ui.widgets import html_id


@ruled_page("dossiers.visible")
@require_GET
def check(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything on one page, each answer with where to change it."""
    return _check_page(request, visible_dossier(request, pk))


def _check_page(
    request: SignedInRequest, dossier: Dossier, *, refusal: str = "", unticked: bool = False, status: int = 200
) -> HttpResponse:
    where = standing(dossier)
    editable = bool(may_edit(request.person, dossier, request.now))
    submission = may_submit(request.person, dossier, request.now)
    lines = OutcomeLines(where, language(), lambda section: _section_url(dossier, section))
    context = {
        "dossier": dossier,
        "programme_title": names_of(where).title(),
        "summaries": Summaries(where, language(), _field_url(dossier) if editable else None).all(),
        "groups": lines.groups(),
        "charts": pictures(where, language()),
        "lacking": _lacking(where),
        "ready": where.may_be_submitted and isinstance(submission, Allowed),
        "refusal": refusal or getattr(submission, "reason", ""),
        "deadline": deadline(dossier, request.now),
        "confirm": _confirm(dossier, unticked=unticked),
    }
    return render(request, "dossiers/check.html", context, status=status)


def _section_url(dossier: Dossier, section: str) -> str:
    return reverse("dossiers:section", args=[dossier.pk, section])


def _field_url(dossier: Dossier) -> FieldUrl:
    def url(section: str, anchor: str) -> str:
        address = _section_url(dossier, section)
        return f"{address}#{anchor}" if anchor else address

    return url


def _lacking(where: Standing) -> list[ErrorLink]:
    """What stands between the dossier and its submission, each with its link."""
    names = names_of(where)
    links = []
    for state in where.lacking:
        address = f"{_section_url(where.dossier, state.field.section)}#{html_id(state.path)}"
        links.append(ErrorLink(names.path(state.path), address))
    for name in where.problems:
        parsed = parse_name(name, where.package.programme)
        address = f"{_section_url(where.dossier, parsed.field.section)}#{html_id(name)}" if parsed else ""
        links.append(ErrorLink(_("À corriger : %(name)s") % {"name": names.path(name)}, address))
    return links


def _confirm(dossier: Dossier, *, unticked: bool) -> Confirm:
    return Confirm(
        title=_("Déposer le dossier"),
        consequence=_(
            "Le service qui instruit recevra ce dossier tel qu’il est. Vos réponses ne pourront plus être modifiées."
        ),
        button=_("Déposer le dossier"),
        action=reverse("dossiers:submit", args=[dossier.pk]),
        cancel=Link(_("Revenir au dossier"), reverse("dossiers:show", args=[dossier.pk])),
        statement=_("J’ai relu ces réponses et je certifie leur exactitude."),
        errors=(_("Cochez cette case pour déposer."),) if unticked else (),
    )


@ruled_page("dossiers.submit")
@require_POST
def submit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand the dossier over, once."""
    dossier = visible_dossier(request, pk)
    if "confirmation" not in request.POST and dossier.is_draft:
        return _check_page(request, dossier, unticked=True, status=422)
    try:
        services.submit(dossier.pk, request.person, request.now)
    except NotAllowed as refused:
        return _check_page(request, dossier, refusal=refused.reason, status=403)
    except NotComplete:
        lacking = _("Des réponses obligatoires manquent encore, ou sont à corriger.")
        return _check_page(request, dossier, refusal=lacking, status=422)
    return HttpResponseRedirect(reverse("dossiers:receipt", args=[dossier.pk]))


def _snapshot(dossier: Dossier) -> Snapshot:
    snapshot = dossier.snapshots.select_related("made_by").last()
    if snapshot is None:
        raise Http404
    return snapshot


@ruled_page("dossiers.visible")
@require_GET
def receipt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The proof of the submission, and what happens next."""
    dossier = visible_dossier(request, pk)
    snapshot = _snapshot(dossier)
    where = standing(dossier)
    documents = [
        DocumentItem(
            one.file.name,
            reverse("dossiers:file", args=[dossier.pk, one.file_id]),
            size=size_words(one.file.size, language()),
            digest=f"sha256:{one.file.digest}",
            label=names_of(where).path(one.name),
        )
        for one in where.attachments
    ]
    context = {
        "dossier": dossier,
        "snapshot": snapshot,
        "submitted": day_and_hour(snapshot.made_at),
        "programme_title": names_of(where).title(),
        "programme_digest": where.package.digest,
        "documents": documents,
        "pdf": reverse("dossiers:receipt_pdf", args=[dossier.pk]),
    }
    return render(request, "dossiers/receipt.html", context)


@ruled_page("dossiers.visible")
@require_GET
def receipt_pdf(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The receipt as an accessible PDF."""
    dossier = visible_dossier(request, pk)
    snapshot = _snapshot(dossier)
    content = receipts.pdf(snapshot, standing(dossier), language())
    name = _("recepisse-%(number)s.pdf") % {"number": dossier.number}
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
