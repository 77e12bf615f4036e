"""Roles, and what each needs to have a scope."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be. Values are permanent."""

    STRUCTURE_EDITOR = "structure_editor", _("rédige pour une structure")
    STRUCTURE_HEAD = "structure_head", _("dirige une structure")
    REGIONAL_OFFICER = "regional_officer", _("instruit pour une région")
    COMMITTEE_MEMBER = "committee_member", _("siège au comité d’une région")
    EXPERT = "expert", _("expertise des dossiers")
    MINISTRY = "ministry", _("agit pour le ministère")
    ADMINISTRATOR = "administrator", _("administre la plateforme")


STRUCTURE_ROLES = (Role.STRUCTURE_EDITOR, Role.STRUCTURE_HEAD)
REGIONAL_ROLES = (Role.REGIONAL_OFFICER, Role.COMMITTEE_MEMBER)
RECEIVING_ROLES = frozenset({Role.REGIONAL_OFFICER, Role.MINISTRY})
"""Those to whom submitted dossiers come."""
NATIONAL_ROLES = (Role.MINISTRY, Role.ADMINISTRATOR)
OFFICIAL_ROLES = frozenset(set(Role) - set(STRUCTURE_ROLES))
"""Those who act for an authority: they prove who they are twice."""


class OrganisationKind(models.TextChoices):
    """What a structure is by law. The values are those of `cahier`; empty where nobody has said."""

    ASSOCIATION = "association", _("association")
    FOUNDATION = "foundation", _("fondation")
    COMPANY = "company", _("entreprise")
    LOCAL_AUTHORITY = "local_authority", _("collectivité territoriale ou groupement de collectivités")
    PUBLIC_BODY = "public_body", _("établissement public")
    GROUPING = "grouping", _("groupement (GIP, GIE)")
    OTHER = "other", _("autre structure")


class RequestState(models.TextChoices):
    """What became of a request for an account."""

    PENDING = "pending", _("en attente")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"
