"""Who may apply to a programme: the kinds of organisation that it is reserved to (ADR 0029)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from poincon.cahier.basics.text import enumeration
from poincon.cahier.model import Programme
from poincon.people.enums import OrganisationKind
from poincon.people.models import Organisation
from poincon.ui.language import language
from poincon.workflow.refusals import Allowed, Decision, Refused

_RESERVED_TO: dict[OrganisationKind, str | Promise] = {
    OrganisationKind.ASSOCIATION: gettext_lazy("aux associations"),
    OrganisationKind.FOUNDATION: gettext_lazy("aux fondations"),
    OrganisationKind.COMPANY: gettext_lazy("aux entreprises"),
    OrganisationKind.LOCAL_AUTHORITY: gettext_lazy("aux collectivités territoriales et à leurs groupements"),
    OrganisationKind.PUBLIC_BODY: gettext_lazy("aux établissements publics"),
    OrganisationKind.GROUPING: gettext_lazy("aux groupements (GIP, GIE)"),
    OrganisationKind.OTHER: gettext_lazy("à d’autres structures"),
}
"""After « réservé »."""


def may_apply(organisation: Organisation, programme: Programme) -> Decision:
    """Whether that organisation may open a dossier; one whose kind nobody has said may."""
    if not programme.applicants or organisation.kind in ("", *programme.applicants):
        return Allowed()
    reserved = _("Ce programme est réservé %(applicants)s.") % {"applicants": _applicants(programme)}
    return Refused(f"{reserved} {_recorded_words(organisation)}")


def reserved_words(programme: Programme) -> str:
    """« Réservé aux associations et aux fondations. »; empty when anybody may apply."""
    return _("Réservé %(applicants)s.") % {"applicants": _applicants(programme)} if programme.applicants else ""


def kind_words(organisation: Organisation, programme: Programme) -> str:
    """What is told to that structure beside: that nobody has said its kind, or why it may not; empty when it may."""
    if not programme.applicants or organisation.kind in programme.applicants:
        return ""
    if organisation.kind:
        return _recorded_words(organisation)
    return _(
        "La nature de votre structure n’est pas renseignée\u00a0: vérifiez qu’elle peut déposer avant de commencer."
    )


def _recorded_words(organisation: Organisation) -> str:
    return _(
        "La nature enregistrée de «\u00a0%(organisation)s\u00a0» est\u00a0: %(kind)s. Si elle n’est pas bonne, "
        "écrivez au service de votre région\u00a0: il la corrige."
    ) % {"organisation": organisation.name, "kind": OrganisationKind(organisation.kind).label}


def _applicants(programme: Programme) -> str:
    kinds = {kind.value for kind in programme.applicants}
    return enumeration([str(words) for kind, words in _RESERVED_TO.items() if kind.value in kinds], language())
