"""What is known of a structure: its sites, kept by whoever leads it; its identity, corrected by officials."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from poincon.people.access import get_visible_or_404, ruled_page, signed_in_page
from poincon.people.accounts import structures
from poincon.people.accounts.forms import IdentityForm, SiteForm
from poincon.people.models import Organisation, Site
from poincon.people.permissions import handles_region, may_lead
from poincon.people.requests import SignedInRequest
from poincon.people.views.showing import INVALID, FormPage, done, said
from poincon.people.views.team import GET_OR_POST, address_of, own_organisation, visible_organisation
from poincon.ui.components import Link
from poincon.ui.forms import add_errors
from poincon.workflow.refusals import require

_LARGEST = 2**63


@ruled_page("organisations.lead")
@require_http_methods(GET_OR_POST)
def new_site(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    organisation = own_organisation(request, pk)
    require(may_lead(request.person, organisation, request.day))
    return _site_page(request, organisation, None)


@ruled_page("organisations.lead")
@require_http_methods(GET_OR_POST)
def edit_site(request: SignedInRequest, pk: uuid.UUID, site: int) -> HttpResponse:
    organisation = own_organisation(request, pk)
    require(may_lead(request.person, organisation, request.day))
    if site >= _LARGEST:
        raise Http404
    return _site_page(request, organisation, get_visible_or_404(organisation.sites.all(), pk=site))


def _site_page(request: SignedInRequest, organisation: Organisation, site: Site | None) -> HttpResponse:
    title = _("Modifier le site") if site else _("Ajouter un site")
    back = Link(organisation.name, address_of(organisation))
    page = FormPage(
        title=title, button=_("Enregistrer"), back=back, cancel=Link(_("Ne rien changer"), address_of(organisation))
    )
    if request.method != "POST":
        initial = {name: getattr(site, name) for name in SiteForm.base_fields} if site else {}
        return page.response(request, SiteForm(initial=initial))
    form = SiteForm(request.POST)
    if form.is_valid():
        try:
            structures.save_site(organisation, site, request.person, **form.cleaned_data, now=request.now)
        except ValidationError as wrong:
            add_errors(form, wrong)
        else:
            return done(request, address_of(organisation), _("Le site est enregistré."))
    return page.response(request, form, INVALID)


@ruled_page("organisations.lead")
@require_POST
def remove_site(request: SignedInRequest, pk: uuid.UUID, site: int) -> HttpResponse:
    organisation = own_organisation(request, pk)
    require(may_lead(request.person, organisation, request.day))
    if site < _LARGEST:
        structures.remove_site(organisation, site, request.person, now=request.now)
    return done(request, address_of(organisation), _("Le site est retiré de la liste."))


@ruled_page("organisations.correct")
@require_http_methods(GET_OR_POST)
def correct(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, SIREN, commune, region, kind: by officials, since decisions were taken on them."""
    organisation = visible_organisation(request, pk)
    require(handles_region(request.person, organisation.region, request.day))
    page = FormPage(
        title=_("Corriger l’identité de la structure"),
        lead=_("L’équipe verra ces renseignements. Les dossiers déjà déposés gardent ceux de leur dépôt."),
        button=_("Enregistrer"),
        back=Link(organisation.name, address_of(organisation)),
        cancel=Link(_("Ne rien changer"), address_of(organisation)),
    )
    if request.method != "POST":
        initial = {name: getattr(organisation, name) for name in structures.IDENTITY}
        return page.response(request, IdentityForm(initial=initial))
    form = IdentityForm(request.POST)
    if form.is_valid():
        require(handles_region(request.person, form.cleaned_data["region"], request.day))
        try:
            structures.correct_identity(organisation, request.person, **form.cleaned_data, now=request.now)
        except ValidationError as wrong:
            add_errors(form, wrong)
        else:
            return done(request, address_of(organisation), _("L’identité de la structure est enregistrée."))
    return page.response(request, form, INVALID)


@signed_in_page
def left(request: SignedInRequest) -> HttpResponse:
    """Where one lands after leaving a structure."""
    return said(
        request,
        _("Vous avez quitté la structure"),
        [_("Vous n’avez plus accès à ses dossiers. Votre compte reste ouvert.")],
        [Link(_("Aller à l’accueil"), reverse("home"))],
    )
